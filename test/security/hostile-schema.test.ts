/**
 * Schemas made to mislead a field rule, before subgraphs that hand out everything. The gateway's own lock must hold: what
 * is withheld is null however it is reached, and what is shown beside it is not lost (over-denial is a fault too).
 */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DISCLOSURE_SDL } from '../../schema/directives.ts';
import {
  composeHostile,
  LABELS,
  RECORD_FIELDS,
  startHostileGateway,
  type HostileGateway,
  type HostileSubgraph,
} from '../support/hostile-gateway.ts';
import type { IdentityName } from '../support/gateway.ts';

const COMMON = 'id: ID! label: Int! @inaccessible provider: String @inaccessible';
const SDL = `
interface Sayable { ${COMMON} said: String also: String }
interface Node { ${COMMON} }
union Thing = Open | Personal | Secret | Bare
type Query {
  node(id: ID!): Node
  sayable(id: ID!): Sayable
  thing(id: ID!): Thing
  sayables: [Sayable!]!
  things: [Thing!]!
  nodes: [Node!]!
  open: Open
  personal: Personal
  secret: Secret
  bare: Bare
  loose: Loose
  box: Box
}
"""Carries no facts."""
type Box @structural { sayable: Sayable things: [Thing!]! secret: Secret open: Open box: Box }
type Open implements Sayable & Node @record @key(fields: "id") {
  ${RECORD_FIELDS}
  said: String @disclosure(class: P0)
  also: String @disclosure(class: P3, of: APPLICANT)
  friend: Secret @disclosure(class: KEY)
}
type Personal implements Sayable & Node @record @key(fields: "id") {
  ${RECORD_FIELDS}
  said: String @disclosure(class: P2, of: APPLICANT, mask: PERSON_NAME)
  also: String @disclosure(class: P0)
  friend: Sayable @disclosure(class: KEY)
}
type Secret implements Sayable & Node @record @key(fields: "id") {
  ${RECORD_FIELDS}
  said: String @disclosure(class: P4, of: APPLICANT)
  also: String @disclosure(class: P0)
  friend: Open @disclosure(class: KEY)
}
type Bare implements Sayable & Node @record @key(fields: "id") {
  ${RECORD_FIELDS}
  said: String
  also: String @disclosure(class: P0)
}
type Loose { id: ID! @disclosure(class: KEY) said: String @disclosure(class: P2, of: APPLICANT) open: String @disclosure(class: P0) }
`;

interface Made {
  readonly __typename: string;
  readonly id: string;
  readonly label: number;
  readonly [field: string]: unknown;
}

const made = (type: string, label: number, own = 'foreign'): Made => ({
  __typename: type,
  id: `${type}-${own}`,
  label,
  provider: null,
  said: `CANARY-${type}-${own}-said`,
  also: `CANARY-${type}-${own}-also`,
});
const TYPES = ['Open', 'Personal', 'Secret', 'Bare'] as const;
const FOREIGN = TYPES.map((type) => made(type, LABELS.foreign));
const OWN = TYPES.map((type) => made(type, LABELS.own, 'own'));
const ALL = [...FOREIGN, ...OWN];
const byId = (id: string): Made | null => ALL.find((each) => each.id === id) ?? null;
const of = (type: string): Made | null => byId(`${type}-foreign`);
const box = { sayable: of('Secret'), things: ALL, secret: of('Secret'), open: of('Open') };
const find = (_source: never, { id }: { id: string }): Made | null => byId(id);

const ONE: HostileSubgraph = {
  sdl: SDL,
  resolvers: {
    Query: {
      node: find as never,
      sayable: find as never,
      thing: find as never,
      sayables: () => ALL,
      things: () => ALL,
      nodes: () => ALL,
      open: () => of('Open'),
      personal: () => of('Personal'),
      secret: () => of('Secret'),
      bare: () => of('Bare'),
      loose: () => ({ id: 'loose', said: 'CANARY-Loose-said', open: 'open' }),
      box: () => ({ ...box, box }),
    },
    Open: { friend: () => of('Secret') },
    Personal: { friend: () => of('Secret') },
    Secret: { friend: () => of('Open') },
  },
};

/** Agencies: to one label or other all of these are strangers; only `own` records are their own. */
const CALLERS: readonly IdentityName[] = ['transport', 'civil-affairs', 'housing'];
/** Nobody's records are theirs. */
const OUTSIDERS: readonly IdentityName[] = ['auditor', 'citizen', 'national-platform', 'system-admin'];

