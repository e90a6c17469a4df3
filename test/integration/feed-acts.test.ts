import fc from 'fast-check';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { cases } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import { anyAct, FeedWorld } from '../support/feed-acts.ts';
import { createRows } from '../support/rows.ts';
import { testServices } from '../support/services.ts';

const RUNS = Number(process.env['RUNS'] ?? (process.env['DEEP'] === undefined ? 2 : 30));
const SEED = Number(process.env['SEED'] ?? 7);

describe.each(databases().slice(0, 1))('random acts on $kind', ({ open }) => {
  const rows = createRows(41);
  let database: Database;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await cases.start(database, testServices());
    await running.call('load', { items: [rows.item] });
  }, 600_000);
  afterAll(() => database.close());

  it('whatever happens and whenever it pulls, a mirror comes to hold exactly what its consumer may see', async () => {
    let run = 0;
    const acts = fc.array(anyAct([rows.agency, rows.hall]), { minLength: 25, maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(acts, async (given) => {
        run += 1;
        await sql`truncate cases.case_record`.execute(running.fork().getKysely());
        const world = new FeedWorld(running, rows, `run-${run}`);
        await world.run([
          ...Array.from({ length: 6 }, (_each, at) => ({ act: 'add', sensitive: at % 2 === 0 }) as const),
          ...given,
        ]);
      }),
      { numRuns: RUNS, seed: SEED },
    );
  }, 600_000);
});
