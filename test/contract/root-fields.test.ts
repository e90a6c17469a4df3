import { Kind, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { GRAPH_PARTS } from '../../gateway/index.ts';
import { ROLES } from '../../schema/actor.ts';
import { readSource } from '../support/sources.ts';

function rootFieldsOf(sdl: string): string[] {
  return parse(sdl).definitions.flatMap((each) => {
    if (each.kind !== Kind.OBJECT_TYPE_DEFINITION && each.kind !== Kind.OBJECT_TYPE_EXTENSION) return [];
    if (!['Query', 'Mutation', 'Subscription'].includes(each.name.value)) return [];
    return (each.fields ?? []).map((field) => `${each.name.value}.${field.name.value}`);
  });
}

describe.each(GRAPH_PARTS.map((subgraph) => [subgraph.name, subgraph] as const))('%s', (name, { sdl, access }) => {
  it('says of every root field who may call it, and of no other', () => {
    expect(Object.keys(access).toSorted()).toEqual(rootFieldsOf(sdl).toSorted());
  });

  it('lets somebody call each, and names the clause', () => {
    for (const [coordinate, { call, clause }] of Object.entries(access)) {
      expect([coordinate, call.length]).not.toEqual([coordinate, 0]);
      expect(ROLES).toEqual(expect.arrayContaining([...call]));
      expect([coordinate, clause.trim()]).not.toEqual([coordinate, '']);
    }
  });

  it('has every root field in the supergraph', () => {
    expect(rootFieldsOf(readSource('schema/supergraph.graphql'))).toEqual(
      expect.arrayContaining(rootFieldsOf(readSource(`schema/${name}.graphql`))),
    );
  });
});
