/** What it takes to tell what a draft schedule would change, before it is approved. */
import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { SUBGRAPHS } from '../../gateway/index.ts';
import { loadServices, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { benchConfig } from './bench-config.ts';
import { median } from './measure.ts';
import { NOBODY } from './open-policy.ts';
import { openRows } from './real-rows.ts';
import { table } from './report.ts';

const ROUNDS = 3;
const CHUNK = 100_000;
const ITEMS = 40;

export interface SimulationOptions {
  readonly keyDir: string;
  readonly databaseUrl: string | null;
  readonly records: number;
}

/** Records of an agency that nobody else knows, with decisions by its schedule; they stay in the database. */
export async function measureSimulation({ keyDir, databaseUrl, records }: SimulationOptions): Promise<string> {
  const database = await openRows(databaseUrl);
  try {
    const subgraph = SUBGRAPHS.find(({ name }) => name === 'retention');
    if (subgraph === undefined) throw new RangeError('There is no subgraph named retention.');
    const running = await subgraph.start(database, loadServices(benchConfig(keyDir)));
    const agency = `bench-${randomUUID()}`;
    await fill(running, { agency, records });
    const access: AccessContext = { ...NOBODY, role: 'AGENCY', agency, actorId: 'bench', posts: ['ARCHIVIST'] };
    const scheduleId = await draft(running, access);
    const whole = await timed(() => ask(running, access, simulationOf(scheduleId)));
    const page = await timed(() => ask(running, access, pageOf(scheduleId)));
    const count = records.toLocaleString('en');
    return table(
      ['simulation of a draft schedule', 'time'],
      [
        [`${count} records: how many ends move, by how much, by rule`, `${whole.toFixed(2)} s`],
        ['a page of 500 of the records that move, for export', `${page.toFixed(2)} s`],
      ],
    );
  } finally {
    await database.close();
  }
}

async function fill(
  { fork }: RunningSubgraph,
  { agency, records }: { readonly agency: string; readonly records: number },
): Promise<void> {
  for (let from = 0; from < records; from += CHUNK) {
    const to = Math.min(records, from + CHUNK) - 1;
    await sql`with made as (insert into retention.case_copy (id, record_code, state, task_code, completed_on, archived_on,
          facts, forming_unit, region, item_code, period_on)
        select gen_random_uuid(), 'B' || n, 'ARCHIVED', ${agency} || '-' || n % ${ITEMS}::int, date '2000-01-01' + n % 9000,
          date '2025-06-30', 0, ${agency}, '990100', ${agency} || '-' || n % ${ITEMS}::int, date '2000-01-01' + n % 9000
        from generate_series(${from}::int, ${to}::int) as n returning id, completed_on)
      insert into retention.decision (id, case_id, rule_id, rule_code, period, period_years, basis, starts_on, due_on, explanation, state)
        select gen_random_uuid(), id, ${randomUUID()}::uuid, 'old', 'D30', 30, '依据',
          make_date(extract(year from completed_on)::int + 1, 1, 1), make_date(extract(year from completed_on)::int + 30, 12, 31),
          '', 'ACTIVE' from made`.execute(fork().getKysely());
  }
  await sql`analyze retention.case_copy, retention.decision`.execute(fork().getKysely());
}

/** A quarter stays, the rest becomes shorter, longer, permanent. */
async function draft(running: RunningSubgraph, access: AccessContext): Promise<string> {
  const rules = Array.from({ length: ITEMS }, (_, n) => {
    const period = ['D30', 'D10', 'D50', 'Y'][n % 4];
    const lookBacks = 'lookBackAdministration: 5, lookBackLitigation: 5, lookBackAudit: 5';
    return `{ code: "${n}", itemCode: "${access.agency}-${n}", period: "${period}", basis: "依据", ${lookBacks} }`;
  });
  const input = `{ version: "${randomUUID()}", title: "模拟", rules: [${rules.join(', ')}] }`;
  const data = await ask(running, access, `mutation { draftSchedule(input: ${input}) { subject { id } } }`);
  const { subject } = data['draftSchedule'] as { subject: { id: string } };
  return subject.id;
}

function simulationOf(id: string): string {
  return `{ scheduleSimulation(scheduleId: "${id}") { records moved earlier later becomesPermanent leastDays mostDays
    rules { ruleCode records moved leastDays mostDays } } }`;
}

function pageOf(id: string): string {
  return `{ scheduleMoves(scheduleId: "${id}", first: 500) { edges { node { recordCode dueBefore dueAfter days } } } }`;
}

async function ask(running: RunningSubgraph, access: AccessContext, query: string): Promise<Record<string, unknown>> {
  const { data, errors } = await running.execute({ query, operationName: undefined, variables: {} }, access);
  if (errors !== undefined || data === undefined || data === null) throw new Error(JSON.stringify(errors));
  return data;
}

/** Seconds, the median of some rounds. */
async function timed(run: () => Promise<unknown>): Promise<number> {
  const seconds: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await run();
    seconds.push((performance.now() - begun) / 1_000);
  }
  return median(seconds);
}
