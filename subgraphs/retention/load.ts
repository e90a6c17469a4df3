/** Takes schedules and holds in, and the destruction of one record: each with its events in one transaction. */
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { parseLocalDate, type LocalDate } from '../../schema/ids.ts';
import { BIT } from '../../schema/policy/label.ts';
import type { Profile } from '../../schema/profile.ts';
import { parseKey } from '../disclosure/index.ts';
import { publish, type EntityManager, type Runtime } from '../kernel/index.ts';
import { assignDecisions } from './assign.ts';
import { HoldEntity, RuleEntity, ScheduleEntity } from './entities.ts';
import { checkRule, isRetentionCode, refusalsOfDestruction, type Rule } from './rules.ts';

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
 * Marks the record of a case as destroyed and tells the others, who delete what they hold of it.
 * The procedure before it (appraisal, list, approval, supervision) is not checked here.
 *
 * @throws INVALID_INPUT, NOT_FOUND, and CONFLICT with the clause when it may not be destroyed
 * @clause 令22 art. 30
 */
export async function destroy(runtime: Runtime, input: unknown): Promise<void> {
  const { caseId, destroyedOn, listNumber } = parseDestroy(input);
  await runtime.fork().transactional(async (tx) => {
    const decision = await lockDecision(tx, caseId);
    if (decision === null) throw new DomainError('NOT_FOUND');
    if (decision.destroyed)
      throw new DomainError('CONFLICT', 'The record is already destroyed.', { details: { caseId } });
    const [refusal] = refusalsOfDestruction({ ...decision, destroyedOn });
    if (refusal !== undefined)
      throw new DomainError('CONFLICT', refusal.reason, { details: { caseId }, clause: refusal.clause });
    const db = tx.getKysely();
    await sql`update retention.decision set state = 'DESTROYED', destroyed_on = ${destroyedOn}::date,
      destruction_list_number = ${listNumber} where case_id = ${caseId}::uuid`.execute(db);
    await sql`update retention.case_copy set facts = facts | ${BIT.DESTROYED}::int where id = ${caseId}::uuid`.execute(
      db,
    );
    await publish(tx, 'retention', 'RECORD_DESTROYED', [{ caseId, destroyedOn, listNumber }]);
  });
}

function parseDestroy(input: unknown): DestroyInput & { readonly destroyedOn: LocalDate } {
  const { caseId, destroyedOn, listNumber } = input as DestroyInput;
  const day = parseLocalDate(destroyedOn);
  if (!day.ok) throw new DomainError('INVALID_INPUT', 'destroyedOn: a day, YYYY-MM-DD, expected.');
  if (typeof listNumber !== 'string' || listNumber === '')
    throw new DomainError('INVALID_INPUT', 'listNumber: must not be empty.');
  return { caseId: parseKey('caseId', caseId), destroyedOn: day.value, listNumber };
}

interface LockedDecision {
  readonly dueOn: LocalDate | null;
  readonly held: boolean;
  readonly destroyed: boolean;
}

/** Locked, so that of two destructions one waits and then finds it done. */
async function lockDecision(tx: EntityManager, caseId: string): Promise<LockedDecision | null> {
  const { rows } = await sql<LockedDecision>`select due_on::text as "dueOn", destroyed_on is not null as destroyed,
      exists (select from retention.hold h where h.case_id = d.case_id and h.lifted_on is null) as held
    from retention.decision d where case_id = ${caseId}::uuid for update`.execute(tx.getKysely());
  return rows[0] ?? null;
}
