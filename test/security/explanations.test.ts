/** Why, and what if: explanations say what the answer would be, to nobody more than the answer would tell. */
import { randomUUID } from 'node:crypto';
import { parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_GRANT_ID, DEMO_IDENTITIES, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { DEMO_LIST_CASES, DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import {
  part,
  startTestGateway,
  type Ask,
  type GraphQLAnswer,
  type IdentityName,
  type LocalTestGateway,
  type SummaryRow,
} from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

type Explained = Omit<SummaryRow, 'count'>;
interface Explanation {
  readonly typeName: string;
  readonly presence: string;
  readonly policyVersion: string;
  readonly fields: readonly Explained[];
}

const NAMES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
/** The list scenario has an absent record for each of them. */
const SEVERAL: readonly IdentityName[] = ['civil-affairs', 'transport', 'auditor', 'citizen'];
const CASES = process.env['DEEP'] === '1' ? DEMO_LIST_CASES : DEMO_LIST_CASES.slice(0, 12);
const FIELDS = [
  'title',
  'applicantName',
  'applicantIdNumber',
  'contactName',
  'bankAccount',
  'circumstances',
  'state',
  'caseNumber',
];
const EXPLAIN = `query ($record: ID!, $fields: [String!], $as: ViewAs) {
  explainDisclosure(record: $record, fields: $fields, as: $as) {
    typeName presence policyVersion fields { coordinate outcome rule clause reason remedy { en zh } } } }`;

let gateway: LocalTestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
  });
});
afterAll(() => gateway.close());

const explain = (as: IdentityName, variables: Readonly<Record<string, unknown>>, headers: Ask['headers'] = {}) =>
  gateway.ask({ as, query: EXPLAIN, variables, headers });
const explanationOf = ({ data, errors }: GraphQLAnswer): Explanation | null => {
  expect(errors).toBeUndefined();
  return part<Explanation | null>(data, 'explainDisclosure');
};
const codeOf = ({ errors }: GraphQLAnswer): unknown => errors?.[0]?.extensions?.['code'];

describe('why a record is disclosed as it is', () => {
  it.each(NAMES)('says to %s what the answer itself says, field by field', async (as) => {
    const query = `query ($id: ID!) { case(id: $id) { ${FIELDS.join(' ')} } }`;
    const answer = await gateway.ask({ as, query, variables: { id: DEMO_MAIN_CASE_ID } });

    const explanation = explanationOf(await explain(as, { record: DEMO_MAIN_CASE_ID, fields: FIELDS }));

    if (answer.data?.['case'] === null) expect(explanation).toBeNull();
    else {
      const told = answer.extensions?.disclosure?.entries.map(({ count: _count, ...entry }) => entry) ?? [];
      expect(explanation?.fields.toSorted(byCoordinate)).toEqual(told.toSorted(byCoordinate));
      expect(explanation?.policyVersion).toBe(answer.extensions?.disclosure?.policyVersion);
    }
  });

  it.each(SEVERAL)('answers %s of an absent record as of a key that stands for nothing', async (as) => {
    const unknown = bytesOf(await explain(as, { record: randomUUID() }));
    for (const { id } of CASES) {
      const seen = await gateway.ask({ as, query: 'query ($id: ID!) { case(id: $id) { id } }', variables: { id } });
      const explained = await explain(as, { record: id });
      expect([id, explained.data?.['explainDisclosure'] === null]).toEqual([id, seen.data?.['case'] === null]);
      if (seen.data?.['case'] === null) expect(bytesOf(explained)).toBe(unknown);
    }
  });

  it('explains parts of a record by their own keys, and of no record that is absent', async () => {
    const query = `query ($id: ID!) { case(id: $id) { materials { id fileName } licences { id } } retentionDecisions { edges { node { id } } } }`;
    const { data } = await gateway.ask({ as: 'housing', query, variables: { id: DEMO_MAIN_CASE_ID } });
    const { materials, licences } = part<Record<string, readonly { id: string }[]>>(data, 'case');
    const [material, licence] = [materials?.[0]?.id, licences?.[0]?.id];

    const ofMaterial = explanationOf(await explain('housing', { record: material, fields: ['fileName'] }));
    const ofSnapshot = explanationOf(await explain('civil-affairs', { record: licence, fields: ['holderName'] }));

    expect(ofMaterial?.fields).toMatchObject([{ coordinate: 'CaseMaterial.fileName', outcome: 'SHOW', rule: 'R5' }]);
    expect(ofSnapshot?.fields).toMatchObject([{ coordinate: 'LicenceSnapshot.holderName' }]);
    expect(explanationOf(await explain('transport', { record: material }))).toBeNull();
  });

  it('finds fault with a question before it looks at the record, and the same whatever the record is', async () => {
    for (const record of [DEMO_MAIN_CASE_ID, randomUUID()]) {
      const answer = await explain('housing', { record, fields: ['title', 'shoeSize'] });
      expect(codeOf(answer)).toBe('INVALID_INPUT');
      expect(answer.errors?.[0]?.message).toBe('fields.1: no record has such a field.');
    }
    expect(codeOf(await explain('housing', { record: "x' or 1=1" }))).toBe('INVALID_INPUT');
  });

  it('tells nobody "minor" or "sealed": the reason is the common one', async () => {
    for (const { id: record } of CASES) {
      const explanation = explanationOf(await explain('civil-affairs', { record, fields: ['applicantName'] }));
      for (const { reason, rule } of explanation?.fields ?? [])
        if (reason === 'RESTRICTED') expect(rule).toBe('R10-R14');
    }
  });
});

