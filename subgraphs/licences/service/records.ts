/** Reading licences and what belongs to them, as the caller may see them. */
import { sql } from 'kysely';
import { parseLicenceIdentifier } from '../../../schema/identifiers/licence-identifier.ts';
import { factColumns } from '../../../schema/policy/visibility.ts';
import { parseIdentifier, Records, type DisclosedRow, type ListRequest, type Page } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { isLapsed } from '../life-rules.ts';
import { ownBodies } from './acts.ts';

/** Lapsed from the day after the last day of validity on, whether or not the sweep has come by. */
const CURRENT_STATUS = `case when r.current_status in ('VALID', 'SUSPENDED')
  and r.valid_to < (now() at time zone 'Asia/Shanghai')::date then 'EXPIRED' else r.current_status end`;

export const licenceRecords = new Records({
  typeName: 'Licence',
  from: 'licences.licence r left join licences.licence_type t on t.code = r.type_code',
  facts: factColumns('r'),
  pseudonyms: ['holderPseudonym'],
  filters: { currentStatus: CURRENT_STATUS },
  columns: {
    id: 'r.id',
    typeCode: 'r.type_code',
    typeName: 't.name',
    issuer: 'r.forming_unit',
    region: 'r.region',
    identifier: 'r.identifier',
    checkDigit: 'r.check_digit',
    number: 'r.number',
    version: 'r.version',
    issuedOn: 'r.issued_on',
    validFrom: 'r.valid_from',
    validTo: 'r.valid_to',
    lastDay: 'r.valid_to',
    currentStatus: 'r.current_status',
    rawStatusCode: 'r.raw_status_code',
    holderName: 'r.holder_name',
    holderType: 'r.holder_type',
    holderNumber: 'r.holder_number',
    holderPseudonym: 'r.subjects[1]',
    remarks: 'r.remarks',
  },
});

export const versionRecords = new Records({
  typeName: 'LicenceVersion',
  from: `licences.licence_version v join licences.licence r on r.id = v.licence_id
    left join licences.licence_file f on f.id = v.file_id`,
  facts: factColumns('r'),
  order: 'v.version',
  columns: {
    id: 'v.id',
    licenceId: 'v.licence_id',
    version: 'v.version',
    identifier: 'v.identifier',
    number: 'v.number',
    issuedOn: 'v.issued_on',
    validFrom: 'v.valid_from',
    validTo: 'v.valid_to',
    holderName: 'v.holder_name',
    fileBytes: 'f.bytes::float8',
    digestSm3: 'f.sm3',
    digestSha256: 'f.sha256',
    hasContent: 'v.file_id is not null',
  },
});

export const actRecords = new Records({
  typeName: 'LicenceAct',
  from: 'licences.licence_act a join licences.licence r on r.id = a.licence_id',
  facts: factColumns('r'),
  order: 'a.sequence',
  columns: {
    id: 'a.id',
    licenceId: 'a.licence_id',
    operation: 'a.operation',
    version: 'a.version',
    rawStatusCode: 'a.raw_status_code',
    status: 'a.status',
    at: 'a.at',
    body: 'a.body',
    actor: 'a.actor_id',
    source: 'a.source',
    reason: 'a.reason',
  },
});

export const findingRecords = new Records({
  typeName: 'LicenceFinding',
  from: 'licences.licence_finding n join licences.licence r on r.id = n.licence_id',
  facts: factColumns('r'),
  order: 'n.at',
  columns: {
    id: 'n.id',
    licenceId: 'n.licence_id',
    code: 'n.code',
    rawStatusCode: 'n.raw_status_code',
    source: 'n.source',
    at: 'n.at',
    resolvedAt: 'n.resolved_at',
  },
});

/** Whoever did not make it does not see it. */
const madeBy =
  (column: string) =>
  (context: Context): ReturnType<typeof sql<boolean>> =>
    sql<boolean>`${sql.raw(column)} = any(${ownBodies(context)}::text[])`;

