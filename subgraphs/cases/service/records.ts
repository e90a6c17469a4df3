/** Use cases of `cases`: reading records as the caller may see them. */
import { sql, type RawBuilder } from 'kysely';
import { factColumns } from '../../../schema/policy/visibility.ts';
import { Records, type DisclosedRow, type ListRequest, type Page } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';

const caseTombstone = {
  recordCode: 'r.record_code',
  destroyedOn: 'r.destroyed_on',
  listNumber: 'r.destruction_list_number',
};

/**
 * A case that nobody has been told of is being handled, and no shared data yet: it is there for the agencies that
 * handle it and for whom it is about.
 */
export const isThere =
  (alias: string) =>
  ({ access }: Context): RawBuilder<boolean> => {
    const column = (name: string): RawBuilder<unknown> => sql.raw(`${alias}.${name}`);
    const own = access.agency === null ? [] : [access.agency, ...access.predecessors];
    return sql<boolean>`(${column('announced')} or ${column('forming_unit')} = any(${own}::text[])
    or coalesce(${access.subjectRef}::text = any(${column('subjects')}), false)
    or exists (select 1 from cases.case_part as own_part
      where own_part.case_id = ${column('id')} and own_part.agency = any(${own}::text[])))`;
  };

export const caseRecords = new Records({
  typeName: 'Case',
  also: isThere('r'),
  from: 'cases.case_record r join cases.service_item i on i.id = r.item_id',
  facts: factColumns('r'),
  tombstone: caseTombstone,
  filters: { item: 'i.task_code' },
  pseudonyms: ['applicantPseudonym'],
  columns: {
    id: 'r.id',
    caseNumber: 'r.case_number',
    recordCode: 'r.record_code',
    item: 'r.item_id',
    agency: 'r.forming_unit',
    region: 'r.region',
    nonSharing: '(r.facts & 32768) <> 0',
    system: 'r.system',
    systemKey: 'r.system_key',
    state: 'r.state',
    result: 'r.result',
    receivedAt: 'r.received_at',
    acceptedAt: 'r.accepted_at',
    completedOn: 'r.completed_on',
    archiveDueOn: 'r.archive_due_on',
    archivedOn: 'r.archived_on',
    title: 'r.title',
    applicantType: 'r.applicant_type',
    applicantName: 'r.applicant_name',
    applicantIdType: 'r.applicant_id_type',
    applicantIdNumber: 'r.applicant_id_number',
    applicantPseudonym: 'r.subjects[1]',
    applicantPhone: 'r.applicant_phone',
    applicantAddress: 'r.applicant_address',
    legalRepresentative: 'r.legal_representative',
    contactName: 'r.contact_name',
    contactPhone: 'r.contact_phone',
    complainantName: 'r.complainant_name',
    bankAccount: 'r.bank_account',
    circumstances: 'r.circumstances',
    tradeSecret: 'r.trade_secret',
    internalOpinion: 'r.internal_opinion',
    handlerName: 'r.handler_name',
    remarks: 'r.remarks',
  },
});

export const stepRecords = new Records({
  typeName: 'CaseStep',
  also: isThere('r'),
  from: 'cases.case_step s join cases.case_record r on r.id = s.case_id',
  facts: factColumns('r', { formingUnit: 's.unit' }),
  tombstone: caseTombstone,
  order: 's.sequence',
  columns: {
    id: 's.id',
    caseId: 's.case_id',
    unit: 's.unit',
    sequence: 's.sequence',
    step: 's.step',
    at: 's.at',
    handlerName: 's.handler_name',
    note: 's.note',
  },
});

export const partRecords = new Records({
  typeName: 'CasePart',
  also: isThere('r'),
  from: 'cases.case_part p join cases.case_record r on r.id = p.case_id',
  facts: factColumns('r', { formingUnit: 'p.agency' }),
  tombstone: caseTombstone,
  order: 'p.agency',
  columns: {
    id: 'p.id',
    caseId: 'p.case_id',
    agency: 'p.agency',
    state: 'p.state',
    completedOn: 'p.completed_on',
    archivedOn: 'p.archived_on',
    opinion: 'p.opinion',
  },
});

/** The file of a licence of a third agency needs that agency's consent too. @clause 实施条例 art. 34 */
export const materialRecords = new Records({
  typeName: 'CaseMaterial',
  also: isThere('r'),
  from: `cases.case_material m join cases.case_record r on r.id = m.case_id
    left join cases.case_file f on f.id = m.file_id left join cases.licence_snapshot l on l.id = m.called_id`,
  facts: factColumns('r', {
    formingUnit: 'coalesce(m.part_agency, r.forming_unit)',
    sourceUnit: 'nullif(l.issuer, coalesce(m.part_agency, r.forming_unit))',
  }),
  tombstone: caseTombstone,
  order: 'm.sequence',
  columns: {
    id: 'm.id',
    caseId: 'm.case_id',
    part: 'm.part_agency',
    sequence: 'm.sequence',
    materialClass: 'm.material_class',
    name: 'm.name',
    obtainedBy: 'm.obtained_by',
    format: 'm.format',
    fileName: 'm.file_name',
    fileBytes: 'm.file_bytes',
    digestSm3: 'm.digest_sm3',
    digestSha256: 'm.digest_sha256',
    fileAt: 'f.at',
    code: 'm.code',
    hasContent: 'm.file_id is not null',
  },
});

