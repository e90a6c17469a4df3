/** Plain answers are what the law gives: record by record and field by field, for every demo caller. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AttackOracle } from '../../support/attack-oracle.ts';
import { outcomeOf, type AttackWorld } from '../../support/attack-world.ts';
import { city, CITY_CALLERS } from './open.ts';

let world: AttackWorld;
let oracle: AttackOracle;

beforeAll(() => {
  ({ world, oracle } = city());
});

describe.each(CITY_CALLERS)('$title', (caller) => {
  it('is given exactly the records that the law gives it', async () => {
    const { rows } = await world.known(caller);
    const context = await world.contextOf(caller);
    const expected = [...oracle.expect(context)].filter(([, { presence }]) => presence !== 'ABSENT');
    const types = new Set(expected.map(([key]) => key.split(':')[0]));
    const given = [...rows.keys()].filter((key) => types.has(key.split(':')[0]));

    expect(given.toSorted()).toEqual(expected.map(([key]) => key).toSorted());
  });

  it('is shown, masked and withheld each field as the law says, with the value that is stored', async () => {
    const { rows } = await world.known(caller);
    const context = await world.contextOf(caller);
    let compared = 0;
    for (const [key, { presence, fields }] of oracle.expect(context)) {
      const row = rows.get(key);
      if (row === undefined || presence !== 'FIELDS') continue;
      for (const [field, { effect, text }] of fields) {
        if (!Object.hasOwn(row, field)) continue;
        expect([key, field, outcomeOf(row, field)]).toEqual([key, field, effect]);
        if (effect === 'WITHHOLD') expect([key, field, row[field]]).toEqual([key, field, null]);
        else if (text !== undefined && typeof row[field] === 'string' && !/\d{4}-\d\d-\d\d/.test(row[field]))
          expect([key, field, row[field]]).toEqual([key, field, text]);
        compared += 1;
      }
    }
    expect(compared).toBeGreaterThan(100);
  });
});
