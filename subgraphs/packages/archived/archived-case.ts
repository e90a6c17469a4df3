/**
 * An archived case apart from any database: what an export puts into a package and an import takes out of one. Every
 * value is text as it is written; null: there is none, or the caller who exports is not shown it, which `decision` tells.
 */

/** Name of a value here → name of its element in the package. */
type Table = Readonly<Record<string, string>>;
export type Row<T extends Table> = { readonly [K in keyof T]: string | null };

/** In `base_info`, by the names of standards.md §1.3. */
export const BASE_FIELDS = {
  recordCode: 'electronic_record_code',
  region: 'region_code',
  taskCode: 'task_code',
  itemName: 'task_name',
  itemVersion: 'task_version',
  itemType: 'task_type',
  system: 'information_system_description',
  unit: 'social_code',
  lead: 'lead_department',
  caseNumber: 'project_id',
  systemKey: 'accept_num',
  title: 'project_name',
  applicantName: 'apply_name',
  applicantType: 'apply_type',
  applicantIdType: 'card_type',
  applicantIdNumber: 'contacted_card',
  applicantAddress: 'address',
  legalRepresentative: 'legal_man',
  receivedAt: 'receive_time',
  completedOn: 'transact_time',
  result: 'result',
  remarks: 'remarks',
} as const satisfies Table;

/** What a case has beyond `base_info`; a row of its own beside it. [D] */
export const MORE_FIELDS = {
  acceptedAt: 'accept_time',
  archivedOn: 'archive_date',
  nonSharing: 'non_sharing',
  applicantPhone: 'apply_phone',
  contactName: 'contact_name',
  contactPhone: 'contact_phone',
  complainantName: 'complainant_name',
  bankAccount: 'bank_account',
  circumstances: 'circumstances',
  tradeSecret: 'trade_secret',
  internalOpinion: 'internal_opinion',
  handlerName: 'handler_name',
} as const satisfies Table;

export const STEP_FIELDS = { unit: 'unit', note: 'note' } as const satisfies Table;

/** Per-file elements, standards.md §1.3. */
export const FILE_FIELDS = {
  name: 'file_standard_name',
  format: 'format_information',
  fileName: 'computer_file_name',
  fileBytes: 'computer_file_size',
  fileAt: 'computer_file_creation_time',
} as const satisfies Table;

/** What a material has beyond them. [D] */
export const MATERIAL_FIELDS = {
  obtainedBy: 'obtained_by',
  digestSm3: 'digest_sm3',
  digestSha256: 'digest_sha256',
} as const satisfies Table;

export const LICENCE_FIELDS = {
  licenceId: 'licence_key',
  identifier: 'certificate_identifier',
  version: 'certificate_version',
  typeCode: 'certificate_type_code',
  typeName: 'certificate_type_name',
  issuer: 'certificate_issuing_authority_code',
  number: 'certificate_number',
  issuedOn: 'certificate_issued_date',
  validFrom: 'certificate_effective_date',
  validTo: 'certificate_expiring_date',
  holderName: 'certificate_holder_name',
  holderType: 'certificate_holder_type',
  holderNumber: 'certificate_holder_code',
  statusAtUse: 'status_at_use',
  calledAt: 'call_time',
  useCause: 'use_cause',
  fileBytes: 'file_size',
  digestSm3: 'file_sm3',
  digestSha256: 'file_sha256',
} as const satisfies Table;

export const PART_FIELDS = {
  agency: 'agency',
  state: 'state',
  completedOn: 'completed_date',
  archivedOn: 'archive_date',
  opinion: 'opinion',
} as const satisfies Table;

/** `reasons` is JSON. */
export const ARCHIVING_FIELDS = {
  from: 'from_state',
  to: 'to_state',
  at: 'time',
  actor: 'actor',
  brought: 'brought',
  reasons: 'reasons',
} as const satisfies Table;

/** `findings` is JSON. */
export const REPORT_FIELDS = {
  stage: 'stage',
  accepted: 'accepted',
  at: 'time',
  brought: 'brought',
  findings: 'findings',
} as const satisfies Table;

export const NOTE_FIELDS = {
  unit: 'unit',
  writtenAt: 'time',
  writtenBy: 'actor',
  text: 'text',
} as const satisfies Table;

