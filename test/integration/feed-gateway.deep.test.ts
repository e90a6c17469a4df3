import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  part,
  startTestGateway,
  type GraphQLAnswer,
  type IdentityName,
  type LocalTestGateway,
} from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

const CHANGES = `query ($after: String) { caseChanges(first: 50, after: $after) {
  pageInfo { hasNextPage endCursor }
  edges { node { sequence kind id obsolete record {
    id caseNumber applicantName agency { name } item { name } holding { custody } retention { period } } } } } }`;
const LIST = `{ cases(first: 500) { edges { node { tombstone { recordCode }
  id caseNumber applicantName agency { name } item { name } holding { custody } retention { period } } } } }`;

interface Page {
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string };
  readonly edges: readonly {
    readonly node: { readonly kind: string; readonly id: string; readonly record: unknown };
  }[];
}

let gateway: LocalTestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
  });
}, 600_000);
afterAll(() => gateway.close());

async function readAll(as: IdentityName): Promise<{ records: unknown[]; answers: GraphQLAnswer[] }> {
  const answers: GraphQLAnswer[] = [];
  const records: unknown[] = [];
  for (let after: string | null = null; ;) {
    const answer = await gateway.ask({ as, query: CHANGES, variables: { after } });
    answers.push(answer);
    const { edges, pageInfo } = part<Page>(answer.data, 'caseChanges');
    for (const { node } of edges) records.push(node.record);
    if (!pageInfo.hasNextPage) return { records, answers };
    after = pageInfo.endCursor;
  }
}

it.each(['civil-affairs', 'national-platform', 'housing', 'transport'] as const)(
  'the feed of %s gives through the gateway what the list gives, across subgraphs, decided and told alike',
  async (as) => {
    const { records, answers } = await readAll(as);
    const list = part<{ edges: { node: { tombstone: unknown; id: string } }[] }>(
      (await gateway.ask({ as, query: LIST })).data,
      'cases',
    );
    const seen = list.edges.flatMap(({ node: { tombstone, ...record } }) => (tombstone === null ? [record] : []));

    expect(answers.flatMap(({ errors = [] }) => errors)).toEqual([]);
    expect(records.length).toBeGreaterThan(5);
    expect(records.filter((record) => record !== null)).toEqual(seen);
    expect(answers[0]?.extensions?.disclosure?.entries.map(({ coordinate }) => coordinate)).toEqual(
      as === 'housing' ? expect.anything() : expect.arrayContaining(['Case.applicantName']),
    );
  },
  300_000,
);

it('has no feed for persons and offices, and no word of withdrawals for anybody else’s records', async () => {
  for (const as of ['citizen', 'auditor'] as const)
    expect((await gateway.ask({ as, query: CHANGES })).errors?.[0]?.extensions?.['code']).toBe('FORBIDDEN');
  const overdue = await gateway.ask({
    as: 'transport',
    query: '{ overdueCaseWithdrawals { consumer count records } }',
  });
  expect(overdue.data).toEqual({ overdueCaseWithdrawals: [] });
}, 300_000);
