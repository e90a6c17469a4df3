/** What no honest client sends: refused before anybody plans it, or without any effect. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { headersOf, startTestGateway, type GraphQLAnswer, type LocalTestGateway } from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

let gateway: LocalTestGateway;
let fetches = 0;

beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
    onFetch: () => (fetches += 1),
  });
});
afterAll(() => gateway.close());
beforeEach(() => {
  fetches = 0;
});

interface Told extends GraphQLAnswer {
  readonly status: number;
  readonly code: unknown;
}

/** Sends a body as it is written. */
async function send(payload: string): Promise<Told> {
  const identity = await headersOf(gateway.config, { as: 'housing' });
  const headers = { ...identity, 'content-type': 'application/json', accept: 'application/graphql-response+json' };
  const answer = await gateway.gateway.app.inject({ method: 'POST', url: '/graphql', headers, payload });
  const told = JSON.parse(answer.body) as GraphQLAnswer;
  return { ...told, status: answer.statusCode, code: told.errors?.[0]?.extensions?.['code'] };
}

const ask = (query: string, variables?: unknown): Promise<Told> => send(JSON.stringify({ query, variables }));
const repeat = (count: number, part: (at: number) => string): string =>
  Array.from({ length: count }, (_each, at) => part(at)).join(' ');
const ofNode = (selections: string): string => `{ cases { edges { node { ${selections} } } } }`;

describe('is refused with LIMIT_EXCEEDED, and no subgraph hears of it:', () => {
  const BOMBS: Readonly<Record<string, string>> = {
    'ten thousand aliases': `{ ${repeat(10_000, (at) => `a${at}: __typename`)} }`,
    'a thousand aliases of a list': ofNode(repeat(900, (at) => `a${at}: id`)),
    'a fragment bomb of fields': `{ cases { ...F0 } } ${repeat(80, (at) => `fragment F${at} on CaseConnection { a: edges { node { id } } b: edges { node { id } } ...F${at + 1} ...F${at + 1} }`)} fragment F80 on CaseConnection { totalCount }`,
    'a fragment bomb that leads nowhere': `{ cases { ...F0 } } ${repeat(80, (at) => `fragment F${at} on CaseConnection { ...F${at + 1} ...F${at + 1} }`)}`,
    'a fragment bomb of circles': `{ cases { ...F0 } } ${repeat(40, (at) => `fragment F${at} on CaseConnection { ${repeat(20, (to) => `...F${(at + to) % 40}`)} }`)}`,
    'the same field again and again': ofNode(repeat(900, () => 'id')),
    'the same fields again and again, inside each other': `{ ${repeat(20, () => `cases { edges { node { ${repeat(40, () => 'id')} } } }`)} }`,
    'a field again and again by fragments': `${ofNode(repeat(90, (at) => `...F${at} ...F${at}`))} ${repeat(90, (at) => `fragment F${at} on Case { licences { id } }`)}`,
    'nesting without an end': `${'{ cases '.repeat(700)}${'}'.repeat(700)}`,
    'nesting of inline fragments': ofNode(`${'... on Case { id '.repeat(400)}${'}'.repeat(400)}`),
    'introspection of itself': `{ __schema { types { ${repeat(9, (at) => `a${at}: fields { type { ${repeat(9, (to) => `b${to}: fields { name }`)} } }`)} } } }`,
    'a text of comments': `{ __typename } ${'#\n'.repeat(90_000)}`,
    'a value as long as a book': `{ case(id: "${'a'.repeat(150_000)}") { id } }`,
    'many operations': repeat(300, (at) => `query Q${at} { __typename }`),
  };
  const byVariables = (value: unknown): string =>
    JSON.stringify({ query: 'query ($id: ID!) { case(id: $id) { id } }', variables: { id: value } });

  it.each(Object.entries(BOMBS))('%s', async (_title, query) => {
    const { status, code, data } = await ask(query);

    expect({ status, code, data, fetches }).toEqual({
      status: 429,
      code: 'LIMIT_EXCEEDED',
      data: undefined,
      fetches: 0,
    });
  });

  it.each([
    ['a body of a megabyte', byVariables('a'.repeat(1_000_000))],
    ['a list of forty thousand values', byVariables(Array.from({ length: 40_000 }, () => 'a'))],
    [
      'an object of ten thousand keys',
      byVariables(Object.fromEntries(Array.from({ length: 10_001 }, (_e, at) => [at, 1]))),
    ],
    ['values nested beyond the stack', `${byVariables(0).slice(0, -3)}${'['.repeat(90_000)}${']'.repeat(90_000)}}}`],
  ])('%s', async (_title, body) => {
    const { status, code, data } = await send(body);

    expect({ status, code, data, fetches }).toEqual({
      status: 429,
      code: 'LIMIT_EXCEEDED',
      data: undefined,
      fetches: 0,
    });
  });
});

