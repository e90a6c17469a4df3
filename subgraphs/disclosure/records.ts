/**
 * Reads records as this caller may see them: visibility in the WHERE, the label beside the row, redaction once per
 * row. Whatever leaves here may be handed out as it is.
 */
import { sql, type RawBuilder } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { effectiveGrant } from '../../schema/policy/access-class.ts';
import { BIT } from '../../schema/policy/label.ts';
import type { MaskSettings } from '../../schema/policy/masks.ts';
import { redact, type RecordTable } from '../../schema/policy/table.ts';
import { Visibility, type FactColumns } from '../../schema/policy/visibility.ts';
import type { Context, EntityManager } from '../kernel/index.ts';
import { COUNT_CAP } from './list-request.ts';
import { toPseudonym } from './pseudonym.ts';
import { keyset, matches, type FieldPredicate, type SortKey } from './conditions.ts';
import { openCursor, sealCursor } from './cursors.ts';

/** Where the records of one GraphQL type lie. */
export interface RecordSource {
  readonly typeName: string;
  /** What stands after FROM, aliases included. */
  readonly from: string;
  /** Name in the row → SQL expression. Classified fields under their GraphQL name; `id` always. */
  readonly columns: Readonly<Record<string, string>>;
  readonly facts: FactColumns;
  /** Where a filter compares another column than the one that is shown. */
  readonly filters?: Readonly<Record<string, string>>;
  /** Columns that hold a reference of a subject; what leaves is a pseudonym under the caller's grant. */
  readonly pseudonyms?: readonly string[];
  /** Order of records that are read by parent; by id unless given. */
  readonly order?: string;
  /** What must hold for the record to be there for this caller at all, whatever its label. */
  readonly also?: (context: Context) => RawBuilder<boolean>;
  /** What a destroyed record still says of itself; types without it are absent once destroyed. */
  readonly tombstone?: { readonly recordCode: string; readonly destroyedOn: string; readonly listNumber: string };
}

/** A record after redaction: plain properties, ready for resolvers. */
export interface DisclosedRow {
  readonly __typename: string;
  readonly id: string;
  readonly label: number;
  readonly disclosure: readonly unknown[];
  readonly tombstone: Readonly<Record<string, unknown>> | null;
  readonly [field: string]: unknown;
}

export interface ListRequest {
  readonly filter: Readonly<Record<string, FieldPredicate | null | undefined>>;
  /** A P0 or P1 field; null: by id. */
  readonly orderBy: { readonly field: string; readonly descending: boolean } | null;
  readonly first: number;
  readonly after: string | null;
}

