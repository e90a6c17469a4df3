/**
 * Two worlds that share ids, clock, label facts, nullness and masks, and differ in every text that a caller is not shown,
 * answer it byte for byte alike. `TWO_WORLDS=20000 TWO_WORLDS_SEED=7` for more.
 */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type EntityManager } from '../../subgraphs/kernel/index.ts';
import { Operations, randomFrom } from '../support/attack-operations.ts';
import { AttackOracle, openForReading } from '../support/attack-oracle.ts';
import { AttackWorld, CALLERS, type Attack, type Caller } from '../support/attack-world.ts';
import { withOtherSecrets } from '../support/other-world.ts';
import { databases, PGLITE } from '../support/databases.ts';

const OPERATIONS = Number(process.env['TWO_WORLDS'] ?? 2_000);
const SEED = Number(process.env['TWO_WORLDS_SEED'] ?? Date.now() % 1_000_000);
/** Answers share a write of the log. */
const AT_ONCE = 8;

let world: AttackWorld;

/** What a busy machine did not answer in time tells nothing of either world, and is asked again. */
async function answerTo(caller: Caller, attack: Attack): Promise<string> {
  const { body } = await world.attack(caller, attack);
  if (body.includes('"code":"UNAVAILABLE"')) return answerTo(caller, attack);
  return body.replaceAll(/"requestId":"[^"]+"/g, '');
}

let oracle: AttackOracle;
let fork: () => EntityManager;

beforeAll(async () => {
  const database = await (databases().at(-1) ?? PGLITE).openDemo();
  world = await AttackWorld.start(database);
  oracle = await AttackOracle.read(database, world.classified);
  fork = await openForReading(database);
  await world.everything();
}, 600_000);
afterAll(() => world.close());

it(`answer ${OPERATIONS} operations alike`, { timeout: 300_000 + OPERATIONS * 400 }, async () => {
  const random = randomFrom(SEED);
  const everything = await world.everything();
  let changes = 0;
  let told = 0;
  for (const caller of CALLERS) {
    const known = await world.known(caller);
    const operations = new Operations({ world, random, known, everything });
    const asked = Array.from({ length: Math.ceil(OPERATIONS / CALLERS.length) }, () => {
      const { query, variables } = operations.next();
      return { query, variables: variables() };
    });
    const askAll = async (): Promise<string[]> => {
      const bodies: string[] = [];
      for (let at = 0; at < asked.length; at += AT_ONCE) {
        bodies.push(...(await Promise.all(asked.slice(at, at + AT_ONCE).map((each) => answerTo(caller, each)))));
      }
      return bodies;
    };
    const one = await askAll();
    const { result: other, changed } = await withOtherSecrets({ fork, oracle }, await world.contextOf(caller), askAll);
    changes += changed;
    for (const [at, body] of one.entries()) {
      expect({ seed: SEED, caller: caller.title, asked: asked[at], body: other[at] }).toEqual({
        seed: SEED,
        caller: caller.title,
        asked: asked[at],
        body,
      });
      if (body.includes('"id"')) told += 1;
    }
  }
  console.log(`two worlds: seed ${SEED}, ${OPERATIONS} operations, ${told} with rows, ${changes} texts were others`);
  expect(changes).toBeGreaterThan(1_000);
  expect(told / OPERATIONS).toBeGreaterThan(0.5);
});
