/** Transfer batches as their agency and their hall see them. Titles and contents of records are not in them. */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import type { Context } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { ownBodies } from './acting.ts';

export interface BatchView {
  readonly id: string;
  readonly [field: string]: unknown;
}

const instant = (column: string): string =>
  `to_char(${column} at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"')`;

const COLUMNS = sql.raw(`b.id, b.number, b.agency, b.hall, b.kind, b.state, b.agreement, b.reason, b.manifest,
  b.requirement_id as "requirementId", ${instant('b.submitted_at')} as "submittedAt", b.manifest_sm3 as "manifestSm3",
  b.receipt_number as "receiptNumber", b.receipt, b.receipt_sm3 as "receiptSm3", b.received_on::text as "receivedOn",
  b.transferrer_consent as "transferrerConsent"`);

/** Those of the caller's agency, and those that were handed over to its hall. */
function visible({ role, agency, ...access }: AccessContext): RawBuilder<boolean> {
  if (role === 'ARCHIVE_HALL')
    return sql<boolean>`(b.hall = ${agency} and b.state <> 'DRAFT' and b.submitted_at is not null)`;
  return sql<boolean>`b.agency = any(${ownBodies({ agency, ...access })}::text[])`;
}

export interface BatchFilter {
  readonly id?: string | null;
  readonly state?: string | null;
}

/** Newest first. */
export async function listBatches(
  context: Context,
  { id = null, state = null }: BatchFilter,
): Promise<readonly BatchView[]> {
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; agency: string; hall: string; receiptNumber: string | null }>`select ${COLUMNS}
      from holdings.transfer_batch b
      where ${visible(context.access)} and (${id}::uuid is null or b.id = ${id}::uuid)
        and (${state}::text is null or b.state = ${state})
      order by b.drafted_at desc, b.id limit 500`,
  );
  return rows.map((row) => ({
    ...row,
    agency: { uscc: row.agency },
    hall: { uscc: row.hall },
    receipt: row.receiptNumber === null ? null : toReceipt(row),
  }));
}

function toReceipt(row: object): unknown {
  const { receiptNumber, receipt, receiptSm3, receivedOn, transferrerConsent } = row as Readonly<
    Record<string, unknown>
  >;
  return { number: receiptNumber, text: receipt, digestSm3: receiptSm3, receivedOn, transferrerConsent };
}

export async function findBatch(context: Context, id: string): Promise<BatchView | null> {
  return (await listBatches(context, { id }))[0] ?? null;
}

/** In order; those that are off the batch too, if they were ever handed over. */
export function listItemViews(
  context: Context,
  batchId: string,
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return rowsOf(
    context.em,
    sql<Record<string, unknown>>`select i.case_id as "caseId", i.sequence, i.state, i.attempt, i.reasons,
        i.opening_advice as "openingAdvice", i.opening_opinion as "openingOpinion",
        i.disclosure_status as "disclosureStatus", i.secrecy_change as "secrecyChange", i.file_count as "filesAnnounced",
        (select count(*)::int from holdings.staged_file f where f.item_id = i.id) as "filesReceived",
        coalesce(i.report->'rows', '[]'::jsonb) as findings
      from holdings.transfer_item i where i.batch_id = ${batchId}::uuid order by i.sequence, i.id`,
  );
}
