/**
 * The demo city under attack. What a caller gets when it asks plainly is the measure: whatever else it sends, no record,
 * value, count or byte of an answer may say more. `attack-oracle.ts` holds the plain answers against the law itself.
 */
import { getNamedType, isLeafType, isObjectType, type GraphQLObjectType } from 'graphql';
import { parse } from 'graphql';
import { DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { classify, type Classified } from '../../schema/policy/classify.ts';
import { readProjectFile, SUPERGRAPH_FILE, type Database } from '../../subgraphs/kernel/index.ts';
import {
  headersOf,
  startTestGateway,
  type GraphQLAnswer,
  type IdentityName,
  type LocalTestGateway,
} from './gateway.ts';
import { LISTS } from './plain.ts';
import { PGLITE } from './databases.ts';

/** A caller, and how it asks. */
export interface Caller {
  readonly title: string;
  readonly as: IdentityName;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export const IDENTITIES = Object.keys(DEMO_IDENTITIES) as (keyof typeof DEMO_IDENTITIES)[];
const FOREIGN_GRANT = '11111111-1111-4111-8111-111111111111';

/** Every demo identity as it is, and some with a purpose that is missing or not theirs. */
export const CALLERS: readonly Caller[] = [
  ...IDENTITIES.map((as) => ({ title: as, as })),
  { title: 'civil-affairs without its grant', as: 'civil-affairs', headers: { 'x-sharing-grant': undefined } },
  { title: 'civil-affairs for another cause', as: 'civil-affairs', headers: { 'x-use-cause': 'curiosity' } },
  {
    title: 'transport with the grant of civil affairs',
    as: 'transport',
    headers: { 'x-sharing-grant': 'a3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607', 'x-use-cause': 'social-assistance-review' },
  },
  { title: 'transport with a grant that is nobody’s', as: 'transport', headers: { 'x-sharing-grant': FOREIGN_GRANT } },
  { title: 'housing without a use cause', as: 'housing', headers: { 'x-use-cause': undefined } },
  { title: 'the hall without a use cause', as: 'city-archives', headers: { 'x-use-cause': undefined } },
  { title: 'the platform on nobody’s behalf', as: 'national-platform', headers: { 'x-on-behalf-of': undefined } },
];

export function callerOf(title: string): Caller {
  const found = CALLERS.find((each) => each.title === title);
  if (found === undefined) throw new Error(`There is no caller ${title}.`);
  return found;
}

/** Between them they are shown all that anybody is. */
const SEERS: readonly string[] = ['housing', 'civil-affairs', 'market', 'city-archives', 'citizen', 'enterprise'];

export type Row = Readonly<Record<string, unknown>> & { readonly __typename: string; readonly id: string };

/** What one caller gets when it asks plainly, by `Type:id`. */
export interface Known {
  readonly rows: ReadonlyMap<string, Row>;
  /** Every text in them. */
  readonly texts: ReadonlySet<string>;
}

export interface Answered {
  readonly status: number;
  readonly body: string;
  readonly answer: GraphQLAnswer;
  readonly code: unknown;
  /** What the answer says beyond the plain one; empty where the house holds. */
  readonly leaks: readonly string[];
}

export interface Attack {
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

/** `x7_title` is an alias of `title`: the checks know which field a value is of, whatever it is called. */
export function aliasOf(number: number, field: string): string {
  return `x${number}_${field}`;
}

export class AttackWorld {
  readonly gateway: LocalTestGateway;
  readonly classified: Classified;
  readonly #known = new Map<string, Promise<Known>>();
  readonly #hidden = new Map<string, Promise<ReadonlySet<string>>>();
  readonly #contexts = new Map<string, AccessContext>();
  #lastContext: AccessContext | null = null;
  /** Fetches that were made without a grant at hand. */
  #grantless = 0;
  #everything: Promise<Known> | undefined;

  private constructor(gateway: LocalTestGateway) {
    this.gateway = gateway;
    this.classified = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
  }

  static async start(database?: Database, afterLoad?: (database: Database) => Promise<void>): Promise<AttackWorld> {
    const own = database ?? (await PGLITE.openDemo());
    let world: AttackWorld | undefined;
    const gateway = await startTestGateway({
      database: own,
      isStill: true,
      load: async () => afterLoad?.(own),
      onFetch: (access) => {
        if (world === undefined) return;
        world.#lastContext = access;
        if (access.grant === null) world.#grantless += 1;
      },
    });
    world = new AttackWorld(gateway);
    return world;
  }

  close(): Promise<void> {
    return this.gateway.close();
  }

  /** What a caller gets plainly: all four lists, with every part of every record. */
  known(caller: Caller): Promise<Known> {
    const known = this.#known.get(caller.title) ?? this.#askPlainly(caller);
    this.#known.set(caller.title, known);
    return known;
  }

  /** What the gateway made of a caller, as subgraphs are told. */
  async contextOf(caller: Caller): Promise<AccessContext> {
    await this.known(caller);
    const context = this.#contexts.get(caller.title);
    if (context === undefined) throw new Error(`No subgraph was asked for ${caller.title}.`);
    return context;
  }

  /** The union of what those who see most are shown: masks and nulls left out. */
  everything(): Promise<Known> {
    this.#everything ??= this.#gather();
    return this.#everything;
  }

  async attack(caller: Caller, attack: Attack): Promise<Answered> {
    const { status, body } = await this.#askHeard(caller, attack);
    const answer = JSON.parse(body) as GraphQLAnswer;
    const known = await this.known(caller);
    const sent = JSON.stringify([attack.query, attack.variables]);
    const leaks = [...this.verify(known, answer.data), ...(await this.findTexts(caller, body, sent))];
    return { status, body, answer, code: answer.errors?.[0]?.extensions?.['code'], leaks };
  }

  /**
   * A gateway that is too busy to hear of grants for a second decides as if there were none: right, and not what is
   * attacked. So it is asked again, unless the attack brings headers of its own.
   */
  async #askHeard(caller: Caller, attack: Attack): Promise<{ readonly status: number; readonly body: string }> {
    const { grant } = await this.contextOf(caller);
    const before = this.#grantless;
    const headers = { ...caller.headers, ...attack.headers };
    const answer = await this.gateway.askText({ ...attack, as: caller.as, headers });
    const isHeard = grant === null || attack.headers !== undefined || this.#grantless === before;
    return isHeard ? answer : this.#askHeard(caller, attack);
  }

  /** Sends any request, such as a GET or one for a file, and looks for texts in all that comes back. */
  async request(
    caller: Caller,
    {
      method,
      url,
      headers,
      payload,
    }: {
      method: 'GET' | 'POST' | 'PUT' | 'HEAD' | 'OPTIONS' | 'DELETE';
      url: string;
      headers?: Record<string, string>;
      payload?: string;
    },
  ) {
    const own = await headersOf(this.gateway.config, {
      as: caller.as,
      ...(caller.headers ? { headers: caller.headers } : {}),
    });
    const answer = await this.gateway.gateway.app.inject({
      method,
      url,
      headers: { ...own, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const text = `${JSON.stringify(answer.headers)}\n${answer.body}`;
    const leaks = await this.findTexts(caller, text, `${url} ${payload ?? ''} ${JSON.stringify(headers ?? {})}`);
    return { status: answer.statusCode, headers: answer.headers, body: answer.body, leaks };
  }

  /** Where an answer differs from the plain one: in a record that is not there, or in a value. */
  verify(known: Known, data: unknown): string[] {
    const problems: string[] = [];
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (typeof value !== 'object' || value === null) return;
      const { __typename: typeName, id } = value as Partial<Row>;
      if (typeof typeName === 'string' && typeof id === 'string' && this.classified.records.has(typeName))
        problems.push(...compare(known.rows.get(`${typeName}:${id}`), value as Row));
      Object.values(value).forEach(visit);
    };
    visit(data);
    return problems;
  }

  /** Texts that others are shown and this caller is not; what it has sent itself tells it nothing. */
  async findTexts(caller: Caller, body: string, sent: string): Promise<string[]> {
    const hidden = await this.hidden(caller);
    return [...hidden].filter((text) => body.includes(text) && !sent.includes(text)).map((text) => `the text ${text}`);
  }

  hidden(caller: Caller): Promise<ReadonlySet<string>> {
    const hidden = this.#hidden.get(caller.title) ?? this.#findHidden(caller);
    this.#hidden.set(caller.title, hidden);
    return hidden;
  }

  async #findHidden(caller: Caller): Promise<ReadonlySet<string>> {
    const [{ texts }, all] = await Promise.all([this.known(caller), this.everything()]);
    // A name can stand in what is shown: a file that an agency handed in itself is called after the applicant.
    const shown = [...texts, ...[...all.rows.values()].flatMap((row) => this.#openTextsOf(row))];
    return new Set([...all.texts].filter((text) => !shown.some((each) => each.includes(text))));
  }

  async #gather(): Promise<Known> {
    const rows = new Map<string, Row>();
    for (const caller of CALLERS.filter(({ title }) => SEERS.includes(title))) {
      for (const [key, row] of (await this.known(caller)).rows) {
        const shown = Object.entries(row).filter(([field, value]) => value !== null && !isMasked(row, field));
        rows.set(key, { ...rows.get(key), ...Object.fromEntries(shown) } as Row);
      }
    }
    return { rows, texts: new Set([...rows.values()].flatMap((row) => this.#textsOf(row))) };
  }

  async #askPlainly(caller: Caller): Promise<Known> {
    const rows = new Map<string, Row>();
    const visit = (value: unknown): void => {
      if (Array.isArray(value)) return value.forEach(visit);
      if (typeof value !== 'object' || value === null) return;
      const { __typename: typeName, id } = value as Partial<Row>;
      if (typeof typeName === 'string' && typeof id === 'string' && this.classified.records.has(typeName)) {
        const leaves = Object.entries(value).filter(([field, each]) => isLeaf(field, each));
        const key = `${typeName}:${id}`;
        rows.set(key, { ...rows.get(key), ...Object.fromEntries(leaves) } as Row);
      }
      Object.values(value).forEach(visit);
    };
    for (const { root, type } of LISTS) {
      const query = `{ ${root}(first: 500) { edges { node { ${this.selection(type, 1)} } } } }`;
      const { data, errors } = await this.gateway.ask({
        as: caller.as,
        query,
        ...(caller.headers ? { headers: caller.headers } : {}),
      });
      if (errors !== undefined) throw new Error(`${caller.title}: ${JSON.stringify(errors)}`);
      visit(data);
    }
    if (this.#lastContext !== null) this.#contexts.set(caller.title, this.#lastContext);
    return { rows, texts: new Set([...rows.values()].flatMap((row) => this.#textsOf(row))) };
  }

  /** All leaves of a type, what was not shown and why, and its parts. */
  selection(typeName: string, depth: number): string {
    const type = this.gateway.apiSchema.getType(typeName) as GraphQLObjectType;
    const parts = Object.values(type.getFields()).flatMap((field) => {
      if (field.args.length > 0) return [];
      const named = getNamedType(field.type);
      if (isLeafType(named)) return [field.name];
      if (field.name === 'disclosure') return ['disclosure { field outcome }'];
      if (field.name === 'tombstone') return ['tombstone { recordCode destroyedOn listNumber }'];
      if (!isObjectType(named) || !this.classified.records.has(named.name)) return [];
      return depth > 0 ? [`${field.name} { ${this.selection(named.name, depth - 1)} }`] : [];
    });
    return ['__typename', ...parts].join(' ');
  }

  /** What is no secret in itself may be written in another record too. */
  #openTextsOf(row: Row): string[] {
    const type = this.classified.records.get(row.__typename);
    return Object.entries(row).flatMap(([field, value]) => {
      const level = type?.fields.find(({ name }) => name === field)?.level;
      return typeof value === 'string' && (level === 'P0' || level === 'P1') ? [value] : [];
    });
  }

  /** Long texts of personal and secret fields: short ones, and names of types and items, turn up elsewhere. */
  #textsOf(row: Row): string[] {
    const type = this.classified.records.get(row.__typename);
    return Object.entries(row).flatMap(([field, value]) => {
      const level = type?.fields.find(({ name }) => name === field)?.level;
      return typeof value === 'string' &&
        level !== 'P0' &&
        level !== 'P1' &&
        level !== undefined &&
        isDistinctive(value)
        ? [value]
        : [];
    });
  }
}

function isDistinctive(text: string): boolean {
  return text.length >= 6 && !/^\d{4}-\d\d|^[A-Z_]+$|\*/.test(text);
}

function isLeaf(field: string, value: unknown): boolean {
  return typeof value !== 'object' || value === null || field === 'disclosure' || field === 'tombstone';
}

export function isMasked(row: Row, field: string): boolean {
  return outcomeOf(row, field) === 'MASK';
}

/** As the record itself tells. */
export function outcomeOf(row: Row, field: string): 'SHOW' | 'MASK' | 'WITHHOLD' {
  const told = row['disclosure'] as readonly { field: string; outcome: 'MASK' | 'WITHHOLD' }[] | undefined;
  return told?.find((each) => each.field === field)?.outcome ?? 'SHOW';
}

function compare(plain: Row | undefined, row: Row): string[] {
  if (plain === undefined) return [`${row.__typename} ${row.id} is not there for this caller`];
  return Object.entries(row).flatMap(([key, value]) => {
    const field = key.replace(/^x\d+_/, '');
    const isComparable = Object.hasOwn(plain, field) && (value === null || typeof value !== 'object');
    return isComparable && value !== plain[field] ? [`${row.__typename}.${field} of ${row.id} under ${key}`] : [];
  });
}