describe('is refused with INVALID_INPUT, and no subgraph hears of it:', () => {
  it.each([
    [
      'fragments in a circle',
      '{ cases { ...A } } fragment A on CaseConnection { ...B } fragment B on CaseConnection { ...A }',
    ],
    ['a fragment that spreads itself', '{ cases { ...A } } fragment A on CaseConnection { totalCount ...A }'],
    ['lists nested beyond reason', `{ case(id: ${'['.repeat(1_000)}${']'.repeat(1_000)}) { id } }`],
    ['nine hundred fields that do not exist', ofNode(repeat(900, (at) => `titel${at}`))],
    ['four hundred variables that nobody uses', `query (${repeat(400, (at) => `$v${at}: ID`)}) { __typename }`],
    ['a directive four hundred times', `{ __typename ${repeat(400, () => '@include(if: true)')} }`],
    ['a half of a document', '{ cases { edges '],
    ['a null byte', '{ cases\u0000 { totalCount } }'],
  ])('%s', async (_title, query) => {
    const { status, code, data, errors } = await ask(query);

    expect({ status, code, data, fetches }).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
      data: undefined,
      fetches: 0,
    });
    expect(errors?.length).toBeLessThan(30);
  });

  it.each([
    ['no JSON', '{"query": "{ cases { totalCount } }"'],
    ['a list of requests', '[{"query": "{ __typename }"}]'],
    ['a query that is a document', '{"query": {"kind": "Document", "definitions": []}}'],
    ['a query that is a number', '{"query": 5}'],
    ['null', 'null'],
    ['text', '"{ __typename }"'],
    ['an operation name that is an object', '{"query": "{ __typename }", "operationName": {}}'],
  ])('as body %s', async (_title, body) => {
    const { status, code, data } = await send(body);

    expect({ status, code, data, fetches }).toEqual({
      status: 400,
      code: 'INVALID_INPUT',
      data: undefined,
      fetches: 0,
    });
  });
});

