/**
 * What the law gives a caller of the demo city, worked out from the tables and `oracle.ts`: neither the labels that SQL
 * makes nor the tables of the engine are asked. Plain and slow on purpose.
 */
import { defineEntity, p } from '@mikro-orm/core';
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { toAccessClass, type AccessClass } from '../../schema/policy/access-class.ts';
import type { Classified } from '../../schema/policy/classify.ts';
import { unpackLabel, type LabelFacts } from '../../schema/policy/label.ts';
import { applyMask, type MaskKind } from '../../schema/policy/masks.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import type { Database, EntityManager } from '../../subgraphs/kernel/index.ts';
import { judgeField, judgeRecord } from './oracle.ts';

/** The kernel opens no schema without a table. */
const Probe = defineEntity({ name: 'AttackProbe', tableName: 'probe', properties: { id: p.integer().primary() } });

interface RawRow {
  readonly id: string;
  readonly facts: number;
  readonly unit: string;
  readonly hall: string | null;
  readonly transferrer: string | null;
  readonly source: string | null;
  readonly subjects: readonly string[];
  readonly adultOn: string | null;
  readonly region: string;
  readonly item: string;
  readonly periodOn: string | null;
  /** Agencies that handle it while nobody else has been told of it; null once it has been told. */
  readonly handledBy: readonly string[] | null;
  /** Everything that the table holds of it, by column. */
  readonly content: Readonly<Record<string, unknown>>;
}

/** Content and what is decided about, of each type whose fields are columns. */
const TABLES: Readonly<
  Record<string, { readonly from: string; readonly of: string; readonly unit?: string; readonly source?: string }>
> = {
  Case: { from: 'cases.case_record c', of: 'c' },
  CaseStep: { from: 'cases.case_step t join cases.case_record c on c.id = t.case_id', of: 't', unit: 't.unit' },
  CasePart: { from: 'cases.case_part t join cases.case_record c on c.id = t.case_id', of: 't', unit: 't.agency' },
  CaseMaterial: {
    from: 'cases.case_material t join cases.case_record c on c.id = t.case_id',
    of: 't',
    unit: 'coalesce(t.part_agency, c.forming_unit)',
  },
  LicenceSnapshot: {
    from: 'cases.licence_snapshot t join cases.case_record c on c.id = t.case_id',
    of: 't',
    source: 'nullif(t.issuer, c.forming_unit)',
  },
  Licence: { from: 'licences.licence c', of: 'c' },
  RetentionDecision: { from: 'retention.decision t join cases.case_record c on c.id = t.case_id', of: 't' },
  ArchivalRecord: { from: 'holdings.archival_record t join cases.case_record c on c.id = t.case_id', of: 't' },
};

/** Told otherwise than they are stored: of a sealed record, of a licence past its last day, of early custody. */
const TOLD_OTHERWISE = new Set(['openingState', 'custody', 'currentStatus']);

/** A text that one caller is not shown, or shown as its mask. */
export interface HiddenText {
  readonly table: string;
  readonly id: string;
  readonly column: string;
  readonly text: string;
  readonly effect: 'MASK' | 'WITHHOLD';
  readonly mask: MaskKind | null;
}

/** Past the subgraphs, to whatever lies in their tables. */
export async function openForReading(database: Database): Promise<() => EntityManager> {
  const { fork } = await database.orm({ schema: 'attack', entities: [Probe], migrations: [] });
  return fork;
}

export interface Expected {
  readonly presence: 'FIELDS' | 'TOMBSTONE' | 'ABSENT';
  /** Field → effect, and the value where the table has a text for it. */
  readonly fields: ReadonlyMap<
    string,
    { readonly effect: 'SHOW' | 'MASK' | 'WITHHOLD'; readonly text: string | null | undefined }
  >;
}

interface Raw {
  readonly typeName: string;
  readonly row: RawRow;
}

/** Every record of the city, under `Type:id`. */
export class AttackOracle {
  readonly #rows: ReadonlyMap<string, Raw>;
  readonly #classified: Classified;

  private constructor(rows: ReadonlyMap<string, Raw>, classified: Classified) {
    this.#rows = rows;
    this.#classified = classified;
  }

  static async read(database: Database, classified: Classified): Promise<AttackOracle> {
    const fork = await openForReading(database);
    const rows = new Map<string, Raw>();
    for (const typeName of Object.keys(TABLES)) {
      for (const row of await read(fork(), typeName)) rows.set(`${typeName}:${row.id}`, { typeName, row });
    }
    return new AttackOracle(rows, classified);
  }

