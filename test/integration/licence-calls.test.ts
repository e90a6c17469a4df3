import { createHash, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database, OutboxEvent } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID, demoCaseId } from '../../tools/demo/case-names.ts';
import { licenceTypeOf } from '../../tools/demo/licence-types.ts';
import { anyDatabase } from '../support/databases.ts';
import { headersOf, part, startTestGateway, TEST_NOW, type Ask, type LocalTestGateway } from '../support/gateway.ts';

const SNAPSHOTS = `query ($id: ID!) { case(id: $id) { licences { id typeName identifier version number statusAtUse
  calledAt useCause validTo fileBytes digestSm3 digestSha256 fileState licence { id currentStatus version history { operation rawStatusCode status at reason } } } } }`;
const ISSUE = `mutation ($input: IssueLicenceInput!) { issueLicence(input: $input) {
  licence { id identifier } violations { code path } } }`;
const RENEW = `mutation ($input: RenewLicenceInput!) { renewLicence(input: $input) {
  licence { id identifier } violations { code path } } }`;
const CHANGE = `mutation ($input: ChangeLicenceStatusInput!) { changeLicenceStatus(input: $input) {
  licence { id currentStatus } violations { code path } } }`;
const CALL = `mutation ($input: CallLicenceInput!) { callLicence(input: $input) {
  call { id caseId state identifier version number holderName holderNumber statusAtUse calledAt useCause validTo
    fileBytes digestSm3 digestSha256 }
  violations { code clause path } } }`;

interface Snapshot {
  readonly id: string;
  readonly typeName: string;
  readonly identifier: string;
  readonly version: string;
  readonly statusAtUse: string;
  readonly licence: { readonly id: string; readonly currentStatus: string | null } | null;
}

interface Outcome {
  readonly licence: { readonly id: string; readonly identifier: string };
  readonly call: { readonly id: string };
  readonly copy: { readonly downloadLink: string };
  readonly violations: readonly { readonly code: string }[];
}