/** A snapshot issued by a third agency needs that agency's consent too. @clause 实施条例 art. 34 */
export const snapshotRecords = new Records({
  typeName: 'LicenceSnapshot',
  also: isThere('r'),
  from: 'cases.licence_snapshot l join cases.case_record r on r.id = l.case_id',
  facts: factColumns('r', { sourceUnit: 'nullif(l.issuer, r.forming_unit)' }),
  tombstone: caseTombstone,
  order: 'l.called_at',
  columns: {
    id: 'l.id',
    caseId: 'l.case_id',
    licenceId: 'l.licence_id',
    identifier: 'l.identifier',
    version: 'l.version',
    typeCode: 'l.type_code',
    typeName: 'l.type_name',
    issuer: 'l.issuer',
    holderName: 'l.holder_name',
    holderType: 'l.holder_type',
    holderNumber: 'l.holder_number',
    statusAtUse: 'l.status_at_use',
    calledAt: 'l.called_at',
    useCause: 'l.use_cause',
    number: 'l.number',
    issuedOn: 'l.issued_on',
    validFrom: 'l.valid_from',
    validTo: 'l.valid_to',
    fileBytes: 'l.file_bytes',
    digestSm3: 'l.digest_sm3',
    digestSha256: 'l.digest_sha256',
    fileState: 'l.file_state',
  },
});

/** Of the case, or of one agency's part: each sees how its own is archived. */
const ownSide = (alias: string) => factColumns('r', { formingUnit: `coalesce(${alias}.part_agency, r.forming_unit)` });

export const archivingRecords = new Records({
  typeName: 'ArchivingStep',
  also: isThere('r'),
  from: 'cases.archiving_step a join cases.case_record r on r.id = a.case_id',
  facts: ownSide('a'),
  order: 'a.number',
  columns: {
    id: 'a.id',
    caseId: 'a.case_id',
    part: 'a.part_agency',
    from: 'a.from_state',
    to: 'a.to_state',
    at: 'a.at',
    actor: 'a.actor',
    brought: 'a.brought',
    reasons: 'a.reasons',
  },
});

export const reportRecords = new Records({
  typeName: 'CheckReport',
  also: isThere('r'),
  from: 'cases.check_report c join cases.case_record r on r.id = c.case_id',
  facts: ownSide('c'),
  order: 'c.number desc',
  columns: {
    id: 'c.id',
    caseId: 'c.case_id',
    part: 'c.part_agency',
    stage: 'c.stage',
    accepted: `c.verdict = 'ACCEPTED'`,
    at: 'c.at',
    brought: 'c.brought',
    findings: 'c.findings',
  },
});

export const packageRecords = new Records({
  typeName: 'SealedPackage',
  also: isThere('r'),
  from: 'cases.archive_package k join cases.case_record r on r.id = k.case_id',
  facts: ownSide('k'),
  order: 'k.sealed_at',
  columns: {
    id: 'k.id',
    caseId: 'k.case_id',
    part: 'k.part_agency',
    sealedAt: 'k.sealed_at',
    manifestSm3: 'k.manifest_sm3',
    manifest: 'k.manifest',
    metadata: 'k.metadata',
  },
});

export const annotationRecords = new Records({
  typeName: 'CaseAnnotation',
  also: isThere('r'),
  from: 'cases.case_annotation n join cases.case_record r on r.id = n.case_id',
  facts: factColumns('r', { formingUnit: 'n.unit' }),
  order: 'n.written_at',
  columns: {
    id: 'n.id',
    caseId: 'n.case_id',
    unit: 'n.unit',
    text: 'n.text',
    writtenAt: 'n.written_at',
    writtenBy: 'n.written_by',
  },
});

const licenceCopies = new Records({
  typeName: 'Licence',
  from: 'cases.licence_copy c',
  facts: factColumns('c'),
  columns: { id: 'c.id' },
});

/** Cases, and what they consist of. */
export const CASE_KINDS = {
  whole: caseRecords,
  parts: [
    stepRecords,
    partRecords,
    materialRecords,
    snapshotRecords,
    archivingRecords,
    reportRecords,
    packageRecords,
    annotationRecords,
  ],
};

export function findCase(context: Context, id: string): Promise<DisclosedRow | null> {
  return caseRecords.find(context, 'id', id);
}

/** Whoever may not read the number of a case does not find it by its number. */
export function findCaseByNumber(context: Context, number: string): Promise<DisclosedRow | null> {
  return caseRecords.findBy(context, { caseNumber: { eq: number } });
}

export function listCases(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  return caseRecords.list(context, request);
}

/** The link to the live licence, unless that licence is absent for this caller. */
export async function findLicenceLink(context: Context, licenceId: string): Promise<{ id: string } | null> {
  return (await licenceCopies.isPresent(context, licenceId)) ? { id: licenceId } : null;
}

export function findItem(context: Context, id: string): Promise<Readonly<Record<string, unknown>> | null> {
  return context.load('ServiceItem.id', id, async (ids) => {
    const query = sql<{ id: string }>`select id, task_code as "taskCode", version, name, item_type as "itemType",
      by_reference as "byReference", paper_also_by as "paperAlsoBy" from cases.service_item where id = any(${[...ids]}::uuid[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.id, row]));
  });
}
