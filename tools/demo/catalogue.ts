/** The sharing catalogue of the demo city: for each provider every field in one entry, by how it is shared. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { SharingLoad } from '../../subgraphs/sharing/index.ts';
import { demoId } from './stable.ts';

type EntryRow = NonNullable<SharingLoad['entries']>[number];

/** `coordinates({ Case: 'title result' })` is `Case.title`, `Case.result`. */
function coordinates(fields: Readonly<Record<string, string>>): string[] {
  return Object.entries(fields).flatMap(([type, names]) => names.split(/\s+/).map((name) => `${type}.${name}`));
}

/** P0: open by law. */
const PUBLIC_FIELDS: readonly string[] = coordinates({
  Case: 'item agency region state result completedOn',
  CasePart: 'agency state',
  LicenceSnapshot: 'typeCode typeName issuer',
  Licence: 'typeCode typeName issuer region',
  ArchivalRecord: 'fondsNumber fondsName hall custody openingState',
  RetentionDecision: 'agency period periodYears basis',
  ArchivingStep: 'part',
  CheckReport: 'part',
  CaseAnnotation: 'unit',
});

/** P1 and P2; of P3 only what reviews of applications cannot do without. */
const BUSINESS_FIELDS: readonly string[] = coordinates({
  Case: `caseNumber recordCode receivedAt acceptedAt archiveDueOn archivedOn applicantType handlerName title applicantName
    applicantIdNumber applicantPhone applicantAddress legalRepresentative contactName contactPhone complainantName remarks
    circumstances applicantPseudonym applicantIdType system systemKey nonSharing`,
  CaseStep: 'sequence step at unit handlerName note',
  CasePart: 'completedOn archivedOn',
  CaseMaterial: 'sequence part materialClass obtainedBy format name code fileAt',
  ArchivingStep: 'from to at brought actor reasons',
  CheckReport: 'stage accepted at brought findings changes',
  CaseAnnotation: 'text writtenAt writtenBy',
  LicenceSnapshot: `version statusAtUse calledAt useCause fileState identifier holderType holderName holderNumber number issuedOn validFrom
    validTo`,
  SealedPackage: 'part sealedAt',
  RecordFile: 'code format',
  Licence: `checkDigit version issuedOn validFrom validTo currentStatus rawStatusCode holderType identifier number holderName
    holderNumber holderPseudonym remarks`,
  LicenceVersion: 'version identifier number issuedOn validFrom validTo holderName',
  LicenceAct: 'operation version rawStatusCode status at body actor source reason',
  LicenceFinding: 'code rawStatusCode source at resolvedAt',
  LicenceCall: `identifier version number issuedOn validFrom validTo holderName holderType holderNumber statusAtUse calledAt
    useCause`,
  AnnotatedCopy: 'version useCause creator createdAt expiresAt',
  ArchivalRecord: `recordCode referenceCode openedOn transferBatch transferredOn receivedOn openingOpinion disclosureStatus
    secrecyChange title`,
  RetentionDecision: 'ruleCode startsOn dueOn state explanation',
});

/** P3 and P4. */
const SENSITIVE_FIELDS: readonly string[] = coordinates({
  Case: 'bankAccount tradeSecret',
  CaseMaterial: 'fileName fileBytes digestSm3 digestSha256 downloadLink',
  SealedPackage: 'manifestSm3 manifest metadata',
  RecordFile: 'name sizeBytes sm3 sha256',
  LicenceSnapshot: 'fileBytes digestSm3 digestSha256',
  LicenceVersion: 'fileBytes digestSm3 digestSha256 downloadLink',
  LicenceCall: 'fileBytes digestSm3 digestSha256',
  AnnotatedCopy: 'fileBytes digestSm3 digestSha256 downloadLink',
});

const CLOSED_FIELDS: readonly string[] = coordinates({
  Case: 'internalOpinion',
  CasePart: 'opinion',
  ArchivalRecord: 'location',
  RetentionDecision: 'held',
});

const MASKED_FIELDS: readonly string[] = coordinates({
  Case: 'applicantName applicantIdNumber applicantPhone',
  LicenceSnapshot: 'holderName holderNumber',
  Licence: 'holderName holderNumber',
});

