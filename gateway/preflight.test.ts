import { extendSchema, parse, print, validate, type GraphQLSchema } from 'graphql';
import { describe, expect, it } from 'vitest';
import type { AccessContext } from '../schema/actor.ts';
import { classify, type Classified } from '../schema/policy/classify.ts';
import { Policy } from '../schema/policy/policy.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../subgraphs/kernel/index.ts';
import { carelessSubgraph } from '../test/support/careless-subgraph.ts';
import { access, testServices } from '../test/support/services.ts';
import { DisclosureState, observers } from './disclosure.ts';
import { createEngine } from './engine/index.ts';
import { isHidden, preflight, readMarker } from './preflight.ts';

const supergraph = readProjectFile(SUPERGRAPH_FILE);
const classified = classify(parse(supergraph));
const { policy } = testServices();
const full = createEngine(supergraph, () => Promise.reject(new Error('not asked'))).fullSchema;

/** Without use cause and grant nobody but the owner of a P2 field sees it: an officer never. */
const OFFICER = access({ role: 'AUDITOR' });
const AGENCY = access({ agency: 'A', useCause: 'check' });

interface Parts {
  readonly schema?: GraphQLSchema;
  readonly found?: Classified;
  readonly as?: AccessContext;
}

function rewrite(query: string, { schema = full, found = classified, as = OFFICER }: Parts = {}): string {
  const own = found === classified ? policy : new Policy(found.records, testServices().profile.masks);
  const document = preflight({ schema, classified: found, policy: own }, own.accessClass(as), parse(query));
  return print(document).replaceAll(/\s+/g, ' ');
}
const LABELS = '__label: label __id: id __provider: provider';

describe('what no record could show the caller', () => {
  it('is not asked for, but keeps its place', () => {
    expect(rewrite('{ case(id: "1") { region applicantName state } }')).toBe(
      `{ case(id: "1") { region applicantName: __typename __pruned_13_applicantName_applicantName: __typename state ${LABELS} } }`,
    );
  });

  it('is not asked for under an alias, in a fragment or in an inline fragment', () => {
    const rewritten = rewrite(`{ case(id: "1") { a: applicantName ...F ... on Case { b: applicantIdNumber } } }
      fragment F on Case { c: applicantPhone }`);

    expect(rewritten).not.toMatch(/: applicant|\bapplicant\w+ [^_]/);
    for (const key of ['a', 'b', 'c']) expect(rewritten).toContain(`${key}: __typename`);
  });

  it('is asked for by a caller to whom some record could show it', () => {
    expect(rewrite('{ case(id: "1") { applicantName } }', { as: AGENCY })).toBe(
      `{ case(id: "1") { applicantName ${LABELS} } }`,
    );
  });

  it('keeps its condition', () => {
    expect(rewrite('query ($with: Boolean!) { case(id: "1") { title @include(if: $with) } }')).toContain(
      '{ title: __typename @include(if: $with) __pruned_5_title_title: __typename @include(if: $with)',
    );
  });

  it('is null in the answer, in the order of the selection, under each of its aliases', async () => {
    const { text } = await ask('{ case(id: "1") { region b: title state title a: applicantName __typename } }');

    expect(text).toBe(
      '{"case":{"region":"990100","b":null,"state":"ARCHIVED","title":null,"a":null,"__typename":"Case"}}',
    );
  });

  it('is not in the answer where its condition says so', async () => {
    const { text } = await ask('{ case(id: "1") { region title @skip(if: true) a: title @include(if: false) } }');

    expect(text).toBe('{"case":{"region":"990100"}}');
  });

  it('reaches no subgraph', async () => {
    const { queries } = await ask('{ case(id: "1") { region title applicantName } }');

    expect(queries.join()).not.toMatch(/title|applicantName/);
    expect(queries.join()).toContain('region');
  });

  it('is written down as withheld', async () => {
    const { state } = await ask('{ case(id: "1") { title } }');

    expect(state.outcomes()).toMatchObject([{ coordinate: 'Case.title', outcome: { effect: 'WITHHOLD' }, count: 1 }]);
  });
});

