/**
 * The leak hunt: operations by chance, by every caller; no value, record, count or text of an answer may say more than
 * the plain answers, which `plain-answers.test.ts` holds against the law. `LEAK_HUNT=100000 LEAK_HUNT_SEED=7` for more.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Operations, randomFrom } from '../support/attack-operations.ts';
import { databases } from '../support/databases.ts';
import { AttackWorld, CALLERS, outcomeOf, type Known, type Row } from '../support/attack-world.ts';

const OPERATIONS = Number(process.env['LEAK_HUNT'] ?? 20_000);
const SEED = Number(process.env['LEAK_HUNT_SEED'] ?? Date.now() % 1_000_000);
/** The same document with other values, at once: preparing it is the dearest part, and answers share a write of the log. */
const ASKED_WITH_EACH = 8;
/** So much must have been met for the hunt to mean anything, out of 20,000. */
const LEAST = { SHOW: 1_000, MASK: 1_000, WITHHOLD: 1_000 };

let world: AttackWorld;

beforeAll(async () => {
  // PostgreSQL where there is one: half the CPU, and none of it in this process.
  world = await AttackWorld.start(await databases().at(-1)?.openDemo());
  for (const caller of CALLERS) await world.known(caller);
  await world.everything();
}, 600_000);
afterAll(() => world.close());

it(`finds nothing with ${OPERATIONS} operations`, { timeout: 300_000 + OPERATIONS * 100 }, async () => {
  const random = randomFrom(SEED);
  const met = { SHOW: 0, MASK: 0, WITHHOLD: 0 };
  let withRows = 0;
  let failed = 0;
  const hunters = await Promise.all(
    CALLERS.map(async (caller) => {
      const known = await world.known(caller);
      return {
        caller,
        known,
        operations: new Operations({ world, random, known, everything: await world.everything() }),
      };
    }),
  );
  for (let count = 0; count < OPERATIONS;) {
    const { caller, known, operations } = pick(hunters, random);
    const { query, variables } = operations.next();
    const attacks = Array.from({ length: Math.min(ASKED_WITH_EACH, OPERATIONS - count) }, () => ({
      query,
      variables: variables(),
    }));
    const answers = await Promise.all(attacks.map((attack) => world.attack(caller, attack)));
    for (const [at, { answer, leaks }] of answers.entries()) {
      if (leaks.length > 0) expect({ seed: SEED, count, by: caller.title, attack: attacks[at], leaks }).toBe('no leak');
      count += 1;
      if (tally(known, answer.data, met) > 0) withRows += 1;
      if (answer.errors !== undefined) failed += 1;
    }
  }
  console.log(
    `leak hunt: seed ${SEED}, ${OPERATIONS} operations, ${withRows} with rows, ${failed} refused; shown ${met.SHOW}, masked ${met.MASK}, withheld ${met.WITHHOLD}`,
  );
  expect(withRows / OPERATIONS).toBeGreaterThan(0.6);
  expect(failed / OPERATIONS).toBeLessThan(0.01);
  for (const outcome of ['SHOW', 'MASK', 'WITHHOLD'] as const)
    expect(met[outcome]).toBeGreaterThanOrEqual(Math.floor((LEAST[outcome] * Math.min(OPERATIONS, 20_000)) / 20_000));
});

function pick<T>(values: readonly T[], random: () => number): T {
  const found = values[Math.floor(random() * values.length)];
  if (found === undefined) throw new Error('There are no callers.');
  return found;
}

/** @returns how many records the answer holds */
function tally(known: Known, data: unknown, met: Record<'SHOW' | 'MASK' | 'WITHHOLD', number>): number {
  let records = 0;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (typeof value !== 'object' || value === null) return;
    const { __typename: typeName, id } = value as Partial<Row>;
    const plain = known.rows.get(`${typeName}:${id}`);
    if (plain !== undefined) {
      records += 1;
      for (const key of Object.keys(value)) {
        const field = key.replace(/^x\d+_/, '');
        const isClassified = world.classified.records.get(plain.__typename)?.fields.some(({ name }) => name === field);
        if (isClassified === true) met[outcomeOf(plain, field)] += 1;
      }
    }
    Object.values(value).forEach(visit);
  };
  visit(data);
  return records;
}
