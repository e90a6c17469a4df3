/**
 * The lock of the subgraphs, without the gateway before them: whoever reached one with a context would get what the law
 * gives that context, worked out from the tables by `attack-oracle.ts`, and not a byte more.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext, GrantView } from '../../../schema/actor.ts';
import { effectiveGrant, toAccessClass } from '../../../schema/policy/access-class.ts';
import type { SubgraphName } from '../../../subgraphs/kernel/index.ts';
import type { AttackOracle, Expected } from '../../support/attack-oracle.ts';
import { callerOf, type AttackWorld } from '../../support/attack-world.ts';
import { LISTS } from '../../support/plain.ts';
import { city } from './open.ts';

const OWNERS: Readonly<Record<string, SubgraphName>> = {
  Case: 'cases',
  Licence: 'licences',
  RetentionDecision: 'retention',
  ArchivalRecord: 'holdings',
};
const ASKED = ['transport', 'civil-affairs', 'city-archives', 'citizen', 'auditor'].map((title) => callerOf(title));

let world: AttackWorld;
let oracle: AttackOracle;

beforeAll(() => {
  ({ world, oracle } = city());
});

interface Delivered {
  readonly __typename: string;
  readonly id: string;
  readonly [field: string]: unknown;
}

async function execute(
  name: SubgraphName,
  context: AccessContext,
  query: string,
  variables = {},
): Promise<Record<string, unknown>> {
  const answer = await world.gateway.running(name).execute({ query, operationName: undefined, variables }, context);
  expect(answer.errors ?? []).toEqual([]);
  return (answer.data ?? {}) as Record<string, unknown>;
}

function fieldsOf(typeName: string): string[] {
  return (
    world.classified.records
      .get(typeName)
      ?.fields.map(({ name }) => name)
      .filter((name) => !name.startsWith('item') && !name.startsWith('agency')) ?? []
  );
}

function wrongIn(row: Delivered, expected: Expected | undefined): string[] {
  if (expected === undefined || expected.presence === 'ABSENT') return [`${row.__typename} ${row.id} is not there`];
  return [...expected.fields].flatMap(([field, { effect, text }]) => {
    const value = row[field];
    if (value === undefined || value === null) return [];
    if (expected.presence === 'TOMBSTONE' || effect === 'WITHHOLD') return [`${field} of ${row.id} is withheld`];
    return effect === 'MASK' && typeof text === 'string' && value !== text ? [`${field} of ${row.id} is masked`] : [];
  });
}

for (const caller of ASKED)
  describe(caller.title, () => {
    it.each(LISTS.map(({ root, type }) => [root, type] as const))(
      'gets of the list of %s what the law gives it',
      async (root, type) => {
        const context = await world.contextOf(caller);
        const expected = new Map(oracle.expect(context));
        const leaves = scalars(type).join(' ');
        const data = await execute(
          OWNERS[type] ?? 'cases',
          context,
          `{ ${root}(first: 500) { totalCount edges { node { __typename id ${leaves} } } } }`,
        );
        const page = data[root] as { totalCount: number; edges: { node: Delivered }[] };
        const rows = page.edges.map(({ node }) => node);
        const there = [...expected].filter(
          ([key, { presence }]) => key.startsWith(`${type}:`) && presence !== 'ABSENT',
        );

        expect(rows.flatMap((row) => wrongIn(row, expected.get(`${type}:${row.id}`)))).toEqual([]);
        expect(rows.map(({ id }) => `${type}:${id}`).toSorted()).toEqual(there.map(([key]) => key).toSorted());
        expect(page.totalCount).toBe(there.length);
      },
    );

    it.each(LISTS.map(({ type }) => type))('gets by representations of %s what the law gives it', async (type) => {
      const context = await world.contextOf(caller);
      const expected = new Map(oracle.expect(context));
      const ids = [...expected.keys()]
        .filter((key) => key.startsWith(`${type}:`))
        .map((key) => key.slice(type.length + 1));
      const query = `query ($r: [_Any!]!) { _entities(representations: $r) { __typename ... on ${type} { id ${scalars(type).join(' ')} } } }`;
      const told = { label: 65_535, formingUnit: context.agency, facts: 0, disclosure: [] };
      const data = await execute(OWNERS[type] ?? 'cases', context, query, {
        r: ids.map((id) => ({ __typename: type, id, ...told })),
      });
      const found = data['_entities'] as (Delivered | null)[];
      const wrong = ids.flatMap((id, at) => {
        const row = found[at] ?? null;
        if (row !== null) return wrongIn(row, expected.get(`${type}:${id}`));
        return expected.get(`${type}:${id}`)?.presence === 'ABSENT' ? [] : [`${id} is missing`];
      });

      expect(wrong).toEqual([]);
    });

    it('is linked to no case that is absent for it', async () => {
      const context = await world.contextOf(caller);
      const expected = new Map(oracle.expect(context));
      for (const [name, root] of [
        ['holdings', 'archivalRecords'],
        ['retention', 'retentionDecisions'],
      ] as const) {
        const data = await execute(name, context, `{ ${root}(first: 500) { edges { node { id case { id } } } } }`);
        const { edges } = data[root] as { edges: { node: { case: { id: string } | null } }[] };
        const linked = edges.flatMap(({ node }) => (node.case === null ? [] : [node.case.id]));
        expect(linked.filter((id) => (expected.get(`Case:${id}`)?.presence ?? 'ABSENT') === 'ABSENT')).toEqual([]);
      }
    });
  });

function scalars(type: string): string[] {
  const known = new Set(fieldsOf(type));
  const found = world.gateway.apiSchema.getType(type);
  if (found === undefined || !('getFields' in found)) return [];
  return Object.values(found.getFields()).flatMap((field) =>
    known.has(field.name) && field.args.length === 0 && !('getFields' in namedOf(field.type)) ? [field.name] : [],
  );
}

function namedOf(type: unknown): object {
  return (type as { ofType?: object }).ofType ?? (type as object);
}

describe('what sorts', () => {
  it.each(['APPLICANT_NAME', 'TITLE', 'applicantName'])(
    '%s does not, not even for a subgraph that is asked directly',
    async (field) => {
      const context = await world.contextOf(callerOf('transport'));
      const query = `{ cases(first: 5, orderBy: { field: ${field}, direction: ASC }) { totalCount } }`;
      const answer = await world.gateway
        .running('cases')
        .execute({ query, operationName: undefined, variables: {} }, context);
      expect(answer.errors?.length).toBeGreaterThan(0);
    },
  );
});

describe('a grant counts for its grantee, causes, modes and days, while it is active:', () => {
  const OTHERS: readonly [title: string, change: (context: AccessContext, grant: GrantView) => AccessContext][] = [
    ['another agency', (context) => ({ ...context, agency: '11990000MB0DEM041T' })],
    ['a platform that asks for nobody', (context) => ({ ...context, role: 'NATIONAL_PLATFORM', onBehalfOf: null })],
    [
      'a platform that asks for another',
      (context) => ({ ...context, role: 'NATIONAL_PLATFORM', onBehalfOf: '11990000MB0DEM041T' }),
    ],
    ['an auditor', (context) => ({ ...context, role: 'AUDITOR' })],
    ['a person', (context) => ({ ...context, role: 'PERSON' })],
    ['another cause', (context) => ({ ...context, useCause: 'curiosity' })],
    ['no cause', (context) => ({ ...context, useCause: null })],
    ['the cause with a blank', (context) => ({ ...context, useCause: `${context.useCause} ` })],
    ['the day before it begins', (context) => ({ ...context, today: '1999-12-31' })],
    ['the day after it ends', (context) => ({ ...context, today: '2999-01-01' })],
    [
      'a mode that it does not name',
      (context, grant) => ({ ...context, mode: 'FILE', grant: { ...grant, modes: ['API'] } }),
    ],
    ...(['SUSPENDED', 'TERMINATED', 'EXPIRED', 'DISPOSED'] as const).map(
      (state): [string, (context: AccessContext, grant: GrantView) => AccessContext] => [
        `the state ${state}`,
        (context, grant) => ({ ...context, grant: { ...grant, state } }),
      ],
    ),
  ];

  it.each(OTHERS)('%s', async (_title, change) => {
    const context = await world.contextOf(callerOf('civil-affairs'));
    const { grant } = context;
    if (grant === null) throw new Error('The demo grant is missing.');
    expect(effectiveGrant(context)).toBe(grant);
    expect(toAccessClass(change(context, grant)).grant).toBeNull();
  });
});
