/** What the regulation says of transfers. Pure: no I/O, no clock. */
import { ITEM_TYPE, type ItemType } from '../../schema/codes.ts';
import type { LocalDate } from '../../schema/ids.ts';
import { findSecrecyMarks } from '../../schema/secrecy.ts';
import type { Profile } from '../../schema/profile.ts';
import type { Refusal } from '../kernel/index.ts';
import { refuse, refuseIf } from './transfer-refusals.ts';

export type HallLevelName = keyof Profile['transferDueYears'];

/** The level of a hall by the region that it is of, six digits. @clause 档案法实施条例 art. 20 */
export function hallLevelOf(region: string): HallLevelName {
  if (region === '000000') return 'CENTRAL';
  if (region.endsWith('0000')) return 'PROVINCIAL';
  return region.endsWith('00') ? 'PREFECTURAL' : 'COUNTY';
}

/** What is known of a record that is to be handed over. */
export interface ItemFacts {
  /** Null: there is no such case, or it is not known to be the caller's. */
  readonly formedByCaller: boolean;
  readonly classified: boolean;
  readonly state: string | null;
  readonly destroyed: boolean;
  /** As labels know it; null: no hall knows of it. */
  readonly custody: string | null;
  readonly hall: string | null;
  readonly period: string | null;
  readonly retentionState: string | null;
  readonly disputed: boolean;
  readonly inOtherBatch: boolean;
  readonly openingAdvice: string | null;
  readonly openingOpinion: string | null;
  readonly disclosureStatus: string | null;
  readonly secrecyChange: string | null;
}

export interface BatchFacts {
  readonly kind: string;
  readonly hall: string;
  /** Periods that the hall collects. */
  readonly collectable: readonly string[];
}

const ON_LIST = ['DESTRUCTION_PROPOSED', 'DESTRUCTION_APPROVED'];

/**
 * Every reason why a record may not be handed over; empty when it may. A record of somebody else's, one that does not
 * exist and one that was classified later are told of alike, and nothing more is told of them.
 *
 * @clause 26号 art. 12; 档案法实施条例 art. 30; 令22 art. 21
 */
export function reasonsAgainstTransfer(of: ItemFacts, batch: BatchFacts, path: string): readonly Refusal[] {
  if (!of.formedByCaller || of.classified) return [refuse('NOT_YOURS', path)];
  if (of.destroyed) return [refuse('DESTROYED', path)];
  const isHeldByHall = of.custody === 'EARLY_CUSTODY' || of.custody === 'EARLY_CUSTODY_HALL';
  const mayMove =
    of.custody === null ||
    of.custody === 'FORMING' ||
    (isHeldByHall && batch.kind === 'TRANSFER' && of.hall === batch.hall);
  return [
    ...refuseIf(of.state !== 'ARCHIVED', 'NOT_ARCHIVED', path),
    ...refuseIf(!mayMove, 'ALREADY_TRANSFERRED', path),
    ...refuseIf(of.retentionState !== null && ON_LIST.includes(of.retentionState), 'ON_DESTRUCTION_LIST', path),
    ...refuseIf(of.disputed, 'DISPUTED', path),
    ...refuseIf(of.inOtherBatch, 'IN_ANOTHER_BATCH', path),
    ...refuseIf(of.period === null, 'PERIOD_UNDECIDED', path),
    ...refuseIf(of.period !== null && !batch.collectable.includes(of.period), 'PERIOD_NOT_COLLECTED', path),
    ...refuseIf(isBlank(of.openingOpinion) || of.openingAdvice === null, 'OPINION_MISSING', path),
    ...refuseIf(isBlank(of.disclosureStatus), 'DISCLOSURE_STATUS_MISSING', path),
    ...refuseIf(isBlank(of.secrecyChange), 'SECRECY_CHANGE_MISSING', path),
  ];
}

function isBlank(text: string | null): boolean {
  return text === null || text.trim() === '';
}

const TEXT_LENGTH = 1_000;

/** What is wrong with a text that somebody writes; a secrecy mark is never written down. @clause 26号 art. 15 */
export function checkText(text: string | null | undefined, path: string, isNeeded: boolean): readonly Refusal[] {
  if (text === null || text === undefined || text.trim() === '') return refuseIf(isNeeded, 'TEXT_MISSING', path);
  return [
    ...refuseIf(text.length > TEXT_LENGTH, 'TEXT_TOO_LONG', path),
    ...refuseIf(findSecrecyMarks(text) !== 'CLEAR', 'SECRECY_MARK', path),
  ];
}

export const BY_LAW = ['OPENING_OPINION', 'DISCLOSURE_STATUS', 'SECRECY_CHANGE'] as const;

export interface RequirementText {
  readonly formats: readonly string[];
  readonly metadata: readonly string[];
  readonly statements: readonly string[];
  readonly collectable: readonly string[];
  readonly note: string | null;
}

/** A hall may ask for more than law and jurisdiction do, and may take less; never the other way round. */
export function checkRequirements(
  of: RequirementText,
  level: HallLevelName,
  { allowedFormats, collectable }: Pick<Profile, 'allowedFormats' | 'collectable'>,
): readonly Refusal[] {
  const formats: readonly string[] = allowedFormats;
  const periods: readonly string[] = collectable[level];
  return [
    ...refuseIf(of.formats.length === 0, 'FORMATS_EMPTY', 'input.formats'),
    ...of.formats.flatMap((each, at) => refuseIf(!formats.includes(each), 'FORMAT_NOT_ALLOWED', `input.formats.${at}`)),
    ...refuseIf(
      BY_LAW.some((each) => !of.statements.includes(each)),
      'STATEMENT_LEFT_OUT',
      'input.statements',
    ),
    ...of.collectable.flatMap((each, at) =>
      refuseIf(!periods.includes(each), 'PERIOD_NOT_COLLECTED', `input.collectable.${at}`),
    ),
    ...checkText(of.note, 'input.note', false),
  ];
}

/** Sub-levels of 专业档案 by item type; ours, standards.md §1.4 [D]. */
const SUB_LEVEL = {
  PERMIT: 'XK',
  PENALTY: 'CF',
  COERCION: 'QZ',
  LEVY: 'ZS',
  PAYMENT: 'JF',
  INSPECTION: 'JC',
  CONFIRMATION: 'QR',
  REWARD: 'JL',
  ADJUDICATION: 'CJ',
  OTHER_POWER: 'QT',
  PUBLIC_SERVICE: 'GG',
} as const satisfies Record<ItemType, string>;

export interface SeriesFacts {
  readonly fonds: string;
  /** As the package has it: code or name; anything else is filed under other powers. */
  readonly itemType: string;
  readonly completedOn: LocalDate;
  readonly period: string;
}

/**
 * What stands before the number of a reference code: `Z901-ZY·QR·2024·D30`.
 *
 * @clause DA/T 13-2022
 */
export function seriesOf({ fonds, itemType, completedOn, period }: SeriesFacts): string {
  const byCode = Object.entries(ITEM_TYPE).find(([code, name]) => code === itemType || name === itemType)?.[1];
  return `${fonds}-ZY·${SUB_LEVEL[byCode ?? 'OTHER_POWER']}·${completedOn.slice(0, 4)}·${period}`;
}

/** Six digits: a million records of one kind and year. */
export function toReferenceCode(series: string, number: number): string {
  return `${series}-${String(number).padStart(6, '0')}`;
}
