/** Takes fonds and archival records in: the write side that loading data needs. Rows and their events commit together. */
import { sql } from 'kysely';
import type { InferEntity, RequiredEntityData } from '@mikro-orm/core';
import type { Opening } from '../../schema/codes.ts';
import { DomainError } from '../../schema/errors.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import type { Custody } from '../../schema/policy/label.ts';
import { parseIdentifier } from '../disclosure/index.ts';
import type { Runtime } from '../kernel/index.ts';
import type { ContentTable } from './destruction.ts';
import { ArchivalRecordEntity, FondsEntity } from './entities/record.ts';
import { publishCustody } from './events.ts';
import { checkCustody, custodyFacts, transferrerOf } from './rules.ts';

type DataOf<E> = RequiredEntityData<InferEntity<E>>;

export interface FondsRow {
  readonly id: string;
  /** 全宗号: a letter and three digits. */
  readonly number: string;
  readonly name: string;
  /** USCC. */
  readonly hall: string;
  /** USCC of the unit whose archives it holds. */
  readonly formingUnit?: string | null;
}

/** An archival record as it is handed in, before or after the case itself. Days are `YYYY-MM-DD`. */
export interface RecordRow {
  readonly id: string;
  readonly caseId: string;
  readonly recordCode: string;
  /** 档号; null before it is assigned. */
  readonly referenceCode: string | null;
  readonly fondsId: string;
  readonly title?: string | null;
  readonly custody: Custody;
  readonly openingState: Opening;
  /** Sealed (封存). Callers are told that it is not open, never why. */
  readonly sealed: boolean;
  /** Classified after archiving: absent for everybody. */
  readonly classified: boolean;
  /** USCC of the hall that has the custody; null exactly when it is with the forming unit. */
  readonly hall: string | null;
  /** USCC of the unit that formed the case. */
  readonly formingUnit: string;
  /** The hall's consent that the transferring unit goes on using the record is recorded. */
  readonly transferrerConsent: boolean;
  readonly openedOn?: string | null;
  readonly transferBatch?: string | null;
  readonly transferredOn?: string | null;
  readonly receivedOn?: string | null;
  readonly openingOpinion?: string | null;
  readonly disclosureStatus?: string | null;
  readonly secrecyChange?: string | null;
  readonly location?: string | null;
}

export interface HoldingLoad {
  readonly fonds?: readonly FondsRow[];
  readonly records?: readonly RecordRow[];
}

/** @throws INVALID_INPUT naming what is malformed or contradicts itself; nothing of the load remains */
export async function load(runtime: Runtime, input: unknown): Promise<void> {
  const { fonds = [], records = [] } = input as HoldingLoad;
  const entities = records.map(toEntity);
  await runtime.fork().transactional(async (tx) => {
    if (fonds.length > 0) await tx.insertMany(FondsEntity, [...fonds]);
    if (entities.length > 0) await tx.insertMany(ArchivalRecordEntity, entities);
    await publishCustody(
      tx,
      records.map((row) => row.caseId),
    );
  });
}

function toEntity(row: RecordRow): DataOf<typeof ArchivalRecordEntity> {
  const { classified, formingUnit, transferrerConsent, ...data } = row;
  const faults = checkCustody(row);
  if (faults.length > 0)
    throw new DomainError('INVALID_INPUT', `${faults.join('; ')}.`, { details: { caseId: row.caseId } });
  if (row.referenceCode !== null) parseIdentifier('referenceCode', parseReferenceCode(row.referenceCode));
  return {
    ...data,
    custodyFacts: custodyFacts({ ...row, classified }),
    transferrer: transferrerOf({ custody: row.custody, formingUnit, transferrerConsent }),
  };
}

/** Of how many of these cases there is content: a text, a row, a file that is still to be deleted. @param content what goes with a record */
export function countContentOf(
  content: readonly ContentTable[],
): (runtime: Runtime, input: unknown) => Promise<number> {
  const tables = sql.join(
    [...content.map(({ table }) => table), 'holdings.content_erasure'].map(
      (table) => sql`select case_id from ${sql.table(table)}`,
    ),
    sql` union all `,
  );
  return async (runtime, input) => {
    const { caseIds } = input as { readonly caseIds: readonly string[] };
    const { rows } = await sql<{ n: number }>`select count(distinct k.case_id)::int as n
      from (select case_id from holdings.archival_record where title is not null union all ${tables}) as k
      where k.case_id = any(${[...caseIds]}::uuid[])`.execute(runtime.fork().getKysely());
    return rows[0]?.n ?? 0;
  };
}
