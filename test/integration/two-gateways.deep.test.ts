/** Two gateway processes on one PostgreSQL database: what one changes holds at the other; one that is cut off knows it. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { startHouse, type House, type LocalHouse } from '../../gateway/index.ts';
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { part, wrapHouse, type GraphQLAnswer, type TestGateway } from '../support/gateway.ts';
import { testServices } from '../support/services.ts';
import { openTcpProxy, type TcpProxy } from '../support/tcp-proxy.ts';

const QUERY = `query ($id: ID!) { case(id: $id) { applicantName retention { dueOn } } }`;
const LONG = { timeout: 30_000, interval: 50 };

const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('two gateways on $kind', ({ openDemo }) => {
  let database: TestDatabaseHandle;
  let proxy: TcpProxy;
  let one: TestGateway;
  let other: TestGateway;
  /** Called before and after every fetch of the other gateway. */
  const watch: { before: (request: Parameters<House['fetch']>[0]) => void; after: () => Promise<void> } = {
    before: () => undefined,
    after: async () => undefined,
  };

  const openAt = async (url: string): Promise<LocalHouse> =>
    startHouse(await openPostgres(url), testServices(), () => undefined);

  beforeAll(async () => {
    database = await openDemo();
    const url = new URL(database.url ?? '');
    proxy = await openTcpProxy({ host: url.hostname, port: Number(url.port) });
    const first = await openAt(url.href);
    one = await wrapHouse(first, testServices());
    url.port = String(proxy.port);
    const second = await openAt(url.href);
    const fetch: House['fetch'] = async (request) => {
      watch.before(request);
      const answer = await second.fetch(request);
      await watch.after();
      return answer;
    };
    other = await wrapHouse({ ...second, fetch }, testServices());
  });
  afterAll(async () => {
    await one.close();
    await proxy.mend().catch(() => undefined);
    await other.close();
    await proxy.close();
    await database.close();
  });

  const ask = (gateway: TestGateway, grant = DEMO_GRANT_ID): Promise<GraphQLAnswer> =>
    gateway.ask({
      as: 'civil-affairs',
      query: QUERY,
      variables: { id: DEMO_MAIN_CASE_ID },
      headers: { 'x-sharing-grant': grant, 'x-use-cause': DEMO_USE_CAUSE },
    });
  interface Seen {
    readonly applicantName: string | null;
    readonly retention: { readonly dueOn: string | null } | null;
  }
  const seen = async (gateway: TestGateway, grant?: string): Promise<Seen> =>
    part((await ask(gateway, grant)).data, 'case');
  const nameAt = async (gateway: TestGateway, grant?: string): Promise<string | null> =>
    (await seen(gateway, grant)).applicantName;
  const setState = (id: string, state: string): Promise<unknown> =>
    one.house.call('sharing', 'setGrantState', { id, state });
  const grantWith = async (given: Partial<(typeof GRANTS)[number]>): Promise<string> => {
    const id = randomUUID();
    const [demo] = GRANTS;
    if (demo === undefined) throw new RangeError('The demo city has grants.');
    await one.house.call('sharing', 'load', { grants: [{ ...demo, ...given, id }] });
    return id;
  };

  it('what is revoked at one is withheld at the other, and shown again when it is resumed', async () => {
    await expect.poll(() => nameAt(other), LONG).toBe('欧阳明远');
    await setState(DEMO_GRANT_ID, 'SUSPENDED');
    await expect.poll(() => nameAt(other), LONG).toBeNull();
    await setState(DEMO_GRANT_ID, 'ACTIVE');

    await expect.poll(() => nameAt(other), LONG).toBe('欧阳明远');
  });

  it('a query under way at the other goes on without a grant that was revoked at one', async () => {
    const grant = await grantWith({});
    await expect.poll(() => nameAt(other, grant), LONG).toBe('欧阳明远');
    expect((await seen(other, grant)).retention?.dueOn).toMatch(/^\d{4}-/);
    watch.after = async () => {
      watch.after = async () => undefined;
      await setState(grant, 'TERMINATED');
      // Another request of the same process: when it has learned of it, so has the query that waits here.
      await expect.poll(() => nameAt(other, grant), LONG).toBeNull();
    };
    const { data, extensions } = await ask(other, grant);

    expect(data).toEqual({ case: { applicantName: '欧阳明远', retention: { dueOn: null } } });
    expect(extensions?.disclosure?.entries).toContainEqual(
      expect.objectContaining({ coordinate: 'RetentionDecision.dueOn', outcome: 'WITHHOLD', reason: 'GRANT_REQUIRED' }),
    );
  });

  it('together answer no more than the quota of a grant', async () => {
    const grant = await grantWith({ quotaPeriod: 'DAY', quotaRequests: 12 });
    await expect.poll(() => nameAt(other, grant), LONG).toBe('欧阳明远');
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_each, at) => ask(at % 2 === 0 ? one : other, grant)),
    );
    const names = answers.map(({ data }) => (data?.['case'] as Seen | undefined)?.applicantName ?? null);
    const refused = answers.filter(({ errors }) => errors?.[0]?.extensions?.['code'] === 'LIMIT_EXCEEDED');

    // The answer that was waited for is one of the twelve.
    expect(names.filter((name) => name !== null).length).toBeLessThanOrEqual(11);
    expect(refused.length).toBeGreaterThan(0);
  });

  describe('when the database of the other is cut off', () => {
    const grants: (string | null)[] = [];
    beforeAll(async () => {
      await vi.waitFor(async () => expect(await nameAt(other)).toBe('欧阳明远'), LONG);
      await proxy.cut();
      watch.before = ({ context }) => void grants.push(context.grant?.id ?? null);
    });

    const readyOf = async (gateway: TestGateway): Promise<number> =>
      (await gateway.gateway.app.inject('/health/ready')).statusCode;

    it('it says in readiness that it is not, while the one goes on', async () => {
      await expect.poll(() => readyOf(other), LONG).toBe(503);

      await expect.poll(() => readyOf(one), LONG).toBe(200);
      await expect.poll(() => nameAt(one), LONG).toBe('欧阳明远');
    });

    it('it decides as if there were no grants, and answers nothing that it cannot log', async () => {
      const lastDecision = async (): Promise<string | null | undefined> => {
        const { data } = await ask(other);
        expect(data?.['case'] ?? null).toBeNull();
        return grants.at(-1);
      };

      await expect.poll(lastDecision, LONG).toBeNull();
    });

    it('it recovers by itself', async () => {
      await proxy.mend();

      await expect.poll(() => readyOf(other), LONG).toBe(200);
      await expect.poll(() => nameAt(other).catch(() => null), LONG).toBe('欧阳明远');
    });
  });
});