describe("in somebody else's place", () => {
  const asCivilAffairs = {
    role: 'AGENCY',
    agency: DEMO_BODIES.civilAffairs,
    grant: DEMO_GRANT_ID,
    useCause: DEMO_USE_CAUSE,
    reason: '核对投诉',
  };

  it('the security officer is told what that caller is told, and no value', async () => {
    const variables = { record: DEMO_MAIN_CASE_ID, fields: FIELDS };
    const own = explanationOf(await explain('civil-affairs', variables));

    const viewed = await explain('security-officer', { ...variables, as: asCivilAffairs });

    expect(explanationOf(viewed)).toEqual(own);
    expect(JSON.stringify(viewed)).not.toMatch(/欧阳|9901061990|1990000/);
  });

  it('as the subject of the record, whoever that is', async () => {
    const variables = { record: DEMO_MAIN_CASE_ID, fields: FIELDS };
    const own = explanationOf(await explain('citizen', variables));
    const as = { role: 'PERSON', isSubject: true, reason: 'x' };

    expect(explanationOf(await explain('security-officer', { ...variables, as }))).toEqual(own);
    const stranger = explanationOf(
      await explain('security-officer', { ...variables, as: { ...as, isSubject: false } }),
    );
    expect(stranger?.fields.map(({ rule }) => rule)).not.toContain('R4');
  });

  it.each(NAMES.filter((name) => name !== 'security-officer'))('%s may not look', async (as) => {
    const answer = await explain(as, { record: DEMO_MAIN_CASE_ID, as: asCivilAffairs });
    expect(codeOf(answer)).toBe('FORBIDDEN');
    expect(answer.data?.['explainDisclosure'] ?? null).toBeNull();
  });

  it('is an act with a reason, entered for the auditor before it is answered, found or not', async () => {
    const record = randomUUID();
    expect(explanationOf(await explain('security-officer', { record, as: asCivilAffairs }))).toBeNull();
    expect(codeOf(await explain('security-officer', { record, as: { ...asCivilAffairs, reason: ' ' } }))).toBe(
      'INVALID_INPUT',
    );

    const query = `{ inspections(first: 500) { totalCount edges { node { actorId recordId reason viewedAs { role agency grantId isSubject } } } } }`;
    const { data } = await gateway.ask({ as: 'auditor', query });
    const { edges } = part<{ edges: readonly { node: { recordId: string } }[] }>(data, 'inspections');

    expect(edges.map(({ node }) => node).filter((node) => node.recordId === record)).toEqual([
      {
        actorId: 'security-officer',
        recordId: record,
        reason: '核对投诉',
        viewedAs: { role: 'AGENCY', agency: DEMO_BODIES.civilAffairs, grantId: DEMO_GRANT_ID, isSubject: false },
      },
    ]);
    for (const as of ['housing', 'citizen', 'system-admin', 'data-authority'] as const)
      expect(codeOf(await gateway.ask({ as, query }))).toBe('FORBIDDEN');
  });

  it('is not answered when it cannot be entered', async () => {
    const { call } = gateway.house;
    const house = gateway.house as { call: typeof call };
    house.call = (subgraph, name, input) =>
      name === 'enterInspection' ? Promise.reject(new Error('no log')) : call(subgraph, name, input);
    try {
      const answer = await explain('security-officer', { record: DEMO_MAIN_CASE_ID, as: asCivilAffairs });
      expect(answer.errors).toHaveLength(1);
      expect(answer.data?.['explainDisclosure'] ?? null).toBeNull();
    } finally {
      house.call = call;
    }
  });
});