export const copyRecords = new Records({
  typeName: 'AnnotatedCopy',
  also: madeBy('c.creator'),
  from: 'licences.annotated_copy c join licences.licence r on r.id = c.licence_id',
  facts: factColumns('r'),
  columns: {
    id: 'c.id',
    licenceId: 'c.licence_id',
    version: 'c.version',
    useCause: 'c.use_cause',
    creator: 'c.creator',
    createdAt: 'c.created_at',
    expiresAt: 'c.expires_at',
    untilMs: '(extract(epoch from c.expires_at) * 1000)::float8',
    fileBytes: 'c.bytes::float8',
    digestSm3: 'c.sm3',
    digestSha256: 'c.sha256',
    hasContent: 'c.file_id is not null',
  },
});

/** Beside the licence's own label facts: a call shows what the licence would. */
export const callRecords = new Records({
  typeName: 'LicenceCall',
  also: madeBy('k.caller'),
  from: 'licences.licence_call k join licences.licence r on r.id = k.licence_id',
  facts: factColumns('r'),
  columns: {
    id: 'k.id',
    caseId: 'k.case_id',
    state: 'k.state',
    identifier: 'k.identifier',
    version: 'k.version',
    number: 'k.number',
    issuedOn: 'k.issued_on',
    validFrom: 'k.valid_from',
    validTo: 'k.valid_to',
    holderName: 'k.holder_name',
    holderType: 'k.holder_type',
    holderNumber: 'k.holder_number',
    statusAtUse: 'k.status_at_use',
    calledAt: 'k.called_at',
    useCause: 'k.use_cause',
    fileBytes: 'k.file_bytes::float8',
    digestSm3: 'k.digest_sm3',
    digestSha256: 'k.digest_sha256',
  },
});

/** Licences, and what is known of each. */
export const LICENCE_KINDS = {
  whole: licenceRecords,
  parts: [versionRecords, actRecords, findingRecords, copyRecords, callRecords],
};

export async function findLicence(context: Context, id: string): Promise<DisclosedRow | null> {
  const row = await licenceRecords.find(context, 'id', id);
  return row === null ? null : asOfToday(context, row);
}

/** Those of these keys, as `findLicence` reads them. */
export async function readLicences(context: Context, ids: readonly string[]): Promise<readonly DisclosedRow[]> {
  return (await licenceRecords.byIds(context, ids)).map((row) => asOfToday(context, row));
}

/** Whether the caller may know of it is decided like any other reading. */
export async function listLicences(context: Context, request: ListRequest): Promise<Page<DisclosedRow>> {
  const page = await licenceRecords.list(context, request);
  for (const { node } of page.edges) asOfToday(context, node);
  return page;
}

/** A status that is withheld stays withheld. The row is this request's own. */
function asOfToday({ access }: Context, row: DisclosedRow): DisclosedRow {
  const { currentStatus, lastDay } = row;
  const lastDayText = typeof lastDay === 'string' ? lastDay : null;
  return typeof currentStatus === 'string' && isLapsed(currentStatus, lastDayText, access.today)
    ? Object.assign(row, { currentStatus: 'EXPIRED' })
    : row;
}

/**
 * Any version names its licence. Whoever may not read the identifier does not find it by its identifier. A check
 * character that does not agree is not refused: such licences are in lawful use.
 *
 * @throws INVALID_INPUT naming every part that is malformed, never what was written
 * @clause GB/T 36904-2018
 */
export async function findVersion(context: Context, identifier: string): Promise<DisclosedRow | null> {
  const parts = parseIdentifier('identifier', parseLicenceIdentifier(identifier));
  return versionRecords.findBy(context, { identifier: { eq: parts.identifier } });
}

/** As `findVersion`; the licence itself is decided as well. */
export async function findLicenceByIdentifier(context: Context, identifier: string): Promise<DisclosedRow | null> {
  const parts = parseIdentifier('identifier', parseLicenceIdentifier(identifier));
  const current = await licenceRecords.findBy(context, { identifier: { eq: parts.identifier } });
  if (current !== null) return asOfToday(context, current);
  const version = await versionRecords.findBy(context, { identifier: { eq: parts.identifier } });
  return version === null ? null : findLicence(context, String(version['licenceId']));
}
