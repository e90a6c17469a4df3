/**
 * Federated schemas made from a seed: entities spread over subgraphs, with every directive that an
 * engine executes. Names and types are such that `random-world.ts` can answer them.
 */
import type { SubgraphSdl } from './compose.ts';

/** A number below `below`; the same ones again for the same seed. */
type Pick = (below: number) => number;

/** The label that progressive overrides carry, besides percentages. */
export const LABEL = 'beta';

export function randomFederation(seed: number): SubgraphSdl {
  return new FederationWriter(picker(seed)).write();
}

const leaves = ['Int', 'String', 'Float!', 'Boolean', '[Int!]', 'JSON', 'Color', '[Color]', 'Mood', 'ID'];
const argumentLists = ['(n: Int = 2)', '(color: Color)', '(by: Input)', '(n: Int!, color: Color! = RED)'];

/** One subgraph while it is written. */
interface Draft {
  readonly name: string;
  /** Type → its fields, each once. */
  readonly types: Map<string, string[]>;
  readonly roots: string[];
  readonly mutations: string[];
}

class FederationWriter {
  readonly #pick: Pick;
  readonly #drafts: Draft[];
  readonly #entities: readonly string[];
  /** These implement `Item`, and all of them are in the first subgraph. */
  readonly #items: readonly string[];
  readonly #hasTwoKeys: boolean;
  #fields = 0;

  constructor(pick: Pick) {
    this.#pick = pick;
    this.#hasTwoKeys = pick(2) === 0;
    const names = ['alpha', 'beta', 'gamma', 'delta'].slice(0, 2 + pick(3));
    this.#drafts = names.map((name) => ({ name, types: new Map(), roots: [], mutations: [] }));
    this.#entities = ['Ant', 'Bee', 'Cat', 'Dog'].slice(0, 2 + pick(3));
    this.#items = this.#entities.slice(0, 1 + pick(2));
  }

