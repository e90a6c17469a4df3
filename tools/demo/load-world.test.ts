import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { databases } from '../../test/support/databases.ts';
import { testServices } from '../../test/support/services.ts';
import { startHouse, type LocalHouse } from '../../gateway/index.ts';
import { bulkChunks } from './bulk.ts';
import { isLoadedNow, loadDemoWorld } from './load-world.ts';
import { demoWorld } from './world.ts';

describe.each(databases())('the demo world on $kind', ({ openEmpty }) => {
  let house: LocalHouse;
  beforeAll(async () => {
    house = await startHouse(await openEmpty(), testServices(), (error) => {
      throw error;
    });
  });
  afterAll(() => house.close());

  async function count(query: string): Promise<number> {
    const rows: { n: string }[] =
      (await house.running.get('cases')?.fork().getConnection().execute(`select count(*) as n from ${query}`)) ?? [];
    return Number(rows[0]?.n);
  }

  it('is taken up where an earlier load was cut short', async () => {
    const { licences, cases } = demoWorld();
    await house.running.get('licences')?.call('load', licences);
    await house.running.get('cases')?.call('load', cases);

    expect(await loadDemoWorld(house.running, house.settle)).toBe(true);
    expect(await count('cases.case_record')).toBe(cases.cases?.length);
  });

  it('is loaded once', async () => {
    expect(await loadDemoWorld(house.running, house.settle)).toBe(false);
  });

  it('gives every archived case its retention decision', async () => {
    expect(
      await count(`cases.case_record r where state = 'ARCHIVED'
        and not exists (select from retention.decision d where d.case_id = r.id)`),
    ).toBe(0);
  });

  it('has its destroyed records destroyed, and told so everywhere', async () => {
    const { destructions } = demoWorld();

    expect(await count(`cases.case_record where destroyed_on is not null and title = ''`)).toBe(destructions.length);
    expect(await count('holdings.case_copy where destroyed_on is not null')).toBe(destructions.length);
  });

  it('takes a chunk of further cases once', async () => {
    const [chunk] = bulkChunks({ from: 0, count: 20, chunkSize: 20 });
    const load = (): Promise<boolean> =>
      isLoadedNow(house.running.get('cases')?.call('load', chunk?.cases) ?? Promise.resolve());

    expect([await load(), await load()]).toEqual([true, false]);
  });
});
