/** What every act of `sharing` has in common: who stands for whom, its line on the timeline, its due days. */
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { localDate } from '../../../schema/ids.ts';
import type { Profile } from '../../../schema/profile.ts';
import { addWorkingDays, type DueDay } from '../../../schema/working-days.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { ActEntity } from '../entities/procedure.ts';

/** A row as it was read: every column is there. */
export type Loaded<T> = { [K in keyof T & string]-?: Exclude<T[K], undefined> };

/** The unit of work writes what is changed with the next flush. */
export function change<T extends object>(row: T, values: Partial<T>): void {
  Object.assign(row, values);
}

/** The caller's body and those that it has succeeded: what was theirs is its own. */
export function bodiesOf({ agency, predecessors }: Pick<AccessContext, 'agency' | 'predecessors'>): readonly string[] {
  return agency === null ? [] : [agency, ...predecessors];
}

/** @throws NOT_FOUND alike for what does not exist and for what is not the caller's to act on */
export function mustBe<T>(row: T | null, isCallers: (row: T) => boolean): T {
  if (row === null || !isCallers(row)) throw new DomainError('NOT_FOUND');
  return row;
}

export function done(target: string): ActResult {
  return { target, violations: [] };
}

export function refused(target: string | null, violations: readonly Refusal[]): ActResult {
  return { target, violations };
}

/** Runs an act of this subgraph. Its entry, its line on the timeline and what it writes commit together. */
export function perform(
  context: Context,
  name: string,
  work: (tx: EntityManager) => Promise<ActResult>,
): Promise<ActResult> {
  return act(context, { schema: 'sharing', name }, work);
}

export interface Line {
  readonly target: string;
  readonly name: string;
  /** The state that the act left. */
  readonly state: string;
  readonly clause: string;
  readonly note?: string | null;
  readonly ruleId?: string | null;
}

export async function writeLine(tx: EntityManager, { access }: Context, line: Line): Promise<void> {
  const { actorId, role, agency, at } = access;
  await tx.insert(ActEntity, {
    ...line,
    note: line.note ?? null,
    ruleId: line.ruleId ?? null,
    at: new Date(at),
    actorId,
    role,
    agency,
  });
}

/** So many working days after the day of the request, by the profile's calendar. */
export function dueAfter(
  { access, services }: Context,
  workingDays: (sla: Profile['slaWorkingDays']) => number,
): DueDay {
  const { slaWorkingDays, holidays } = services.profile;
  return addWorkingDays(localDate(access.today), workingDays(slaWorkingDays), holidays);
}
