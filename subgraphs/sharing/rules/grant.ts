/** How a grant is suspended, ended and disposed of: 政务数据共享条例 art. 27–28. Pure: no I/O, no clock. */
import type { Refusal } from '../../kernel/index.ts';
import { refusal } from './application.ts';

/** Ours, no clause names a number: what a user still holds is destroyed so many working days after the end. */
export const DISPOSAL_WORKING_DAYS = 10;

export interface GrantLife {
  readonly state: string;
  readonly validTo: string;
  readonly rectifyBy: string | null;
}

/** As it is on a day: what nobody has entered as expired has expired all the same. */
export function stateOn({ state, validTo }: Pick<GrantLife, 'state' | 'validTo'>, today: string): string {
  const isRunning = state === 'ACTIVE' || state === 'SUSPENDED';
  return isRunning && validTo < today ? 'EXPIRED' : state;
}

const wrongState = (state: string): Refusal =>
  refusal('WRONG_STATE', `This is not possible in the state ${state}.`, '809 art. 27');
const need = (text: string, code: string, message: string, path: string): Refusal[] =>
  text.trim() === '' ? [refusal(code, message, '809 art. 27', path)] : [];

/** A breach is named, and a day by which it is put right. @clause 809 art. 27 */
export function checkSuspension(
  life: GrantLife,
  { breach, rectifyBy }: { readonly breach: string; readonly rectifyBy: string },
  today: string,
): Refusal[] {
  const state = stateOn(life, today);
  return [
    ...(state === 'ACTIVE' ? [] : [wrongState(state)]),
    ...need(breach, 'BREACH_MISSING', 'Say what the breach is.', 'breach'),
    ...(rectifyBy > today
      ? []
      : [refusal('RECTIFY_BY_PAST', 'The day of rectification lies ahead.', '809 art. 27', 'rectifyBy')]),
  ];
}

/** @clause 809 art. 27 */
export function checkResumption(life: GrantLife, note: string, today: string): Refusal[] {
  const state = stateOn(life, today);
  return [
    ...(state === 'SUSPENDED' ? [] : [wrongState(state)]),
    ...need(note, 'NOTE_MISSING', 'Say how the breach was put right.', 'note'),
  ];
}

export interface Ending {
  readonly cause: string;
  readonly reason: string;
}

const CAUSES = { PROVIDER: ['BREACH_NOT_RECTIFIED', 'LAW_CHANGED'], GRANTEE: ['PURPOSE_MET'] } as const;

/** A provider ends nothing without cause: a breach first suspends, and only its day passed in vain ends. @clause 809 art. 27 */
export function checkEnding(
  life: GrantLife,
  { cause, reason }: Ending,
  { by, today }: { readonly by: keyof typeof CAUSES; readonly today: string },
): Refusal[] {
  const state = stateOn(life, today);
  const causes: readonly string[] = CAUSES[by];
  const isTooEarly =
    cause === 'BREACH_NOT_RECTIFIED' && (state !== 'SUSPENDED' || life.rectifyBy === null || life.rectifyBy >= today);
  return [
    ...(state === 'ACTIVE' || state === 'SUSPENDED' ? [] : [wrongState(state)]),
    ...(causes.includes(cause)
      ? []
      : [refusal('CAUSE_NOT_YOURS', 'You may not end a grant for this cause.', '809 art. 27', 'cause')]),
    ...need(reason, 'REASON_MISSING', 'Nothing ends without its reason.', 'reason'),
    ...(isTooEarly
      ? [refusal('NOT_SUSPENDED_IN_VAIN', 'Suspend it first; its day must have passed.', '809 art. 27', 'cause')]
      : []),
  ];
}

/** @clause 809 art. 27; 809 art. 28 */
export function checkDisposal(
  life: GrantLife,
  { how, isDisputed }: { readonly how: string; readonly isDisputed: boolean },
  today: string,
): Refusal[] {
  const state = stateOn(life, today);
  return [
    ...(state === 'TERMINATED' || state === 'EXPIRED' ? [] : [wrongState(state)]),
    ...need(how, 'METHOD_MISSING', 'Say how the data was destroyed.', 'how'),
    ...(isDisputed
      ? [refusal('DISPUTE_OPEN', 'A dispute about this grant is open: keep what you hold.', '809 art. 28')]
      : []),
  ];
}
