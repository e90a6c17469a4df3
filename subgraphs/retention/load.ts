/** Takes schedules and holds in, and the destruction of one record: each with its events in one transaction. */
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { parseLocalDate, type LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';
import { parseKey } from '../disclosure/index.ts';
import type { Runtime } from '../kernel/index.ts';
import { assignDecisions } from './assign.ts';
import { HoldEntity, RuleEntity, ScheduleEntity } from './entities.ts';
import { destroyRecords, replayDestructions } from './execute.ts';
import { reasonsAgainstDestruction } from './disposal-rules.ts';
import { lockRecords } from './records.ts';
import { refuse, refuseIf } from './refusals.ts';
import { rowsOf } from './rows.ts';
import { checkRule, isRetentionCode, type Rule } from './rules.ts';

/** Days are `YYYY-MM-DD`. */
export interface ScheduleRow {
  readonly id: string;
  /** USCC. */
  readonly agency: string;
  readonly version: string;
  readonly title: string;
  readonly state: 'DRAFT' | 'APPROVED' | 'SUPERSEDED';
  readonly approvedOn: string | null;
}

export interface RuleRow extends Rule {
  readonly scheduleId: string;
}

export interface HoldRow {
  readonly id: string;
  readonly caseId: string;
  readonly reason: 'LITIGATION' | 'AUDIT' | 'INSPECTION' | 'SHARING_DISPUTE';
  readonly placedOn: string;
  readonly liftedOn?: string | null;
}

export interface RetentionLoad {
  readonly schedules?: readonly ScheduleRow[];
  readonly rules?: readonly RuleRow[];
  readonly holds?: readonly HoldRow[];
}

/**
 * Cases that were archived before their schedule was known get their decision here.
 *
 * @throws INVALID_INPUT naming every rule that is shorter than a look-back; nothing of the load remains
 * @clause 26号 art. 7
 */
export async function load(runtime: Runtime, input: unknown): Promise<void> {
  const { schedules = [], rules = [], holds = [] } = input as RetentionLoad;
  const { profile } = runtime.services;
  assertLongEnough(rules, profile);
  await runtime.fork().transactional(async (tx) => {
    if (schedules.length > 0) await tx.insertMany(ScheduleEntity, [...schedules]);
    if (rules.length > 0) await tx.insertMany(RuleEntity, [...rules]);
    if (holds.length > 0) await tx.insertMany(HoldEntity, [...holds]);
    if (schedules.length + rules.length > 0) await assignDecisions(tx, profile, null);
  });
}

function assertLongEnough(rules: readonly RuleRow[], profile: Profile): void {
  const faults = rules.flatMap((rule) => {
    if (!isRetentionCode(rule.period)) return [`rule ${rule.code}: Y or D and a number of years expected`];
    return checkRule(rule, profile).map(
      ({ lookBack, years }) => `rule ${rule.code}: ${lookBack} looks back ${years} years`,
    );
  });
  if (faults.length === 0) return;
  throw new DomainError('INVALID_INPUT', `rules: ${faults.join('; ')}.`, { clause: '26号 art. 7' });
}

export interface DestroyInput {
  readonly caseId: string;
  readonly destroyedOn: string;
  readonly listNumber: string;
}

/**
 * Takes in a destruction of before this installation, whose procedure is on paper: it leaves a tombstone and tells the
 * others. What forbids any destruction forbids this one too; a procedure begun here ends here.
 *
 * @throws INVALID_INPUT, NOT_FOUND, and CONFLICT with the clause when it may not be destroyed
 * @clause 令22 art. 30
 */
export async function destroy(runtime: Runtime, input: unknown): Promise<void> {
  const destroyed = parseDestroy(input);
  const { caseId, destroyedOn } = destroyed;
  await runtime.fork().transactional(async (tx) => {
    const record = (await lockRecords(tx, [caseId])).get(caseId);
    if (record === undefined) throw new DomainError('NOT_FOUND');
    const [code] = reasonsAgainstDestruction(record, destroyedOn);
    const refusal = code === undefined ? refuseIf(!BEFORE.includes(record.state), 'RECORD_STATE')[0] : refuse(code);
    if (refusal !== undefined)
      throw new DomainError('CONFLICT', refusal.message, { details: { caseId }, clause: refusal.clause });
    await destroyRecords(tx, [destroyed]);
  });
}

/** States in which no procedure has begun here. */
const BEFORE: readonly string[] = ['ACTIVE', 'EXPIRED', 'RETAINED'];

function parseDestroy(input: unknown): DestroyInput & { readonly destroyedOn: LocalDate } {
  const { caseId, destroyedOn, listNumber } = input as DestroyInput;
  const day = parseLocalDate(destroyedOn);
  if (!day.ok) throw new DomainError('INVALID_INPUT', 'destroyedOn: a day, YYYY-MM-DD, expected.');
  if (typeof listNumber !== 'string' || listNumber === '')
    throw new DomainError('INVALID_INPUT', 'listNumber: must not be empty.');
  return { caseId: parseKey('caseId', caseId), destroyedOn: day.value, listNumber };
}

/** After a restore, before it serves. @returns how many records the others have been told of */
export function replay(runtime: Runtime): Promise<number> {
  return runtime.fork().transactional(replayDestructions);
}

const PAGE = 2_000;

/** Cases whose records are destroyed, in the order of their keys. @param input `{ after }`, null at the beginning */
export async function listDestroyed(runtime: Runtime, input: unknown): Promise<readonly string[]> {
  const { after } = input as { readonly after: string | null };
  const rows = await rowsOf(
    runtime.fork(),
    sql<{ caseId: string }>`select case_id as "caseId" from retention.decision where destroyed_on is not null
      and (${after}::uuid is null or case_id > ${after}::uuid) order by case_id limit ${PAGE}`,
  );
  return rows.map(({ caseId }) => caseId);
}
