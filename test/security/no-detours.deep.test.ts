/**
 * No way of asking gives more than asking plainly: held for every demo identity against what it gets for the plain list.
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import {
  part,
  startTestGateway,
  type GraphQLAnswer,
  type IdentityName,
  type LocalTestGateway,
} from '../support/gateway.ts';
import {
  byId,
  isShown,
  LISTS,
  plainRows,
  scalarFields,
  selectionOf,
  type ListSpec,
  type PlainRow,
} from '../support/plain.ts';
import { PGLITE } from '../support/databases.ts';

const IDENTITIES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
/** Values tried for each filter; each costs a query and a count on every identity. */
const PROBES = process.env['DEEP'] === undefined ? 8 : 120;
/** Stands in a malformed question itself. */
const WRITTEN_NUMBER = '990106199003070017';
const UNKNOWN = '00000000-0000-4000-8000-000000000000';
const SUBGRAPH_OF = {
  Case: 'cases',
  Licence: 'licences',
  RetentionDecision: 'retention',
  ArchivalRecord: 'holdings',
} as const;

let gateway: LocalTestGateway;
/** The last access context that reached a subgraph: what the gateway made of the caller. */
let lastAccess: AccessContext | null = null;
const everything = new Map<string, PlainRow[]>();
const plain = new Map<string, PlainRow[]>();

beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
    onFetch: (access) => {
      lastAccess = access;
    },
  });
  for (const spec of LISTS) {
    const all = new Map<string, PlainRow>();
    for (const identity of IDENTITIES) {
      const rows = await plainRows(gateway, identity, spec);
      plain.set(`${identity}/${spec.root}`, rows);
      for (const row of rows) all.set(row.id, { ...all.get(row.id), ...withoutNulls(row) });
    }
    everything.set(spec.root, [...all.values()]);
  }
});
afterAll(() => gateway.close());