export interface Page<T> {
  readonly edges: readonly { readonly node: T; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly totalCount: () => Promise<number>;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** What cannot be a key belongs to no record, and must not spoil the batch for those beside it. */
function keysIn(values: readonly string[]): string[] {
  return values.filter((value) => UUID.test(value));
}

/** @throws INVALID_INPUT naming the argument when it cannot be a key */
export function parseKey(argument: string, value: string): string {
  if (UUID.test(value)) return value.toLowerCase();
  throw new DomainError('INVALID_INPUT', `${argument}: must be a key of this system, a UUID.`);
}

export class Records<T extends DisclosedRow = DisclosedRow> {
  readonly #source: RecordSource;

  constructor(source: RecordSource) {
    this.#source = source;
  }

  /** By a structural column (`id`, a foreign key), batched over the request; absent ones are null. */
  find(context: Context, column: string, value: string): Promise<T | null> {
    const name = `${this.#source.typeName}.${column}`;
    return context.load(name, value, async (values) => {
      const rows = await this.#byColumn(context, column, values);
      return new Map(rows.map((row) => [String(row[column]), row]));
    });
  }

  /** The same where several records share the value, such as the materials of a case. */
  async many(context: Context, column: string, value: string): Promise<readonly T[]> {
    const name = `${this.#source.typeName}.${column}[]`;
    const found = await context.load<T[]>(name, value, async (values) => {
      const groups = new Map<string, T[]>();
      for (const row of await this.#byColumn(context, column, values)) {
        const key = String(row[column]);
        const group = groups.get(key);
        if (group === undefined) groups.set(key, [row]);
        else group.push(row);
      }
      return groups;
    });
    return found ?? [];
  }

  /** Whether the record exists for this caller, without reading it: asked before a stub is handed out. */
  async isPresent(context: Context, id: string): Promise<boolean> {
    const name = `${this.#source.typeName}?`;
    const found = await context.load(name, id, async (ids) => {
      const visibility = this.#visibility(context);
      const query = sql<{ id: string }>`select ${sql.raw(this.#column('id'))} as id from ${sql.raw(this.#source.from)}
        where ${sql.raw(this.#column('id'))} = any(${keysIn(ids)}::uuid[]) and ${this.#presence(context, visibility)}`;
      const { rows } = await query.execute(context.em.getKysely());
      return new Map(rows.map((row) => [row.id, true]));
    });
    return found ?? false;
  }

  /** Reference of the first subject, whoever asks: for deciding as that subject, never to be told. */
  async findSubject(context: Context, id: string): Promise<string | null> {
    const { facts, from } = this.#source;
    const query = sql<{ subject: string | null }>`select (${sql.raw(facts.subjects)})[1] as subject
      from ${sql.raw(from)} where ${sql.raw(this.#column('id'))} = any(${keysIn([id])}::uuid[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return rows[0]?.subject ?? null;
  }

  /** Those of these keys that are there for this caller, by key; read at once, where `find` waits for others to join. */
  byIds(context: Context, ids: readonly string[]): Promise<T[]> {
    return this.#byColumn(context, 'id', ids);
  }

  /** Keys and labels of what is there for this caller, by key: decided, but not read. */
  async present(context: Context, { ids, after, bodies, limit }: PresentRequest): Promise<readonly Labelled[]> {
    const { facts, from } = this.#source;
    const visibility = this.#visibility(context);
    const id = sql.raw(this.#column('id'));
    const of = (column: string, uscc: readonly string[]): RawBuilder<boolean> =>
      sql<boolean>`${sql.raw(column)} = any(${[...uscc]}::text[])`;
    const where = sql.join(
      [
        ...(ids === undefined ? [] : [sql<boolean>`${id} = any(${keysIn(ids)}::uuid[])`]),
        ...(after === undefined ? [] : [sql<boolean>`${id} > ${after}::uuid`]),
        ...(bodies === undefined
          ? []
          : [sql<boolean>`(${of(facts.formingUnit, bodies)} or ${of(facts.hall, bodies)})`]),
        this.#presence(context, visibility),
      ],
      sql` and `,
    );
    const query = sql<Labelled>`select ${id} as id, ${visibility.label()} as label
      from ${sql.raw(from)} where ${where} order by ${id} limit ${limit}`;
    return (await query.execute(context.em.getKysely())).rows;
  }

  /**
   * What labels are made of, whoever asks: for telling why a record is there no longer. Nothing of it is for callers.
   *
   * @returns of records that exist at all; `place` is a digest of whose they are and where
   */
  async factsOf(em: EntityManager, ids: readonly string[]): Promise<ReadonlyMap<string, RecordFacts>> {
    const { facts: of, from } = this.#source;
    const query = sql<RecordFacts & { id: string }>`select ${sql.raw(this.#column('id'))} as id,
      ${sql.raw(of.facts)} as facts, hashtext(concat_ws('|', ${sql.raw(of.formingUnit)}, ${sql.raw(of.region)},
        ${sql.raw(of.hall)}, ((${sql.raw(of.facts)}) & ${sql.lit(BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH)})::text)) as place
      from ${sql.raw(from)} where ${sql.raw(this.#column('id'))} = any(${keysIn(ids)}::uuid[])`;
    const { rows } = await query.execute(em.getKysely());
    return new Map(rows.map(({ id, facts, place }) => [id, { facts, place }]));
  }

  /** Keys of records that become of age after one day and until another. */
  async ofAge(em: EntityManager, { after, until }: { after: string; until: string }): Promise<readonly string[]> {
    const { facts, from } = this.#source;
    const query = sql<{ id: string }>`select ${sql.raw(this.#column('id'))} as id from ${sql.raw(from)}
      where ${sql.raw(facts.minorUntil)} > ${after}::date and ${sql.raw(facts.minorUntil)} <= ${until}::date order by 1`;
    return (await query.execute(em.getKysely())).rows.map(({ id }) => id);
  }

  get typeName(): string {
    return this.#source.typeName;
  }

  /** By classified fields, each of which must be shown to this caller on that record; null when none or several. */
  async findBy(context: Context, filter: ListRequest['filter']): Promise<T | null> {
    const visibility = this.#visibility(context);
    const conditions = this.#conditions(context, visibility, filter);
    const rows = await this.#select(context, visibility, { conditions, order: [], limit: 2 });
    return rows.length === 1 ? (rows[0] ?? null) : null;
  }

  /** @throws INVALID_INPUT for a cursor that is not of this list, filter, order and caller */
  async list(context: Context, request: ListRequest): Promise<Page<T>> {
    const visibility = this.#visibility(context);
    const conditions = this.#conditions(context, visibility, request.filter);
    const binding = this.#binding(context, request);
    const key = context.services.keys.cursor;
    const sort = this.#sortKey(context, visibility, request.orderBy);
    const position = request.after === null ? null : openCursor(key, binding, request.after);
    const found = await this.#select(context, visibility, {
      conditions: [...conditions, ...keyset(sort, this.#column('id'), position)],
      order: [...(sort === null ? [] : [sql`${sort.expression} ${sort.direction}`]), sql.raw(this.#column('id'))],
      limit: request.first + 1,
      ...(sort === null ? {} : { sortKey: sort.expression }),
    });
    const edges = found.slice(0, request.first).map((node) => ({
      node,
      // Sealed when somebody asks for it: it costs as much as the rest of the row.
      get cursor() {
        const { sortKey } = node;
        return sealCursor(key, binding, [typeof sortKey === 'string' ? sortKey : null, node.id]);
      },
    }));
    return {
      edges,
      pageInfo: {
        hasNextPage: found.length > request.first,
        get endCursor() {
          return edges.at(-1)?.cursor ?? null;
        },
      },
      totalCount: () => this.#count(context, visibility, conditions),
    };
  }

  async #byColumn(context: Context, column: string, values: readonly string[]): Promise<T[]> {
    const condition = sql<boolean>`${sql.raw(this.#column(column))} = any(${keysIn(values)}::uuid[])`;
    const { order: natural } = this.#source;
    const order = [...(natural === undefined ? [] : [sql.raw(natural)]), sql.raw(this.#column('id'))];
    return this.#select(context, this.#visibility(context), { conditions: [condition], order, limit: null });
  }

  async #count(context: Context, visibility: Visibility, conditions: readonly RawBuilder<boolean>[]): Promise<number> {
    const where = sql.join([this.#presence(context, visibility), ...conditions], sql` and `);
    const query = sql<{ n: number }>`select count(*)::int as n from
      (select 1 from ${sql.raw(this.#source.from)} where ${where} limit ${COUNT_CAP}) as found`;
    const { rows } = await query.execute(context.em.getKysely());
    return rows[0]?.n ?? 0;
  }

  async #select(context: Context, visibility: Visibility, parts: SelectParts): Promise<T[]> {
    const { columns, facts, from, tombstone } = this.#source;
    const selected = Object.entries({ ...columns, ...tombstoneColumns(tombstone) }).map(
      ([name, expression]) => sql`${sql.raw(expression)} as ${sql.id(name)}`,
    );
    if (parts.sortKey !== undefined) selected.push(sql`${parts.sortKey} as "sortKey"`);
    const where = sql.join([this.#presence(context, visibility), ...parts.conditions], sql` and `);
    const order = parts.order.length === 0 ? sql`` : sql`order by ${sql.join(parts.order)}`;
    const limit = parts.limit === null ? sql`` : sql`limit ${parts.limit}`;
    const query = sql<
      Record<string, unknown>
    >`select ${sql.join(selected)}, ${sql.raw(facts.id)} as "about", ${visibility.label()} as "label",
      ${visibility.provider()} as "provider"
      from ${sql.raw(from)} where ${where} ${order} ${limit}`;
    const { rows } = await query.execute(context.em.getKysely());
    const { policy } = context.services;
    const table = policy.table(context.accessClass, this.#source.typeName);
    const disclosed = rows.flatMap((row) => disclose(table, policy.masks, { source: this.#source, row }) as T[]);
    return this.#source.pseudonyms === undefined ? disclosed : this.#pseudonymise(context, disclosed);
  }

  /**
   * After redaction: what is withheld is null by then, and a reference of a subject never leaves. Only what the grant
   * itself shows has a pseudonym: one beside the number in a record of the caller's own would be a key to all others.
   */
  #pseudonymise(context: Context, rows: T[]): T[] {
    const grant = effectiveGrant(context.access);
    const table = context.services.policy.table(context.accessClass, this.#source.typeName);
    const { subject: key } = context.services.keys;
    for (const row of rows as Record<string, unknown>[]) {
      for (const name of this.#source.pseudonyms ?? []) {
        const subject = row[name];
        const isByGrant = table.outcome(Number(row['label']), name)?.rule === 'R16';
        row[name] =
          grant !== null && isByGrant && typeof subject === 'string' ? toPseudonym(key, grant.id, subject) : null;
      }
    }
    return rows;
  }

  #visibility(context: Context): Visibility {
    return new Visibility(context.access, context.accessClass, this.#source.facts);
  }

  #presence(context: Context, visibility: Visibility): RawBuilder<boolean> {
    const presence = visibility.where(context.services.policy.presence(context.accessClass, this.#source.typeName));
    const also = this.#source.also?.(context);
    return also === undefined ? presence : sql<boolean>`(${presence} and ${also})`;
  }

  /** A predicate holds where the value matches *and* this caller is shown the value: else it would tell it. */
  #conditions(context: Context, visibility: Visibility, filter: ListRequest['filter']): RawBuilder<boolean>[] {
    return Object.entries(filter).flatMap(([field, predicate]) => {
      if (predicate === null || predicate === undefined) return [];
      const shown = visibility.where(context.services.policy.shown(context.accessClass, this.#source.typeName, field));
      return [sql<boolean>`${shown}`, ...matches(this.#source.filters?.[field] ?? this.#column(field), predicate)];
    });
  }

  /** A value that this caller is not shown sorts as if it were empty. */
  #sortKey(context: Context, visibility: Visibility, orderBy: ListRequest['orderBy']): SortKey | null {
    if (orderBy === null) return null;
    const { policy } = context.services;
    const level = policy.records
      .get(this.#source.typeName)
      ?.fields.find((field) => field.name === orderBy.field)?.level;
    if (level !== 'P0' && level !== 'P1')
      throw new DomainError('INVALID_INPUT', 'orderBy: only P0 and P1 fields sort.');
    const shown = visibility.where(policy.shown(context.accessClass, this.#source.typeName, orderBy.field));
    const column = sql.raw(this.#column(orderBy.field));
    const expression = sql<string>`coalesce(case when ${shown} then (${column})::text end, '') collate "C"`;
    return { expression, direction: orderBy.descending ? sql`desc` : sql`asc`, descending: orderBy.descending };
  }

  #column(name: string): string {
    const column = this.#source.columns[name];
    if (column === undefined) throw new Error(`${this.#source.typeName} has no column for ${name}.`);
    return column;
  }

  #binding(context: Context, request: ListRequest): string {
    const { access } = context;
    const { filter, orderBy } = request;
    const caller = [access.actorId, access.role, access.agency, access.onBehalfOf, access.grant?.id, access.useCause];
    return JSON.stringify([this.#source.typeName, caller, filter, orderBy]);
  }
}

/** Which records to look at; conditions hold together. */
export interface PresentRequest {
  readonly ids?: readonly string[];
  /** Beyond this key. */
  readonly after?: string;
  /** Formed by one of these, or in the custody of one: USCCs. */
  readonly bodies?: readonly string[];
  readonly limit: number | null;
}

export interface Labelled {
  readonly id: string;
  readonly label: number;
}

export interface RecordFacts {
  /** Stored bits, `packStored`. */
  readonly facts: number;
  readonly place: number;
}

interface SelectParts {
  readonly conditions: readonly RawBuilder<boolean>[];
  readonly order: readonly RawBuilder<unknown>[];
  readonly limit: number | null;
  readonly sortKey?: RawBuilder<string>;
}

function tombstoneColumns(tombstone: RecordSource['tombstone']): Record<string, string> {
  if (tombstone === undefined) return {};
  return {
    tombstoneCode: tombstone.recordCode,
    tombstoneOn: tombstone.destroyedOn,
    tombstoneList: tombstone.listNumber,
  };
}

/**
 * Writes into the row, which is fresh from the database: copying it would cost more than deciding about it. Absent rows
 * were left out by SQL; should one come through all the same, it ends here.
 */
function disclose(
  table: RecordTable,
  masks: MaskSettings,
  { source, row }: { readonly source: RecordSource; readonly row: Record<string, unknown> },
): Record<string, unknown>[] {
  const decision = table.decide(Number(row['label']));
  if (decision.presence === 'ABSENT') return [];
  const left = source.tombstone === undefined ? null : takeTombstone(row);
  redact(row, decision, masks);
  row['__typename'] = source.typeName;
  row['disclosure'] = decision.disclosure;
  row['tombstone'] = decision.presence === 'TOMBSTONE' ? left : null;
  return decision.presence === 'TOMBSTONE' && left === null ? [] : [row];
}

function takeTombstone(row: Record<string, unknown>): Record<string, unknown> {
  const { tombstoneCode, tombstoneOn, tombstoneList } = row;
  row['tombstoneCode'] = row['tombstoneOn'] = row['tombstoneList'] = null;
  return { recordCode: tombstoneCode, destroyedOn: tombstoneOn, listNumber: tombstoneList };
}