  *expect(context: AccessContext): Iterable<readonly [key: string, expected: Expected]> {
    const access = toAccessClass(context);
    for (const [key, { typeName, row }] of this.#rows) yield [key, this.#judge(context, access, { typeName, row })];
  }

  /** Of records that are there with their fields, and of those that are not there at all: personal and secret texts. */
  hiddenTexts(context: AccessContext): HiddenText[] {
    return [...this.expect(context)].flatMap(([key, { presence, fields }]) => {
      const raw = this.#rows.get(key);
      const types = raw === undefined ? [] : (this.#classified.records.get(raw.typeName)?.fields ?? []);
      return types.flatMap(({ name, level, mask }) => {
        const effect = presence === 'FIELDS' ? fields.get(name)?.effect : 'WITHHOLD';
        const column = toColumn(name);
        const text = raw?.row.content[column];
        const isSecret = level === 'P2' || level === 'P3' || level === 'P4';
        if (raw === undefined || !isSecret || typeof text !== 'string' || text === '' || /^\d{4}-\d\d-\d\d/.test(text))
          return [];
        if (effect !== 'WITHHOLD' && effect !== 'MASK') return [];
        return [{ table: tableOf(raw.typeName), id: raw.row.id, column, text, effect, mask }];
      });
    });
  }

  #judge(context: AccessContext, access: AccessClass, { typeName, row }: Raw): Expected {
    const type = this.#classified.records.get(typeName);
    if (type === undefined) throw new Error(`${typeName} is no record.`);
    const facts = factsOf(context, access, row);
    const presence = isThere(context, row) ? judgeRecord(access, facts, type.fields) : 'ABSENT';
    const fields = type.fields.map((field) => {
      const { effect } = judgeField(access, facts, field);
      if (effect === 'UNDECIDED') throw new Error(`${field.coordinate} is undecided.`);
      const value = TOLD_OTHERWISE.has(field.name) ? undefined : row.content[toColumn(field.name)];
      const text = typeof value === 'string' || value === null ? value : undefined;
      const masked =
        typeof text === 'string' && field.mask !== null ? applyMask(field.mask, text, DEFAULT_PROFILE.masks) : text;
      return [field.name, { effect, text: effect === 'SHOW' ? text : effect === 'MASK' ? masked : null }] as const;
    });
    return { presence, fields: new Map(fields) };
  }
}

function toColumn(field: string): string {
  return field.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** The first table that is named. */
function tableOf(typeName: string): string {
  return TABLES[typeName]?.from.split(' ')[0] ?? '';
}

async function read(em: EntityManager, typeName: string): Promise<RawRow[]> {
  const table = TABLES[typeName];
  if (table === undefined) throw new Error(`${typeName} has no table.`);
  const handledBy = `case when not c.announced then c.forming_unit || array(
    select p.agency from cases.case_part p where p.case_id = c.id) end`;
  const { rows } =
    await sql<RawRow>`select ${sql.raw(table.of)}.id, c.facts, ${sql.raw(table.unit ?? 'c.forming_unit')} as unit,
      c.hall, c.transferrer, ${sql.raw(table.source ?? 'null')} as source, c.subjects, c.minor_until::text as "adultOn",
      c.region, c.item_code as item, c.period_on::text as "periodOn",
      ${sql.raw(table.from.includes('case_record') ? handledBy : 'null::text[]')} as "handledBy", to_jsonb(${sql.raw(table.of)}) as content
    from ${sql.raw(table.from)}`.execute(em.getKysely());
  return rows;
}

/** A case that is being handled is there for those who handle it and for whom it is about. */
function isThere(context: AccessContext, { handledBy, subjects }: RawRow): boolean {
  const own = context.agency === null ? [] : [context.agency, ...context.predecessors];
  if (handledBy === null || own.some((each) => handledBy.includes(each))) return true;
  return context.subjectRef !== null && subjects.includes(context.subjectRef);
}

function factsOf(context: AccessContext, access: AccessClass, row: RawRow): LabelFacts {
  const own = context.agency === null ? [] : [context.agency, ...context.predecessors];
  const stored = unpackLabel(row.facts);
  const isHeld = stored.custody !== 'FORMING';
  const isPerson = context.role === 'PERSON' || context.role === 'ENTERPRISE';
  return {
    ...stored,
    ownPart: context.role === 'AGENCY' && own.includes(row.unit),
    subject: isPerson && context.subjectRef !== null && row.subjects.includes(context.subjectRef),
    transferrer: context.role === 'AGENCY' && row.transferrer !== null && own.includes(row.transferrer),
    custodian: context.role === 'ARCHIVE_HALL' && isHeld && row.hall !== null && row.hall === context.agency,
    demanded: access.demanded && context.demand?.recordId === row.id,
    minor: row.adultOn === null || row.adultOn > context.today,
    ...byGrant(context, access, row, stored),
  };
}

function byGrant(
  { grant }: AccessContext,
  access: AccessClass,
  row: RawRow,
  { custody }: Pick<LabelFacts, 'custody'>,
): Pick<LabelFacts, 'inGrant' | 'controllerConsent' | 'sourceConsent'> {
  if (grant === null || access.grant === null)
    return { inGrant: false, controllerConsent: false, sourceConsent: false };
  const { items, regions, from, to, subjects } = grant.rows;
  const isOfProvider = [row.unit, row.hall].some((each) => each !== null && grant.providers.includes(each));
  const inGrant =
    isOfProvider &&
    (items === null || items.includes(row.item)) &&
    (regions === null || regions.some((each) => row.region.startsWith(each))) &&
    (from === null || (row.periodOn !== null && row.periodOn >= from)) &&
    (to === null || (row.periodOn !== null && row.periodOn <= to)) &&
    (subjects === null || subjects.some((each) => row.subjects.includes(each)));
  const isOfHall = custody === 'HALL' || custody === 'EARLY_CUSTODY_HALL';
  const { units, halls, sources } = grant.consents;
  return {
    inGrant,
    controllerConsent: isOfHall ? row.hall !== null && halls.includes(row.hall) : units.includes(row.unit),
    sourceConsent: row.source === null || [...grant.providers, grant.grantee, ...sources].includes(row.source),
  };
}
