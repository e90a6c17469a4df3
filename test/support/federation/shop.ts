/** A small shop in two subgraphs, and a way to ask it. */
import { parse, validate } from 'graphql';
import type { EngineResult, PrepareOptions, SubgraphRequest, SubgraphResponse } from '../../../gateway/engine.ts';
import { createEngine } from '../../../gateway/engine/index.ts';
import type { PlanOptions } from '../../../gateway/engine/plan.ts';
import { compose } from './compose.ts';
import { serveInMemory, type Intercept, type Subgraphs } from './in-memory.ts';

/** A stub of a product. */
export const product = (id: string): object => ({ __typename: 'Product', id });

/** Two subgraphs: one product has no price, its count is null where it must not be. */
export const shop: Subgraphs = {
  catalogue: {
    sdl: `
      type Query { products: [Product] product: Product numbers: [Int!] item: Item mood: Mood old: Product echo(value: Input): String }
      type Mutation { first(n: Int): Int third(n: Int): Int }
      union Item = Product | Note
      type Note { text: String! }
      type Product @key(fields: "id") {
        id: ID!
        name: String
        weight(unit: String = "kg"): Int
        label: Int @inaccessible
        _hint: String
      }
      enum Mood { GOOD BAD HIDDEN @inaccessible }
      input Input { text: String! = "none" hidden: Int @inaccessible }
    `,
    resolvers: {
      Query: {
        products: () => [product('1'), product('2'), product('1'), null],
        product: () => product('1'),
        numbers: () => [1, 2],
        item: () => ({ __typename: 'Note', text: 'read me' }),
        mood: () => 'GOOD',
        echo: (_source: never, { value }: { value: { text: string } }) => value.text,
      },
      Mutation: {
        first: (_source: never, { n }: { n: number }) => n,
        third: (_source: never, { n }: { n: number }) => n,
      },
      Product: {
        name: ({ id }: { id: string }) => `name ${id}`,
        weight: (_source: never, { unit }: { unit: string }) => (unit === 'g' ? 1000 : 1),
        label: () => 7,
      },
    },
  },
  stock: {
    sdl: `
      type Query { best: Product! }
      type Mutation { second(n: Int): Int }
      type Product @key(fields: "id") {
        id: ID!
        weight(unit: String): Int @external
        price: Int
        count: Int!
        shipping: Int @requires(fields: "weight(unit: \\"g\\")")
        maker: Maker
      }
      type Maker { name: String }
    `,
    resolvers: {
      Query: { best: () => product('2') },
      Mutation: { second: (_source: never, { n }: { n: number }) => n },
      Product: {
        price: ({ id }: { id: string }) => {
          if (id === '1') throw new Error('no price');
          return 20;
        },
        count: ({ id }: { id: string }) => (id === '1' ? null : 5),
        shipping: ({ weight }: { weight: number }) => weight * 2,
        maker: () => ({ name: 'A' }),
      },
    },
  },
};

/** How an operation is asked; `shop` unless other subgraphs are given. */
export interface Asked {
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly intercept?: Intercept;
  readonly options?: PrepareOptions<unknown[]>;
  readonly operationName?: string;
  readonly subgraphs?: Subgraphs;
  readonly planOptions?: Partial<PlanOptions>;
}

/** The answer, what the subgraphs were asked, and what observers wrote. */
export interface Answered extends EngineResult {
  readonly requests: readonly SubgraphRequest[];
  readonly state: unknown[];
}

/** Prepares and executes one operation over subgraphs in memory. */
export async function ask(source: string, asked: Asked = {}): Promise<Answered> {
  const subgraphs = asked.subgraphs ?? shop;
  const sdl = Object.fromEntries(Object.entries(subgraphs).map(([name, subgraph]) => [name, subgraph.sdl]));
  const { fetch, requests } = serveInMemory(subgraphs, asked.intercept);
  const engine = createEngine(compose(sdl), fetch, asked.planOptions);
  const document = parse(source);
  const [mistake] = validate(engine.fullSchema, document);
  if (mistake) throw mistake;
  const state: unknown[] = [];
  const operation = engine.prepare<unknown[]>(document, asked.operationName, asked.options);
  const result = await operation.execute({ variables: asked.variables ?? {}, context: undefined, state });
  return { data: result.data, errors: result.errors, requests, state };
}

/** Where there are errors, sorted. */
export const pathsOf = (result: EngineResult): string[] =>
  result.errors.map((error) => error.path?.join('.') ?? '').toSorted();

/** Answers for one service; the others answer themselves. */
export const instead =
  (service: string, answer: () => Promise<SubgraphResponse>): Intercept =>
  (request) =>
    request.service === service ? answer() : undefined;
