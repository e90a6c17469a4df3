/** Operations as an attacker would vary them: any selection, alias, fragment, filter, order, page and key, by a seed. */
import { getNamedType, isLeafType, isObjectType, type GraphQLField, type GraphQLObjectType } from 'graphql';
import { aliasOf, type AttackWorld, type Known, type Row } from './attack-world.ts';
import { LISTS, type ListSpec } from './plain.ts';

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

export interface OperationParts {
  readonly world: AttackWorld;
  readonly random: () => number;
  /** What this caller is shown, and what anybody is. */
  readonly known: Known;
  readonly everything: Known;
}

/** One document, to be asked again with other values: planning is the dearest part. */
export interface Operation {
  readonly query: string;
  /** Values for its variables, anew each time. */
  variables(): Record<string, string>;
}

export class Operations {
  readonly #parts: OperationParts;
  readonly #fragments: string[] = [];
  readonly #variables = new Map<string, { readonly type: string; readonly value: () => string }>();
  #aliases = 0;

  constructor(parts: OperationParts) {
    this.#parts = parts;
  }

  next(): Operation {
    this.#fragments.length = 0;
    this.#variables.clear();
    this.#aliases = 0;
    const count = this.#parts.random() < 0.5 ? 1 : 2;
    const roots = Array.from({ length: count }, (_each, at) => `r${at}: ${this.#root()}`);
    const variables = [...this.#variables];
    const declared = variables.map(([name, { type }]) => `$${name}: ${type}`);
    const head = declared.length === 0 ? '' : `(${declared.join(', ')})`;
    return {
      query: `query Hunt${head} { ${roots.join(' ')} }${this.#fragments.join('')}`,
      variables: () => Object.fromEntries(variables.map(([name, { value }]) => [name, value()])),
    };
  }

  #root(): string {
    const spec = this.#pick(LISTS);
    const roll = this.#parts.random();
    if (roll < 0.35) {
      const id = this.#variable('ID!', () => this.#row(spec).id);
      return `${spec.single}(id: ${id}) { ${this.#selection(spec.type, 2)} }`;
    }
    const args = [`first: ${1 + Math.floor(this.#parts.random() * 12)}`];
    if (roll < 0.6) args.push(this.#filter(spec));
    if (this.#parts.random() < 0.4) {
      const order = this.#pick(Object.keys(spec.orders));
      args.push(`orderBy: { field: ${order}, direction: ${this.#parts.random() < 0.5 ? 'ASC' : 'DESC'} }`);
    }
    const list = `edges { node { ${this.#selection(spec.type, 2)} } } pageInfo { hasNextPage }`;
    return `${spec.root}(${args.join(', ')}) { ${this.#parts.random() < 0.5 ? 'totalCount ' : ''}${list} }`;
  }

  /** By a value that the caller knows, or by one that only others are shown. */
  #filter(spec: ListSpec): string {
    const [input, field] = this.#pick(Object.entries(spec.filters));
    const value = this.#variable('String', () => {
      const found = this.#row(spec)[field];
      return typeof found === 'string' ? found : '';
    });
    return `filter: { ${input}: { eq: ${value} } }`;
  }

  #variable(type: string, value: () => string): string {
    const name = `v${this.#variables.size}`;
    this.#variables.set(name, { type, value });
    return `$${name}`;
  }

  /** Mostly of the caller's own view: an attack that finds no row proves little. */
  #row(spec: ListSpec): Row {
    const { known, everything, random } = this.#parts;
    const own = random() < 0.8 ? rowsOf(known, spec.type) : [];
    return this.#pick(own.length > 0 ? own : rowsOf(everything, spec.type));
  }

  #selection(typeName: string, depth: number): string {
    const { world, random } = this.#parts;
    const type = world.gateway.apiSchema.getType(typeName) as GraphQLObjectType;
    const fields = Object.values(type.getFields()).filter((field) => field.args.length === 0);
    const chosen = fields.filter(() => random() < 0.35).flatMap((field) => this.#field(field, depth));
    return ['__typename id', ...this.#wrap(typeName, chosen)].join(' ');
  }

  #field(field: GraphQLField<unknown, unknown>, depth: number): string[] {
    const { world, random } = this.#parts;
    const named = getNamedType(field.type);
    this.#aliases += 1;
    const name = random() < 0.4 ? `${aliasOf(this.#aliases, field.name)}: ${field.name}` : field.name;
    const condition = random() < 0.1 ? ' @include(if: true)' : random() < 0.05 ? ' @skip(if: false)' : '';
    if (isLeafType(named)) return [`${name}${condition}`];
    if (!isObjectType(named) || depth === 0 || !world.classified.records.has(named.name)) return [];
    return [
      `${aliasOf(this.#aliases, field.name)}: ${field.name}${condition} { ${this.#selection(named.name, depth - 1)} }`,
    ];
  }

  /** As they are, in an inline fragment, through the interface, or in a fragment with a name. */
  #wrap(typeName: string, fields: string[]): string[] {
    if (fields.length === 0) return fields;
    const roll = this.#parts.random();
    if (roll < 0.6) return fields;
    if (roll < 0.75) return [`... on ${typeName} { ${fields.join(' ')} }`];
    if (roll < 0.85) return [`... on DisclosedRecord { __typename ... on ${typeName} { ${fields.join(' ')} } }`];
    const name = `F${this.#fragments.length}_${this.#aliases}`;
    this.#fragments.push(` fragment ${name} on ${typeName} { ${fields.join(' ')} }`);
    return [`...${name}`];
  }

  #pick<T>(values: readonly T[]): T {
    const found = values[Math.floor(this.#parts.random() * values.length)];
    if (found === undefined) throw new Error('Nothing to choose from.');
    return found;
  }
}

const sorted = new WeakMap<Known, Map<string, Row[]>>();

function rowsOf(known: Known, typeName: string): Row[] {
  const byType = sorted.get(known) ?? new Map<string, Row[]>();
  sorted.set(known, byType);
  const rows = byType.get(typeName) ?? [...known.rows.values()].filter((row) => row.__typename === typeName);
  byType.set(typeName, rows);
  return rows;
}
