/** The rows of a case that came in a package: what opening, handling and archiving it online would have written. */
import { randomUUID } from 'node:crypto';
import type { CaseState } from '../../../../schema/codes.ts';
import { localDate, toInstant } from '../../../../schema/ids.ts';
import { parseLicenceIdentifier } from '../../../../schema/identifiers/licence-identifier.ts';
import { packStored } from '../../../../schema/policy/label.ts';
import { NEVER_A_MINOR, ofAgeOn } from '../../../../schema/policy/minority.ts';
import type { CheckReport } from '../../../checks/index.ts';
import type { Digests, StoredBlob } from '../../../files/index.ts';
import { toSubjectRef, type Context } from '../../../kernel/index.ts';
import { archiveDueOn } from '../../rules.ts';
import type { Sealed } from '../package.ts';
import type { ArrivedCase } from './arrived.ts';
import type { KnownItem } from './lookup.ts';

/** A row by the names of its columns. */
type Columns = Readonly<Record<string, unknown>>;

/** Tables in the order in which they are written. */
export const TABLES = [
  'case_step',
  'case_part',
  'case_file',
  'case_material',
  'licence_snapshot',
  'archive_package',
  'check_report',
  'archiving_step',
  'case_annotation',
  'package_receipt',
] as const;

export type ContentRows = Readonly<Record<(typeof TABLES)[number], readonly Columns[]>>;

export interface CaseRows {
  readonly caseId: string;
  readonly recordCode: string;
  readonly record: Columns;
  readonly content: ContentRows;
  /** For whoever supervises: how many checks failed, of each report that was made here. */
  readonly checked: readonly { readonly stage: string; readonly failed: number }[];
}

export interface Admitted {
  readonly arrived: ArrivedCase;
  readonly item: KnownItem;
  readonly sealed: Sealed & { readonly elements: Columns; readonly sealedAt: string };
  readonly reports: readonly CheckReport[];
  /** Content in the e-archive, by path in the package. */
  readonly stored: ReadonlyMap<string, StoredBlob>;
  readonly receipt: Digests & { readonly bytes: number; readonly run: string | null };
}

/** Archiving as it is done here; what the package tells of an earlier one comes before it. */
const PATH: readonly CaseState[] = [
  'COMPLETED',
  'COLLECTED',
  'ARRANGED',
  'INVENTORIED',
  'PACKAGED',
  'SEALED',
  'CHECKED',
  'EXCHANGED',
  'RECEIVED',
  'REGISTERED',
  'ARCHIVED',
];

/** Written in one transaction before the case is said to be archived, after which nothing of it changes. */
const STATE_BEFORE: CaseState = 'REGISTERED';

export function toRows(context: Context, admitted: Admitted): CaseRows {
  const caseId = randomUUID();
  const { arrived, reports, sealed } = admitted;
  const { archived, unit } = arrived;
  const { actorId, at } = context.access;
  return {
    caseId,
    recordCode: arrived.recordCode,
    record: toRecord(context, caseId, admitted),
    checked: reports.map(({ stage, rows }) => ({
      stage,
      failed: rows.filter(({ result }) => result === 'FAIL').length,
    })),
    content: {
      case_step: arrived.steps.map(({ sequence, step, handlerName, at: takenAt, note }) => ({
        ...keys(caseId),
        sequence,
        step,
        unit,
        handler_name: handlerName,
        at: takenAt,
        note,
      })),
      case_part: archived.parts.map((part) => ({
        ...keys(caseId),
        agency: part.agency,
        state: part.state,
        opinion: part.opinion,
        completed_on: part.completedOn,
        archived_on: part.archivedOn,
      })),
      ...toFiles(caseId, admitted, at),
      archive_package: [
        {
          ...keys(caseId),
          part_agency: null,
          metadata: sealed.metadata,
          elements: sealed.elements,
          manifest: sealed.manifest,
          manifest_sm3: sealed.manifestSm3,
          sealed_at: sealed.sealedAt,
        },
      ],
      check_report: toReports(caseId, admitted),
      archiving_step: toMoves(caseId, admitted, { actorId, at }),
      case_annotation: archived.notes.map(({ unit: noteUnit, text, writtenAt, writtenBy }) => ({
        ...keys(caseId),
        unit: noteUnit ?? unit,
        text,
        written_by: writtenBy ?? '',
        written_at: writtenAt,
      })),
      package_receipt: [{ ...keys(caseId), agency: unit, ...admitted.receipt, received_by: actorId, received_at: at }],
    },
  };
}

function keys(caseId: string): { readonly id: string; readonly case_id: string } {
  return { id: randomUUID(), case_id: caseId };
}

