/** Description (著录): what a keeper corrects of a record, with what it was before, by whom and why. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { parseReferenceCode } from '../../../schema/identifiers/reference-code.ts';
import type { DisclosedRow } from '../../disclosure/index.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { INSTANT, rowsOf } from '../rows.ts';
import { refuse, refuseIf } from '../transfer-refusals.ts';
import { checkText } from '../transfer-rules.ts';
import { done, ownBodies, perform, refused, type Outcome } from './acting.ts';
import { archivalRecords } from './records.ts';

/** Field of the API → column. */
const FIELDS = { referenceCode: 'reference_code', location: 'location', title: 'title' } as const;
type Field = keyof typeof FIELDS;

export interface Correction extends Readonly<Partial<Record<Field, string | null>>> {
  readonly recordId: string;
  readonly reason: string;
}

interface Described extends Readonly<Record<Field, string | null>> {
  readonly caseId: string;
  readonly fonds: string;
  readonly custody: string;
  readonly hall: string | null;
  readonly formingUnit: string;
}

/**
 * Corrects what was said of a record; what it was before stays beside it. A field that is not given stays as it is.
 *
 * @throws NOT_FOUND for a record that is not in the caller's custody
 * @clause DA/T 13-2022
 */
export function correctDescription(context: Context, correction: Correction): Promise<Outcome<DisclosedRow>> {
  const { recordId, reason } = correction;
  return perform(context, 'correctDescription', {
    work: async (tx) => {
      const record = await lockRecord(tx, context, recordId);
      const changes = (Object.keys(FIELDS) as Field[]).flatMap((field) => {
        const after = correction[field];
        return after === undefined || after === null || after === record[field] ? [] : [{ field, after }];
      });
      const violations = [
        ...checkText(reason, 'input.reason', true),
        ...refuseIf(changes.length === 0, 'NOTHING_CHANGED', 'input'),
        ...changes.flatMap(({ field, after }) => checkText(after, `input.${field}`, true)),
        ...(await checkCode(tx, record, changes.find(({ field }) => field === 'referenceCode')?.after)),
      ];
      if (violations.length > 0) return refused(recordId, violations);
      for (const { field, after } of changes) await change(tx, context, { correction, record, field, after });
      return done(recordId);
    },
    find: (id) => archivalRecords.find(context, 'id', id),
  });
}

/** @throws NOT_FOUND */
async function lockRecord(tx: EntityManager, { access }: Context, recordId: string): Promise<Described> {
  const [record] = await rowsOf(
    tx,
    sql<Described>`select a.case_id as "caseId", a.reference_code as "referenceCode", a.location, a.title, a.custody, a.hall,
        f.number as fonds, c.forming_unit as "formingUnit"
      from holdings.archival_record a join holdings.case_copy c on c.id = a.case_id
        join holdings.fonds f on f.id = a.fonds_id
      where a.id = ${recordId}::uuid and c.destroyed_on is null and ((a.custody_facts >> 10) & 3) <> 3 for update of a`,
  );
  const keeper = record?.custody === 'FORMING' ? record.formingUnit : record?.hall;
  if (record === undefined || !ownBodies(access).includes(keeper ?? '')) throw new DomainError('NOT_FOUND');
  return record;
}

/** A code is one of the record's own fonds, and no other record's. @clause DA/T 13-2022 */
async function checkCode(tx: EntityManager, record: Described, code: string | undefined): Promise<readonly Refusal[]> {
  if (code === undefined) return [];
  const parsed = parseReferenceCode(code);
  if (!parsed.ok || parsed.value.fonds !== record.fonds)
    return [refuse('REFERENCE_CODE_INVALID', 'input.referenceCode')];
  const taken = await rowsOf(
    tx,
    sql`select 1 from holdings.archival_record where reference_code = ${code} and case_id <> ${record.caseId}::uuid`,
  );
  return refuseIf(taken.length > 0, 'REFERENCE_CODE_TAKEN', 'input.referenceCode');
}

interface Change {
  readonly correction: Correction;
  readonly record: Described;
  readonly field: Field;
  readonly after: string;
}

async function change(
  tx: EntityManager,
  { access }: Context,
  { correction, record, field, after }: Change,
): Promise<void> {
  const db = tx.getKysely();
  await sql`insert into holdings.description_change (id, record_id, case_id, field, before, after, reason, changed_by, at)
    values (${randomUUID()}::uuid, ${correction.recordId}::uuid, ${record.caseId}::uuid, ${field}, ${record[field]}, ${after},
      ${correction.reason}, ${access.actorId}, ${access.at}::timestamptz)`.execute(db);
  await sql`update holdings.archival_record set ${sql.ref(FIELDS[field])} = ${after}
    where id = ${correction.recordId}::uuid`.execute(db);
}

interface ChangeRow {
  readonly field: Field;
  readonly before: string | null;
  readonly after: string | null;
  readonly [column: string]: string | null;
}

/** What has been corrected of a record, oldest first; of a field that the caller is not shown, only that it was. */
export async function listChanges(context: Context, recordId: string): Promise<readonly unknown[]> {
  const record = await archivalRecords.find(context, 'id', recordId);
  if (record === null) return [];
  const table = context.services.policy.table(context.accessClass, 'ArchivalRecord');
  const { outcomes } = table.decide(record.label);
  const rows = await rowsOf(
    context.em,
    sql<ChangeRow>`select field, before, after, reason, changed_by as "changedBy", ${INSTANT} as at
      from holdings.description_change where record_id = ${recordId}::uuid order by at, id`,
  );
  const isShown = (field: string): boolean => outcomes.get(field)?.effect === 'SHOW';
  return rows.map((row) => (isShown(row.field) ? row : { ...row, before: null, after: null, reason: null }));
}
