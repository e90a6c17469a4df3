/** What a person is told of the use of their records, and what they may ask: on the demo city. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_BODIES, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { demoCaseId, DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { anyDatabase } from '../support/databases.ts';
import { part, startTestGateway, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';

const MINE = `{ accessOfMine(first: 500) { edges { node { at agency { uscc } useCause records fields clauses basis } } } }`;

interface Access {
  readonly agency: { readonly uscc: string } | null;
  readonly useCause: string | null;
  readonly records: readonly string[];
  readonly fields: readonly string[];
  readonly clauses: readonly string[];
  readonly basis: string | null;
}

interface Asked {
  readonly request: { readonly id: string; readonly state: string; readonly dueOn: string } | null;
  readonly violations: readonly { readonly code: string }[];
}

describe.each(anyDatabase())('a person on $kind', ({ openDemo }) => {
  let gateway: LocalTestGateway;
  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await openDemo(),
    });
  });
  afterAll(() => gateway.close());

  /** What the person has been told since before `read`. */
  const toldOf = async (as: IdentityName, read: () => Promise<unknown>): Promise<readonly Access[]> => {
    const list = async (): Promise<readonly Access[]> => {
      while ((await gateway.running('sharing').turn({})) > 0);
      const { data } = await gateway.ask({ as, query: MINE });
      return part<{ edges: { node: Access }[] }>(data, 'accessOfMine').edges.map(({ node }) => node);
    };
    const before = (await list()).length;
    await read();
    return (await list()).slice(before);
  };
  /** The same for what a grant gives, which on a loaded machine the gateway may not have at hand at once. */
  const toldOfGranted = (as: IdentityName, read: () => Promise<unknown>): Promise<readonly Access[]> =>
    vi.waitFor(
      async () => {
        const told = await toldOf(as, read);
        expect(told).not.toEqual([]);
        return told;
      },
      { timeout: 20_000, interval: 100 },
    );
  const ask = (as: IdentityName, query: string) => gateway.ask({ as, query });
  const caseOf = (id: string, fields: string): string => `{ case(id: "${id}") { ${fields} } }`;

  it('is told who read what of theirs, for what, by which clause and on which basis', async () => {
    const told = await toldOfGranted('citizen', () =>
      ask('civil-affairs', caseOf(DEMO_MAIN_CASE_ID, 'state applicantName applicantIdNumber bankAccount')),
    );

    expect(told).toEqual([
      {
        at: expect.any(String),
        agency: { uscc: DEMO_BODIES.civilAffairs },
        useCause: DEMO_USE_CAUSE,
        records: [`Case:${DEMO_MAIN_CASE_ID}`],
        fields: ['Case.applicantIdNumber', 'Case.applicantName'],
        clauses: ['PIPL art. 6, 34', '809 art. 20'],
        basis: '《社会救助暂行办法》第五十八条',
      },
    ]);
  });

  it('is told also where the answer held only a part of the record', async () => {
    const query = `{ archivalRecords(first: 500) { edges { node { referenceCode } } } }`;
    const told = await toldOfGranted('citizen', () => ask('civil-affairs', query));
    const materials = await toldOf('citizen', () => ask('housing', caseOf(DEMO_MAIN_CASE_ID, 'materials { name }')));

    expect(told.flatMap(({ records }) => records)).toContain(`Case:${DEMO_MAIN_CASE_ID}`);
    expect(told.flatMap(({ fields }) => fields)).toEqual(['ArchivalRecord.referenceCode']);
    expect(materials).toMatchObject([
      { records: [`Case:${DEMO_MAIN_CASE_ID}`], fields: ['CaseMaterial.name'], agency: { uscc: DEMO_BODIES.housing } },
    ]);
  });

  it('is told of the platform by the agency that it asked for', async () => {
    const told = await toldOfGranted('citizen', () =>
      ask('national-platform', caseOf(DEMO_MAIN_CASE_ID, 'applicantName')),
    );

    expect(told.map(({ agency }) => agency?.uscc)).toEqual([DEMO_BODIES.civilAffairs]);
  });

  it('is told of no officer by name, of no other person, and of no record of theirs', async () => {
    const query = `{ cases(first: 500) { edges { node { id applicantName } } } }`;
    const told = await toldOf('citizen', () => ask('housing', query));
    const [first] = told;

    expect(told).toHaveLength(1);
    expect(first?.records.length).toBeGreaterThan(1);
    const { data: log } = await gateway.ask({
      as: 'auditor',
      query: '{ accessLog(first: 500) { edges { node { actorId records } } } }',
    });
    const all = part<{ edges: { node: { actorId: string; records: string[] } }[] }>(log, 'accessLog').edges;
    const disclosed = all.findLast(({ node }) => node.actorId === 'housing')?.node.records ?? [];
    expect(disclosed.length).toBeGreaterThan((first?.records.length ?? 0) + 10);
    expect(JSON.stringify(told)).not.toContain('"housing"');
  });

  it('is not told of public facts, of what was withheld, or of their own reading', async () => {
    const told = await toldOf('citizen', async () => {
      await ask('transport', caseOf(DEMO_MAIN_CASE_ID, 'state completedOn applicantName'));
      await ask('citizen', caseOf(DEMO_MAIN_CASE_ID, 'applicantName'));
    });

    expect(told).toEqual([]);
  });

  it('is not told of a refused answer', async () => {
    const told = await toldOf('citizen', () =>
      gateway.ask({
        as: 'civil-affairs',
        query: caseOf(DEMO_MAIN_CASE_ID, 'applicantName bankAccount'),
        headers: { 'x-disclosure': 'strict' },
      }),
    );

    expect(told).toEqual([]);
  });

  it('who is not the subject is told nothing, and nobody but persons may ask', async () => {
    const told = await toldOf('enterprise', () => ask('housing', caseOf(DEMO_MAIN_CASE_ID, 'applicantName')));

    expect(told).toEqual([]);
    for (const as of ['housing', 'auditor', 'data-authority'] as const)
      expect((await ask(as, MINE)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  });

  it('who stands for a subject is told what is read of that one', async () => {
    const told = await toldOf('citizen', () => ask('housing', caseOf(demoCaseId('list-minor'), 'applicantName')));

    expect(told.map(({ records }) => records)).toEqual([[`Case:${demoCaseId('list-minor')}`]]);
  });

  describe('may ask about a record of theirs', () => {
    const RESULT = '{ request { id state dueOn } violations { code } }';
    const request = async (as: IdentityName, kind: string, recordId: string, statement = '地址有误') => {
      const input = `{ kind: ${kind}, recordId: "${recordId}", statement: ${JSON.stringify(statement)} }`;
      return ask(as, `mutation { requestOnRecord(input: ${input}) ${RESULT} }`);
    };
    const answer = async (as: IdentityName, id: string, text = '已加注更正说明') => {
      const input = `{ id: "${id}", isGranted: true, answer: ${JSON.stringify(text)} }`;
      return ask(as, `mutation { answerRecordRequest(input: ${input}) ${RESULT} }`);
    };
    const states = async (as: IdentityName): Promise<readonly (readonly [string, string])[]> => {
      const { data } = await ask(as, '{ recordRequests(first: 500) { edges { node { id state } } } }');
      const { edges } = part<{ edges: { node: { id: string; state: string } }[] }>(data, 'recordRequests');
      return edges.map(({ node }) => [node.id, node.state] as const);
    };

    it.each([
      ['CORRECTION', '2026-12-04'],
      ['RESTRICTION', '2026-12-18'],
      ['EXPLANATION', '2026-12-18'],
    ])('%s, to be answered by the last of its working days', async (kind, dueOn) => {
      const { data } = await request('citizen', kind, DEMO_MAIN_CASE_ID);

      expect(part<Asked>(data, 'requestOnRecord')).toMatchObject({
        request: { state: 'RECEIVED', dueOn },
        violations: [],
      });
    });

    it('and is answered once, by the body that holds the record', async () => {
      const { data } = await request('citizen', 'CORRECTION', DEMO_MAIN_CASE_ID);
      const id = part<Asked>(data, 'requestOnRecord').request?.id ?? '';

      expect((await answer('market-head', id)).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
      expect((await answer('civil-affairs-handler', id)).errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
      const codes = async (text?: string): Promise<string[]> =>
        part<Asked>((await answer('housing-handler', id, text)).data, 'answerRecordRequest').violations.map(
          ({ code }) => code,
        );
      expect(await codes(' ')).toEqual(['ANSWER_REQUIRED']);
      expect(await codes()).toEqual([]);
      expect(await codes()).toEqual(['ALREADY_ANSWERED']);
      expect(await states('citizen')).toContainEqual([id, 'GRANTED']);
      expect(await states('housing')).toContainEqual([id, 'GRANTED']);
      expect(await states('civil-affairs')).toEqual([]);
      expect(await states('enterprise')).toEqual([]);
    });

    it('and no record of another’s, nor one that is none: both are not found', async () => {
      const foreign = await request('citizen', 'EXPLANATION', demoCaseId('list-adult'));
      const unknown = await request('citizen', 'EXPLANATION', '00000000-0000-4000-8000-000000000000');

      expect(foreign.errors?.map(({ message, extensions }) => [message, extensions?.['code']])).toEqual(
        unknown.errors?.map(({ message, extensions }) => [message, extensions?.['code']]),
      );
      expect(foreign.errors?.[0]?.extensions?.['code']).toBe('NOT_FOUND');
    });

    it('but must say what', async () => {
      const { data } = await request('citizen', 'EXPLANATION', DEMO_MAIN_CASE_ID, ' ');

      expect(part<Asked>(data, 'requestOnRecord')).toEqual({
        request: null,
        violations: [{ code: 'STATEMENT_REQUIRED' }],
      });
    });
  });
});
