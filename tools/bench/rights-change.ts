/** What it takes to take back, and to give again, what one grant shows of very many records: the withdrawals themselves. */
import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { loadServices, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { benchConfig } from './bench-config.ts';
import { NOBODY } from './open-policy.ts';
import { openRows } from './real-rows.ts';
import type { FeedOptions } from './feed.ts';
import { table } from './report.ts';

const CHUNK = 50_000;
const PROVIDER = 'bench-provider';
const GRANTEE = 'bench-grantee';

/** Records of a sensitive kind, which the grant alone shows; they stay in the database. */
export async function measureRightsChange(options: FeedOptions): Promise<string> {
  const { keyDir, databaseUrl, records } = options;
  const database = await openRows(databaseUrl);
  try {
    const subgraph = SUBGRAPHS.find(({ name }) => name === 'cases');
    if (subgraph === undefined) throw new RangeError('There is no subgraph named cases.');
    const running = await subgraph.start(database, loadServices(benchConfig(keyDir)));
    const access = accessFor(randomUUID());
    await fill(running, records);
    await tellAll(running, access);
    const rows: string[][] = [];
    const measure = async (title: string, change: Partial<GrantView>): Promise<void> => {
      const grant = { ...access.grant, ...change } as GrantView;
      const { seconds, longest } = await sweepAll(running, { ...access, grant });
      const perSecond = Math.round(records / seconds).toLocaleString('en');
      rows.push([title, `${seconds.toFixed(1)} s`, perSecond, `${longest.toFixed(2)} s`]);
    };
    await measure('grant suspended: all withdrawals entered', { state: 'SUSPENDED', version: 2 });
    return table(
      [`a change of rights over ${records.toLocaleString('en')} records`, 'time', 'records/s', 'longest step'],
      rows,
    );
  } finally {
    await database.close();
  }
}

function accessFor(useCause: string): AccessContext {
  const grant: GrantView = {
    id: randomUUID(),
    version: 1,
    entryCode: 'B',
    entryNonSharing: false,
    providers: [PROVIDER],
    grantee: GRANTEE,
    state: 'ACTIVE',
    useCauses: [useCause],
    modes: ['BATCH'],
    validFrom: '2000-01-01',
    validTo: '2999-12-31',
    named: ['Case.caseNumber'],
    withBasis: [],
    offeredMasked: [],
    rows: { regions: null, items: null, from: null, to: null, subjects: null },
    consents: { units: [PROVIDER], halls: [], sources: [] },
    exhausted: false,
    returnFlow: false,
  };
  return { ...NOBODY, role: 'AGENCY', agency: GRANTEE, actorId: 'bench', useCause, mode: 'BATCH', grant };
}

async function fill({ fork }: RunningSubgraph, records: number): Promise<void> {
  const facts = packStored({
    custody: 'FORMING',
    openness: 'CLOSED',
    sensitive: true,
    destroyed: false,
    nonSharing: false,
  });
  const itemId = randomUUID();
  const [db, run] = [fork().getKysely(), randomUUID().slice(0, 8)];
  await sql`insert into cases.service_item (id, task_code, version, name, item_type, agency, by_reference, sensitive)
    values (${itemId}::uuid, ${itemId}, '1', '事项', 'PERMIT', ${PROVIDER}, false, true)`.execute(db);
  for (let from = 0; from < records; from += CHUNK) {
    const to = Math.min(records, from + CHUNK) - 1;
    await sql`insert into cases.case_record (id, record_code, case_number, item_id, state, title, applicant_type,
        applicant_name, applicant_id_type, applicant_id_number, received_at, completed_on, facts, forming_unit, region,
        item_code, minor_until)
      select gen_random_uuid(), ${run}::text || n, ${run}::text || n, ${itemId}::uuid, 'COMPLETED', '申请', 'PERSON', '某人', '111', '', now(),
        date '2024-01-01', ${facts}, ${PROVIDER}, '990106', 'item', date '0001-01-01'
      from generate_series(${from}::int, ${to}::int) as n`.execute(db);
  }
  await sql`analyze cases.case_record`.execute(db);
}

/** A first page makes the consumer; that it was told of all the rest is written down, not read. */
async function tellAll(running: RunningSubgraph, access: AccessContext): Promise<void> {
  await pull(running, access);
  const db = running.fork().getKysely();
  const { rows } = await sql<{ id: string; class: number }>`select c.id::text as id, t.class from cases.feed_consumer c
    join cases.feed_told t on t.consumer = c.id where c.grant_id = ${access.grant?.id} limit 1`.execute(db);
  const [consumer] = rows;
  if (consumer === undefined) throw new Error('Nothing was told.');
  for (const first of '0123456789abcdef') {
    await sql`with made as (insert into cases.feed_told
        (consumer, record_id, state, class, version, hash, sequence, at, agency, provider, place)
      select ${consumer.id}::bigint, id, 'HELD', ${consumer.class}, 1, repeat('0', 64),
        (select last_sequence from cases.feed_consumer where id = ${consumer.id}::bigint) + (row_number() over (order by id))::int,
        now(), forming_unit, forming_unit, 0
      from cases.case_record where forming_unit = ${PROVIDER} and left(id::text, 1) = ${first} on conflict do nothing
      returning record_id, sequence),
    entered as (insert into cases.feed_entry (consumer, generation, sequence, record_id, kind, version, at)
      select ${consumer.id}::bigint, 1, sequence, record_id, 'UPSERT', 1, now() from made)
    update cases.feed_consumer set sweep = null, last_sequence = coalesce((select max(sequence) from made), last_sequence),
      rewrite_after = 2000000000, seen = (select coalesce(max(position), 0) from cases.outbox)
      where id = ${consumer.id}::bigint`.execute(db);
  }
  await sql`analyze cases.feed_told, cases.feed_entry`.execute(db);
}

/** Until nothing of the change is left to be looked at; each step is one transaction. */
async function sweepAll(
  running: RunningSubgraph,
  access: AccessContext,
): Promise<{ seconds: number; longest: number }> {
  const begun = performance.now();
  for (let longest = 0; ;) {
    const stepAt = performance.now();
    await pull(running, access);
    longest = Math.max(longest, (performance.now() - stepAt) / 1_000);
    const { rows } = await sql<{ left: boolean }>`select sweep is not null
        or exists (select from cases.feed_due d where d.consumer = c.id) as "left"
      from cases.feed_consumer c where grant_id = ${access.grant?.id}`.execute(running.fork().getKysely());
    if (rows[0]?.left !== true) return { seconds: (performance.now() - begun) / 1_000, longest };
  }
}

/** One entry: one step. */
async function pull(running: RunningSubgraph, access: AccessContext): Promise<void> {
  const query = '{ caseChanges(first: 1) { pageInfo { hasNextPage } } }';
  const { errors } = await running.execute({ query, operationName: undefined, variables: {} }, access);
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
}