describe('what an operation would bring', () => {
  const MAIN = `query ($id: ID!) { case(id: $id) { state n: applicantName ...More } cases(first: 20) { edges { node { title } } } }
    fragment More on Case { internalOpinion materials { fileName } }`;
  const QUERY = `query ($document: String!) { explainOperation(document: $document) { policyVersion refusals
    fields { path coordinate isPruned outcomes { outcome rule reason } } cost { name value limit }
    quota { answers left until } } }`;
  interface Foreseen {
    readonly refusals: readonly string[];
    readonly fields: readonly {
      readonly path: string;
      readonly coordinate: string;
      readonly isPruned: boolean;
      readonly outcomes: readonly { readonly outcome: string; readonly rule: string; readonly reason: string | null }[];
    }[];
    readonly cost: readonly { readonly name: string; readonly value: number; readonly limit: number | null }[];
    readonly quota: null | { readonly answers: number; readonly left: number };
  }
  const foresee = async (as: IdentityName, document: string, headers: Ask['headers'] = {}): Promise<Foreseen> => {
    const { data, errors } = await gateway.ask({ as, query: QUERY, variables: { document }, headers });
    expect(errors).toBeUndefined();
    return part<Foreseen>(data, 'explainOperation');
  };

  it.each(NAMES)(
    'names for %s among the possible outcomes what then happens, and prunes only what is withheld',
    async (as) => {
      const { refusals, fields } = await foresee(as, MAIN);
      const answer = await gateway.ask({ as, query: MAIN, variables: { id: DEMO_MAIN_CASE_ID } });

      expect(refusals).toEqual([]);
      for (const { coordinate, outcome, rule, reason } of answer.extensions?.disclosure?.entries ?? []) {
        const foreseen = fields.find((field) => field.coordinate === coordinate);
        expect(foreseen?.outcomes).toContainEqual({ outcome, rule, reason });
        if (foreseen?.isPruned === true) expect(outcome).toBe('WITHHOLD');
      }
      for (const { isPruned, outcomes } of fields)
        if (outcomes.length > 0) expect(isPruned).toBe(outcomes.every(({ outcome }) => outcome === 'WITHHOLD'));
    },
  );

  it('tells path, size and limits', async () => {
    const { fields, cost } = await foresee('housing', MAIN);

    expect(fields.map(({ path }) => path)).toEqual([
      'case',
      'case.state',
      'case.n',
      'case.internalOpinion',
      'case.materials',
      'case.materials.fileName',
      'cases',
      'cases.edges',
      'cases.edges.node',
      'cases.edges.node.title',
    ]);
    expect(cost).toEqual([
      { name: 'fields', value: 10, limit: 1000 },
      { name: 'depth', value: 4, limit: 20 },
      { name: 'aliases', value: 1, limit: 100 },
      { name: 'rootFields', value: 2, limit: 20 },
      { name: 'objects', value: 62, limit: null },
    ]);
  });

  it('says why an operation would be refused, and runs nothing', async () => {
    expect((await foresee('housing', '{ nothing')).refusals).toEqual(['Syntax Error: Expected Name, found <EOF>.']);
    expect((await foresee('housing', '{ cases(first: 1) { shoeSize } }')).refusals).toHaveLength(1);
    expect((await foresee('housing', `{ ${'a: __typename '.repeat(3)} ${'x'.repeat(60_000)} }`)).refusals).toEqual([
      'The operation is too large: more than 50000 characters.',
    ]);
    expect(parse(MAIN).definitions).toHaveLength(2);
  });

  it('takes nothing of a quota, and tells what is left of it', async () => {
    const id = randomUUID();
    const [grant] = demoWorld().sharing.grants ?? [];
    await gateway.house.call('sharing', 'load', { grants: [{ ...grant, id, quotaRequests: 7, quotaPeriod: 'DAY' }] });
    const headers = { 'x-sharing-grant': id };

    for (const _ of [1, 2, 3])
      expect((await foresee('civil-affairs', MAIN, headers)).quota).toMatchObject({ answers: 7, left: 7 });
    await gateway.ask({ as: 'civil-affairs', query: '{ cases(first: 1) { totalCount } }', headers });
    expect((await foresee('civil-affairs', MAIN, headers)).quota).toMatchObject({ answers: 7, left: 6 });
    expect((await foresee('civil-affairs', MAIN)).quota).toBeNull();
  });
});

function byCoordinate(a: Explained, b: Explained): number {
  return a.coordinate < b.coordinate ? -1 : 1;
}

/** But for what names the request. */
function bytesOf(answer: GraphQLAnswer): string {
  return JSON.stringify(answer).replaceAll(/"requestId":"[^"]*"/g, '');
}
