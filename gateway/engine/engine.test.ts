/** What an operation may say. Each title is a promise to clients. */
import { buildClientSchema, getIntrospectionQuery, parse, type IntrospectionQuery } from 'graphql';
import { describe, expect, it } from 'vitest';
import { plain } from '../../test/support/federation/compare.ts';
import { compose } from '../../test/support/federation/compose.ts';
import { serveInMemory, type Intercept } from '../../test/support/federation/in-memory.ts';
import { ask, instead, pathsOf, shop } from '../../test/support/federation/shop.ts';
import { inheritedNames } from '../../test/support/inherited.ts';
import { createEngine } from './index.ts';

describe('names', () => {
  it('may be those of properties that every object has', async () => {
    const result = await ask(
      '{ __proto__: numbers constructor: product { prototype: name __proto__: price hasOwnProperty: id toString: __typename } }',
    );

    const data = JSON.stringify(result.data);
    expect(data).toBe(
      '{"__proto__":[1,2],"constructor":{"prototype":"name 1","__proto__":null,"hasOwnProperty":"1","toString":"Product"}}',
    );
    expect(pathsOf(result)).toEqual(['constructor.__proto__']);
  });

  it('of aliases may be those of keys and of required fields', async () => {
    const result = await ask('{ best { id: name weight: price shipping name: id __typename: maker { name } } }');

    expect(plain(result.data)).toEqual(
      plain({ best: { id: 'name 2', weight: 20, shipping: 2000, name: '2', __typename: { name: 'A' } } }),
    );
  });

  it('of a field may be taken twice with other arguments than @requires gives', async () => {
    const result = await ask('{ best { weight shipping grams: weight(unit: "g") } }');

    expect(plain(result.data)).toEqual(plain({ best: { weight: 1, shipping: 2000, grams: 1000 } }));
  });

  it('of variables may be the planner’s own, or __proto__', async () => {
    const result = await ask(
      'query ($representations: String, $__proto__: String, $__batch_reps_0: String) { best { a: weight(unit: $representations) b: weight(unit: $__proto__) c: weight(unit: $__batch_reps_0) } }',
      { variables: JSON.parse('{"representations":"g","__proto__":"g"}') },
    );

    expect(plain(result.data)).toEqual(plain({ best: { a: 1000, b: 1000, c: 1 } }));
  });

  it('in answers never reach a prototype', async () => {
    const poison = JSON.parse(
      '{"product":{"__typename":"Product","id":"1","__proto__":{"polluted":true},"name":"a","constructor":{"prototype":{"polluted":true}}}}',
    );
    const result = await ask('{ product { name price __proto__: _hint } }', {
      intercept: instead('catalogue', async () => ({ data: poison })),
    });

    expect(Reflect.get({}, 'polluted')).toBeUndefined();
    expect(JSON.stringify(result.data)).toBe('{"product":{"name":"a","price":null,"__proto__":null}}');
  });

  it('are kept in objects that inherit nothing', async () => {
    const { data } = await ask('{ product { maker { name } } }');

    expect([data, data?.['product']].flatMap(inheritedNames)).toEqual([]);
  });

  it('may be those that every object inherits', async () => {
    const sdl = 'type Query { thing: Thing } type Thing { constructor: String toString: String valueOf: Int! }';
    const thing = { constructor: () => 'maker', valueOf: () => 5 };
    const subgraphs = { things: { sdl, resolvers: { Query: { thing: () => ({}) }, Thing: thing } } };

    const whole = await ask('{ thing { constructor valueOf } }', { subgraphs });
    expect(JSON.stringify(whole.data)).toBe('{"thing":{"constructor":"maker","valueOf":5}}');

    const intercept = instead('things', async () => ({ data: { thing: {} } }));
    const short = await ask('{ thing { constructor toString } }', { subgraphs, intercept });
    expect(JSON.stringify(short)).toContain('"data":{"thing":{"constructor":null,"toString":null}},"errors":[],');
  });
});

describe('conditions', () => {
  const source = `query ($with: Boolean = true, $without: Boolean!) {
    product @include(if: $with) { name ...Prices @skip(if: $without) }
    numbers @skip(if: $with) @include(if: $without)
  }
  fragment Prices on Product { maker { name } count @include(if: false) }`;

  it('use the defaults of variables', async () => {
    const result = await ask(source, { variables: { without: false } });

    expect(plain(result.data)).toEqual(plain({ product: { name: 'name 1', maker: { name: 'A' } } }));
  });

  it('spare the requests that nobody needs', async () => {
    const result = await ask(source, { variables: { with: true, without: true } });

    expect(plain(result.data)).toEqual(plain({ product: { name: 'name 1' } }));
    expect(result.requests.map((request) => request.service)).toEqual(['catalogue']);
  });

  it('may leave nothing to fetch', async () => {
    const result = await ask(
      'query ($no: Boolean!) { product @include(if: $no) { name } ... @skip(if: true) { numbers } }',
      {
        variables: { no: false },
      },
    );

    expect(JSON.stringify(result.data)).toBe('{}');
    expect(result.requests).toEqual([]);
  });

  it('are decided anew for each request of a prepared operation', async () => {
    const { fetch } = serveInMemory(shop);
    const sdl = Object.fromEntries(Object.entries(shop).map(([name, subgraph]) => [name, subgraph.sdl]));
    const operation = createEngine(compose(sdl), fetch).prepare(
      parse('query ($a: Boolean!, $b: Boolean!) { numbers @include(if: $a) mood @include(if: $b) }'),
      undefined,
    );
    const run = async (a: boolean, b: boolean): Promise<string> =>
      JSON.stringify((await operation.execute({ variables: { a, b }, context: undefined, state: undefined })).data);

    expect(await run(true, false)).toBe('{"numbers":[1,2]}');
    expect(await run(false, true)).toBe('{"mood":"GOOD"}');
    expect(await run(true, true)).toBe('{"numbers":[1,2],"mood":"GOOD"}');
  });
});

