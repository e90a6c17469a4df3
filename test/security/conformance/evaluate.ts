/** `npx tsx test/security/conformance/evaluate.ts` writes `expected.json`: the rules, applied to the data by graphql-js alone. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buildSchema, defaultFieldResolver, execute, extendSchema, parse, type GraphQLSchema } from 'graphql';
import { DATA, OPERATIONS, RULES, SUBGRAPHS, type RecordRow } from './suite.ts';

/** One schema of both: what a client of any gateway sees. */
function wholeSchema(): GraphQLSchema {
  const catalogue = buildSchema(SUBGRAPHS.catalogue.replaceAll(/ @key\(fields: "id"\)/g, ''), { assumeValidSDL: true });
  const rest = SUBGRAPHS.history
    .replaceAll(/ @key\(fields: "id"\)/g, '')
    .replace(/type Item \{\s+id: ID!/, 'extend type Item {');
  return extendSchema(catalogue, parse(rest), { assumeValidSDL: true });
}

interface Made {
  readonly __typename: string;
  readonly [field: string]: unknown;
}

/** A record as this caller may have it: values that are not given are null, links are followed. */
function give(typeName: string, row: RecordRow, owns: string | null): Made {
  const fields = Object.keys(row).filter((field) => field !== 'id' && field !== 'owner');
  const made = fields.map((field): [string, unknown] => {
    const place = `${typeName}.${field}`;
    if (RULES.links.includes(place)) return [field, () => link(row[field], owns)];
    const level = RULES.levels[place];
    return [field, level === 'PUBLIC' || (level !== undefined && row.owner === owns) ? row[field] : null];
  });
  return { __typename: typeName, id: row.id, ...Object.fromEntries(made) };
}

function link(value: unknown, owns: string | null): unknown {
  if (Array.isArray(value)) return value.map((id) => find(String(id), owns));
  return typeof value === 'string' ? find(value, owns) : null;
}

function find(id: string, owns: string | null): Made | null {
  for (const [typeName, rows] of Object.entries(DATA)) {
    const row = rows.find((each) => each.id === id);
    if (row !== undefined) return give(typeName, row, owns);
  }
  return null;
}

function rootOf(owns: string | null): Record<string, unknown> {
  const all = (typeName: string): Made[] => (DATA[typeName] ?? []).map((row) => give(typeName, row, owns));
  const both = (): Made[] => [...all('Item'), ...all('Holder')];
  return {
    item: ({ id }: { id: string }) => all('Item').find((each) => each['id'] === id) ?? null,
    holder: ({ id }: { id: string }) => all('Holder').find((each) => each['id'] === id) ?? null,
    items: () => all('Item'),
    described: both,
    things: both,
    shelf: () => ({ items: all('Item'), first: all('Item')[0] }),
  };
}

const schema = wholeSchema();
const expected: Record<string, Record<string, unknown>> = {};
for (const query of Object.values(OPERATIONS).flat()) {
  const answers: Record<string, unknown> = (expected[query] = {});
  for (const [caller, { owns }] of Object.entries(RULES.callers)) {
    const rootValue = rootOf(owns);
    const { data, errors } = await execute({
      schema,
      document: parse(query),
      rootValue,
      fieldResolver: defaultFieldResolver,
    });
    if (errors !== undefined) throw new Error(`${query}: ${errors.map(({ message }) => message).join(' ')}`);
    answers[caller] = data;
  }
}
writeFileSync(join(import.meta.dirname, 'expected.json'), `${JSON.stringify(expected, null, 2)}\n`);
process.stdout.write(`${Object.keys(expected).length} operations, ${Object.keys(RULES.callers).length} callers\n`);
