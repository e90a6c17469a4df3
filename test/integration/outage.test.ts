/** One subgraph does not run: the rest is answered, and every short answer says where it is short. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import type { House } from '../../gateway/index.ts';
import type { SubgraphName } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { databases } from '../support/databases.ts';
import { wrapHouse, type GraphQLAnswer, type IdentityName, type TestGateway } from '../support/gateway.ts';
import { startSeparate, type Separate } from '../support/separate.ts';
import { testServices } from '../support/services.ts';
import { faultsOf, MAIN_QUERY, mainAnswerOf } from '../support/short-answer.ts';

const IDENTITIES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('on $kind', ({ open }) => {
  let separate: Separate;
  let house: House;
  let gateway: TestGateway;
  const askMain = (as: IdentityName = 'housing'): Promise<GraphQLAnswer> =>
    gateway.ask({ as, query: MAIN_QUERY, variables: { id: DEMO_MAIN_CASE_ID } });
  const becomesWhole = (): Promise<void> =>
    vi.waitFor(async () => expect((await askMain()).data).toEqual(mainAnswerOf('housing').data), {
      timeout: 20_000,
      interval: 100,
    });

  /** A circuit that opened rests before it tries again: the next test begins when everything answers. */
  const resume = async (name: SubgraphName): Promise<void> => {
    await separate.start(name);
    await becomesWhole();
  };

  beforeAll(async () => {
    separate = await startSeparate(open);
    house = await separate.openHouse({ timeoutMs: 5_000, restMs: 100 });
    gateway = await wrapHouse(house, testServices());
    await becomesWhole();
  });
  afterAll(async () => {
    await gateway.close();
    await separate.close();
  });

  describe.each([
    ['retention', [['case', 'retention']]],
    ['holdings', [['case', 'holding']]],
    ['cases', [['case']]],
  ] as const)('without %s', (name, paths) => {
    beforeAll(() => separate.stop(name));
    afterAll(() => resume(name));

    it('the main query says of its fields, and of nothing else, that they are missing', async () => {
      const { data, errors } = await askMain();

      expect(errors?.map(({ path }) => path)).toEqual(paths);
      for (const { extensions } of errors ?? [])
        expect(extensions).toMatchObject({ code: 'UNAVAILABLE', service: name });
      expect(data).toEqual(without(mainAnswerOf('housing').data, paths[0]));
    });

    it.each(IDENTITIES)('%s gets what is there, and is told where it is short', async (identity) => {
      expect(faultsOf(await askMain(identity), mainAnswerOf(identity))).toEqual([]);
    });
  });

  it.each<SubgraphName>(['retention', 'holdings', 'licences', 'cases'])(
    '%s is back as soon as it runs again',
    async (name) => {
      await separate.stop(name);
      for (let at = 0; at < 10; at += 1) await askMain();
      await separate.start(name);

      await becomesWhole();
      expect(faultsOf(await askMain(), mainAnswerOf('housing'))).toEqual([]);
    },
  );

  describe('without sharing', () => {
    beforeAll(() => separate.stop('sharing'));
    afterAll(() => separate.start('sharing'));

    it('nothing can be logged, so nothing is disclosed', async () => {
      const { data, errors } = await askMain();

      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([
        { message: 'The access log cannot be written, so nothing is disclosed.', extensions: { code: 'UNAVAILABLE' } },
      ]);
    });

    it('the gateway is not ready', async () => {
      expect((await gateway.gateway.app.inject('/health/ready')).statusCode).toBe(503);
    });
  });

  it('with sharing again answers again', becomesWhole);

  describe('where a record cannot be reached through a link to it', () => {
    afterEach(async () => {
      for (const name of ['cases', 'licences'] as const) {
        await separate.stop(name);
        await separate.start(name);
      }
      await becomesWhole();
    });

    it('its fields are null and named, and what others say of it is there', async () => {
      const query =
        '{ archivalRecords(first: 1) { edges { node { fondsNumber case { title retention { period } } } } } }';
      await separate.stop('cases');
      const { data, errors } = await gateway.ask({ as: 'housing', query });

      const node = { fondsNumber: 'Z901', case: { title: null, retention: { period: 'Y' } } };
      expect(data).toEqual({ archivalRecords: { edges: [{ node }] } });
      expect(errors).toMatchObject([
        {
          path: ['archivalRecords', 'edges', 0, 'node', 'case', 'title'],
          extensions: { code: 'UNAVAILABLE', service: 'cases' },
        },
      ]);
    });

    it('fields that are withheld from the caller anyway are named too: nobody can say why they are null', async () => {
      await separate.stop('licences');
      const { errors, data } = await askMain('auditor');

      expect(data).toEqual(mainAnswerOf('auditor').data);
      expect(errors?.map(({ path }) => path?.join('.'))).toEqual([
        'case.licences.0.licence.currentStatus',
        'case.licences.0.licence.holderName',
        'case.licences.1.licence.currentStatus',
        'case.licences.1.licence.holderName',
      ]);
    });
  });
});

function without(data: Record<string, unknown>, [first, second]: readonly string[]): unknown {
  if (first === undefined) return null;
  const [child, key] = [data[first], second];
  if (key === undefined) return { ...data, [first]: null };
  return { ...data, [first]: { ...(child as object), [key]: null } };
}