  write(): SubgraphSdl {
    const [first] = this.#drafts;
    if (first === undefined) throw new Error('There is no subgraph.');
    for (const entity of this.#entities) this.#spread(entity, first);
    for (const draft of this.#drafts) this.#writeRoots(draft, draft === first);
    for (const entity of this.#entities) this.#relate(entity);
    return Object.fromEntries([
      ...this.#drafts.map((draft, index) => [draft.name, this.#print(draft, index)]),
      ['objects', this.#objects()],
    ]);
  }

  /** An entity is in the first subgraph and some others, with fields of its own in each. */
  #spread(entity: string, first: Draft): void {
    for (const draft of this.#drafts) {
      if (draft !== first && this.#pick(4) === 0) continue;
      const fields = Array.from({ length: 1 + this.#pick(3) }, () => this.#field(draft === first));
      draft.types.set(entity, fields);
    }
  }

  #field(isFirst: boolean): string {
    const args = this.#pick(4) === 0 ? (argumentLists[this.#pick(argumentLists.length)] ?? '') : '';
    const hidden = this.#pick(12) === 0 ? ' @inaccessible' : '';
    return `${this.#name()}${args}: ${this.#type(isFirst)}${hidden}`;
  }

  #name(): string {
    this.#fields += 1;
    return `f${this.#fields}`;
  }

  #type(isFirst: boolean): string {
    const choice = this.#pick(12);
    if (choice < 6) return leaves[this.#pick(leaves.length)] ?? 'Int';
    if (choice === 6) return 'Box';
    if (choice === 7) return '[Box!]';
    if (isFirst && choice === 8) return 'Item';
    if (isFirst && choice === 9) return '[Any]';
    const entity = this.#entities[this.#pick(this.#entities.length)] ?? 'Ant';
    return choice === 10 ? `[${entity}!]` : entity;
  }

  #writeRoots({ name, types, roots, mutations }: Draft, isFirst: boolean): void {
    for (const entity of types.keys()) {
      if (this.#pick(3) > 0) roots.push(`${name}${entity}(id: ID): ${entity}`, `${name}${entity}s: [${entity}!]`);
      if (this.#pick(3) === 0) mutations.push(`${name}Put${entity}(by: Input!, n: Int): ${entity}`);
    }
    if (isFirst) roots.push('items: [Item]', 'item: Item', 'any: [Any!]');
    roots.push(`${name}Mood(mood: Color = GREEN): Mood`, 'version: String @shareable');
  }

  /** What one subgraph needs from another, provides for it, or takes over. */
  #relate(entity: string): void {
    for (const draft of this.#drafts) {
      const other = this.#drafts[this.#pick(this.#drafts.length)];
      const mine = draft.types.get(entity);
      const theirs = other?.types.get(entity);
      if (other === undefined || other === draft || mine === undefined || theirs === undefined) continue;
      this.#require(mine, theirs);
      this.#provide(entity, draft, theirs);
      this.#override(mine, other.name, theirs);
    }
  }

  #require(mine: string[], theirs: string[]): void {
    if (this.#pick(3) === 0) return;
    const name = this.#name();
    const [declared = '', required = ''] =
      [
        [`${name}: Int`, name],
        [`${name}: [Box]`, `${name} { height }`],
        [`${name}(n: Int = 1): Int`, `${name}(n: ${this.#pick(3)})`],
        [`${name}: Box`, `${name} { width lid { height } }`],
      ][this.#pick(4)] ?? [];
    theirs.push(declared);
    mine.push(`${declared} @external`, `${this.#name()}: Int @requires(fields: "${required}")`);
    // Another one that requires it with another argument.
    if (required.includes('(')) mine.push(`${this.#name()}: Int @requires(fields: "${name}(n: ${this.#pick(3)})")`);
  }

  #provide(entity: string, draft: Draft, theirs: string[]): void {
    if (this.#pick(3) > 0) return;
    const name = this.#name();
    theirs.push(`${name}: String @shareable`);
    draft.types.get(entity)?.push(`${name}: String @external`);
    draft.roots.push(`${this.#name()}: [${entity}] @provides(fields: "${name}")`);
  }

  #override(mine: string[], from: string, theirs: string[]): void {
    if (this.#pick(2) > 0) return;
    const name = this.#name();
    const label = ['', `, label: "percent(${this.#pick(101)})"`, `, label: "${LABEL}"`][this.#pick(3)] ?? '';
    theirs.push(`${name}: Int`);
    mine.push(`${name}: Int @override(from: "${from}"${label})`);
  }

  #print({ types, roots, mutations }: Draft, index: number): string {
    const isFirst = index === 0;
    const stubs = this.#entities.filter((entity) => !types.has(entity));
    const entities = [...types.keys(), ...stubs].map((entity) => {
      const isItem = isFirst && this.#items.includes(entity);
      // Some subgraphs know an entity by another key only; then the first knows both.
      const keys = !this.#hasTwoKeys ? ['id'] : isFirst ? ['id', 'sku'] : [this.#pick(4) === 0 ? 'sku' : 'id'];
      const fields = [
        ...keys.map((key) => `${key}: ID!`),
        ...(isItem ? ['rank: Int'] : []),
        ...(types.get(entity) ?? []),
      ];
      const head = `type ${entity}${isItem ? ' implements Item' : ''}`;
      return `${head} ${keys.map((key) => `@key(fields: "${key}")`).join(' ')} { ${fields.join(' ')} }`;
    });
    const moods = ['CALM', 'WILD', ...(this.#pick(2) === 0 ? ['SECRET @inaccessible'] : [])];
    const shared = isFirst
      ? `interface Item @key(fields: "id") { id: ID! rank: Int } union Any = ${this.#items.join(' | ')} | Box`
      : '';
    return [
      ...entities,
      shared,
      `type Query { ${roots.join(' ')} }`,
      mutations.length > 0 ? `type Mutation { ${mutations.join(' ')} }` : '',
      'type Box @shareable { height: Int width: Float lid: Box }',
      `scalar JSON enum Color { RED GREEN BLUE } enum Mood { ${moods.join(' ')} }`,
      `input Input { n: Int = 1 color: Color list: [String!] ${this.#pick(2) === 0 ? `only${index}: Int` : ''} }`,
    ].join('\n');
  }

  /** A subgraph that knows all items as one type. */
  #objects(): string {
    return `
      type Query { topItems: [Item!] topItem: Item version: String @shareable }
      type Item @key(fields: "id") @interfaceObject {
        id: ID!
        rank: Int @external
        stars(n: Int = 3): Int
        next: Item
        price: Float @requires(fields: "rank")
      }`;
  }
}

/** Mulberry32. */
function picker(seed: number): Pick {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