describe.each(IDENTITIES)('%s', (identity) => {
  const ask = async (query: string, variables: Record<string, unknown> = {}): Promise<GraphQLAnswer> => {
    const answer = await gateway.ask({ as: identity, query, variables });
    expect(answer.errors).toBeUndefined();
    return answer;
  };
  const rowsOf = ({ root }: ListSpec): PlainRow[] => plain.get(`${identity}/${root}`) ?? [];

  it('gets by aliases what it gets plainly', async () => {
    for (const spec of LISTS) {
      const fields = scalarFields(gateway, spec.type).filter((field) => field !== 'id');
      // Each value comes back under the name of the next field: a guard by response key would let it through.
      const aliased = fields.map((field, at) => `${fields[(at + 1) % fields.length]}: ${field}`);
      const { data } = await ask(`{ list: ${spec.root}(first: 500) { edges { node { id ${aliased.join(' ')} } } } }`);
      const rows = nodesOf(data?.['list']);
      expect(rows.length).toBe(rowsOf(spec).length);
      for (const row of rows) {
        const expected = byId(rowsOf(spec)).get(row.id);
        fields.forEach((field, at) => expect(row[fields[(at + 1) % fields.length] ?? '']).toEqual(expected?.[field]));
      }
    }
  });

  it('gets by fragments, nested, spread twice and behind conditions, what it gets plainly', async () => {
    for (const spec of LISTS) {
      const selection = selectionOf(gateway, spec.type);
      const query = `query ($yes: Boolean = true) {
        ${spec.root}(first: 500) { edges { ...Edge node { ... on ${spec.type} @include(if: $yes) { ...Fields } } } } }
        fragment Edge on ${spec.type}Edge { node { ...Fields ...Fields } }
        fragment Fields on ${spec.type} { ${selection} }`;
      const { data } = await ask(query);
      expect(nodesOf(data?.[spec.root])).toEqual(rowsOf(spec));
    }
  });

  it('gets through interfaces what it gets plainly', async () => {
    for (const spec of LISTS) {
      const selection = selectionOf(gateway, spec.type);
      const { data } = await ask(
        `{ ${spec.root}(first: 500) { edges { node { ... on DisclosedRecord { id disclosure { field outcome rule reason } ... on ${spec.type} { ${selection} } } } } } }`,
      );
      expect(byId(nodesOf(data?.[spec.root]))).toEqual(byId(rowsOf(spec)));
    }
  });

  it('gets by key, one record at a time, what it gets plainly, and nothing of the others', async () => {
    for (const spec of LISTS) {
      const known = byId(rowsOf(spec));
      const query = aliased(12, 'ID!', (at) => `${spec.single}(id: $v${at}) { ${selectionOf(gateway, spec.type)} }`);
      for (const chunk of chunksOf(everything.get(spec.root) ?? [], 12)) {
        const { data } = await ask(
          query,
          variablesOf(
            12,
            chunk.map(({ id }) => id),
            UNKNOWN,
          ),
        );
        chunk.forEach(({ id }, at) => expect(data?.[`f${at}`]).toEqual(known.get(id) ?? null));
      }
    }
  });

  it('cannot ask the gateway for _entities, and a subgraph answers them as it answers the plain question', async () => {
    const refused = await gateway.ask({ as: identity, query: '{ _entities(representations: []) { __typename } }' });
    expect(refused.data).toBeUndefined();
    await ask('{ cases(first: 1) { totalCount } }');
    for (const spec of LISTS) {
      const fields = scalarFields(gateway, spec.type);
      const ids = (everything.get(spec.root) ?? []).map(({ id }) => id);
      const answer = await gateway.running(SUBGRAPH_OF[spec.type as keyof typeof SUBGRAPH_OF]).execute(
        {
          query: `query ($r: [_Any!]!) { _entities(representations: $r) { ... on ${spec.type} { ${fields.join(' ')} } } }`,
          operationName: undefined,
          variables: { r: ids.map((id) => ({ __typename: spec.type, id })) },
        },
        accessOf(lastAccess),
      );
      const found = (answer.data?.['_entities'] ?? []) as (PlainRow | null)[];
      const known = byId(rowsOf(spec));
      ids.forEach((id, at) => {
        const expected = known.get(id);
        expect(found[at] ?? null).toEqual(expected === undefined ? null : pick(expected, fields));
      });
    }
  });

  it('finds by a filter only rows that show it the value it looks for', async () => {
    for (const spec of LISTS) {
      for (const [input, field] of Object.entries(spec.filters)) {
        const values = [
          ...new Set(
            (everything.get(spec.root) ?? []).map((row) => row[field]).filter((value) => typeof value === 'string'),
          ),
        ];
        const find = `${spec.root}(first: 500, filter: { ${input}: { eq: $v`;
        const query = aliased(8, 'String', (at) => `${find}${at} } }) { totalCount edges { node { id } } }`);
        for (const chunk of chunksOf(values.slice(0, PROBES), 8)) {
          const { data } = await ask(query, variablesOf(8, chunk, chunk[0]));
          chunk.forEach((value, at) => {
            const expected = rowsOf(spec).filter((row) => isShown(row, field) && row[field] === value);
            expect(
              nodesOf(data?.[`f${at}`])
                .map(({ id }) => id)
                .sort(),
            ).toEqual(expected.map(({ id }) => id).sort());
            expect(totalOf(data?.[`f${at}`])).toBe(expected.length);
          });
        }
      }
    }
  });

  it('learns no order from values that it is not shown', async () => {
    for (const spec of LISTS) {
      for (const [order, field] of Object.entries(spec.orders)) {
        const { data } = await ask(
          `{ ${spec.root}(first: 500, orderBy: { field: ${order}, direction: ASC }) { edges { node { id } } } }`,
        );
        const key = (row: PlainRow): string => (isShown(row, field) ? String(row[field]) : '');
        const expected = [...rowsOf(spec)].sort((a, b) => compare(key(a), key(b)) || compare(a.id, b.id));
        expect(nodesOf(data?.[spec.root]).map(({ id }) => id)).toEqual(expected.map(({ id }) => id));
      }
    }
  });

  it('counts only what it may see', async () => {
    for (const spec of LISTS) {
      const { data } = await ask(`{ ${spec.root}(first: 1) { totalCount } }`);
      expect(totalOf(data?.[spec.root])).toBe(rowsOf(spec).length);
    }
  });

  it('pages by cursors through the same rows without a gap, and reads nothing in a cursor', async () => {
    for (const spec of LISTS) {
      const seen: string[] = [];
      for (let after: string | null = null; ;) {
        const query = `query ($after: String) { ${spec.root}(first: 7, after: $after) { edges { cursor node { id } } pageInfo { hasNextPage endCursor } } }`;
        const { data } = await ask(query, { after });
        const page = data?.[spec.root] as {
          edges: { cursor: string; node: PlainRow }[];
          pageInfo: { hasNextPage: boolean; endCursor: string };
        };
        for (const { cursor, node } of page.edges) {
          seen.push(node.id);
          expect(Buffer.from(cursor, 'base64url').toString('latin1')).not.toContain(node.id);
        }
        if (!page.pageInfo.hasNextPage) break;
        after = page.pageInfo.endCursor;
      }
      expect(seen).toEqual(rowsOf(spec).map(({ id }) => id));
    }
  });

  it('cannot use a cursor that was made for another identity or another list', async () => {
    const other = identity === 'housing' ? 'transport' : 'housing';
    const { data } = await gateway.ask({ as: other, query: '{ cases(first: 1) { pageInfo { endCursor } } }' });
    const cursor = part<{ pageInfo: { endCursor: string } }>(data, 'cases').pageInfo.endCursor;
    for (const root of ['cases', 'licences']) {
      const answer = await gateway.ask({
        as: identity,
        query: `query ($after: String) { ${root}(first: 1, after: $after) { totalCount } }`,
        variables: { after: cursor },
      });
      expect(answer.errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['INVALID_INPUT']);
    }
  });

  it('cannot tell an invisible record from an unknown one, byte for byte', async () => {
    for (const spec of LISTS) {
      const known = byId(rowsOf(spec));
      const query = `query ($id: ID!) { ${spec.single}(id: $id) { ${selectionOf(gateway, spec.type)} } }`;
      const unknown = await gateway.askText({ as: identity, query, variables: { id: UNKNOWN } });
      const invisible = (everything.get(spec.root) ?? []).filter(({ id }) => !known.has(id));
      for (const { id } of invisible.slice(0, 5)) {
        expect(await gateway.askText({ as: identity, query, variables: { id } })).toEqual(unknown);
      }
    }
  });

  it('reads no value of a record in the text of an error', async () => {
    const hidden = hiddenValues(identity);
    const bad = [
      `{ case(id: "${WRITTEN_NUMBER}") { id } }`,
      '{ cases(filter: { applicantName: { eq: 5 } }) { totalCount } }',
      '{ cases(first: 501) { totalCount } }',
      '{ cases(filter: { circumstances: { eq: "x" } }) { totalCount } }',
      '{ cases(orderBy: { field: APPLICANT_NAME, direction: ASC }) { totalCount } }',
      '{ cases(after: "AAAA") { totalCount } }',
      '{ cases { edges { node { applicantNam } } } }',
      '{ licenceByIdentifier(identifier: "1.2.156.3005.2.x") { id } }',
      '{ archivalRecordByReferenceCode(referenceCode: "Z901") { id } }',
      '{ agency(uscc: "99") { name } }',
    ];
    for (const query of bad) {
      const { body } = await gateway.askText({ as: identity, query });
      expect(body).toContain('"errors"');
      for (const value of hidden) expect(body).not.toContain(value);
    }
  });
});