/** What may be told of a record: by its type, and whether it is the caller's own. */
function mayTell(id: string, field: 'said' | 'also', caller: IdentityName): boolean {
  const [type, whose] = id.split('-');
  const isOwn = whose === 'own' && CALLERS.includes(caller);
  const level = {
    Open: { said: 'P0', also: 'P3' },
    Personal: { said: 'P2', also: 'P0' },
    Secret: { said: 'P4', also: 'P0' },
    Bare: { said: null, also: 'P0' },
  }[type as (typeof TYPES)[number]][field];
  return level === 'P0' || (level !== null && isOwn);
}

let gateway: HostileGateway;
beforeAll(async () => {
  gateway = await startHostileGateway({ one: ONE });
});
afterAll(() => gateway.close());

/** Every canary in the answer must be one that may be told; every one in `expected` must be there. */
async function hold(
  as: IdentityName,
  query: string,
  expected: readonly string[] = [],
  variables?: Record<string, unknown>,
) {
  const { body, errors } = await gateway.ask(as, query, variables);
  const told = [...new Set(body.match(/CANARY-\w+-\w+(?:-\w+)?/g) ?? [])];
  const wrong = told.filter((canary) => {
    const [, type, whose, field] = canary.split('-');
    return type === 'Loose' || !mayTell(`${type}-${whose}`, field as 'said', as);
  });
  expect({ as, query, wrong, errors }).toEqual({ as, query, wrong: [], errors: undefined });
  expect(told).toEqual(expect.arrayContaining([...expected]));
  return body;
}

const everything = '__typename id said also';

describe('a rule on the object holds where the interface is asked, and the reverse:', () => {
  const FORMS: Readonly<Record<string, string>> = {
    'the interface’s own field': '{ sayables { id said also } }',
    'an object fragment below the interface':
      '{ sayables { id ... on Secret { said also } ... on Open { said } ... on Personal { also } } }',
    'the interface below an object':
      '{ secret { ... on Sayable { said also } } open { ... on Sayable { said } } personal { also } }',
    'an interface within an interface': '{ nodes { ... on Sayable { said also } } }',
    'an interface that has not the field':
      '{ nodes { id ... on Secret { said also } ... on Open { said } ... on Personal { also } } }',
    'a fragment with a name on the interface': '{ sayables { ...S } } fragment S on Sayable { id said also }',
    'a fragment on the object spread in the interface':
      '{ sayables { ...S ...O ...P } } fragment S on Secret { said also } fragment O on Open { said } fragment P on Personal { also }',
    'the same field by both': '{ sayables { said ... on Secret { said } ... on Open { said } also } }',
    'an alias on the interface': '{ sayables { x: said y: also } }',
    'an alias on the object that is a name of the interface':
      '{ sayables { id ... on Secret { also: said } ... on Open { also: said } ... on Personal { also } } open { said } }',
  };
  const SURE = ['CANARY-Open-foreign-said', 'CANARY-Personal-foreign-also'];

  for (const as of [...CALLERS, 'auditor'] as const)
    it.each(Object.entries(FORMS))(`${as}: %s`, (_title, query) => hold(as, query, SURE).then(() => undefined));

  it('is not asked of the subgraph where no record could show it to the caller', async () => {
    gateway.asked();
    await hold('auditor', '{ secret { said also } }', ['CANARY-Secret-foreign-also']);
    expect(gateway.asked().join()).not.toMatch(/\bsaid\b/);
  });
});

describe('each member of a list is judged as what it is:', () => {
  const FORMS: Readonly<Record<string, string>> = {
    'a union with a fragment for each': `{ things { ... on Open { ${everything} } ... on Personal { ${everything} } ... on Secret { ${everything} } ... on Bare { ${everything} } } }`,
    'a union through an interface': '{ things { ... on Sayable { id said also } } }',
    'a union through two interfaces':
      '{ things { ... on Node { id ... on Sayable { said } } ... on Sayable { also } } }',
    'one member through the union': '{ thing(id: "Secret-foreign") { ... on Secret { said also } } open { said } }',
    'one member through the interface': '{ sayable(id: "Secret-own") { said also } open { said } }',
    'one member through node': '{ node(id: "Secret-foreign") { ... on Secret { said also } } open { said } }',
    'members below a structural type': `{ box { things { ... on Sayable { id said also } } sayable { said also } } open { said } }`,
    'members two levels down':
      '{ box { box { things { ... on Sayable { said also } } secret { said } } } open { said } }',
    'a fragment for the wrong member first':
      '{ things { ... on Open { said } ... on Secret { said } ... on Sayable { also } } }',
    'the same key for fields of another class':
      '{ things { ... on Open { x: said } ... on Secret { x: said } ... on Personal { x: also } } }',
  };

  for (const as of ['transport', 'housing', ...OUTSIDERS] as const)
    it.each(Object.entries(FORMS))(`${as}: %s`, async (_title, query) => {
      await hold(as, query, ['CANARY-Open-foreign-said']);
    });
});

