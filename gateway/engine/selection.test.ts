import { buildSchema, parse } from 'graphql';
import { describe, expect, it } from 'vitest';
import { Flags } from './conditions.ts';
import { chooseOperation } from './operation.ts';
import { createPlanKeys, readFieldNames } from './plan-keys.ts';
import { readSelection, type Selection } from './selection.ts';

const schema = buildSchema(`
  type Query { pet: Pet dog: Dog any: Any }
  interface Pet { name: String friend: Pet }
  type Dog implements Pet { name: String friend: Pet barks: Int }
  type Cat implements Pet { name: String friend: Pet }
  union Any = Dog | Cat
`);

function read(source: string): Selection {
  const { definition, fragments, rootType } = chooseOperation(parse(source), undefined, schema);
  const context = { schema, fragments, keys: createPlanKeys(readFieldNames(schema)), flags: new Flags() };
  return readSelection(context, rootType, definition.selectionSet);
}

const child = (selection: Selection, key: string): Selection | undefined =>
  [...selection.objects.values()].flatMap((object) => object.fields).find((field) => field.responseKey === key)
    ?.children;
const keys = (selection: Selection | undefined, typeName: string): readonly string[] | undefined =>
  selection?.objects.get(typeName)?.fields.map((field) => field.responseKey);

describe('a selection', () => {
  it('is resolved for each possible type, in the client’s order', () => {
    const pet = child(read('{ pet { name ... on Dog { barks } a: name ... on Cat { b: name } } }'), 'pet');

    expect(keys(pet, 'Dog')).toEqual(['name', 'barks', 'a']);
    expect(keys(pet, 'Cat')).toEqual(['name', 'a', 'b']);
    expect(keys(pet, 'Pet')).toEqual(['name', 'a']);
  });

  it('merges the children of a field that is selected twice', () => {
    const dog = child(read('{ dog { name } ...F } fragment F on Query { dog { barks } }'), 'dog');

    expect(keys(dog, 'Dog')).toEqual(['name', 'barks']);
  });

  it('has a flag where a condition decides', () => {
    const dog = child(
      read('query ($a: Boolean!) { dog { name @skip(if: $a) barks @include(if: $a) barks x: name @skip(if: true) } }'),
      'dog',
    );

    expect(dog?.objects.get('Dog')?.fields.map((field) => [field.responseKey, field.flag])).toEqual([
      ['name', 0],
      ['barks', undefined],
    ]);
  });

  it('of an interface within itself stays small', () => {
    const depth = 14;
    const source = `{ pet ${'{ name friend '.repeat(depth)} { name } ${'}'.repeat(depth)} }`;
    const seen = new Set<Selection>();
    const count = (selection: Selection): void => {
      if (seen.has(selection)) return;
      seen.add(selection);
      for (const object of selection.objects.values()) {
        for (const field of object.fields) if (field.children) count(field.children);
      }
    };
    count(read(source));

    expect(seen.size).toBe(depth + 2);
  });
});