/** One document for any number of values, so that it is planned once. */
function aliased(size: number, type: string, root: (at: number) => string): string {
  const numbers = Array.from({ length: size }, (_each, at) => at);
  return `query (${numbers.map((at) => `$v${at}: ${type}`).join(', ')}) { ${numbers.map((at) => `f${at}: ${root(at)}`).join('\n')} }`;
}

function variablesOf(size: number, values: readonly unknown[], filler: unknown): Record<string, unknown> {
  return Object.fromEntries(Array.from({ length: size }, (_each, at) => [`v${at}`, values[at] ?? filler]));
}

/** Values that somebody gets to see and this identity does not; short ones would occur by chance. */
function hiddenValues(identity: IdentityName): string[] {
  const valuesOf = (rows: readonly PlainRow[]): unknown[] => rows.flatMap((row) => Object.values(row));
  const shown = new Set(LISTS.flatMap((spec) => valuesOf(plain.get(`${identity}/${spec.root}`) ?? [])));
  const all = new Set(LISTS.flatMap((spec) => valuesOf(everything.get(spec.root) ?? [])));
  return [...all].flatMap((value) =>
    typeof value === 'string' && value.length >= 6 && !shown.has(value) && value !== WRITTEN_NUMBER ? [value] : [],
  );
}

function nodesOf(connection: unknown): PlainRow[] {
  return (connection as { edges: { node: PlainRow }[] }).edges.map(({ node }) => node);
}

function totalOf(connection: unknown): number {
  return (connection as { totalCount: number }).totalCount;
}

function withoutNulls(row: PlainRow): PlainRow {
  return Object.fromEntries(
    Object.entries(row).filter(([, value]) => value !== null && !String(value).includes('*')),
  ) as PlainRow;
}

function pick(row: PlainRow, fields: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(fields.map((field) => [field, row[field]]));
}

function accessOf(access: AccessContext | null): AccessContext {
  if (access === null) throw new Error('No request has reached a subgraph yet.');
  return access;
}

function chunksOf<T>(values: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(values.length / size) }, (_each, at) =>
    values.slice(at * size, (at + 1) * size),
  );
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
