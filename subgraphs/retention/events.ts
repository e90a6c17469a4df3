/** How `retention` takes what the others tell. */
import { sql } from 'kysely';
import { BIT } from '../../schema/policy/label.ts';
import { copyFacts, type FactRow } from '../disclosure/index.ts';
import { publish, type EntityManager, type EventHandler, type Services, type SubgraphParts } from '../kernel/index.ts';
import { assignDecisions } from './assign.ts';
import { executeOrders } from './execute.ts';
import { lockRecords, publishRetention } from './records.ts';
import { rowsOf } from './rows.ts';

/** `CASE_CHANGED`, as far as retention reads it. Whether a record is destroyed is known here first. */
interface CaseChanged extends FactRow {
  readonly recordCode: string;
  readonly state: string;
  readonly taskCode: string;
  readonly completedOn: string | null;
  readonly archivedOn: string | null;
}

/**
 * A case that is archived gets its retention decision.
 *
 * @clause 26号 art. 7
 */
function caseChanged({ profile }: Services): EventHandler {
  return async (tx, payloads) => {
    const rows = payloads as unknown as CaseChanged[];
    await copyFacts(tx, 'retention.case_copy', rows, { bits: BIT.DESTROYED, custody: false });
    const latest = [...new Map(rows.map((row) => [row.id, row])).values()];
    await sql`update retention.case_copy as t set record_code = r->>'recordCode', state = r->>'state',
        task_code = r->>'taskCode', completed_on = (r->>'completedOn')::date, archived_on = (r->>'archivedOn')::date
      from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
      where t.id = (r->>'id')::uuid`.execute(tx.getKysely());
    await assignDecisions(
      tx,
      profile,
      latest.map((row) => row.id),
    );
  };
}

/**
 * From `cases` and `holdings`, each for itself: what it has deleted of destroyed records. Who tells is known by where the
 * event comes from; what a message says of that is not read, and of a record that is not destroyed nothing is taken.
 *
 * @clause 令22 art. 30
 */
function contentDestroyed(store: string): EventHandler {
  return async (tx, payloads) => {
    await sql`insert into retention.content_receipt (case_id, store, rows, files, bytes, digests)
      select distinct on (d.case_id) d.case_id, ${store}, (r->>'rows')::int, (r->>'files')::int, (r->>'bytes')::bigint,
        array(select jsonb_array_elements_text(r->'digests'))
      from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) as r
      join retention.decision d on d.case_id = (r->>'caseId')::uuid and d.destroyed_on is not null
      on conflict do nothing`.execute(tx.getKysely());
  };
}

/** `CASE_CHECKED` `{ caseId, stage, failed }`: the latest number counts. */
const caseChecked: EventHandler = async (tx, payloads) => {
  const latest = [...new Map(payloads.map((each) => [`${each['caseId']} ${each['stage']}`, each])).values()];
  await sql`insert into retention.failed_check (case_id, stage, failed)
    select (r->>'caseId')::uuid, r->>'stage', (r->>'failed')::int
    from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
    on conflict (case_id, stage) do update set failed = excluded.failed`.execute(tx.getKysely());
};

interface DisputeChanged {
  readonly disputeId: string;
  readonly recordType?: string;
  readonly recordIds?: readonly string[];
  readonly caseIds?: readonly string[];
  readonly state: string;
}

/** States in which a dispute has ended; any other, known or not, holds its records. */
const ENDED_DISPUTES = ['RESOLVED', 'CLOSED', 'WITHDRAWN', 'SETTLED', 'DECIDED'];

/**
 * From `sharing`: an open dispute holds its records until it ends. Told twice, it holds once.
 *
 * @clause 809 art. 28
 */