describe('names that mean something to JavaScript mean nothing here:', () => {
  const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf', 'then'];
  const CASE = `case(id: "${DEMO_MAIN_CASE_ID}")`;
  const untouched = (): void => {
    expect(Object.keys(Object.prototype)).toEqual([]);
    const probe: Record<string, unknown> = {};
    expect([probe['polluted'], probe['title'], probe['id']]).toEqual([undefined, undefined, undefined]);
  };

  it.each(NAMES.filter((name) => !name.startsWith('__')))('%s as an alias is an alias', async (name) => {
    const plain = await ask(`{ ${CASE} { id title licences { id } } }`);
    const { data, errors } = await ask(`{ ${name}: ${CASE} { ${name}: id title licences { ${name}: id } } }`);

    expect(errors).toBeUndefined();
    const { id, title, licences } = (plain.data ?? {})['case'] as {
      id: string;
      title: string;
      licences: { id: string }[];
    };
    const expected = { [name]: { [name]: id, title, licences: licences.map((each) => ({ [name]: each.id })) } };
    expect(JSON.stringify(data)).toBe(JSON.stringify(expected));
    untouched();
  });

  it('__proto__ as an alias is refused like every name of ours', async () => {
    const { status, code } = await ask(`{ __proto__: ${CASE} { id } }`);

    expect([status, code, fetches]).toEqual([400, 'INVALID_INPUT', 0]);
    untouched();
  });

  it.each(NAMES)('%s as a variable is a variable', async (name) => {
    const query = `query ($${name}: ID!) { case(id: $${name}) { id } }`;
    const given = await send(`{"query": ${JSON.stringify(query)}, "variables": {"${name}": "${DEMO_MAIN_CASE_ID}"}}`);
    const missing = await send(`{"query": ${JSON.stringify(query)}, "variables": {}}`);

    expect(given.data).toEqual({ case: { id: DEMO_MAIN_CASE_ID } });
    expect([missing.status, missing.code, missing.data]).toEqual([400, 'INVALID_INPUT', undefined]);
    untouched();
  });

  it.each(NAMES)('%s among the variables, asked for by nobody, is passed over', async (name) => {
    const query = JSON.stringify(`{ ${CASE} { id } }`);
    const { data, errors } = await send(`{"query": ${query}, "variables": {"${name}": {"polluted": true, "id": "x"}}}`);

    expect([data, errors]).toEqual([{ case: { id: DEMO_MAIN_CASE_ID } }, undefined]);
    untouched();
  });

  it.each(NAMES)('%s in the body is passed over', async (name) => {
    const query = JSON.stringify(`{ ${CASE} { id } }`);
    const { data } = await send(`{"query": ${query}, "${name}": {"query": "{ nothing }", "polluted": true}}`);

    expect(data).toEqual({ case: { id: DEMO_MAIN_CASE_ID } });
    untouched();
  });

  it.each(NAMES)('%s as an enum value does not exist', async (name) => {
    const inline = await ask(`{ cases(orderBy: { field: ${name}, direction: ASC }) { totalCount } }`);
    const given = await ask('query ($o: CaseOrder) { cases(orderBy: $o) { totalCount } }', {
      o: { field: name, direction: 'ASC' },
    });

    expect([inline.status, inline.code, given.status, given.code]).toEqual([
      400,
      'INVALID_INPUT',
      400,
      'INVALID_INPUT',
    ]);
    expect(fetches).toBe(0);
  });

  it.each(NAMES)('%s as a key of an input does not exist', async (name) => {
    const inline = await ask(`{ cases(filter: { ${name}: { state: OPEN } }) { totalCount } }`);
    const query = JSON.stringify('query ($f: CaseFilter) { cases(filter: $f) { totalCount } }');
    const given = await send(`{"query": ${query}, "variables": {"f": {"${name}": {"state": "OPEN"}}}}`);

    expect([inline.status, inline.code, given.status, given.code]).toEqual([
      400,
      'INVALID_INPUT',
      400,
      'INVALID_INPUT',
    ]);
    expect(fetches).toBe(0);
    untouched();
  });

  it.each(NAMES)('%s as the name of a type, a fragment, an operation or a directive is a name', async (name) => {
    const type = await ask(`{ __type(name: "${name}") { name } }`);
    const fragment = await ask(`{ ${CASE} { ...${name} } } fragment ${name} on Case { id }`);
    const operation = await send(
      JSON.stringify({ query: `query ${name} { ${CASE} { id } } query Other { __typename }`, operationName: name }),
    );
    const directive = await ask(`{ ${CASE} { id @${name} } }`);

    expect([type.data, fragment.data, operation.data]).toEqual([
      { __type: null },
      { case: { id: DEMO_MAIN_CASE_ID } },
      { case: { id: DEMO_MAIN_CASE_ID } },
    ]);
    expect([directive.status, directive.code]).toEqual([400, 'INVALID_INPUT']);
  });
});