describe('siblings and shared response keys do not change what is decided:', () => {
  const FORMS: readonly [title: string, query: string, expected: readonly string[]][] = [
    ['a withheld field does not take its sibling away', '{ secret { said also } }', ['CANARY-Secret-foreign-also']],
    ['nor in another order', '{ secret { also said } }', ['CANARY-Secret-foreign-also']],
    ['nor under the other’s name', '{ secret { said: also also: said } }', ['CANARY-Secret-foreign-also']],
    [
      'nor in a sibling fragment',
      '{ secret { ...A ...B } } fragment A on Secret { said } fragment B on Secret { also }',
      ['CANARY-Secret-foreign-also'],
    ],
    ['nor in a sibling record', '{ a: secret { said } b: open { said } }', ['CANARY-Open-foreign-said']],
    ['nor in the record below', '{ secret { said friend { said also } } }', ['CANARY-Open-foreign-said']],
    [
      'nor in the record above',
      '{ open { said friend { said also } } }',
      ['CANARY-Open-foreign-said', 'CANARY-Secret-foreign-also'],
    ],
    [
      'a shown field does not open the one of the record below',
      '{ personal { also friend { said also } } }',
      ['CANARY-Personal-foreign-also'],
    ],
    ['a field twice under two names', '{ secret { a: said b: said c: also } }', ['CANARY-Secret-foreign-also']],
    [
      'merged selections of one key',
      '{ secret { also } secret { said } secret { id } }',
      ['CANARY-Secret-foreign-also'],
    ],
    ['merged selections below an alias', '{ s: secret { also } s: secret { said } }', ['CANARY-Secret-foreign-also']],
    [
      'a typename under the name of a withheld field',
      '{ secret { said: __typename also } }',
      ['CANARY-Secret-foreign-also'],
    ],
    ['a withheld field under the name of the id', '{ secret { id: said also } }', ['CANARY-Secret-foreign-also']],
    ['a record under the name of a field', '{ open { said: friend { said also } } }', ['CANARY-Secret-foreign-also']],
    [
      'own and foreign in one list',
      '{ sayables { id said also } }',
      ['CANARY-Open-foreign-said', 'CANARY-Secret-foreign-also'],
    ],
    ['an unclassified field beside a classified one', '{ bare { said also } }', ['CANARY-Bare-foreign-also']],
    ['a type that is no record', '{ loose { id said open } open { said } }', ['CANARY-Open-foreign-said']],
  ];

  for (const as of ['transport', 'auditor'] as const)
    it.each(FORMS)(`${as}: %s`, async (_title, query, expected) => {
      await hold(as, query, expected);
    });

  it('shows an agency its own records in full, beside the foreign ones', async () => {
    await hold('transport', '{ sayables { id said also } }', [
      'CANARY-Secret-own-said',
      'CANARY-Open-own-also',
      'CANARY-Personal-own-said',
    ]);
  });
});

describe('several conditions at once:', () => {
  const FLAGS = [
    { a: true, b: true },
    { a: true, b: false },
    { a: false, b: true },
    { a: false, b: false },
  ];
  const FORMS: Readonly<Record<string, string>> = {
    'on the field': 'query ($a: Boolean!, $b: Boolean!) { secret { said @include(if: $a) @skip(if: $b) also } }',
    'on two aliases of it':
      'query ($a: Boolean!, $b: Boolean!) { secret { x: said @include(if: $a) y: said @include(if: $b) also } }',
    'on fragments':
      'query ($a: Boolean!, $b: Boolean!) { secret { also ... @include(if: $a) { said } ... on Secret @skip(if: $b) { z: said } } }',
    'on fragments of other types':
      'query ($a: Boolean!, $b: Boolean!) { sayables { also ... on Secret @include(if: $a) { said } ... on Open @skip(if: $b) { said } } secret { also } }',
    'on the record and the field':
      'query ($a: Boolean!, $b: Boolean!) { secret { also } s: secret @include(if: $a) { said @include(if: $b) } }',
  };

  for (const [title, query] of Object.entries(FORMS))
    it.each(FLAGS)(`${title}, with $a and $b`, async (flags) => {
      await hold('transport', query, ['CANARY-Secret-foreign-also'], flags);
      await hold('auditor', query, ['CANARY-Secret-foreign-also'], flags);
    });
});