/** What the e-archive sealed, byte for byte. `manifest` is JSON. */
export const SEAL_FIELDS = {
  sealedAt: 'time',
  manifestSm3: 'manifest_sm3',
  manifest: 'manifest',
  metadata: 'metadata',
} as const satisfies Table;

/** For whom an export was decided. */
export const DECISION_FIELDS = {
  complete: 'complete',
  decidedAt: 'time',
  useCause: 'use_cause',
  grant: 'grant',
} as const satisfies Table;

/** One thing that is masked or not there, and why. */
export const WITHHELD_FIELDS = {
  on: 'on',
  field: 'field',
  outcome: 'outcome',
  rule: 'rule',
  clause: 'clause',
  reason: 'reason',
} as const satisfies Table;

export interface ArchivedStep extends Row<typeof STEP_FIELDS> {
  readonly sequence: number;
  readonly step: string | null;
  readonly handlerName: string | null;
  readonly at: string | null;
}

export const FOLDER_OF_CLASS = { EVIDENTIAL: 'A', PROCEDURAL: 'B', RESULT: 'C' } as const;
export type ArchivedMaterialClass = keyof typeof FOLDER_OF_CLASS;

export interface ArchivedMaterial extends Row<typeof FILE_FIELDS>, Row<typeof MATERIAL_FIELDS> {
  /** Names the file in package and reports. */
  readonly fileCode: string;
  readonly sequence: number;
  readonly materialClass: ArchivedMaterialClass | null;
  readonly scopeCode: string | null;
  /** Where its content lies in the package; null: there is none in it. */
  readonly path: string | null;
  /** Elements of the file as they are written, the sharing attributes among them. */
  readonly metadata: Readonly<Record<string, string>>;
}

export interface ArchivedLicence extends Row<typeof LICENCE_FIELDS> {
  /** The file of the package that is its content; null: none is. */
  readonly fileCode: string | null;
}

export type ArchivedCaseFields = Row<typeof BASE_FIELDS> & Row<typeof MORE_FIELDS>;
export type ArchivedPart = Row<typeof PART_FIELDS>;
export type ArchivedMove = Row<typeof ARCHIVING_FIELDS>;
export type ArchivedReport = Row<typeof REPORT_FIELDS>;
export type ArchivedNote = Row<typeof NOTE_FIELDS>;
export type ArchivedSeal = Row<typeof SEAL_FIELDS>;
export type Withheld = Row<typeof WITHHELD_FIELDS>;

/** What is withheld of another agency's part of a joint case is named so: it is no part of this one's record. */
export const PART_PREFIX = 'part ';

export interface Decision extends Row<typeof DECISION_FIELDS> {
  readonly withheld: readonly Withheld[];
}

export interface ArchivedCase {
  readonly fields: ArchivedCaseFields;
  /** `base_info` as it is written: the fields, and what the agency has set for all cases of the item. */
  readonly base: Readonly<Record<string, string>>;
  readonly steps: readonly ArchivedStep[];
  readonly parts: readonly ArchivedPart[];
  readonly materials: readonly ArchivedMaterial[];
  readonly licences: readonly ArchivedLicence[];
  readonly archiving: readonly ArchivedMove[];
  readonly reports: readonly ArchivedReport[];
  readonly notes: readonly ArchivedNote[];
  /** Null: not archived yet, or not shown. */
  readonly seal: ArchivedSeal | null;
  /** Null: nobody has decided about it; it comes from where it was formed. */
  readonly decision: Decision | null;
}

/** Kinds of rows that stand beside `base_info`. */
export const KINDS = {
  more: 'archived_case',
  material: 'archived_material',
  part: 'case_part',
  move: 'archiving_step',
  report: 'check_report',
  note: 'case_annotation',
  seal: 'sealed_package',
  decision: 'disclosure_decision',
  withheld: 'disclosure',
} as const;

export function toElements<T extends Table>(table: T, row: Row<T>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(table).flatMap(([name, element]) => {
      const value = row[name];
      return typeof value === 'string' ? [[element, value] as const] : [];
    }),
  );
}

export function fromElements<T extends Table>(table: T, elements: Readonly<Record<string, string>>): Row<T> {
  const row = Object.fromEntries(
    Object.entries(table).map(([name, element]) => [
      name,
      Object.hasOwn(elements, element) ? (elements[element] ?? null) : null,
    ]),
  );
  return row as Row<T>;
}
