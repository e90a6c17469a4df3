/**
 * Subgraphs killed, stalled and corrupted at random through a minute of load. `CHAOS_SECONDS=20 SEED=7` repeats a
 * schedule; what meets what in it depends on the machine.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import type { House } from '../../gateway/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { openChaosProxy, WEATHERS, type ChaosProxy } from '../support/chaos-proxy.ts';
import { databases } from '../support/databases.ts';
import { wrapHouse, type GraphQLAnswer, type IdentityName, type TestGateway } from '../support/gateway.ts';
import { NAMES, startSeparate, type Separate } from '../support/separate.ts';
import { testServices } from '../support/services.ts';
import { faultsOf, MAIN_QUERY, mainAnswerOf, type GoldenAnswer } from '../support/short-answer.ts';

const SECONDS = Number(process.env['CHAOS_SECONDS'] ?? 60);
const SEED = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
const AT_A_TIME = 8;
const LIMITS = { timeoutMs: 700, connectTimeoutMs: 300, restMs: 200, answerBytes: 1_000_000 };
const IDENTITIES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('five subgraphs in bad weather on $kind', ({ open }) => {
  const random = generator(SEED);
  const rejections: unknown[] = [];
  const note = (reason: unknown): void => void rejections.push(reason);
  const proxies: ChaosProxy[] = [];
  /** What each identity gets while grants cannot be heard of: then there are none. */
  const ungranted = new Map<IdentityName, GoldenAnswer>();
  let separate: Separate;
  let gateway: TestGateway;
  let house: House;

  const ask = (as: IdentityName, at = gateway): Promise<GraphQLAnswer> =>
    at.ask({ as, query: MAIN_QUERY, variables: { id: DEMO_MAIN_CASE_ID } });
  const faults = (as: IdentityName, answer: GraphQLAnswer): string[] => {
    const [granted, without] = [mainAnswerOf(as), ungranted.get(as)].map((each) => each && faultsOf(answer, each));
    return granted?.length === 0 || without?.length === 0 ? [] : (granted ?? []);
  };
  const allWhole = (): Promise<void> =>
    vi.waitFor(
      async () => {
        for (const as of IDENTITIES) expect((await ask(as)).data).toEqual(mainAnswerOf(as).data);
      },
      { timeout: 30_000, interval: 200 },
    );

  beforeAll(async () => {
    process.on('unhandledRejection', note);
    separate = await startSeparate(open);
    const pathOf = (name: string): string => join(separate.folder, `${name}.proxy`);
    for (const name of NAMES) proxies.push(await openChaosProxy(pathOf(name), separate.socketOf(name), random));
    house = await separate.openHouse(LIMITS, pathOf);
    gateway = await wrapHouse(house, testServices());
    await allWhole();
    const deaf = await separate.openHouse();
    const withoutGrants = await wrapHouse({ ...deaf, call: withoutStanding(deaf) }, testServices());
    for (const as of IDENTITIES) ungranted.set(as, (await ask(as, withoutGrants)) as GoldenAnswer);
    await withoutGrants.close();
  });
  afterAll(async () => {
    process.off('unhandledRejection', note);
    for (const proxy of proxies) await proxy.close();
    await separate.close();
  });

  it(`gives no wrong answer for ${SECONDS} s, then is as before`, { timeout: (SECONDS + 120) * 1_000 }, async () => {
    console.log(`SEED=${SEED} CHAOS_SECONDS=${SECONDS}`);
    for (let at = 0; at < 200; at += 1) await ask(pick(IDENTITIES, random));
    const heapBefore = heapAfterCollection();

    const endsAt = performance.now() + SECONDS * 1_000;
    const weather = proxies.map((proxy) => changeWeather(proxy, random, endsAt));
    const counts = { whole: 0, short: 0, refused: 0 };
    const wrong: string[] = [];
    const load = async (): Promise<void> => {
      while (performance.now() < endsAt) {
        const as = pick(IDENTITIES, random);
        const answer = await ask(as);
        wrong.push(...faults(as, answer).map((fault) => `${as}: ${fault}`));
        counts[kindOf(answer)] += 1;
      }
    };
    await Promise.all([...weather, ...Array.from({ length: AT_A_TIME }, load)]);
    console.log(counts);

    expect(wrong.slice(0, 5)).toEqual([]);
    for (const count of Object.values(counts)) expect(count).toBeGreaterThan(0);
    await allWhole();
    expect(rejections).toEqual([]);

    const heapAfter = heapAfterCollection();
    console.log({ heapBefore, heapAfter });
    expect(heapAfter).toBeLessThan(heapBefore * 1.25);
    await gateway.close();
    await expect
      .poll(() => proxies.map(({ sockets }) => sockets.size), { timeout: 10_000 })
      .toEqual(NAMES.map(() => 0));
  });
});

/** Mostly fair; spells of a tenth of a second to a second. Fair in the end. */
async function changeWeather(proxy: ChaosProxy, random: () => number, endsAt: number): Promise<void> {
  while (performance.now() < endsAt) {
    proxy.become(random() < 0.8 ? 'fair' : pick(WEATHERS, random));
    await pause(100 + random() * 900);
  }
  proxy.become('fair');
}

function kindOf({ data, errors }: GraphQLAnswer): 'whole' | 'short' | 'refused' {
  if (data === null || data === undefined) return 'refused';
  return errors === undefined ? 'whole' : 'short';
}

function withoutStanding(house: House): House['call'] {
  return async (subgraph, name, input) => {
    if (name === 'findStanding') throw new Error('not heard');
    return house.call(subgraph, name, input);
  };
}

function heapAfterCollection(): number {
  setFlagsFromString('--expose_gc');
  const collect = runInNewContext('gc') as () => void;
  for (let at = 0; at < 4; at += 1) collect();
  return process.memoryUsage().heapUsed;
}

function pick<T>(from: readonly T[], random: () => number): T {
  const [first] = from;
  const picked = from[Math.floor(random() * from.length)] ?? first;
  if (picked === undefined) throw new RangeError('nothing to pick from');
  return picked;
}

/** Numbers between 0 and 1, always the same for one seed. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
