/** Consents, quotas and pseudonyms as callers meet them at the gateway: on the demo city. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_CITIZEN_ID, DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { demoCaseId, DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { entryIdOf } from '../../tools/demo/catalogue.ts';
import { DEMO_OTHER_GRANTS, GRANTS } from '../../tools/demo/grants.ts';
import { anyDatabase } from '../support/databases.ts';
import {
  part,
  startTestGateway,
  type GraphQLAnswer,
  type IdentityName,
  type LocalTestGateway,
} from '../support/gateway.ts';
import { access, subjectRef } from '../support/services.ts';

type GrantRow = (typeof GRANTS)[number];

describe.each(anyDatabase())('what makes a grant be in force on $kind', ({ openDemo }) => {
  let gateway: LocalTestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
    });
  });
  afterAll(() => gateway.close());

  const grantWith = async (given: Partial<GrantRow>): Promise<string> => {
    const id = randomUUID();
    const [demo] = GRANTS;
    if (demo === undefined) throw new RangeError('The demo city has grants.');
    await gateway.house.call('sharing', 'load', { grants: [{ ...demo, ...given, id }] });
    return id;
  };
  const read = (as: IdentityName, grant: string, query: string): Promise<GraphQLAnswer> =>
    gateway.ask({ as, query, headers: { 'x-sharing-grant': grant, 'x-use-cause': DEMO_USE_CAUSE } });
  const fieldOf = async (grant: string, id: string, field: string): Promise<unknown> => {
    const { data } = await read('civil-affairs', grant, `{ case(id: "${id}") { ${field} } }`);
    return part<Record<string, unknown> | null>(data, 'case')?.[field] ?? null;
  };
  const becomes = (grant: string, id: string, [field, value]: readonly [string, unknown]): Promise<void> =>
    expect.poll(() => fieldOf(grant, id, field), { timeout: 20_000, interval: 50 }).toEqual(value);
  const consent = async (as: IdentityName, name: string, args: string): Promise<readonly string[]> => {
    const { data, errors } = await gateway.ask({ as, query: `mutation { ${name}(${args}) { violations { code } } }` });
    if (errors !== undefined) return [String(errors[0]?.extensions?.['code'])];
    return part<{ violations: { code: string }[] }>(data, name).violations.map(({ code }) => code);
  };
  const body = (grantId: string, kind: string, reason?: string): string =>
    `input: { grantId: "${grantId}", kind: ${kind}${reason === undefined ? '' : `, reason: "${reason}"`} }`;

  describe('the consent of a hall', () => {
    const ID = demoCaseId('list-transferred');
    const waiting = async (): Promise<string[]> => {
      const query = '{ grantsToConfirm(first: 500) { edges { node { grantId provider named } } } }';
      const { data } = await gateway.ask({ as: 'city-archives', query });
      const { edges } = part<{ edges: { node: { grantId: string } }[] }>(data, 'grantsToConfirm');
      return edges.map(({ node }) => node.grantId);
    };
    /** As when the case is handed over: `cases` tells of it again. */
    const handOver = async (): Promise<void> => {
      const source = gateway.running('cases').events;
      const all: Readonly<Record<string, unknown>>[] = [];
      for (let after = 0, page = await source(0, 500); page.length > 0; page = await source(after, 500)) {
        all.push(
          ...page
            .filter(({ kind, payload }) => kind === 'CASE_CHANGED' && payload['id'] === ID)
            .map(({ payload }) => payload),
        );
        after = page.at(-1)?.position ?? after;
      }
      const { fork } = gateway.running('sharing');
      const { consumes } = await import('../../subgraphs/sharing/index.ts').then(({ sharing }) => sharing);
      const handler = consumes.cases?.({} as never)['CASE_CHANGED'];
      await fork().transactional(async (tx) => handler?.(tx, all.slice(-1)));
    };

    it('is asked for when a record is handed over to it; until then the grant gives nothing of it, and again after withdrawal', async () => {
      const grant = await grantWith({});
      await handOver();
      expect(await waiting()).toContain(grant);
      expect(await fieldOf(grant, ID, 'caseNumber')).toBeNull();
      expect(await consent('city-archives-head', 'giveBodyConsent', body(grant, 'HALL'))).toEqual([]);
      await expect.poll(() => fieldOf(grant, ID, 'caseNumber'), { timeout: 20_000, interval: 50 }).not.toBeNull();
      expect(await waiting()).not.toContain(grant);

      expect(await consent('city-archives-head', 'withdrawBodyConsent', body(grant, 'HALL'))).toEqual([
        'REASON_REQUIRED',
      ]);
      expect(await consent('city-archives-head', 'withdrawBodyConsent', body(grant, 'HALL', '用途变更'))).toEqual([]);
      await becomes(grant, ID, ['caseNumber', null]);
    });

    it('is asked for when a new grant reaches what it has taken over', async () => {
      const entry = entryIdOf('FG-CASE-001');
      const input = `input: { entry: "${entry}", basis: "《社会救助暂行办法》第五十八条", scenario: "核对住房保障情况",
        fields: ["Case.caseNumber"], useCauses: ["${DEMO_USE_CAUSE}"], modes: [API], validFrom: "2026-11-21",
        validTo: "2027-11-20", quota: { period: DAY, requests: 100 } }`;
      const act = async (
        as: IdentityName,
        name: string,
        args: string,
      ): Promise<{ id: string; grant: { id: string } | null }> => {
        const query = `mutation { ${name}(${args}) { application { id grant { id } } violations { code } } }`;
        const result = part<{ application: never; violations: unknown }>((await gateway.ask({ as, query })).data, name);
        expect(result.violations).toEqual([]);
        return result.application;
      };
      const { id } = await act('civil-affairs-handler', 'saveApplication', input);
      await act('civil-affairs-handler', 'submitApplication', `id: "${id}"`);
      await act('civil-affairs-head', 'endorseApplication', `id: "${id}"`);
      const { grant } = await act('housing-head', 'decideApplication', `id: "${id}", approve: true`);

      expect(await waiting()).toContain(grant?.id);
    });

    it('is not for anybody else to give', async () => {
      const grant = await grantWith({});

      expect(await consent('city-archives', 'giveBodyConsent', body(grant, 'HALL'))).toEqual(['FORBIDDEN']);
      expect(await consent('transport-head', 'giveBodyConsent', body(grant, 'UNIT'))).toEqual(['NOT_FOUND']);
      expect(await consent('housing-head', 'giveBodyConsent', body(grant, 'HALL'))).toEqual(['WRONG_GIVER']);
      expect(await consent('city-archives-head', 'giveBodyConsent', body(grant, 'HALL'))).toEqual(['NOT_FOUND']);
      expect(await consent('housing-head', 'giveBodyConsent', body(randomUUID(), 'UNIT'))).toEqual(['NOT_FOUND']);
    });
  });

  it('the consent of the unit that provides can be taken back with a reason, and then the grant gives nothing', async () => {
    const grant = await grantWith({});
    expect(await fieldOf(grant, DEMO_MAIN_CASE_ID, 'applicantName')).toBe('欧阳明远');
    expect(await consent('housing-head', 'withdrawBodyConsent', body(grant, 'UNIT', '使用方违规'))).toEqual([]);

    await becomes(grant, DEMO_MAIN_CASE_ID, ['applicantName', null]);
    expect(await consent('housing-head', 'giveBodyConsent', body(grant, 'UNIT'))).toEqual([]);
    await becomes(grant, DEMO_MAIN_CASE_ID, ['applicantName', '欧阳明远']);
  });

  it('who issued a licence agrees to the sharing of its snapshots with others', async () => {
    const grant = await grantWith({});
    const holders = async (): Promise<unknown> => {
      const { data } = await read(
        'civil-affairs',
        grant,
        `{ case(id: "${DEMO_MAIN_CASE_ID}") { licences { issuer { uscc } holderName } } }`,
      );
      const { licences } = part<{ licences: { issuer: { uscc: string }; holderName: string | null }[] }>(data, 'case');
      return licences.filter(({ issuer }) => issuer.uscc === DEMO_BODIES.market).map(({ holderName }) => holderName);
    };
    const before = await holders();
    expect(await consent('market-head', 'giveBodyConsent', body(grant, 'SOURCE'))).toEqual([]);
    await expect.poll(holders, { timeout: 20_000, interval: 50 }).not.toContain(null);
    expect(before).toContain(null);

    expect(await consent('market-head', 'withdrawBodyConsent', body(grant, 'SOURCE', '超出范围'))).toEqual([]);
    await expect.poll(holders, { timeout: 20_000, interval: 50 }).toContain(null);
  });

  describe('the consent of a person', () => {
    const MINE = { regions: null, items: null, from: null, to: null, subjects: [subjectRef(DEMO_CITIZEN_ID)] };
    const fields = (grantId: string): string => `input: { grantId: "${grantId}", fields: ["Case.circumstances"] }`;

    it('gives a sensitive field its basis, until it is taken back', async () => {
      const grant = await grantWith({ withBasis: [], rows: MINE });
      expect(await fieldOf(grant, DEMO_MAIN_CASE_ID, 'circumstances')).toBeNull();
      expect(await consent('citizen', 'giveSubjectConsent', fields(grant))).toEqual([]);
      await expect
        .poll(() => fieldOf(grant, DEMO_MAIN_CASE_ID, 'circumstances'), { timeout: 20_000, interval: 50 })
        .toContain('肢体残疾');

      expect(await consent('citizen', 'withdrawSubjectConsent', `grantId: "${grant}"`)).toEqual([]);
      await becomes(grant, DEMO_MAIN_CASE_ID, ['circumstances', null]);
    });

    it('of a minor is given by who stands for it, not by itself', async () => {
      const ID = demoCaseId('list-minor');
      const { fork, execute } = gateway.running('sharing');
      const query = sql<{ child: string }>`select subjects[1] as child from sharing.record_copy where id = ${ID}::uuid`;
      const child = (await query.execute(fork().getKysely())).rows[0]?.child ?? expect.fail('the case is known');
      const grant = await grantWith({ withBasis: [], rows: { ...MINE, subjects: [child] } });
      const byItself = await execute(
        {
          query: `mutation { giveSubjectConsent(${fields(grant)}) { grantId } }`,
          operationName: undefined,
          variables: {},
        },
        access({ role: 'PERSON', subjectRef: child, today: '2026-11-21' }),
      );
      expect(byItself.errors?.[0]?.extensions['code']).toBe('NOT_FOUND');
      expect(await fieldOf(grant, ID, 'circumstances')).toBeNull();

      expect(await consent('citizen', 'giveSubjectConsent', fields(grant))).toEqual([]);
      await expect.poll(() => fieldOf(grant, ID, 'circumstances'), { timeout: 20_000, interval: 50 }).not.toBeNull();
    });

    it('of one subject gives nothing of a grant that is about others too', async () => {
      const { subjects } = MINE;
      const grant = await grantWith({
        withBasis: [],
        rows: { ...MINE, subjects: [...subjects, subjectRef('990101198001010022')] },
      });
      expect(await consent('citizen', 'giveSubjectConsent', fields(grant))).toEqual([]);
      await expect
        .poll(() => fieldOf(grant, DEMO_MAIN_CASE_ID, 'caseNumber'), { timeout: 20_000, interval: 50 })
        .not.toBeNull();

      expect(await fieldOf(grant, DEMO_MAIN_CASE_ID, 'circumstances')).toBeNull();
    });

    it('is not for somebody else to give, nor for a grant that is about all', async () => {
      const grant = await grantWith({ withBasis: [], rows: MINE });

      expect(await consent('enterprise', 'giveSubjectConsent', fields(grant))).toEqual(['NOT_FOUND']);
      expect(await consent('housing-head', 'giveSubjectConsent', fields(grant))).toEqual(['FORBIDDEN']);
      expect(await consent('citizen', 'giveSubjectConsent', fields(DEMO_GRANT_ID))).toEqual(['NOT_FOUND']);
    });
  });

  describe('a quota', () => {
    const NAME = `{ case(id: "${DEMO_MAIN_CASE_ID}") { applicantName } }`;

    it('lets through so many answers, refuses the next with the rule and the clause, and has the refusal on the log without content', async () => {
      const grant = await grantWith({ quotaPeriod: 'DAY', quotaRequests: 3 });
      let last = await read('civil-affairs', grant, NAME);
      // What was answered without the grant, on a machine too loaded to have it at hand, spends nothing.
      for (let at = 0; at < 50 && last.errors === undefined; at += 1) last = await read('civil-affairs', grant, NAME);
      const { data, errors } = last;

      expect(data ?? null).toBeNull();
      expect(errors).toMatchObject([
        { extensions: { code: 'LIMIT_EXCEEDED', clause: '809 art. 25', details: { rule: 'R3' } } },
      ]);
      const log = '{ accessLog(first: 500) { edges { node { grantId refusal records outcomes { coordinate } } } } }';
      const answer = await gateway.ask({ as: 'auditor', query: log });
      const rows = part<{ edges: { node: { grantId: string; refusal: string | null } }[] }>(answer.data, 'accessLog')
        .edges.map(({ node }) => node)
        .filter(({ grantId }) => grantId === grant);
      expect(rows.map(({ refusal }) => refusal)).toEqual([null, null, null, 'LIMIT_EXCEEDED']);
      expect(rows.at(-1)).toMatchObject({ records: [], outcomes: [] });
    });

    it('of distinct subjects refuses an answer about more of them, and not the ones before', async () => {
      const grant = await grantWith({ quotaPeriod: 'DAY', quotaSubjects: 1 });
      const other = `{ case(id: "${demoCaseId('list-adult')}") { applicantName } }`;
      expect((await read('civil-affairs', grant, NAME)).errors).toBeUndefined();
      const { data, errors } = await read('civil-affairs', grant, other);

      expect(data ?? null).toBeNull();
      expect(errors?.[0]?.extensions?.['code']).toBe('LIMIT_EXCEEDED');
      expect((await read('civil-affairs', grant, NAME)).errors).toBeUndefined();
    });

    it('does not bind return flow', async () => {
      const grant = await grantWith({ quotaPeriod: 'DAY', quotaRequests: 1, quotaSubjects: 0, returnFlow: true });

      for (let at = 0; at < 3; at += 1) expect((await read('civil-affairs', grant, NAME)).errors).toBeUndefined();
    });

    it('is not spent by others who name the grant, nor by a use cause that it is not for', async () => {
      const grant = await grantWith({ quotaPeriod: 'DAY', quotaRequests: 1 });
      const headers = { 'x-sharing-grant': grant, 'x-use-cause': 'curiosity' };
      await gateway.ask({ as: 'civil-affairs', query: NAME, headers });
      for (const as of ['transport', 'citizen', 'housing'] as const) await read(as, grant, NAME);

      expect((await read('civil-affairs', grant, NAME)).errors).toBeUndefined();
    });

    it('that was used up before is refused at the door, and on the log too', async () => {
      const query = '{ accessLog(first: 500) { edges { node { refusal } } } }';
      const refusals = async (): Promise<number> =>
        part<{ edges: { node: { refusal: string | null } }[] }>(
          (await gateway.ask({ as: 'auditor', query })).data,
          'accessLog',
        ).edges.filter(({ node }) => node.refusal !== null).length;
      const before = await refusals();
      const { errors } = await read('market', DEMO_OTHER_GRANTS.exhausted, NAME);

      expect(errors?.[0]?.extensions?.['code']).toBe('LIMIT_EXCEEDED');
      expect(await refusals()).toBe(before + 1);
    });
  });

  describe('a pseudonym', () => {
    const named = ['Case.applicantPseudonym', 'Licence.holderPseudonym'];
    const PSEUDONYMS = '{ cases(first: 500) { edges { node { id applicantPseudonym } } } }';
    const pseudonymsOf = async (as: IdentityName, grant: string): Promise<ReadonlyMap<string, string | null>> => {
      const { data } = await read(as, grant, PSEUDONYMS);
      const { edges } = part<{ edges: { node: { id: string; applicantPseudonym: string | null } }[] }>(data, 'cases');
      return new Map(edges.map(({ node }) => [node.id, node.applicantPseudonym]));
    };

    it('is the same for one person in all their records under one grant, and another under another', async () => {
      const [one, other] = [await grantWith({ named }), await grantWith({ named })];
      const [first, second] = [await pseudonymsOf('civil-affairs', one), await pseudonymsOf('civil-affairs', other)];
      const mine = [DEMO_MAIN_CASE_ID, demoCaseId('lease-citizen')].map((id) => first.get(id));

      expect(mine[0]).toMatch(/^[\w-]{32}$/);
      expect(mine[1]).toBe(mine[0]);
      const values = [...first.values()].filter((each) => each !== null);
      expect(new Set(values).size).toBeGreaterThan(3);
      expect(values.filter((each) => [...second.values()].includes(each))).toEqual([]);
    });

    it('joins cases and licences of one person', async () => {
      const grant = await grantWith({
        named,
        rows: { regions: null, items: null, from: null, to: null, subjects: null },
      });
      const { data } = await read(
        'civil-affairs',
        grant,
        '{ licences(first: 500) { edges { node { holderPseudonym } } } }',
      );
      const { edges } = part<{ edges: { node: { holderPseudonym: string | null } }[] }>(data, 'licences');
      const holders = edges.flatMap(({ node }) => node.holderPseudonym ?? []);

      expect(holders).toContain((await pseudonymsOf('civil-affairs', grant)).get(DEMO_MAIN_CASE_ID));
    });

    it('is never the reference of the subject, nor shown without a grant that names it', async () => {
      const grant = await grantWith({ named });
      const reference = subjectRef(DEMO_CITIZEN_ID);
      const shown = await pseudonymsOf('civil-affairs', grant);
      expect([...shown.values()]).not.toContain(reference);

      for (const as of ['transport', 'housing', 'city-archives', 'citizen', 'auditor'] as const) {
        const { body: text } = await gateway.askText({ as, query: PSEUDONYMS });
        expect(text).not.toContain(reference);
        expect(text).not.toMatch(/"applicantPseudonym":"/);
      }
      expect(
        [...(await pseudonymsOf('civil-affairs', DEMO_GRANT_ID)).values()].filter((each) => each !== null),
      ).toEqual([]);
    });
  });
});
