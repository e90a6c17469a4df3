/** How a federation to be asked is written down: schemas, rows, and questions with their answers. */
import type { Resolvers, Subgraph, Subgraphs } from '../federation/in-memory.ts';

/** Several subgraphs, and what is asked of them. */
export interface Federation {
  /** What it is about, in the words of the conformance suites. */
  readonly theme: string;
  readonly subgraphs: Subgraphs;
  readonly questions: readonly Question[];
  /** Why the MIT composer (0.26.3) does not compose it, or not rightly. */
  readonly notByGuild?: string;
}

export interface Question {
  readonly it: string;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  /** As a client would read it, keys in order. */
  readonly data: unknown;
  /** Where there are errors; nowhere unless told. */
  readonly errors?: readonly string[];
  /** Why `@apollo/gateway` answers otherwise. */
  readonly apolloDiffers?: string;
}

type Row = Readonly<Record<string, unknown>>;

/** What a subgraph knows: entities are looked up among `rows`, all else is read from what is returned. */
export interface Knowledge {
  readonly query?: Readonly<Record<string, unknown>>;
  readonly mutation?: Resolvers[string];
  readonly rows?: Readonly<Record<string, readonly Row[]>>;
  readonly fields?: Resolvers;
}

/** The values of `query` are answers, or functions that give them. */
export function subgraph(sdl: string, { query = {}, mutation, rows = {}, fields = {} }: Knowledge = {}): Subgraph {
  const roots = Object.entries(query).map(([name, value]) => [
    name,
    typeof value === 'function' ? value : (): unknown => value,
  ]);
  const resolvers: Record<string, Resolvers[string]> = { ...fields };
  if (roots.length > 0) resolvers['Query'] = Object.fromEntries(roots);
  if (mutation) resolvers['Mutation'] = mutation;
  for (const [typeName, known] of Object.entries(rows)) {
    const resolveReference = (reference: Row): unknown => find(known, reference);
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: resolveReference };
  }
  return { sdl, resolvers };
}

/** The row that a reference names, with what was told besides; null when nobody knows it. */
export function find(rows: readonly Row[], reference: Row): unknown {
  const row = rows.find((each) => agrees(each, reference));
  return row === undefined ? null : { ...reference, ...row };
}

function agrees(row: Row, reference: Row): boolean {
  const shared = Object.keys(reference).filter((key) => key !== '__typename' && key in row);
  return shared.length > 0 && shared.every((key) => includes(row[key], reference[key]));
}

function includes(whole: unknown, part: unknown): boolean {
  if (typeof part !== 'object' || part === null) return whole === part;
  return Object.entries(part).every(([key, value]) => key === '__typename' || includes(Object(whole)[key], value));
}
