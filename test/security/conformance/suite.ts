/** The suite as data: what is asked, by whom, and what must be given. Depends on nothing but Node and graphql-js. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Rules {
  /** Coordinate → level; a field that is not here and no link is given to nobody. */
  readonly levels: Readonly<Record<string, 'PUBLIC' | 'INTERNAL' | 'PERSONAL' | 'SECRET'>>;
  readonly links: readonly string[];
  readonly callers: Readonly<Record<string, { readonly owns: string | null }>>;
}

export interface RecordRow {
  readonly id: string;
  readonly owner: string;
  readonly [field: string]: unknown;
}

export interface ConformanceCase {
  readonly theme: string;
  readonly query: string;
  readonly caller: string;
  readonly expected: unknown;
}

/** What a gateway under test answers. */
export type Ask = (caller: string, query: string) => Promise<{ readonly data?: unknown; readonly errors?: unknown }>;

const read = (file: string): string => readFileSync(join(import.meta.dirname, file), 'utf8');

export const RULES = JSON.parse(read('rules.json')) as Rules;
export const DATA = JSON.parse(read('data.json')) as Readonly<Record<string, readonly RecordRow[]>>;
export const OPERATIONS = JSON.parse(read('operations.json')) as Readonly<Record<string, readonly string[]>>;
export const SUBGRAPHS = { catalogue: read('catalogue.graphql'), history: read('history.graphql') } as const;

/** Committed, so that a gateway is held against a file and not against this code. */
export function readCases(): ConformanceCase[] {
  const expected = JSON.parse(read('expected.json')) as Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  return Object.entries(OPERATIONS).flatMap(([theme, queries]) =>
    queries.flatMap((query) =>
      Object.keys(RULES.callers).map((caller) => ({ theme, query, caller, expected: expected[query]?.[caller] })),
    ),
  );
}

/** @returns null where the answer is right, else what is wrong with it */
export async function judge(ask: Ask, { query, caller, expected }: ConformanceCase): Promise<string | null> {
  const { data, errors } = await ask(caller, query);
  const given = JSON.stringify(data ?? null);
  if (given === JSON.stringify(expected)) return null;
  return `given ${given}, expected ${JSON.stringify(expected)}${errors === undefined ? '' : `, errors ${JSON.stringify(errors)}`}`;
}