describe('introspection', () => {
  it('stands beside data, in the order of the client', async () => {
    const result = await ask(
      'query ($name: String!) { numbers t: __type(name: $name) { name } ...Root product { id } } fragment Root on Query { __schema { queryType { name } } __typename }',
      { variables: { name: 'Product' } },
    );

    expect(JSON.stringify(result.data)).toBe(
      '{"numbers":[1,2],"t":{"name":"Product"},"__schema":{"queryType":{"name":"Query"}},"__typename":"Query","product":{"id":"1"}}',
    );
  });

  it('asks no subgraph', async () => {
    const result = await ask('{ __typename __schema { queryType { name } } }');

    expect(result.requests).toEqual([]);
    expect(result.errors).toEqual([]);
  });

  it('is answered as graphql-js answers it, down to the last argument', async () => {
    const { data, errors, requests } = await ask(`${getIntrospectionQuery()}`);
    const schema = buildClientSchema(data as unknown as IntrospectionQuery);
    const fields = schema.getQueryType()?.getFields();

    expect({ errors, requests: requests.length }).toEqual({ errors: [], requests: 0 });
    expect(schema.getType('Product')).toBeDefined();
    expect(fields?.['echo']?.args.map((arg) => `${arg.name}: ${String(arg.type)}`)).toEqual(['value: Input']);
  });

  it('keeps the names of the client below it', async () => {
    const { data } = await ask('{ a: __type(name: "Mood") { b: enumValues { c: name } enumValues { name } } }');

    const values = ['GOOD', 'BAD'];
    expect(data).toEqual({
      a: { b: values.map((c) => ({ c })), enumValues: values.map((name) => ({ name })) },
    });
  });

  it('does not know what is @inaccessible', async () => {
    const result = await ask(
      '{ __type(name: "Product") { fields { name } } m: __type(name: "Mood") { enumValues { name } } }',
    );

    expect(JSON.stringify(result.data)).not.toMatch(/label|HIDDEN/);
  });
});

describe('variables', () => {
  it('are coerced against the API schema, with a sentence for each mistake', async () => {
    const result = await ask('query ($value: Input, $no: Boolean!) { echo(value: $value) mood @skip(if: $no) }', {
      variables: { value: { text: 5, hidden: 1 }, no: null },
    });

    expect(result.data).toBeUndefined();
    expect(result.requests).toEqual([]);
    expect(result.errors.map((error) => error.message)).toEqual([
      'Variable "$value" got an invalid value at "value.text"; String cannot represent a non string value: 5',
      'Variable "$value" got an invalid value; Field "hidden" is not defined by type "Input".',
      'Variable "$no" of non-null type "Boolean!" must not be null.',
    ]);
    expect(result.errors[0]?.extensions).toEqual({ code: 'INVALID_INPUT' });
  });

  it('get the defaults of input fields', async () => {
    const result = await ask('query ($value: Input) { echo(value: $value) }', { variables: { value: {} } });

    expect(plain(result.data)).toEqual(plain({ echo: 'none' }));
  });

  it('that are required are asked for', async () => {
    const result = await ask('query ($value: Input!) { echo(value: $value) }');

    expect(result.data).toBeUndefined();
    expect(result.errors[0]?.message).toBe('Variable "$value" of required type "Input!" was not provided.');
    expect(result.requests).toEqual([]);
  });
});

describe('mutations', () => {
  it('run one after another, in the order of the client', async () => {
    const order: string[] = [];
    const slowly: Intercept = async (request, answer) => {
      order.push(`begin ${request.query}`);
      const result = await answer();
      order.push('end');
      return result;
    };
    const result = await ask('mutation { a: first(n: 1) b: second(n: 2) c: third(n: 3) }', { intercept: slowly });

    expect(JSON.stringify(result.data)).toBe('{"a":1,"b":2,"c":3}');
    expect(order.map((step) => step.slice(0, 5))).toEqual(['begin', 'end', 'begin', 'end', 'begin', 'end']);
    expect(result.requests.map((request) => request.kind)).toEqual(['mutation', 'mutation', 'mutation']);
  });
});

describe('a document', () => {
  const source = 'query A { numbers } query B { mood }';

  it('may hold several operations, of which one is named', async () => {
    const result = await ask(source, { operationName: 'B' });

    expect(plain(result.data)).toEqual(plain({ mood: 'GOOD' }));
  });

  it('needs a name when it holds several', async () => {
    await expect(ask(source)).rejects.toThrow('name the one to execute');
    await expect(ask(source, { operationName: 'C' })).rejects.toThrow('no operation named "C"');
  });
});
