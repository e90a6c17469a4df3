/**
 * The same decision as SQL: a label as an expression, and "what this caller is shown" as a condition.
 * Conditions are compiled from the decision function itself, as a reduced decision diagram over the label's
 * bits, so that there is no second version of the rules. Pure: builds text, touches no database.
 */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext } from '../actor.ts';
import { effectiveGrant, reachableBits, type AccessClass } from './access-class.ts';
import { BIT, BIT_NAMES, STORED_BITS, type BitName, type Label } from './label.ts';

/** SQL expressions of the columns that make a record's label. Nullable ones may be null. */
export interface FactColumns {
  /** Key of the record that a statutory demand names: for parts of a case, the case. */
  readonly id: string;
  /** Stored bits, `packStored`. */
  readonly facts: string;
  /** USCC of the forming unit. */
  readonly formingUnit: string;
  /** USCC of the hall that holds it; null before custody. */
  readonly hall: string;
  /** USCC of the unit that transferred it, once the hall's consent is recorded. */
  readonly transferrer: string;
  /** USCC of the third agency whose consent R13 asks for; null: none. */
  readonly sourceUnit: string;
  /** References of subjects and of those who lawfully stand for them, `text[]`. */
  readonly subjects: string;
  /** First day on which the subject is surely of age; null: may be a minor. */
  readonly minorUntil: string;
  readonly region: string;
  readonly itemCode: string;
  /** The day that a grant's period looks at. */
  readonly periodOn: string;
}

/** The columns under their usual names, behind a table alias. */
export function factColumns(alias: string, overrides: Partial<FactColumns> = {}): FactColumns {
  const column = (name: string): string => `${alias}.${name}`;
  return {
    id: column('id'),
    facts: column('facts'),
    formingUnit: column('forming_unit'),
    hall: column('hall'),
    transferrer: column('transferrer'),
    sourceUnit: 'null::text',
    subjects: column('subjects'),
    minorUntil: column('minor_until'),
    region: column('region'),
    itemCode: column('item_code'),
    periodOn: column('period_on'),
    ...overrides,
  };
}

type Condition = RawBuilder<boolean>;
type Bits = Readonly<Record<BitName, Condition | null>>;

/** Compiles labels and conditions for one caller and one set of columns. */
export class Visibility {
  readonly #bits: Bits;
  readonly #facts: RawBuilder<number>;
  readonly #formingUnit: RawBuilder<string>;
  readonly #hall: RawBuilder<string>;
  readonly #hallControls: Condition;

  constructor(context: AccessContext, access: AccessClass, columns: FactColumns) {
    this.#facts = sql.raw(columns.facts);
    this.#formingUnit = sql.raw(columns.formingUnit);
    this.#hall = sql.raw(columns.hall);
    this.#hallControls = isHallControlled(columns);
    this.#bits = toBits(context, access, columns);
  }

  /** The label class as an integer expression. */
  label(): RawBuilder<number> {
    const relations = BIT_NAMES.flatMap((name) => {
      const condition = (BIT[name] & STORED_BITS) === 0 ? this.#bits[name] : null;
      return condition === null ? [] : [sql`case when ${condition} then ${sql.lit(BIT[name])} else 0 end`];
    });
    return sql<number>`(${sql.join([this.#facts, ...relations], sql` | `)})`;
  }

  /** Who provides the record, to be asked for more of it: the unit that formed it, or the hall that controls it. */
  provider(): RawBuilder<string> {
    return sql<string>`case when ${this.#hallControls} then ${this.#hall} else ${this.#formingUnit} end`;
  }

  /** The labels that a diagram accepts, as a condition. */
  where(diagram: Diagram): Condition {
    if (diagram === true) return sql<boolean>`true`;
    if (diagram === false) return sql<boolean>`false`;
    const bit = this.#bits[diagram.bit];
    if (bit === null) return this.where(diagram.unset);
    const { set, unset } = diagram;
    if (set === true) return unset === false ? bit : sql<boolean>`(${bit} or ${this.where(unset)})`;
    if (unset === true)
      return set === false ? sql<boolean>`not ${bit}` : sql<boolean>`(not ${bit} or ${this.where(set)})`;
    if (set === false) return sql<boolean>`(not ${bit} and ${this.where(unset)})`;
    if (unset === false) return sql<boolean>`(${bit} and ${this.where(set)})`;
    return sql<boolean>`case when ${bit} then ${this.where(set)} else ${this.where(unset)} end`;
  }
}

/** A reduced decision diagram over label bits. */
export type Diagram = boolean | { readonly bit: BitName; readonly set: Diagram; readonly unset: Diagram };

/** Bits that tell most come first: it keeps the diagrams small. */
const ORDER: readonly BitName[] = [...BIT_NAMES].reverse();

