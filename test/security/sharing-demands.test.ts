/** Statutory demands and persons' views of them: who may demand what, for how long, and who is told. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { demoCaseId, DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { anyDatabase } from '../support/databases.ts';
import { part, startTestGateway, TEST_NOW, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';

const OTHER_CASE_ID = demoCaseId('list-adult');
const CONTENT = `query ($id: ID!) { case(id: $id) { applicantName circumstances materials { name } } }`;
const HOUR_MS = 3_600_000;

interface Entered {
  readonly demand: { readonly id: string; readonly approvers: readonly string[] } | null;
  readonly violations: readonly { readonly code: string; readonly clause: string }[];
}

describe.each(anyDatabase())('a statutory demand on $kind', ({ openDemo }) => {
  let gateway: LocalTestGateway;
  let now = TEST_NOW;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
      now: () => now,
    });
  });
  afterAll(() => gateway.close());

  const act = async (as: IdentityName, name: string, args: string): Promise<Entered & { readonly error?: unknown }> => {
    const query = `mutation { ${name}(${args}) { demand { id approvers } violations { code clause } } }`;
    const { data, errors } = await gateway.ask({ as, query });
    if (errors !== undefined) return { demand: null, violations: [], error: errors[0]?.extensions?.['code'] };
    return part<Entered>(data, name);
  };
  let documents = 0;
  const inputOf = (given: Readonly<Record<string, unknown>> = {}): string => {
    const input = {
      documentNumber: `(2026)云01调${(documents += 1)}号`,
      authority: DEMO_BODIES.transport,
      legalBasis: '民事诉讼法第七十条',
      officers: ['transport', 'transport-head'],
      recordId: DEMO_MAIN_CASE_ID,
      until: new Date(now + 24 * HOUR_MS).toISOString(),
      ...given,
    };
    const { kind = 'COURT', ...rest } = input as typeof input & { readonly kind?: string };
    const fields = Object.entries(rest).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
    return `input: { kind: ${kind}, ${fields.join(', ')} }`;
  };
  const recorded = async (given: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const { demand, violations } = await act('housing-archivist', 'recordDemand', inputOf(given));
    return demand?.id ?? expect.fail(JSON.stringify(violations));
  };
  const approved = async (given: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const id = await recorded(given);
    for (const as of ['housing-approver', 'housing-head'] as const)
      expect((await act(as, 'approveDemand', `id: "${id}"`)).violations).toEqual([]);
    return id;
  };
  const read = async (as: IdentityName, demand: string, id = DEMO_MAIN_CASE_ID) => {
    const headers = { 'x-statutory-demand': demand, 'x-use-cause': 'trial' };
    const { data } = await gateway.ask({ as, query: CONTENT, variables: { id }, headers });
    return part<{ applicantName: string | null; circumstances: string | null }>(data, 'case');
  };
  const becomes = (as: IdentityName, demand: string, name: string | null): Promise<void> =>
    expect.poll(async () => (await read(as, demand)).applicantName, { timeout: 20_000, interval: 50 }).toBe(name);
  const codes = ({ violations }: Entered): string[] => violations.map(({ code }) => code);

  it('opens its one record to its two officers once two others have approved it, and nothing before', async () => {
    const id = await recorded();
    expect(await read('transport', id)).toMatchObject({ applicantName: null, circumstances: null });
    await act('housing-approver', 'approveDemand', `id: "${id}"`);
    expect(await read('transport', id)).toMatchObject({ applicantName: null, circumstances: null });
    await act('housing-head', 'approveDemand', `id: "${id}"`);

    await becomes('transport', id, '欧阳明远');
    expect((await read('transport-head', id)).circumstances).toContain('肢体残疾');
  });

  it('opens no other record, to nobody else, and under no other name', async () => {
    const id = await approved();
    await becomes('transport', id, '欧阳明远');

    expect((await read('transport', id, OTHER_CASE_ID)).applicantName).toBeNull();
    expect((await read('market', id)).applicantName).toBeNull();
    expect((await read('market-head', id)).applicantName).toBeNull();
    expect((await read('auditor', id)).applicantName).toBeNull();
    expect((await read('transport', '00000000-0000-4000-8000-000000000000')).applicantName).toBeNull();
  });

  it('of an authority opens nothing to its people who are not its officers', async () => {
    const id = await approved({ officers: ['judge-a', 'judge-b'] });

    expect((await read('transport', id)).applicantName).toBeNull();
  });

  it('is over when its time is', async () => {
    const id = await approved({ until: new Date(now + HOUR_MS).toISOString() });
    await becomes('transport', id, '欧阳明远');
    now += HOUR_MS;

    expect((await read('transport', id)).applicantName).toBeNull();
    expect(codes(await act('housing-approver', 'approveDemand', `id: "${id}"`))).toContain('ALREADY_OVER');
  });

  it('or declared emergency can be ended before', async () => {
    const id = await approved({ kind: 'EMERGENCY', legalBasis: '突发事件应对法第五十八条' });
    await becomes('transport', id, '欧阳明远');
    await act('housing-head', 'endDemand', `id: "${id}"`);

    await becomes('transport', id, null);
  });

  describe('is refused, with everything that is wrong and the clause,', () => {
    it.each([
      ['with one officer', { officers: ['transport'] }, 'TWO_OFFICERS_REQUIRED'],
      ['with the same officer twice', { officers: ['transport', 'transport'] }, 'TWO_OFFICERS_REQUIRED'],
      ['with three officers', { officers: ['a', 'b', 'c'] }, 'TWO_OFFICERS_REQUIRED'],
      ['recorded by its own officer', { officers: ['housing-archivist', 'b'] }, 'OFFICER_RECORDS'],
      ['for weeks', { until: new Date(TEST_NOW + 15 * 24 * HOUR_MS).toISOString() }, 'TOO_LONG'],
      ['that is over', { until: new Date(TEST_NOW - HOUR_MS).toISOString() }, 'ALREADY_OVER'],
      ['without a document', { documentNumber: ' ' }, 'DOCUMENT_REQUIRED'],
      ['without a law', { legalBasis: '' }, 'BASIS_REQUIRED'],
      ['from oneself', { authority: DEMO_BODIES.housing }, 'OWN_DEMAND'],
      ['kept from the subject without a law', { keptUntil: '2027-01-01' }, 'KEPT_WITHOUT_BASIS'],
      ['for a record of another body', { recordId: demoCaseId('list-transferred') }, 'NOT_YOUR_RECORD'],
      ['for a record that is none', { recordId: '00000000-0000-4000-8000-000000000000' }, 'NOT_YOUR_RECORD'],
    ])('%s', async (_title, given, code) => {
      const { demand, violations } = await act('housing-archivist', 'recordDemand', inputOf(given));

      expect(demand).toBeNull();
      expect(violations).toEqual([{ code, clause: '809 art. 2; PIPL art. 18, 35' }]);
    });

    it('with a document that has been used, be it for another record', async () => {
      const documentNumber = '(2026)云01调字第900号';
      await recorded({ documentNumber });

      for (const recordId of [DEMO_MAIN_CASE_ID, OTHER_CASE_ID])
        expect(codes(await act('housing-archivist', 'recordDemand', inputOf({ documentNumber, recordId })))).toEqual([
          'DOCUMENT_USED',
        ]);
    });

    it('all at once', async () => {
      const given = { officers: [], documentNumber: '', legalBasis: '', until: new Date(now - 1).toISOString() };

      expect(codes(await act('housing-archivist', 'recordDemand', inputOf(given)))).toEqual([
        'DOCUMENT_REQUIRED',
        'BASIS_REQUIRED',
        'TWO_OFFICERS_REQUIRED',
        'ALREADY_OVER',
      ]);
    });
  });

  it('is approved by two different people, neither its officer nor who recorded it, of the body that holds the record', async () => {
    const id = await recorded({ officers: ['housing-head', 'transport'] });

    expect(codes(await act('housing-head', 'approveDemand', `id: "${id}"`))).toEqual(['OFFICER_APPROVES']);
    expect((await act('housing-archivist', 'approveDemand', `id: "${id}"`)).error).toBe('FORBIDDEN');
    expect((await act('market-head', 'approveDemand', `id: "${id}"`)).error).toBe('NOT_FOUND');
    expect(codes(await act('housing-approver', 'approveDemand', `id: "${id}"`))).toEqual([]);
    expect(codes(await act('housing-approver', 'approveDemand', `id: "${id}"`))).toEqual(['SAME_APPROVER']);
    expect((await read('transport', id)).applicantName).toBeNull();
  });

  it('approved by two people at once has two approvals, and never one person twice', async () => {
    const id = await recorded();
    const approve = (as: IdentityName) => act(as, 'approveDemand', `id: "${id}"`);
    const all = await Promise.all([approve('housing-approver'), approve('housing-approver'), approve('housing-head')]);

    expect(all.flatMap(codes)).toEqual(['SAME_APPROVER']);
  });

  it('stands on a log of its own for the auditor, with its uses; others see it only as its parties', async () => {
    const id = await approved();
    await becomes('transport', id, '欧阳明远');
    const query = '{ demands(first: 500) { edges { node { id officers uses { actorId records } } } } }';
    type Page = { edges: { node: { id: string; uses: { actorId: string; records: string[] }[] } }[] };
    const listed = async (as: IdentityName) => {
      const { data } = await gateway.ask({ as, query });
      return part<Page>(data, 'demands').edges.find(({ node }) => node.id === id)?.node;
    };

    expect((await listed('auditor'))?.uses.at(-1)).toEqual({ actorId: 'transport', records: [DEMO_MAIN_CASE_ID] });
    expect(await listed('transport')).toBeDefined();
    expect(await listed('housing')).toBeDefined();
    expect(await listed('market')).toBeUndefined();
    for (const as of ['citizen', 'data-authority', 'system-admin'] as const)
      expect((await gateway.ask({ as, query })).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  describe('is kept from the subject', () => {
    const seen = async (): Promise<string[]> => {
      const { data } = await gateway.ask({
        as: 'citizen',
        query: '{ accessOfMine(first: 500) { edges { node { basis } } } }',
      });
      return part<{ edges: { node: { basis: string } }[] }>(data, 'accessOfMine').edges.map(({ node }) => node.basis);
    };
    const indexed = async (): Promise<void> => {
      while (((await gateway.running('sharing').turn({})) as number) > 0);
    };

    it('while it runs, and no longer', async () => {
      const legalBasis = '监察法第二十五条';
      const id = await approved({ legalBasis });
      await becomes('transport', id, '欧阳明远');
      await indexed();
      expect(await seen()).not.toContain(legalBasis);
      now += 25 * HOUR_MS;

      expect(await seen()).toContain(legalBasis);
    });

    it('until a day that the demand itself names', async () => {
      const days: [string | null, string][] = [
        [null, '2026-12-01'],
        ['2026-12-24', '2026-12-24'],
      ];
      now = Date.parse('2026-11-30T20:00:00+08:00');
      for (const [keptUntil, noticeOn] of days) {
        const id = await recorded(keptUntil === null ? {} : { keptUntil, keptBasis: '监察法第二十五条' });
        const { data } = await gateway.ask({
          as: 'housing',
          query: '{ demands(first: 500) { edges { node { id noticeOn } } } }',
        });
        const { edges } = part<{ edges: { node: { id: string; noticeOn: string } }[] }>(data, 'demands');
        expect(edges.find(({ node }) => node.id === id)?.node.noticeOn).toBe(noticeOn);
      }
    });

    it('as long as the law orders it', async () => {
      const legalBasis = '刑事诉讼法第五十四条';
      const keptUntil = new Date(now + 72 * HOUR_MS).toISOString().slice(0, 10);
      const id = await approved({ legalBasis, keptUntil, keptBasis: '刑事诉讼法第一百五十二条' });
      await becomes('transport', id, '欧阳明远');
      await indexed();
      now += 25 * HOUR_MS;
      expect(await seen()).not.toContain(legalBasis);
      now += 72 * HOUR_MS;

      expect(await seen()).toContain(legalBasis);
    });
  });

  it('changes nothing of what grants give', async () => {
    const headers = { 'x-use-cause': DEMO_USE_CAUSE };
    const { data } = await gateway.ask({
      as: 'civil-affairs',
      query: CONTENT,
      variables: { id: DEMO_MAIN_CASE_ID },
      headers,
    });

    expect(part<{ applicantName: string }>(data, 'case').applicantName).toBe('欧阳明远');
  });
});
