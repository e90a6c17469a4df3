import { parse, printSchema } from 'graphql';
import { expect, it } from 'vitest';
import { compose } from '../../test/support/federation/compose.ts';
import { buildSchemas } from './schemas.ts';

const sdl = `
  directive @note(text: String) on FIELD_DEFINITION
  type Query { a(x: Int, secret: Int @inaccessible): Any hidden: Hidden @inaccessible mood(in: In): Mood }
  interface Face @inaccessible { id: ID }
  type Shown implements Face { id: ID label: Int @inaccessible @tag(name: "t") }
  type Hidden implements Face @inaccessible { id: ID }
  union Any = Shown | Hidden
  enum Mood { GOOD BAD @inaccessible }
  input In { a: Int b: Int @inaccessible }
`;
const { apiSchema, fullSchema } = buildSchemas(parse(compose({ a: sdl })));

it('clients see nothing that is @inaccessible, and none of federation’s machinery', () => {
  const printed = printSchema(apiSchema);

  expect(printed).not.toMatch(/hidden|Hidden|Face|label|BAD|secret|\bb:|inaccessible|tag|join__|link__/);
  expect(printed).toContain('a(x: Int): Any');
  expect(printed).toContain('union Any = Shown');
});

it('the gateway sees it all, with its directives', () => {
  const label = fullSchema.getType('Shown')?.astNode;

  expect(printSchema(fullSchema)).toMatch(/hidden: Hidden[^]*label: Int[^]*BAD/);
  expect(printSchema(fullSchema)).not.toMatch(/join__|link__/);
  expect(
    label?.kind === 'ObjectTypeDefinition' && label.fields?.[1]?.directives?.map((node) => node.name.value),
  ).toEqual(expect.arrayContaining(['inaccessible', 'tag']));
});
