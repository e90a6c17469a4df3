import { composeServices } from '@theguild/federation-composition';
import { Kind, parse, visit, type ASTNode, type TypeNode } from 'graphql';
import { describe, expect, it } from 'vitest';
import { createEngine } from '../../gateway/engine/index.ts';
import { GRAPH_PARTS } from '../../gateway/index.ts';
import { Disclosed } from '../../schema/directives.ts';
import { classify } from '../../schema/policy/classify.ts';
import { permissionsMatrix } from '../../schema/policy/permissions.ts';
import { readSource } from '../support/sources.ts';

const supergraph = readSource('schema/supergraph.graphql');
const document = parse(supergraph);
const classified = classify(document);

describe('what is committed is what the code says', () => {
  it.each(GRAPH_PARTS.map((subgraph) => [subgraph.name, subgraph] as const))('schema/%s.graphql', (name, { sdl }) => {
    expect(readSource(`schema/${name}.graphql`)).toBe(sdl);
  });

  it('schema/supergraph.graphql', () => {
    const services = GRAPH_PARTS.map(({ name, sdl }) => ({ name, url: `http://${name}`, typeDefs: parse(sdl) }));
    const composed = composeServices(services);

    expect(composed.errors).toBeUndefined();
    expect(`${composed.supergraphSdl?.trim()}\n`).toBe(supergraph);
  });

  it('schema/permissions.md', () => {
    expect(readSource('schema/permissions.md')).toBe(permissionsMatrix([...classified.records.values()]));
  });
});

describe('every field', () => {
  it('has a class, or nothing of it is ever shown', () => {
    expect(classified.unclassified).toEqual([]);
    expect(classified.records.size).toBeGreaterThanOrEqual(8);
  });

  it('without a class is reported: on a record, on another type, on a type that is new', () => {
    const added = (type: string): readonly string[] =>
      classify(parse(supergraph.replace(new RegExp(`(\\ntype ${type} [^{]*\\{)`), '$1\n  brandNew: String\n')))
        .unclassified;

    expect(added('Case')).toEqual(['Case.brandNew']);
    expect(added('Agency')).toEqual(['Agency.brandNew']);
    expect(classify(parse(`${supergraph}\ntype Other { id: ID! }`)).unclassified).toEqual(['Other.id']);
  });

  it('with a class that does not exist has none', () => {
    const broken = supergraph.replace(
      'applicantName: String @disclosure(class: P2',
      'applicantName: String @disclosure(class: P9',
    );

    expect(broken).not.toBe(supergraph);
    expect(classify(parse(broken)).unclassified).toEqual(['Case.applicantName']);
  });

  it('that is not shared names the law that says so', () => {
    const fields = [...classified.records.values()].flatMap((type) => type.fields);
    const notShared = fields.filter(({ sharing }) => sharing === 'NON_SHARING');

    expect(notShared.length).toBeGreaterThan(0);
    for (const { coordinate, basis } of notShared)
      expect([coordinate, basis]).toEqual([coordinate, expect.stringMatching(/\S/)]);
  });

  it('that is not shared does not build without that law', () => {
    for (const basis of [undefined, '', ' '])
      expect(() => Disclosed('P1', { sharing: 'NON_SHARING', ...(basis === undefined ? {} : { basis }) })).toThrow(
        /legal basis/,
      );
    expect(() => Disclosed('P1', { sharing: 'NON_SHARING', basis: '档案法 art. 28' })).not.toThrow();
  });

  it('of a record can be null, but for its structure: a withheld value leaves its siblings alone', () => {
    const notNull = fieldsOf(document)
      .filter(({ coordinate, type }) => isDecided(coordinate) && type.kind === Kind.NON_NULL_TYPE)
      .map(({ coordinate }) => coordinate);

    expect(notNull).toEqual([]);
  });

  it('that is masked is a text', () => {
    const types = new Map(fieldsOf(document).map(({ coordinate, type }) => [String(coordinate), nameOf(type)]));
    const masked = [...classified.records.values()].flatMap((type) => type.fields).filter(({ mask }) => mask !== null);

    expect(masked.length).toBeGreaterThan(0);
    expect(masked.filter(({ coordinate }) => types.get(coordinate) !== 'String')).toEqual([]);
  });
});

function isDecided(coordinate: string): boolean {
  const [typeName = '', field = ''] = coordinate.split('.');
  return classified.records.get(typeName)?.fields.some(({ name }) => name === field) === true;
}

function fieldsOf(of: typeof document): { coordinate: string; type: TypeNode }[] {
  return of.definitions.flatMap((each) =>
    each.kind === Kind.OBJECT_TYPE_DEFINITION
      ? (each.fields ?? []).map(({ name, type }) => ({ coordinate: `${each.name.value}.${name.value}`, type }))
      : [],
  );
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

/** Words of the machinery, not of the customer. */
const MACHINERY = /^(join__|link__)|^(DisclosureClass|FactOwner|SharingAttribute|MaskKind|Query|Mutation)$/;
const DESCRIBED: readonly string[] = [
  Kind.OBJECT_TYPE_DEFINITION,
  Kind.INTERFACE_TYPE_DEFINITION,
  Kind.INPUT_OBJECT_TYPE_DEFINITION,
  Kind.ENUM_TYPE_DEFINITION,
  Kind.SCALAR_TYPE_DEFINITION,
  Kind.UNION_TYPE_DEFINITION,
  Kind.FIELD_DEFINITION,
  Kind.INPUT_VALUE_DEFINITION,
  Kind.ENUM_VALUE_DEFINITION,
];

it('every type, field, argument and value is described, with its Chinese term', () => {
  const missing: string[] = [];
  const path: string[] = [];
  let seen = 0;
  visit(document, {
    enter(node: ASTNode) {
      if (node.kind === Kind.DIRECTIVE_DEFINITION || node.kind === Kind.SCHEMA_DEFINITION) return false;
      if (!('name' in node) || node.name === undefined || !DESCRIBED.includes(node.kind)) return undefined;
      const isRoot = ['Query', 'Mutation'].includes(node.name.value);
      if (MACHINERY.test(node.name.value) && !isRoot) return false;
      if ('directives' in node && node.directives?.some(({ name }) => name.value === 'inaccessible') === true)
        return false;
      path.push(node.name.value);
      seen += 1;
      const description = 'description' in node ? (node.description?.value ?? '') : '';
      if (!isRoot && !/\p{Script=Han}/u.test(description)) missing.push(path.join('.'));
      return undefined;
    },
    leave(node: ASTNode) {
      if ('name' in node && node.name?.value === path.at(-1) && DESCRIBED.includes(node.kind)) path.pop();
    },
  });

  expect(seen).toBeGreaterThan(300);
  expect(missing).toEqual([]);
});

it('callers are shown nothing of the machinery in the schema that they may write against', () => {
  const { apiSchema } = createEngine(supergraph, () => Promise.reject(new Error('not asked')));
  const types = Object.keys(apiSchema.getTypeMap()).filter((name) => !name.startsWith('__'));

  expect(types.filter((name) => name.startsWith('join__') || name.startsWith('link__'))).toEqual([]);
  for (const name of classified.records.keys())
    expect(Object.keys((apiSchema.getType(name) as unknown as { getFields(): object }).getFields())).not.toContain(
      'label',
    );
});