describe.each(anyDatabase())('licences called into cases, through the whole gateway on $kind', ({ openDemo }) => {
  let database: Database;
  let house: LocalTestGateway;
  let now = TEST_NOW;
  let settle: () => Promise<void>;

  beforeAll(async () => {
    database = await openDemo();
    house = await startTestGateway({
      database,
      load: async (local) => {
        ({ settle } = local);
      },
      now: () => now,
    });
  });
  afterAll(() => house.close());

  const ask = async (as: Ask['as'], query: string, variables: Record<string, unknown>) => {
    const { data, errors } = await house.ask({ as, query, variables });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const snapshotsOf = async (as: Ask['as'], id: string) =>
    part<{ licences: readonly Snapshot[] }>(await ask(as, SNAPSHOTS, { id }), 'case').licences;
  const act = async (as: Ask['as'], query: string, name: string, input: Record<string, unknown>): Promise<Outcome> =>
    part<Outcome>(await ask(as, query, { input }), name);

  const told = (after: number) => house.running('licences').events(after, 500);
  /** The store is one for all databases of this process. */
  const keyOf = (key: string): string => `${database.kind}/${key}`;

  let serial = 0;
  const said = (given: Record<string, unknown>) => ({
    source: 'licensing',
    sourceId: `said-${(serial += 1)}`,
    at: '2026-11-01T09:00:00+08:00',
    rawStatusCode: '01',
    ...given,
  });
  const issueLease = async (given: Record<string, unknown> = {}) => {
    const input = said({
      typeCode: licenceTypeOf('lease').code,
      region: '990102',
      number: `租备〔2026〕第${serial}号`,
      issuedOn: '2026-11-01',
      validTo: '2029-10-31',
      holderName: '张三',
      holderType: '111',
      holderNumber: '990106199003070017',
      ...given,
    });
    const { licence, violations } = await act('housing-handler', ISSUE, 'issueLicence', input);
    expect(violations).toEqual([]);
    return licence;
  };
  const call = (given: Record<string, unknown>, as: Ask['as'] = 'housing-system') =>
    act(as, CALL, 'callLicence', { callKey: `call-${(serial += 1)}`, useCause: 'archive-management', ...given });
  const stateOf = async (id: string, as: Ask['as'] = 'housing-system') =>
    part<{ state: string }>(await ask(as, 'query ($id: ID!) { licenceCall(id: $id) { state } }', { id }), 'licenceCall')
      .state;

  it('leave the snapshot of an archived case as it was when the licence is revoked; status and history tell since when', async () => {
    const before = await snapshotsOf('citizen', DEMO_MAIN_CASE_ID);
    const business = before.find(({ typeName }) => typeName === '营业执照');
    const licenceId = business?.licence?.id ?? '';
    const revoked = await act('market-handler', CHANGE, 'changeLicenceStatus', {
      ...said({ at: '2026-11-20T10:30:00+08:00', rawStatusCode: '07', reason: '提交虚假材料取得登记' }),
      licenceId,
      operation: 'REVOKE',
    });
    await settle();
    const after = await snapshotsOf('citizen', DEMO_MAIN_CASE_ID);
    const { licence: then, ...frozen } = business ?? {};
    const { licence: today, ...now } = after.find(({ typeName }) => typeName === '营业执照') ?? {};

    expect(revoked).toMatchObject({ licence: { currentStatus: 'REVOKED' }, violations: [] });
    expect(now).toEqual(frozen);
    expect(now).toMatchObject({ statusAtUse: 'VALID', version: '001' });
    expect(then).toMatchObject({ currentStatus: 'VALID', version: '002', history: [] });
    expect(today).toMatchObject({
      currentStatus: 'REVOKED',
      version: '002',
      history: [
        {
          operation: 'REVOKE',
          rawStatusCode: '07',
          status: 'REVOKED',
          at: '2026-11-20T10:30:00.000+08:00',
          reason: null,
        },
      ],
    });
  });

  it('freeze file digests, metadata, version, status, time and use cause; the case takes them once', async () => {
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(50_000)]);
    const headers = await headersOf(house.config, { as: 'housing-handler' });
    const sent = await house.gateway.app.inject({
      method: 'PUT',
      url: `/licence-files/${keyOf('lease')}`,
      headers,
      payload: content,
    });
    const { identifier } = await issueLease({ uploadKey: keyOf('lease'), number: '租备〔2026〕第7号' });
    const input = { callKey: 'the-call', caseId: demoCaseId('list-open'), identifier };
    const first = await call(input);
    const again = await call(input);
    await settle();
    const digests = {
      fileBytes: content.length,
      digestSm3: createHash('sm3').update(content).digest('hex'),
      digestSha256: createHash('sha256').update(content).digest('hex'),
    };
    const frozen = {
      identifier,
      version: '001',
      number: '租备〔2026〕第7号',
      statusAtUse: 'VALID',
      calledAt: '2026-11-21T12:00:00.000+08:00',
      useCause: 'archive-management',
      validTo: '2029-10-31',
      ...digests,
    };
    const taken = (await snapshotsOf('housing', demoCaseId('list-open'))).filter(
      (each) => each.identifier === identifier,
    );
    const { id } = first.call;

    expect(sent.statusCode).toBe(201);
    expect(first).toMatchObject({ call: { ...frozen, state: 'PENDING', holderName: '张三' }, violations: [] });
    expect(again).toMatchObject({ call: { id } });
    expect(taken).toMatchObject([{ id, ...frozen, fileState: 'HELD', licence: { currentStatus: 'VALID' } }]);
    expect(await stateOf(id)).toBe('TAKEN');
  });

  it('bring the file into the case: it is there when the licence has been revoked, for those who may see it', async () => {
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), randomBytes(50_000)]);
    const headers = await headersOf(house.config, { as: 'housing-handler' });
    const url = `/licence-files/${keyOf('brought')}`;
    await house.gateway.app.inject({ method: 'PUT', url, headers, payload: content });
    const { id: licenceId, identifier } = await issueLease({ uploadKey: keyOf('brought') });
    await call({ caseId: demoCaseId('list-open'), identifier });
    await act('housing-handler', CHANGE, 'changeLicenceStatus', {
      ...said({ rawStatusCode: '07', reason: '撤销' }),
      licenceId,
      operation: 'REVOKE',
    });
    await settle();
    const digest = createHash('sm3').update(content).digest('hex');
    const { materials } = part<{ materials: readonly { digestSm3: string; downloadLink: string }[] }>(
      await ask('housing', 'query ($id: ID!) { case(id: $id) { materials { digestSm3 obtainedBy downloadLink } } }', {
        id: demoCaseId('list-open'),
      }),
      'case',
    );
    const found = materials.filter(({ digestSm3 }) => digestSm3 === digest);
    const get = async (as: Ask['as']) =>
      house.gateway.app.inject({
        method: 'GET',
        url: found[0]?.downloadLink ?? '',
        headers: await headersOf(house.config, { as }),
      });

    expect(found).toMatchObject([{ obtainedBy: 'CALLED_IN' }]);
    expect((await get('housing')).rawPayload).toEqual(content);
    expect((await get('market')).statusCode).toBe(404);
  });

  it('keep nothing of a holder in the events once the case has answered', async () => {
    const { identifier } = await issueLease({ holderName: '独一无二名' });
    await call({ caseId: demoCaseId('list-open'), identifier });
    await settle();
    const events: OutboxEvent[] = [];
    for (let more = await told(0); more.length > 0; more = await told(events.at(-1)?.position ?? 0))
      events.push(...more);
    const called = events.filter(({ kind }) => kind === 'LICENCE_CALLED');

    expect(called.length).toBeGreaterThan(0);
    expect(called.every(({ payload }) => !('snapshot' in payload))).toBe(true);
    expect(JSON.stringify(events)).not.toContain('独一无二名');
  });

  it('do not come into a case that is archived, is another’s or is not there', async () => {
    const { identifier } = await issueLease();
    const into = async (caseId: string): Promise<string> => {
      const { call: made } = await call({ caseId, identifier });
      await settle();
      return stateOf(made.id);
    };

    expect(await into(DEMO_MAIN_CASE_ID)).toBe('REFUSED');
    expect(await into('00000000-0000-4000-8000-000000000000')).toBe('REFUSED');
    expect(await into(demoCaseId('list-completed'))).toBe('TAKEN');
    expect((await snapshotsOf('housing', DEMO_MAIN_CASE_ID)).map((each) => each.identifier)).not.toContain(identifier);
  });

  it('are of the newest version; what was called before stays in its version', async () => {
    const { id, identifier } = await issueLease();
    await call({ caseId: demoCaseId('list-open'), identifier });
    await act('housing-handler', RENEW, 'renewLicence', {
      ...said({}),
      licenceId: id,
      issuedOn: '2026-11-10',
      validTo: '2032-11-09',
    });
    await settle();
    const { violations } = await call({ caseId: demoCaseId('list-open'), identifier });
    const snapshots = await snapshotsOf('housing', demoCaseId('list-open'));
    const kept = snapshots.find((each) => each.identifier === identifier);

    expect(violations).toMatchObject([{ code: 'SUPERSEDED' }]);
    expect(kept).toMatchObject({ version: '001', licence: { version: '002' } });
  });

  it('are nothing for a body that is not shown the licence, which cannot tell it from one that is not there', async () => {
    const { identifier } = await issueLease();
    const unknown = identifier.replace(/\.001\..$/, '.009.0');
    const answers = await Promise.all(
      [identifier, unknown].map(async (each) => {
        const variables = {
          input: { callKey: 'x', caseId: DEMO_MAIN_CASE_ID, identifier: each, useCause: 'archive-management' },
        };
        const { data, errors } = await house.ask({ as: 'market-system', query: CALL, variables });
        return { data, errors: errors?.map(({ message, extensions }) => [message, extensions?.['code']]) };
      }),
    );

    expect(answers[0]).toMatchObject({ errors: [['There is no such record.', 'NOT_FOUND']] });
    expect(answers[0]).toEqual(answers[1]);
  });

  it('are refused without a use cause, with rule and clause', async () => {
    const { identifier } = await issueLease();
    const variables = {
      input: { callKey: 'y', caseId: DEMO_MAIN_CASE_ID, identifier, useCause: 'archive-management' },
    };
    const headers = { 'x-use-cause': undefined };
    const { errors } = await house.ask({ as: 'housing-system', query: CALL, variables, headers });

    expect(errors).toMatchObject([
      { extensions: { code: 'INVALID_INPUT', clause: 'GB/T 36906-2018', details: { rule: 'USE_CAUSE_MISSING' } } },
    ]);
  });

  describe('files over HTTP', () => {
    it('go out by the link of the one who asked, logged, and are verified by anybody', async () => {
      const content = randomBytes(3_000_000);
      const headers = await headersOf(house.config, { as: 'housing-handler' });
      await house.gateway.app.inject({
        method: 'PUT',
        url: `/licence-files/${keyOf('big')}`,
        headers,
        payload: content,
      });
      const { id } = await issueLease({ uploadKey: keyOf('big') });
      const query = 'query ($id: ID!) { licence(id: $id) { versions { downloadLink } } }';
      const found = part<{ versions: readonly { downloadLink: string }[] }>(
        await ask('housing', query, { id }),
        'licence',
      );
      const url = found.versions[0]?.downloadLink ?? '';
      const get = async (as: Ask['as']) =>
        house.gateway.app.inject({ method: 'GET', url, headers: await headersOf(house.config, { as }) });
      const verified = await house.gateway.app.inject({
        method: 'POST',
        url: '/licence-files/verify',
        headers: { ...(await headersOf(house.config, { as: 'enterprise' })), 'content-type': 'application/pdf' },
        payload: content,
      });
      expect((await get('housing')).rawPayload).toEqual(content);
      expect((await get('market')).statusCode).toBe(404);
      expect((await house.gateway.app.inject({ method: 'GET', url })).statusCode).toBe(401);
      expect(verified.json()).toEqual({ verdict: 'VALID' });
      const outcome = JSON.stringify([{ coordinate: 'LicenceVersion.downloadLink', outcome: 'SHOW' }]);
      const { rows } = await sql`select actor_id as "actorId", record_ids as "recordIds" from sharing.access_log
        where outcomes @> ${outcome}::jsonb and record_ids->'Licence' = jsonb_build_array(${id}::text)`.execute(
        house.running('sharing').fork().getKysely(),
      );
      expect(rows).toContainEqual({ actorId: 'housing', recordIds: expect.objectContaining({ Licence: [id] }) });
    });

    it('are served no longer than the copy that was made lasts', async () => {
      const headers = await headersOf(house.config, { as: 'housing-handler' });
      await house.gateway.app.inject({
        method: 'PUT',
        url: `/licence-files/${keyOf('short')}`,
        headers,
        payload: randomBytes(2_000),
      });
      const { identifier } = await issueLease({ uploadKey: keyOf('short') });
      const COPY = `mutation ($input: MakeAnnotatedCopyInput!) { makeAnnotatedCopy(input: $input) {
        copy { useCause expiresAt downloadLink } violations { code } } }`;
      const { copy } = await act('housing-handler', COPY, 'makeAnnotatedCopy', {
        copyKey: 'short',
        identifier,
        useCause: 'archive-management',
        expiresAt: '2026-11-21T12:03:00+08:00',
      });
      const { downloadLink: url } = copy;
      const statusAt = async (ms: number): Promise<number> => {
        now = ms;
        const answer = await house.gateway.app.inject({ method: 'GET', url, headers });
        now = TEST_NOW;
        return answer.statusCode;
      };

      expect(await statusAt(TEST_NOW + 3 * 60_000 - 1)).toBe(200);
      expect(await statusAt(TEST_NOW + 3 * 60_000)).toBe(404);
    });
  });
});
