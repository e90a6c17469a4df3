/** The description of registered operations: what OpenAPI 3.1 demands, and what is really answered. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEMO_LIST_CASES, DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { DEMO_OPERATION } from '../../tools/demo/operations.ts';
import { PGLITE } from '../support/databases.ts';
import { headersOf, startTestGateway, type LocalTestGateway } from '../support/gateway.ts';
import { callOperation } from '../support/operations.ts';

type Json = Record<string, unknown>;
const at = (value: unknown, ...path: readonly (string | number)[]): unknown =>
  path.reduce<unknown>((each, key) => (each as Json | undefined)?.[key], value);

let gateway: LocalTestGateway;
let whole: Json;
beforeAll(async () => {
  gateway = await startTestGateway({ database: await PGLITE.openDemo() });
  const headers = await headersOf(gateway.config, { as: 'civil-affairs' });
  whole = JSON.parse((await gateway.gateway.app.inject({ url: '/operations/openapi.json', headers })).body) as Json;
});
afterAll(() => gateway.close());

it('describes the operation of the demo city, with every reference in its place', () => {
  const references = [...JSON.stringify(whole).matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path = '']) =>
    path.split('/'),
  );

  expect(Object.keys(at(whole, 'paths') as Json)).toEqual([`/operations/${DEMO_OPERATION}`]);
  expect(references.length).toBeGreaterThan(10);
  for (const path of references) expect([path, at(whole, ...path)]).not.toEqual([path, undefined]);
});

it('says in Chinese too what the schema says in Chinese', () => {
  const answer = at(whole, 'components', 'schemas', 'HousingSupportData', 'properties', 'case', 'properties');

  expect(at(answer, 'applicantName', 'description')).toMatch(/[\u4e00-\u9fff]/);
  expect(at(answer, 'applicantName', 'type')).toEqual(['string', 'null']);
});

it('what is disclosed field by field can be null, each of them; a list can be empty', () => {
  const { properties } = at(whole, 'components', 'schemas', 'HousingSupportData', 'properties', 'case') as {
    properties: Json;
  };
  const never = Object.entries(properties).flatMap(([key, schema]) =>
    [at(schema, 'type')].flat().includes('null') ? [] : [key],
  );

  expect(never).toEqual(['materials', 'licences', 'disclosure']);
});

it('is what the specification demands of a description, object by object', () => {
  expect(Object.keys(whole)).toEqual(['openapi', 'info', 'paths', 'components', 'security']);
  expect(whole['openapi']).toMatch(/^3\.1\.\d+$/);
  expect(at(whole, 'info')).toMatchObject({ title: expect.any(String), version: expect.any(String) });
  for (const [path, item] of Object.entries(at(whole, 'paths') as Json)) {
    expect(path).toMatch(/^\/operations\/[a-z0-9-]+$/);
    for (const method of ['get', 'post']) {
      const operation = at(item, method);
      expect(at(operation, 'operationId')).toEqual(expect.any(String));
      for (const answer of Object.values(at(operation, 'responses') as Json)) {
        expect(at(answer, 'description')).toEqual(expect.any(String));
        expect(at(answer, 'content', 'application/json', 'schema')).toEqual(expect.any(Object));
      }
    }
    for (const parameter of (at(item, 'get', 'parameters') ?? []) as Json[])
      expect([parameter['in'], 'schema' in parameter !== 'content' in parameter]).toEqual(['query', true]);
  }
  for (const parameter of Object.values(at(whole, 'components', 'parameters') as Json))
    expect(parameter).toMatchObject({ name: expect.any(String), in: 'header', schema: { type: 'string' } });
  for (const schema of everySchema(at(whole, 'components', 'schemas'))) expect(faultsOf(schema)).toEqual([]);
});

it('is the form of what is answered, be it shown, masked, withheld or absent', async () => {
  const ids = [DEMO_MAIN_CASE_ID, ...DEMO_LIST_CASES.slice(0, 8).map(({ id }) => id)];
  const one = await callOperation(gateway, { query: { id: DEMO_MAIN_CASE_ID } });
  const many = await callOperation(gateway, { body: { rows: [...ids.map((id) => ({ id })), {}] } });
  const refused = await callOperation(gateway, { query: {} });

  expect(misfits(one.body, schemaAt('HousingSupportAnswer'))).toEqual([]);
  expect(misfits(many.body, schemaAt('HousingSupportRows'))).toEqual([]);
  expect(misfits(refused.body, schemaAt('Refusal'))).toEqual([]);
  expect(misfits({ data: { case: { state: 7 } } }, schemaAt('HousingSupportAnswer'))).not.toEqual([]);
});

const schemaAt = (name: string): Json => at(whole, 'components', 'schemas', name) as Json;

/** Where a value is not what a schema says; a key that it does not name is a misfit where it names any. */
function misfits(value: unknown, schema: Json, path = '$'): string[] {
  if (typeof schema['$ref'] === 'string')
    return misfits(value, at(whole, ...schema['$ref'].slice(2).split('/')) as Json, path);
  const any = schema['anyOf'] as Json[] | undefined;
  if (any !== undefined) return any.some((each) => misfits(value, each, path).length === 0) ? [] : [path];
  const types = [schema['type'] ?? []].flat() as string[];
  if (types.length > 0 && !types.includes(typeOf(value)) && !(types.includes('number') && typeOf(value) === 'integer'))
    return [path];
  const values = schema['enum'] as unknown[] | undefined;
  if (values !== undefined && !values.includes(value)) return [path];
  if (Array.isArray(value))
    return value.flatMap((each, row) => misfits(each, schema['items'] as Json, `${path}[${row}]`));
  if (typeOf(value) !== 'object') return [];
  const properties = schema['properties'] as Json | undefined;
  if (properties === undefined) return [];
  const missing = ((schema['required'] ?? []) as string[]).filter((key) => !Object.hasOwn(value as Json, key));
  return [
    ...missing.map((key) => `${path}.${key}`),
    ...Object.entries(value as Json).flatMap(([key, each]) => {
      const known = properties[key] as Json | undefined;
      if (known === undefined) return FREE.some((part) => path.endsWith(part)) ? [] : [`${path}.${key}`];
      return misfits(each, known, `${path}.${key}`);
    }),
  ];
}

/** Errors say more where they have more to say. */
const FREE = ['extensions', ']'];

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'array';
  return Number.isInteger(value) ? 'integer' : typeof value;
}

const TYPES = ['object', 'array', 'string', 'integer', 'number', 'boolean', 'null'];

function everySchema(schemas: unknown): Json[] {
  return Object.values(schemas as Json).flatMap((each) => below(each as Json));
}

function below(schema: Json): Json[] {
  const parts = [...Object.values((schema['properties'] ?? {}) as Json), ...((schema['anyOf'] ?? []) as unknown[])];
  const items = schema['items'] === undefined ? [] : [schema['items']];
  return [schema, ...[...parts, ...items].flatMap((each) => below(each as Json))];
}

function faultsOf(schema: Json): string[] {
  const types = [schema['type'] ?? []].flat() as string[];
  const required = (schema['required'] ?? []) as string[];
  return [
    ...types.filter((each) => !TYPES.includes(each)),
    ...required.filter((each) => !Object.hasOwn((schema['properties'] ?? {}) as Json, each)),
    ...(types.includes('array') && schema['items'] === undefined ? ['an array without items'] : []),
    ...('nullable' in schema ? ['nullable is of 3.0'] : []),
  ];
}