/** The diagram of `accepts` over every label that a caller of this class can meet. */
export function toDiagram(access: AccessClass, accepts: (label: Label) => boolean): Diagram {
  const reachable = reachableBits(access);
  const bits = ORDER.filter((name) => (BIT[name] & reachable) !== 0);
  const grow = (depth: number, label: Label): Diagram => {
    const bit = bits[depth];
    if (bit === undefined) return accepts(label);
    const set = grow(depth + 1, label | BIT[bit]);
    const unset = grow(depth + 1, label);
    return isSame(set, unset) ? set : { bit, set, unset };
  };
  return grow(0, 0);
}

function isSame(a: Diagram, b: Diagram): boolean {
  if (typeof a === 'boolean' || typeof b === 'boolean') return a === b;
  return a.bit === b.bit && isSame(a.set, b.set) && isSame(a.unset, b.unset);
}

function toBits(context: AccessContext, access: AccessClass, columns: FactColumns): Bits {
  const reachable = reachableBits(access);
  const stored = (bit: number): Condition => sql<boolean>`(${sql.raw(columns.facts)} & ${sql.lit(bit)}) <> 0`;
  const relations = toRelations(context, columns);
  const entries = BIT_NAMES.map((name) => {
    const bit = BIT[name];
    if ((bit & reachable) === 0) return [name, null];
    return [name, (bit & STORED_BITS) !== 0 ? stored(bit) : (relations[name] ?? null)];
  });
  return Object.fromEntries(entries) as Bits;
}

/** Every condition is true or false, never null: `coalesce` where a column may be null. */
function toRelations(context: AccessContext, columns: FactColumns): Partial<Record<BitName, Condition>> {
  const own = context.agency === null ? [] : [context.agency, ...context.predecessors];
  const isOneOf = (column: string, values: readonly string[]): Condition =>
    sql<boolean>`coalesce(${sql.raw(column)} = any(${[...values]}::text[]), false)`;
  const custody = BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH;
  return {
    OWN_PART: isOneOf(columns.formingUnit, own),
    SUBJECT: sql<boolean>`coalesce(${context.subjectRef} = any(${sql.raw(columns.subjects)}), false)`,
    TRANSFERRER: isOneOf(columns.transferrer, own),
    CUSTODIAN: sql<boolean>`(coalesce(${sql.raw(columns.hall)} = ${context.agency}, false) and (${sql.raw(columns.facts)} & ${sql.lit(custody)}) <> 0)`,
    DEMANDED: sql<boolean>`${sql.raw(columns.id)}::text = ${context.demand?.recordId ?? ''}`,
    MINOR: sql<boolean>`coalesce(${sql.raw(columns.minorUntil)} > ${context.today}::date, true)`,
    ...toGrantRelations(context, columns),
  };
}

function toGrantRelations(context: AccessContext, columns: FactColumns): Partial<Record<BitName, Condition>> {
  const grant = effectiveGrant(context);
  if (grant === null) return {};
  const raw = (column: string): RawBuilder<unknown> => sql.raw(column);
  const within = (column: string, values: readonly string[] | null): Condition[] =>
    values === null ? [] : [sql<boolean>`${raw(column)} = any(${[...values]}::text[])`];
  const rows: Condition[] = [
    sql<boolean>`(${raw(columns.formingUnit)} = any(${[...grant.providers]}::text[]) or ${raw(columns.hall)} = any(${[...grant.providers]}::text[]))`,
    ...within(columns.itemCode, grant.rows.items),
    ...(grant.rows.regions === null
      ? []
      : [sql<boolean>`${raw(columns.region)} like any(${grant.rows.regions.map((each) => `${each}%`)}::text[])`]),
    ...(grant.rows.from === null ? [] : [sql<boolean>`${raw(columns.periodOn)} >= ${grant.rows.from}::date`]),
    ...(grant.rows.to === null ? [] : [sql<boolean>`${raw(columns.periodOn)} <= ${grant.rows.to}::date`]),
    ...(grant.rows.subjects === null
      ? []
      : [sql<boolean>`${raw(columns.subjects)} && ${[...grant.rows.subjects]}::text[]`]),
  ];
  const sources = [...grant.providers, grant.grantee, ...grant.consents.sources];
  const hallControls = isHallControlled(columns);
  return {
    IN_GRANT: sql<boolean>`coalesce(${sql.join(rows, sql` and `)}, false)`,
    CONTROLLER_CONSENT: sql<boolean>`coalesce(case when ${hallControls} then ${raw(columns.hall)} = any(${[...grant.consents.halls]}::text[]) else ${raw(columns.formingUnit)} = any(${[...grant.consents.units]}::text[]) end, false)`,
    SOURCE_CONSENT: sql<boolean>`coalesce(${raw(columns.sourceUnit)} = any(${sources}::text[]), true)`,
  };
}

function isHallControlled({ facts }: FactColumns): Condition {
  return sql<boolean>`(${sql.raw(facts)} & ${sql.lit(BIT.CUSTODY_HIGH)}) <> 0`;
}
