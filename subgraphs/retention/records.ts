/** Records under their lock: the one way in which acts and events read what forbids a destruction. */
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import type { LocalDate } from '../../schema/ids.ts';
import { BIT } from '../../schema/policy/label.ts';
import { publish, type EntityManager, type Refusal } from '../kernel/index.ts';
import type { DisposalFacts } from './disposal-rules.ts';
import { refuseIf } from './refusals.ts';
import { rowsOf } from './rows.ts';

export interface LockedRecord extends DisposalFacts {
  readonly caseId: string;
  readonly state: string;
  readonly period: string;
  readonly recordCode: string;
  readonly completedOn: LocalDate;
  /** USCC of who keeps it: the hall after transfer, the forming unit before. */
  readonly body: string;
}

/**
 * Locks decisions in the order of their keys, then reads what is known of the records: holds, disputes and transfers
 * that were being written meanwhile are seen, since whoever writes one takes the same lock first. One statement for
 * both would read them as they were before it waited.
 */
export async function lockRecords(
  tx: EntityManager,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, LockedRecord>> {
  const ids = sql`any(${[...caseIds]}::uuid[])`;
  await rowsOf(tx, sql`select case_id from retention.decision where case_id = ${ids} order by case_id for update`);
  const rows = await rowsOf(
    tx,
    sql<LockedRecord>`select d.case_id as "caseId", d.state, d.period, d.due_on::text as "dueOn",
        d.destroyed_on is not null as destroyed, c.record_code as "recordCode", c.completed_on::text as "completedOn",
        case when (c.facts & ${BIT.CUSTODY_HIGH}::int) <> 0 then c.hall else c.forming_unit end as body,
        exists (select from retention.hold h
          where h.case_id = d.case_id and h.lifted_on is null and h.dispute_id is null) as held,
        exists (select from retention.hold h
          where h.case_id = d.case_id and h.lifted_on is null and h.dispute_id is not null) as disputed,
        exists (select from retention.open_transfer t where t.case_id = d.case_id) as "inTransfer"
      from retention.decision d join retention.case_copy c on c.id = d.case_id
      where d.case_id = ${ids} order by d.case_id`,
  );
  return new Map(rows.map((row) => [row.caseId, row]));
}

/**
 * The same for records that an act names.
 *
 * @param bodies of the caller: a record of others is as unknown as one that does not exist
 * @throws NOT_FOUND
 */
export async function lockNamed(
  tx: EntityManager,
  caseIds: readonly string[],
  bodies: readonly string[],
): Promise<readonly LockedRecord[]> {
  const records = await lockRecords(tx, caseIds);
  return caseIds.map((id) => {
    const record = records.get(id);
    if (record === undefined || !bodies.includes(record.body)) throw new DomainError('NOT_FOUND');
    return record;
  });
}

/** One reason for each record that is in another state. */
export function refuseOtherStates(records: readonly LockedRecord[], state: string, path: string): readonly Refusal[] {
  return records.flatMap((record, at) => refuseIf(record.state !== state, 'RECORD_STATE', `${path}.${at}`));
}

export async function setState(tx: EntityManager, caseIds: readonly string[], state: string): Promise<void> {
  await sql`update retention.decision set state = ${state} where case_id = any(${[...caseIds]}::uuid[])`.execute(
    tx.getKysely(),
  );
}

/** Why others are told. */
export type RetentionChange = 'EXPIRED' | 'HELD' | 'RELEASED' | 'APPRAISED' | 'RETAINED' | 'LISTED' | 'KEPT' | 'RULED';

/** `RETENTION_CHANGED` `{ caseId, change, state, period, dueOn, held, disputed }`, as things stand in this transaction. */
export async function publishRetention(
  tx: EntityManager,
  caseIds: readonly string[],
  change: RetentionChange,
): Promise<void> {
  const rows = await rowsOf(
    tx,
    sql<Record<string, unknown>>`select d.case_id as "caseId", ${change}::text as change, d.state, d.period,
        d.due_on::text as "dueOn",
        exists (select from retention.hold h where h.case_id = d.case_id and h.lifted_on is null) as held,
        exists (select from retention.hold h
          where h.case_id = d.case_id and h.lifted_on is null and h.dispute_id is not null) as disputed
      from retention.decision d where d.case_id = any(${[...caseIds]}::uuid[]) order by d.case_id`,
  );
  await publish(tx, 'retention', 'RETENTION_CHANGED', rows);
}