const disputeChanged: EventHandler = async (tx, payloads) => {
  for (const payload of payloads as unknown as DisputeChanged[]) {
    const caseIds = await casesOf(tx, payload);
    await lockRecords(tx, caseIds);
    const isOver = ENDED_DISPUTES.includes(payload.state);
    const liftedOn = isOver ? sql`(now() at time zone 'Asia/Shanghai')::date` : sql`null::date`;
    await sql`insert into retention.hold (id, case_id, reason, placed_on, dispute_id, lifted_on)
      select gen_random_uuid(), c.id, 'SHARING_DISPUTE', (now() at time zone 'Asia/Shanghai')::date,
        ${payload.disputeId}, ${liftedOn}
      from retention.case_copy c where c.id = any(${caseIds}::uuid[])
      on conflict (dispute_id, case_id) do update set lifted_on = excluded.lifted_on`.execute(tx.getKysely());
    await publishRetention(tx, caseIds, isOver ? 'RELEASED' : 'HELD');
  }
};

/** A dispute names cases, or records of one type: decisions are ours, records of other types name their cases. */
async function casesOf(tx: EntityManager, { recordType, recordIds = [], caseIds = [] }: DisputeChanged) {
  const ofType = recordType === 'Case' ? recordIds : [];
  const decisions = recordType === 'RetentionDecision' ? recordIds : [];
  const rows = await rowsOf(
    tx,
    sql<{ id: string }>`select case_id as id from retention.decision where id = any(${[...decisions]}::uuid[])`,
  );
  return [...new Set([...caseIds, ...ofType, ...rows.map(({ id }) => id)])].toSorted();
}

/** States in which a transfer has ended; any other, known or not, keeps its records from being destroyed. */
const ENDED_TRANSFERS = ['RECEIVED', 'RETURNED', 'WITHDRAWN', 'CANCELLED', 'CLOSED'];

interface TransferChanged {
  readonly caseIds: readonly string[];
  readonly state: string;
  /** Of one handing over; echoed. */
  readonly token?: string;
}

/**
 * `TRANSFER_ANSWERED` `{ caseId, token, state }`: from here on nobody destroys the record, unless its state says that it
 * is too late. The hall waits for this before it takes anything over.
 */
async function answerTransfer(tx: EntityManager, caseIds: readonly string[], token: string): Promise<void> {
  const rows = await rowsOf(
    tx,
    sql<Record<string, unknown>>`select case_id as "caseId", ${token}::text as token, state from retention.decision
      where case_id = any(${[...caseIds]}::uuid[]) order by case_id`,
  );
  await publish(tx, 'retention', 'TRANSFER_ANSWERED', rows);
}

/**
 * From `holdings`: `{ caseIds, state, token }`. A record on its way to a hall is destroyed by nobody.
 *
 * @clause 档案法实施条例 art. 20
 */
const transferChanged: EventHandler = async (tx, payloads) => {
  for (const { caseIds, state, token } of payloads as unknown as TransferChanged[]) {
    await lockRecords(tx, caseIds);
    const ids = sql`${[...caseIds]}::uuid[]`;
    const isOver = ENDED_TRANSFERS.includes(state);
    await (
      isOver
        ? sql`delete from retention.open_transfer where case_id = any(${ids})`
        : sql`insert into retention.open_transfer (case_id, state) select distinct unnest(${ids}), ${state}
            on conflict (case_id) do update set state = excluded.state`
    ).execute(tx.getKysely());
    if (!isOver && token !== undefined) await answerTransfer(tx, caseIds, token);
  }
};

/** Our own: what an operator has ordered is done here, so that nothing is forgotten when a process is killed. */
const destructionOrdered: EventHandler = (tx, payloads) =>
  executeOrders(tx, payloads as unknown as { listId: string; caseId: string }[]);

export const consumes: SubgraphParts['consumes'] = {
  cases: (services) => ({
    CASE_CHANGED: caseChanged(services),
    CASE_CHECKED: caseChecked,
    CONTENT_DESTROYED: contentDestroyed('cases'),
  }),
  holdings: () => ({ TRANSFER_CHANGED: transferChanged, CONTENT_DESTROYED: contentDestroyed('holdings') }),
  sharing: () => ({ DISPUTE_CHANGED: disputeChanged }),
  retention: () => ({ DESTRUCTION_ORDERED: destructionOrdered }),
};
