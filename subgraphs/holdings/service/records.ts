/** Archival records as the caller may see them. */
import { CUSTODY_BITS } from '../../../schema/policy/label.ts';
import { parseReferenceCode } from '../../../schema/identifiers/reference-code.ts';
import { factColumns } from '../../../schema/policy/visibility.ts';
import {
  parseIdentifier,
  Records,
  type DisclosedRow,
  type ListRequest,
  type Page,
  type RecordSource,
} from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';

/** Of a case `c` and its archival record `r`, which may be missing: the case's facts, but custody from here. */
export const RECORD_FACTS = {
  facts: `((c.facts & ~${CUSTODY_BITS}) | coalesce(r.custody_facts, 0))`,
  hall: 'r.hall',
  transferrer: 'r.transferrer',
};

/**
 * A sealed record is told to be not open, like one whose review said so, and never to have been opened.
 *
 * @clause 档案法 art. 27
 */
export const ARCHIVAL_RECORDS: RecordSource = {
  typeName: 'ArchivalRecord',
  from: `holdings.archival_record r join holdings.case_copy c on c.id = r.case_id
    left join holdings.fonds f on f.id = r.fonds_id`,
  facts: factColumns('c', RECORD_FACTS),
  tombstone: {
    recordCode: 'r.record_code',
    destroyedOn: 'c.destroyed_on',
    listNumber: 'c.destruction_list_number',
  },
  columns: {
    id: 'r.id',
    caseId: 'r.case_id',
    recordCode: 'r.record_code',
    referenceCode: 'r.reference_code',
    fondsNumber: 'f.number',
    fondsName: 'f.name',
    hall: 'r.hall',
    custody: "case r.custody when 'EARLY_CUSTODY_HALL' then 'EARLY_CUSTODY' else r.custody end",
    openingState: "case when r.sealed then 'NOT_OPEN' else r.opening_state end",
    openedOn: 'case when r.sealed then null else r.opened_on end',
    transferBatch: 'r.transfer_batch',
    transferredOn: 'r.transferred_on',
    receivedOn: 'r.received_on',
    openingOpinion: 'r.opening_opinion',
    disclosureStatus: 'r.disclosure_status',
    secrecyChange: 'r.secrecy_change',
    location: 'r.location',
    title: 'r.title',
  },
};

export const archivalRecords = new Records(ARCHIVAL_RECORDS);

const caseCopies = new Records({
  typeName: 'Case',
  from: 'holdings.case_copy c left join holdings.archival_record r on r.case_id = c.id',
  facts: factColumns('c', RECORD_FACTS),
  columns: { id: 'c.id' },
});

export function findArchivalRecord(context: Context, id: string): Promise<DisclosedRow | null> {
  return archivalRecords.find(context, 'id', id);
}

export function findArchivalRecordOfCase(context: Context, caseId: string): Promise<DisclosedRow | null> {
  return archivalRecords.find(context, 'caseId', caseId);
}

/**
 * Whoever may not read the reference code of a record does not find it by its reference code.
 *
 * @throws INVALID_INPUT naming every part that is malformed, never what was written
 * @clause DA/T 13-2022
 */
export async function findByReferenceCode(context: Context, referenceCode: string): Promise<DisclosedRow | null> {
  const { code } = parseIdentifier('referenceCode', parseReferenceCode(referenceCode));
  return archivalRecords.findBy(context, { referenceCode: { eq: code } });
}

export function listArchivalRecords(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  return archivalRecords.list(context, request);
}

/** The link to the case, unless the case is absent for this caller. */
export async function findCaseLink(context: Context, caseId: string): Promise<{ id: string } | null> {
  return (await caseCopies.isPresent(context, caseId)) ? { id: caseId } : null;
}