function toRecord(context: Context, id: string, { arrived, item }: Admitted): Columns {
  const { keys: secrets, profile } = context.services;
  const { opening, completedOn, archivedOn } = arrived;
  const { applicant } = opening;
  return {
    id,
    record_code: arrived.recordCode,
    case_number: opening.caseNumber,
    item_id: item.id,
    state: STATE_BEFORE,
    announced: true,
    system: arrived.system,
    system_key: arrived.systemKey,
    title: opening.title,
    applicant_type: applicant.type,
    applicant_name: applicant.name,
    applicant_id_type: applicant.idType,
    applicant_id_number: applicant.idNumber,
    applicant_phone: applicant.phone,
    applicant_address: applicant.address,
    legal_representative: applicant.legalRepresentative,
    contact_name: opening.contactName,
    contact_phone: opening.contactPhone,
    complainant_name: opening.complainantName,
    bank_account: opening.bankAccount,
    circumstances: opening.circumstances,
    trade_secret: opening.tradeSecret,
    internal_opinion: opening.internalOpinion,
    handler_name: opening.handlerName,
    remarks: opening.remarks,
    result: arrived.result,
    received_at: opening.receivedAt,
    accepted_at: opening.acceptedAt,
    completed_on: completedOn,
    period_on: completedOn,
    archive_due_on: archiveDueOn(localDate(completedOn), profile),
    archived_on: archivedOn ?? context.access.today,
    facts: packStored({
      custody: 'FORMING',
      openness: 'CLOSED',
      sensitive: item.sensitive,
      destroyed: false,
      nonSharing: opening.nonSharing ?? false,
    }),
    forming_unit: arrived.unit,
    // Of those who stand for the applicant a house keeps no numbers, so no package can bring them.
    subjects: [toSubjectRef(secrets.subject, applicant.idNumber)],
    minor_until: applicant.type === 'ENTERPRISE' ? NEVER_A_MINOR : ofAgeOn(applicant.idNumber, profile),
    region: opening.region,
    item_code: opening.taskCode,
  };
}

/** A licence's file stays told for that: it is decided as the licence is. */
function toFiles(
  caseId: string,
  { arrived, stored }: Admitted,
  at: string,
): Pick<ContentRows, 'case_file' | 'case_material' | 'licence_snapshot'> {
  const { materials, licences } = arrived.archived;
  const called = licences.map((licence) => ({ id: randomUUID(), licence }));
  return {
    case_file: materials.flatMap(({ path, fileAt }) => {
      const blob = path === null ? undefined : stored.get(path);
      if (blob === undefined) return [];
      return [{ ...blob, case_id: caseId, at: fileAt ?? at }];
    }),
    case_material: materials.map((material) => {
      const blob = material.path === null ? undefined : stored.get(material.path);
      return {
        ...keys(caseId),
        sequence: material.sequence,
        material_class: material.materialClass,
        name: material.name,
        obtained_by: material.obtainedBy,
        format: material.format,
        file_name: material.fileName,
        file_bytes: Number(material.fileBytes),
        digest_sm3: material.digestSm3?.toLowerCase() ?? blob?.sm3,
        digest_sha256: material.digestSha256 ?? blob?.sha256 ?? null,
        code: material.scopeCode,
        file_id: blob?.id ?? null,
        called_id: called.find(({ licence }) => licence.fileCode === material.fileCode)?.id ?? null,
      };
    }),
    licence_snapshot: called.map(({ id, licence }) => ({ id, case_id: caseId, ...toSnapshot(licence) })),
  };
}

function toSnapshot(licence: ArrivedCase['archived']['licences'][number]): Columns {
  const parsed = parseLicenceIdentifier(licence.identifier);
  const told = parsed.ok ? parsed.value : null;
  return {
    licence_id: licence.licenceId,
    identifier: licence.identifier,
    version: licence.version ?? told?.version,
    type_code: licence.typeCode ?? told?.typeCode,
    type_name: licence.typeName,
    issuer: licence.issuer ?? told?.issuer,
    holder_name: licence.holderName,
    holder_type: licence.holderType,
    holder_number: licence.holderNumber,
    status_at_use: licence.statusAtUse,
    called_at: licence.calledAt,
    use_cause: licence.useCause,
    number: licence.number,
    issued_on: licence.issuedOn,
    valid_from: licence.validFrom,
    valid_to: licence.validTo,
    file_bytes: licence.fileBytes === null ? null : Number(licence.fileBytes),
    digest_sm3: licence.digestSm3,
    digest_sha256: licence.digestSha256,
    file_state: licence.fileCode === null ? null : 'HELD',
  };
}

/** The package's own first, in its order; then those that were made here. */
function toReports(caseId: string, { arrived, reports }: Admitted): readonly Columns[] {
  const brought = arrived.archived.reports.map(({ stage, accepted, at, findings }) => ({
    stage,
    verdict: accepted === 'true' ? 'ACCEPTED' : 'RETURNED',
    at,
    findings: JSON.parse(findings ?? '[]') as unknown,
    brought: true,
  }));
  const made = reports.map(({ stage, at, rows }) => ({
    stage,
    verdict: 'ACCEPTED',
    at,
    findings: rows as unknown,
    brought: false,
  }));
  return [...brought, ...made].map((report, index) => ({ ...keys(caseId), ...report, number: index + 1 }));
}

function toMoves(
  caseId: string,
  { arrived }: Admitted,
  { actorId, at }: { readonly actorId: string; readonly at: string },
): readonly Columns[] {
  const brought = arrived.archived.archiving.map((move) => ({
    from_state: move.from,
    to_state: move.to,
    actor: move.actor ?? '',
    at: move.at,
    reasons: JSON.parse(move.reasons ?? '[]') as unknown,
    brought: true,
  }));
  const made = PATH.slice(1).map((to, index) => ({
    from_state: PATH[index],
    to_state: to,
    actor: actorId,
    at: toInstant(Date.parse(at)),
    reasons: [] as unknown,
    brought: false,
  }));
  return [...brought, ...made].map((move, index) => ({ ...keys(caseId), ...move, number: index + 1 }));
}