const CLOSED_BY =
  '《中华人民共和国政府信息公开条例》第十六条；《中华人民共和国档案法》第十九条；《中华人民共和国档案法实施条例》第二十四条';

interface Provider {
  readonly uscc: string;
  readonly prefix: string;
  /** What its cases are about. */
  readonly subject: string;
  /** Masks beyond those that all providers offer. */
  readonly masked?: readonly string[];
}

const PROVIDERS: readonly Provider[] = [
  { uscc: DEMO_BODIES.housing, prefix: 'FG-CASE', subject: '公租房保障' },
  { uscc: DEMO_BODIES.civilAffairs, prefix: 'MZ-CASE', subject: '民政服务' },
  {
    uscc: DEMO_BODIES.market,
    prefix: 'SC-CASE',
    subject: '市场准入',
    masked: coordinates({ Case: 'applicantAddress legalRepresentative' }),
  },
  { uscc: DEMO_BODIES.transport, prefix: 'JT-CASE', subject: '交通运输' },
  {
    uscc: DEMO_BODIES.cityArchives,
    prefix: 'DA-ARCH',
    subject: '馆藏政务服务',
    masked: coordinates({ Case: 'applicantAddress' }),
  },
];

export function entryIdOf(code: string): string {
  return demoId(`entry/${code}`);
}

interface Entry
  extends
    Pick<EntryRow, 'name' | 'modes' | 'fields'>,
    Partial<Pick<EntryRow, 'conditions' | 'legalBasis' | 'offeredMasked' | 'dataLevel' | 'piImpact'>> {
  readonly code: string;
  readonly attribute: 'UNCONDITIONAL' | 'CONDITIONAL' | 'NON_SHARING';
}

function toRow(provider: Provider, entry: Entry): EntryRow {
  return {
    id: entryIdOf(entry.code),
    provider: provider.uscc,
    updateCycle: '实时',
    format: 'JSON（GraphQL）',
    state: 'PUBLISHED',
    version: 1,
    publishedOn: '2025-08-01',
    dataClass: 'GENERAL',
    dataLevel: 1,
    secrecyRisk: '不涉及国家秘密、工作秘密；带密级标志的文件不入库。',
    piImpact: null,
    conditions: null,
    legalBasis: null,
    offeredMasked: [],
    ...entry,
  };
}

/** @clause 809 art. 13-15 */
function entriesOf(provider: Provider): EntryRow[] {
  const { prefix, subject, masked = [] } = provider;
  const row = (entry: Entry): EntryRow => toRow(provider, entry);
  return [
    row({
      code: `${prefix}-000`,
      name: `${subject}办件公开信息`,
      attribute: 'UNCONDITIONAL',
      modes: ['API', 'BATCH', 'FILE'],
      fields: [...PUBLIC_FIELDS],
    }),
    row({
      code: `${prefix}-001`,
      name: `${subject}办件信息`,
      attribute: 'CONDITIONAL',
      modes: ['API', 'BATCH'],
      conditions:
        '限行政机关为履行法定职责，在审核、核对与本办件当事人有关的申请时使用；不得用于其他用途，不得提供给第三方。',
      dataLevel: 3,
      piImpact: '含个人信息：按授权用途逐字段提供，其余脱敏或不予提供；评估结论为可控。',
      fields: [...BUSINESS_FIELDS],
      offeredMasked: [...MASKED_FIELDS, ...masked],
    }),
    row({
      code: `${prefix}-002`,
      name: `${subject}办件敏感信息与材料文件`,
      attribute: 'CONDITIONAL',
      modes: ['API'],
      conditions: '须有法律、行政法规的具体依据，或者当事人、监护人、第三方的单独同意；逐条申请，仅限接口方式。',
      dataLevel: 4,
      piImpact: '含敏感个人信息与商业秘密：逐字段核对法定依据或单独同意，使用方须提交影响评估。',
      fields: [...SENSITIVE_FIELDS],
    }),
    row({
      code: `${prefix}-009`,
      name: `${subject}内部事务信息`,
      attribute: 'NON_SHARING',
      modes: [],
      legalBasis: CLOSED_BY,
      dataLevel: 3,
      piImpact: '不予共享。',
      fields: [...CLOSED_FIELDS],
    }),
  ];
}

export const ENTRIES: readonly EntryRow[] = PROVIDERS.flatMap(entriesOf);
