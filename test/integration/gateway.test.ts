/** The gateway as a whole, on the demo city: who is let in, what is logged, what refuses. */
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { DomainError } from '../../schema/errors.ts';
import { DEMO_MAIN_CASE_ID, DEMO_MAIN_CASE_NUMBER } from '../../tools/demo/case-names.ts';
import { DEMO_OTHER_GRANTS } from '../../tools/demo/grants.ts';
import { anyDatabase } from '../support/databases.ts';
import { part, startTestGateway, wrapHouse, type LocalTestGateway } from '../support/gateway.ts';
import { testServices } from '../support/services.ts';

const NAME = `query ($id: ID!) { case(id: $id) { id applicantName applicantIdNumber state } }`;
const MAIN = { id: DEMO_MAIN_CASE_ID };

interface LogEntry {
  readonly requestId: string;
  readonly actorId: string;
  readonly grantId: string | null;
  readonly useCause: string | null;
  readonly operationHash: string;
  readonly records: readonly string[];
  readonly outcomes: readonly { coordinate: string; outcome: string; rule: string; count: number }[];
}

describe.each(anyDatabase())('the gateway on $kind', ({ openDemo }) => {
  let gateway: LocalTestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
    });
  });
  afterAll(() => gateway.close());

  const nameFor = async (headers: Record<string, string | undefined>): Promise<unknown> => {
    const { data } = await gateway.ask({ as: 'civil-affairs', query: NAME, variables: MAIN, headers });
    return part<{ applicantName: string | null }>(data, 'case').applicantName;
  };

  const lastLog = async (): Promise<LogEntry> => {
    const query = `{ accessLog(first: 500) { edges { node { requestId actorId grantId useCause operationHash records outcomes { coordinate outcome rule count } } } } }`;
    const { data } = await gateway.ask({ as: 'auditor', query });
    const { edges } = part<{ edges: { node: LogEntry }[] }>(data, 'accessLog');
    const entries = edges.map(({ node }) => node).filter(({ actorId }) => actorId !== 'auditor');
    return entries.at(-1) ?? expect.fail('nothing is on the log');
  };

  it('answers nothing but UNAUTHENTICATED without a token that verifies', async () => {
    const bodies = new Set<string>();
    for (const authorization of [
      undefined,
      '',
      'Bearer',
      'Bearer x.y.z',
      'Basic aG91c2luZzo=',
      'bearer eyJhbGciOiJub25lIn0.e30.',
    ]) {
      const { status, body } = await gateway.askText({
        as: 'housing',
        query: '{ __typename }',
        headers: { authorization },
      });
      expect(status).toBe(401);
      bodies.add(body.replace(/"requestId":"[^"]+"/, ''));
    }
    expect([...bodies]).toEqual([
      '{"errors":[{"message":"Authentication is required.","extensions":{"code":"UNAUTHENTICATED",}}]}',
    ]);
  });

  it('shows what the grant names only with its own use cause', async () => {
    expect(await nameFor({})).toBe('欧阳明远');
    expect(await nameFor({ 'x-use-cause': 'curiosity' })).toBeNull();
    expect(await nameFor({ 'x-use-cause': undefined })).toBeNull();
    expect(await nameFor({ 'x-sharing-grant': undefined })).toBeNull();
  });

  it('gives nothing for a suspended or expired grant, and refuses one that is used up', async () => {
    expect(await nameFor({ 'x-sharing-grant': DEMO_OTHER_GRANTS.suspended })).toBeNull();
    expect(await nameFor({ 'x-sharing-grant': DEMO_OTHER_GRANTS.expired })).toBeNull();
    const used = { 'x-sharing-grant': DEMO_OTHER_GRANTS.exhausted, 'x-use-cause': 'social-assistance-review' };
    const { errors, data } = await gateway.ask({ as: 'market', query: NAME, variables: MAIN, headers: used });
    expect(data).toBeUndefined();
    expect(errors?.[0]?.extensions).toMatchObject({
      code: 'LIMIT_EXCEEDED',
      details: { rule: 'R3' },
      clause: '809 art. 25',
    });
  });

  it('gives nothing for a grant that belongs to another agency', async () => {
    const headers = { 'x-sharing-grant': DEMO_GRANT_ID, 'x-use-cause': 'social-assistance-review' };
    const { data } = await gateway.ask({ as: 'transport', query: NAME, variables: MAIN, headers });
    expect(data?.['case']).toMatchObject({ applicantName: null, state: 'ARCHIVED' });
  });

  it('lets only the national platform ask on behalf of an agency', async () => {
    const { errors } = await gateway.ask({
      as: 'transport',
      query: NAME,
      variables: MAIN,
      headers: { 'x-on-behalf-of': '11990100MB0DEM0267' },
    });
    expect(errors?.[0]?.extensions?.['code']).toMatch(/FORBIDDEN|INVALID_INPUT/);
    const { data } = await gateway.ask({
      as: 'national-platform',
      query: NAME,
      variables: MAIN,
      headers: { 'x-on-behalf-of': undefined },
    });
    expect(data?.['case']).toMatchObject({ applicantName: null, state: 'ARCHIVED' });
  });

  it('finds a case by its number for those who may read the number, and for nobody else', async () => {
    const query = `{ caseByNumber(number: "${DEMO_MAIN_CASE_NUMBER}") { id } }`;
    expect((await gateway.ask({ as: 'housing', query })).data).toEqual({ caseByNumber: { id: DEMO_MAIN_CASE_ID } });
    expect((await gateway.ask({ as: 'transport', query })).data).toEqual({ caseByNumber: null });
  });

  it('has the answer on the log: who, grant, use cause, outcomes and record ids', async () => {
    await gateway.ask({ as: 'civil-affairs', query: NAME, variables: MAIN });
    expect(await lastLog()).toMatchObject({
      actorId: 'civil-affairs',
      grantId: DEMO_GRANT_ID,
      useCause: 'social-assistance-review',
      records: [`Case:${DEMO_MAIN_CASE_ID}`],
      outcomes: [
        { coordinate: 'Case.applicantIdNumber', outcome: 'MASK', rule: 'R15', count: 1 },
        { coordinate: 'Case.applicantName', outcome: 'SHOW', rule: 'R16', count: 1 },
        { coordinate: 'Case.state', outcome: 'SHOW', rule: 'R12', count: 1 },
      ],
    });
  });

  it('keeps an identity number that was written into a query out of the log, even as a digest', async () => {
    const ask = (number: string) =>
      gateway.ask({
        as: 'housing',
        query: `{ cases(filter: { applicantIdNumber: { eq: "${number}" } }) { totalCount } }`,
      });
    await ask('990106199003070017');
    const first = await lastLog();
    await ask('990101198001010022');
    const second = await lastLog();
    expect(second.requestId).not.toBe(first.requestId);
    expect(second.operationHash).toBe(first.operationHash);
    expect(first.operationHash).not.toBe(createHash('sha256').update('990106199003070017').digest('hex'));
  });

  it('refuses the whole where strict disclosure is demanded and a part is withheld, and logs no record as disclosed', async () => {
    const strict = { 'x-disclosure': 'strict' };
    const { data, errors } = await gateway.ask({ as: 'transport', query: NAME, variables: MAIN, headers: strict });
    expect(data).toBeNull();
    expect(errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
    expect((await lastLog()).records).toEqual([]);
    const open = '{ case(id: "b7d0e8f1-2c3a-4d5e-8f60-7182930a1b2c") { state } }';
    expect((await gateway.ask({ as: 'transport', query: open, headers: strict })).data).toEqual({
      case: { state: 'ARCHIVED' },
    });
  });

  it('answers an error without data when the log cannot be written', async () => {
    const house = {
      ...gateway.house,
      close: async () => undefined,
      call: (...args: Parameters<typeof gateway.house.call>) =>
        args[1] === 'appendLog' ? Promise.reject(new Error('disk full')) : gateway.house.call(...args),
    };
    const blind = await wrapHouse(house, testServices());
    const { data, errors } = await blind.ask({ as: 'housing', query: NAME, variables: MAIN });
    await blind.close();
    expect(data ?? null).toBeNull();
    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['UNAVAILABLE']);
    expect(JSON.stringify(errors)).not.toContain('disk full');
  });

  it('withdraws at once what a revoked grant gave', async () => {
    expect(await nameFor({})).toBe('欧阳明远');
    await gateway.house.call('sharing', 'setGrantState', { id: DEMO_GRANT_ID, state: 'SUSPENDED' });
    await expect.poll(() => nameFor({}), { timeout: 1_000, interval: 50 }).toBeNull();
    await gateway.house.call('sharing', 'setGrantState', { id: DEMO_GRANT_ID, state: 'ACTIVE' });
    await expect.poll(() => nameFor({}), { timeout: 2_000, interval: 50 }).toBe('欧阳明远');
  });

  it('lets the auditor read the whole log, an agency its own part, and nobody else any', async () => {
    const query = '{ accessLog(first: 500) { edges { node { agency onBehalfOf } } } }';
    const { data } = await gateway.ask({ as: 'housing', query });
    const { edges } = part<{ edges: { node: { agency: string } }[] }>(data, 'accessLog');
    expect(new Set(edges.map(({ node }) => node.agency)).size).toBe(1);
    for (const as of ['citizen', 'system-admin', 'security-officer'] as const) {
      const { errors } = await gateway.ask({ as, query });
      expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['FORBIDDEN']);
    }
  });

  it('is not ready while the log and the grants cannot be reached, and ready again when they can', async () => {
    const ready = async (house: typeof gateway.house): Promise<number> => {
      const other = await wrapHouse({ ...house, close: async () => undefined }, testServices());
      const { statusCode } = await other.gateway.app.inject({ url: '/health/ready' });
      await other.close();
      return statusCode;
    };
    expect(await ready({ ...gateway.house, call: () => Promise.reject(new DomainError('UNAVAILABLE')) })).toBe(503);
    expect(await ready(gateway.house)).toBe(200);
  });
});
