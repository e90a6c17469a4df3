/** What a feed costs: the first export of very many records, their changes, and the memory of the gateway meanwhile. */
import { performance } from 'node:perf_hooks';
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { issueToken, startGateway, startHouse, type LocalHouse } from '../../gateway/index.ts';
import { loadServices } from '../../subgraphs/kernel/index.ts';
import { Source } from '../mirror/source.ts';
import { benchConfig } from './bench-config.ts';
import { openRows } from './real-rows.ts';
import { table } from './report.ts';
import { measureRightsChange } from './rights-change.ts';

const CHUNK = 50_000;
const CHANGED = 10_000;
const SAMPLE_MS = 20;

export interface FeedOptions {
  readonly keyDir: string;
  readonly databaseUrl: string | null;
  /** Whose rights change; a tenth of them is exported. */
  readonly records: number;
}

export async function measureFeed(options: FeedOptions): Promise<string> {
  const exported = await measureExport(options, Math.round(options.records / 10));
  const rights = await measureRightsChange(options);
  return `${exported}\n${rights}`;
}

async function measureExport({ keyDir, databaseUrl }: FeedOptions, records: number): Promise<string> {
  const database = await openRows(databaseUrl);
  const config = benchConfig(keyDir);
  const services = loadServices(config);
  const house = await startHouse(database, services, () => undefined);
  const gateway = await startGateway({ config, services, house });
  try {
    const url = await gateway.listen();
    await fill(house, records);
    const token = await issueToken(config, 'transport');
    const source = new Source({ url, token: () => token, headers: { 'x-use-cause': randomUUID() } });
    const first = await read(source, { cursor: null, generation: 0, sequence: 0 });
    const again = await read(source, { cursor: null, generation: 0, sequence: 0 });
    await change(house, CHANGED);
    const changed = await read(source, first.place);
    const perSecond = ({ rows, seconds }: Read): string => Math.round(rows / seconds).toLocaleString('en');
    return table(
      ['a feed, over HTTP, subgraphs in the same process', 'rows/s', 'memory it took more, at most'],
      [
        [`first export of ${first.rows.toLocaleString('en')} records`, perSecond(first), `${first.moreMb} MB`],
        ['the same, read again from the beginning', perSecond(again), `${again.moreMb} MB`],
        [`${changed.rows.toLocaleString('en')} changes, for one consumer`, perSecond(changed), `${changed.moreMb} MB`],
      ],
    );
  } finally {
    await gateway.close();
    await house.close();
  }
}

interface Place {
  readonly cursor: string | null;
  readonly generation: number;
  readonly sequence: number | null;
}

interface Read {
  readonly rows: number;
  readonly seconds: number;
  readonly moreMb: number;
  readonly place: Place;
}

/** Every batch is checked and let go, as a mirror does. */
async function read(source: Source, from: Place): Promise<Read> {
  const before = process.memoryUsage().rss;
  let most = before;
  const sampling = setInterval(() => {
    most = Math.max(most, process.memoryUsage().rss);
  }, SAMPLE_MS);
  const begun = performance.now();
  let [place, rows, more] = [from, 0, true];
  while (more) {
    const { manifest } = await source.batch('retention', place);
    rows += manifest.rows;
    more = manifest.more;
    const sequence = manifest.toSequence ?? place.sequence;
    place = { cursor: manifest.next, generation: manifest.generation, sequence };
  }
  clearInterval(sampling);
  const seconds = (performance.now() - begun) / 1_000;
  return { rows, seconds, moreMb: Math.round((most - before) / 1e6), place };
}

/** Decisions, of which the period and its basis are public. They stay in the database. */
async function fill(house: LocalHouse, records: number): Promise<void> {
  const db = dbOf(house);
  for (let from = 0; from < records; from += CHUNK) {
    const to = Math.min(records, from + CHUNK) - 1;
    await sql`with made as (insert into retention.case_copy (id, record_code, state, task_code, completed_on, archived_on,
          facts, forming_unit, region, item_code, period_on)
        select gen_random_uuid(), 'F' || gen_random_uuid(), 'ARCHIVED', 'feed', date '2015-01-01', date '2015-06-30', 0,
          ${DEMO_BODIES.housing}, '990100', 'feed', date '2015-01-01'
        from generate_series(${from}::int, ${to}::int) as n returning id)
      insert into retention.decision (id, case_id, rule_id, rule_code, period, period_years, basis, starts_on, due_on, explanation, state)
        select gen_random_uuid(), id, ${randomUUID()}::uuid, 'feed', 'D30', 30, '依据', date '2016-01-01',
          date '2045-12-31', '', 'ACTIVE' from made`.execute(db);
  }
  await sql`analyze retention.case_copy, retention.decision`.execute(db);
}

async function change(house: LocalHouse, count: number): Promise<void> {
  await sql`update retention.decision set basis = '依据（修订）' where id in
    (select id from retention.decision where rule_code = 'feed' order by id limit ${count})`.execute(dbOf(house));
  await house.settle();
}

function dbOf(house: LocalHouse) {
  const retention = house.running.get('retention');
  if (retention === undefined) throw new RangeError('retention does not run');
  return retention.fork().getKysely();
}