describe('directives that are written otherwise', () => {
  const ALIASED = DISCLOSURE_SDL.replace('"@disclosure", "@record"', '{ name: "@disclosure", as: "@seen" }, "@record"')
    .replace('@composeDirective(name: "@disclosure")', '@composeDirective(name: "@seen")')
    .replace('directive @disclosure(', 'directive @seen(');
  const aliased = (sdl: string): string =>
    sdl.replaceAll('@disclosure(', '@seen(').replaceAll('@key(fields: "id")', '');
  let renamed: HostileGateway;

  beforeAll(async () => {
    const supergraph = composeHostile({ one: { ...ONE, sdl: aliased(SDL) } }, ALIASED);
    renamed = await startHostileGateway({ one: { ...ONE, sdl: SDL } }, supergraph);
  });
  afterAll(() => renamed.close());

  it.each([
    '{ secret { said also } }',
    '{ open { said also } }',
    '{ personal { said also } }',
    '{ bare { said also } }',
    '{ sayables { said also } }',
    '{ things { ... on Sayable { said also } } }',
    '{ nodes { ... on Open { said } } }',
    '{ box { things { ... on Secret { said } } } }',
  ])('give nothing: a class under another name is no class. %s', async (query) => {
    const { body } = await renamed.ask('housing', query);
    expect(body).not.toContain('CANARY');
  });

  it.each([
    '@disclosure(class: P0)',
    '@record',
    '@structural',
    '@inaccessible',
    '@skip',
    '@authenticated',
    '@policy(policies: [["x"]])',
    '@requiresScopes(scopes: [["x"]])',
  ])('are no part of a question: %s is refused', async (directive) => {
    const { errors, data } = await gateway.ask('transport', `{ secret { said ${directive} } }`);
    expect(errors?.[0]?.extensions?.['code']).toBe('INVALID_INPUT');
    expect(data).toBeUndefined();
  });
});

describe('a supergraph that would let a protected fact travel is not served:', () => {
  const two = (body: string): string => `type Secret @key(fields: "id") ${body}`;
  const REFUSED: Readonly<Record<string, readonly [one: string, two: string]>> = {
    'a field that requires a protected one': [
      SDL,
      two('{ id: ID! said: String @external derived: String @requires(fields: "said") @disclosure(class: P0) }'),
    ],
    'a field that requires a masked one': [
      SDL,
      'type Personal @key(fields: "id") { id: ID! said: String @external derived: String @requires(fields: "said") @disclosure(class: P0) }',
    ],
    'a field that requires one without a class': [
      SDL,
      'type Bare @key(fields: "id") { id: ID! said: String @external derived: String @requires(fields: "said") @disclosure(class: P0) }',
    ],
    'a key of a protected field': [
      SDL.replace(
        'type Secret implements Sayable & Node @record @key(fields: "id")',
        'type Secret implements Sayable & Node @record @key(fields: "id") @key(fields: "said")',
      ),
      two('{ id: ID! }'),
    ],
    'a key of a protected field beside the id': [
      SDL.replace(
        'type Secret implements Sayable & Node @record @key(fields: "id")',
        'type Secret implements Sayable & Node @record @key(fields: "id said")',
      ),
      'type Query { other: String @disclosure(class: P0) }',
    ],
    'a key of a masked field': [
      SDL.replace(
        'type Personal implements Sayable & Node @record @key(fields: "id")',
        'type Personal implements Sayable & Node @record @key(fields: "id") @key(fields: "said")',
      ),
      'type Query { other: String @disclosure(class: P0) }',
    ],
  };
  const withImports = DISCLOSURE_SDL.replace('"@key"', '"@key", "@requires"');

  it.each(Object.entries(REFUSED))('%s', async (_title, [one, other]) => {
    const subgraphs = { one: { sdl: one, resolvers: {} }, two: { sdl: other, resolvers: {} } };
    const supergraph = composeHostile(subgraphs, withImports);
    await expect(startHostileGateway({ one: ONE }, supergraph)).rejects.toThrow(/gives protected facts away.*said/);
  });

  it('nor one in which a second subgraph gives the same field another class', async () => {
    const shared = (level: string): string =>
      `type Secret @record @key(fields: "id") { ${RECORD_FIELDS.replaceAll('@disclosure', '@shareable @disclosure')} said: String @shareable @disclosure(class: ${level}) }`;
    const subgraphs = {
      one: { sdl: `type Query { secret: Secret } ${shared('P3')}`, resolvers: {} },
      two: { sdl: shared('P0'), resolvers: {} },
    };
    const serve = async (): Promise<unknown> => startHostileGateway(subgraphs, composeHostile(subgraphs));
    await expect(serve()).rejects.toThrow();
  });
});