describe('key and label', () => {
  it.each([
    ['of a record', '{ case(id: "1") { region } }', 1],
    ['of a record without another field', '{ case(id: "1") { __typename } }', 1],
    ['of each record in a list', '{ cases { edges { node { region } } } }', 1],
    ['of a record in a record', '{ case(id: "1") { materials { name } retention { period } } }', 3],
    ['of a record in a fragment', '{ ...F } fragment F on Query { case(id: "1") { region } }', 1],
    ['of a record in an inline fragment', '{ ... on Query { case(id: "1") { region } } }', 1],
    ['of a record under each alias', '{ a: case(id: "1") { region } b: case(id: "2") { region } }', 2],
    ['of a record behind an interface', '{ case(id: "1") { ... on DisclosedRecord { id disclosure { field } } } }', 1],
  ])('%s are asked for', (_title, query, times) => {
    expect(rewrite(query, { as: AGENCY }).split(LABELS)).toHaveLength(times + 1);
  });

  it('are asked for where a field gives an interface that records implement', () => {
    const schema = extendSchema(full, parse('extend type Query { anything: DisclosedRecord }'));
    const rewritten = rewrite('{ anything { ... on Case { title } ... on Licence { typeName } } }', { schema });

    expect(rewritten).toContain(
      '... on Licence { typeName } ... on Case { __label: label __id: id __provider: provider }',
    );
    expect(rewritten).toContain('... on CaseStep { __label: label __id: id __provider: provider __about: about }');
  });

  it('are not asked for where there is no record', () => {
    expect(rewrite('{ agency(uscc: "A") { name } __schema { types { name } } }')).toBe(
      '{ agency(uscc: "A") { name } __schema { types { name } } }',
    );
  });

  it('are not in the answer', async () => {
    expect((await ask('{ case(id: "1") { region } }')).text).toBe('{"case":{"region":"990100"}}');
  });

  it('leave every operation valid', () => {
    const query = `query ($first: Int) { cases(first: $first) { totalCount edges { cursor node { id title applicantName
      disclosure { field reason } tombstone { recordCode } licences { holderName licence { number } } ...F } } } }
      fragment F on Case { holding { referenceCode } retention { period case { title } } }`;

    expect(validate(full, parse(rewrite(query))).map(({ message }) => message)).toEqual([]);
  });
});

describe('a field that nobody has classified', () => {
  const added = supergraph.replace(
    /(type Case implements[^{]*\{)/,
    '$1\n  brandNew: String @join__field(graph: CASES)\n',
  );
  const found = classify(parse(added));
  const schema = extendSchema(full, parse('extend type Case { brandNew: String }'));

  it('is reported', () => {
    expect(found.unclassified).toEqual(['Case.brandNew']);
  });

  it('is asked for by nobody', () => {
    for (const as of [OFFICER, AGENCY, access({ role: 'PERSON', subjectRef: 'S', useCause: 'own' })])
      expect(rewrite('{ case(id: "1") { brandNew } }', { schema, found, as })).toBe(
        `{ case(id: "1") { brandNew: __typename __pruned_8_brandNew_brandNew: __typename ${LABELS} } }`,
      );
  });

  it('is asked for by nobody on a type that is no record either', () => {
    const open = supergraph.replace(/(type Agency @[^{]*\{)/, '$1\n  brandNew: String @join__field(graph: SHARING)\n');
    const withOpen = {
      found: classify(parse(open)),
      schema: extendSchema(full, parse('extend type Agency { brandNew: String }')),
    };

    expect(withOpen.found.unclassified).toEqual(['Agency.brandNew']);
    expect(rewrite('{ agency(uscc: "A") { brandNew } }', withOpen)).toContain('brandNew: __typename');
  });
});

it('a marker tells field and alias, whatever underscores they hold', () => {
  expect(readMarker('__pruned_5_title_a_b_c')).toEqual({ name: 'title', responseKey: 'a_b_c' });
  expect(readMarker('__pruned_3_a_b__')).toEqual({ name: 'a_b', responseKey: '_' });
  for (const other of ['title', '__label', '__id', '__pruned_x_y']) expect(readMarker(other)).toBeNull();
  expect(['__label', '__id', '__pruned_1_a_a', '__typename', 'id'].map(isHidden)).toEqual([
    true,
    true,
    true,
    false,
    false,
  ]);
});

/** Executes as an officer over a subgraph that has one case. */
async function ask(query: string) {
  const row = { __typename: 'Case', id: '1', label: 0, region: '990100', state: 'ARCHIVED', title: 'secret' };
  const { fetch, queries } = carelessSubgraph(() => row);
  const engine = createEngine(supergraph, fetch);
  const accessClass = policy.accessClass(OFFICER);
  const document = preflight({ schema: engine.fullSchema, classified, policy }, accessClass, parse(query));
  const observe = observers({ policy, classified }, accessClass);
  const prepared = engine.prepare<DisclosureState>(document, undefined, { isHidden, observe });
  const state = new DisclosureState();
  const { data, errors } = await prepared.execute({ variables: {}, context: OFFICER, state });
  expect(errors).toEqual([]);
  return { text: JSON.stringify(data), queries, state };
}
