/** The explorer's examples hold: they fit the schema, name what the demo data hold, and are answered. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, print, validate } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_CITIZEN_ID } from '../../gateway/development/identities.ts';
import { EXAMPLES, type Example } from '../../gateway/explorer/examples.ts';
import { DEMO_MAIN_CASE_ID, DEMO_MAIN_REFERENCE_CODE } from '../../tools/demo/case-names.ts';
import { startTestGateway, type IdentityName, type TestGateway } from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

/** What the explorer writes as literals. The other variables name nothing of the demo data. */
const DEMO_VARIABLES = {
  'main-case': { id: DEMO_MAIN_CASE_ID },
  'housing-list': { agency: DEMO_BODIES.housing },
  'by-reference-code': { referenceCode: DEMO_MAIN_REFERENCE_CODE },
  licences: { issuer: DEMO_BODIES.housing },
  catalogue: { provider: DEMO_BODIES.housing },
  'protected-filter': { idNumber: DEMO_CITIZEN_ID },
};
/** The README shows their answers. */
const GOLDEN = { 'main-case': 'main-query', 'housing-list': 'list-query' };
const NAMED = EXAMPLES.map((example) => [example.id, example] as const);

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
  });
});
afterAll(() => gateway.close());

describe.each(NAMED)('the example %s', (_id, example) => {
  it('fits the schema that clients write against', () => {
    expect(validate(gateway.apiSchema, parse(example.query))).toEqual([]);
  });

  it('has a title and a description in Chinese and in English', () => {
    for (const { zh, en } of [example.title, example.description]) {
      expect(zh).toMatch(/\p{Script=Han}/u);
      expect(en).toMatch(/^\p{Script=Latin}/u);
    }
  });

  it('finds something for the housing bureau', async () => {
    const answer = await run(example, 'housing');

    expect(answer.errors).toBeUndefined();
    expect(answer.found).toBeGreaterThan(0);
  });

  it('is answered to the auditor without errors', async () => {
    expect((await run(example, 'auditor')).errors).toBeUndefined();
  });
});

it('tells the examples apart by their ids', () => {
  expect(new Set(EXAMPLES.map(({ id }) => id)).size).toBe(EXAMPLES.length);
});

it.each(Object.entries(DEMO_VARIABLES))('%s names what the demo data hold', (id, variables) => {
  expect(getExample(id).variables).toEqual(variables);
});

it.each(Object.entries(GOLDEN))('%s is the operation of the golden answers', (id, name) => {
  const golden = readFileSync(join(import.meta.dirname, `../golden/${name}.graphql`), 'utf8');

  expect(print(parse(getExample(id).query))).toBe(print(parse(golden)));
});

it('finds by a protected field what the caller may see in it, and counts no more', async () => {
  const example = getExample('protected-filter');

  expect(await run(example, 'housing')).toMatchObject({ found: 3 });
  expect(await run(example, 'transport')).toMatchObject({ found: 0 });
});

/** `found`: how many records a list counts, or whether the one asked for is there. */
async function run({ query, variables }: Example, as: IdentityName) {
  const { data, errors } = await gateway.ask({ as, query, variables });
  const [root] = Object.values(data ?? {});
  const count = typeof root === 'object' && root !== null && 'totalCount' in root ? root.totalCount : null;
  return { errors, found: count === null ? Number(root !== null && root !== undefined) : Number(count) };
}

function getExample(id: string): Example {
  const found = EXAMPLES.find((example) => example.id === id);
  if (found === undefined) throw new RangeError(`There is no example ${id}.`);
  return found;
}
