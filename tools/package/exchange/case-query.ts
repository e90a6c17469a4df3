/** What is asked of one case: all that can have been archived of it, and for every record what is not shown. */

const D = 'disclosure { field outcome rule clause reason }';

export const CASE_IDS = `query PackageCases($filter: CaseFilter, $first: Int!, $after: String) {
  cases(filter: $filter, first: $first, after: $after) { totalCount edges { node { id } } pageInfo { hasNextPage endCursor } } }`;

export const CASE_QUERY = `query PackageCase($id: ID!) { case(id: $id) {
  id ${D} tombstone { recordCode }
  recordCode caseNumber region state result receivedAt acceptedAt completedOn archivedOn nonSharing system systemKey
  title applicantType applicantName applicantIdType applicantIdNumber applicantPhone applicantAddress
  legalRepresentative contactName contactPhone complainantName bankAccount circumstances tradeSecret internalOpinion
  handlerName remarks
  item { taskCode version name itemType } agency { uscc }
  steps { ${D} sequence step at handlerName note unit { uscc } }
  parts { ${D} agency { uscc } state completedOn archivedOn opinion }
  materials { ${D} sequence materialClass name obtainedBy format fileName fileBytes digestSm3 digestSha256 fileAt code
    downloadLink part { uscc } }
  licences { ${D} identifier version typeCode typeName issuer { uscc } number issuedOn validFrom validTo holderName
    holderType holderNumber statusAtUse calledAt useCause fileBytes digestSm3 digestSha256 licence { id } }
  archiving { ${D} part { uscc } from to at actor brought reasons { code message clause path } }
  checkReports { ${D} part { uscc } stage accepted at brought
    findings { code object result reason tool operator } }
  packages { ${D} part { uscc } sealedAt manifestSm3 manifest metadata }
  annotations { ${D} unit { uscc } writtenAt writtenBy text }
} }`;

export interface ToldDisclosure {
  readonly field: string;
  readonly outcome: string;
  readonly rule: string;
  readonly clause: string;
  readonly reason: string | null;
}

type Text = string | null;
interface Told {
  readonly disclosure: readonly ToldDisclosure[];
}
interface Body {
  readonly uscc: string;
}

export interface ToldStep extends Told {
  readonly sequence: number | null;
  readonly step: Text;
  readonly at: Text;
  readonly handlerName: Text;
  readonly note: Text;
  readonly unit: Body | null;
}

export interface ToldPart extends Told {
  readonly agency: Body | null;
  readonly state: Text;
  readonly completedOn: Text;
  readonly archivedOn: Text;
  readonly opinion: Text;
}

export interface ToldMaterial extends Told {
  readonly sequence: number | null;
  readonly materialClass: 'EVIDENTIAL' | 'PROCEDURAL' | 'RESULT' | null;
  readonly name: Text;
  readonly obtainedBy: Text;
  readonly format: Text;
  readonly fileName: Text;
  readonly fileBytes: number | null;
  readonly digestSm3: Text;
  readonly digestSha256: Text;
  readonly fileAt: Text;
  readonly code: Text;
  readonly downloadLink: Text;
  readonly part: Body | null;
}

export interface ToldLicence extends Told {
  readonly identifier: Text;
  readonly version: Text;
  readonly typeCode: Text;
  readonly typeName: Text;
  readonly issuer: Body | null;
  readonly number: Text;
  readonly issuedOn: Text;
  readonly validFrom: Text;
  readonly validTo: Text;
  readonly holderName: Text;
  readonly holderType: Text;
  readonly holderNumber: Text;
  readonly statusAtUse: Text;
  readonly calledAt: Text;
  readonly useCause: Text;
  readonly fileBytes: number | null;
  readonly digestSm3: Text;
  readonly digestSha256: Text;
  readonly licence: { readonly id: string } | null;
}

interface ToldOfSide extends Told {
  readonly part: Body | null;
}

export interface ToldMove extends ToldOfSide {
  readonly from: Text;
  readonly to: Text;
  readonly at: Text;
  readonly actor: Text;
  readonly brought: boolean | null;
  readonly reasons: readonly unknown[] | null;
}

export interface ToldReport extends ToldOfSide {
  readonly stage: Text;
  readonly accepted: boolean | null;
  readonly at: Text;
  readonly brought: boolean | null;
  readonly findings: readonly unknown[] | null;
}

export interface ToldSeal extends ToldOfSide {
  readonly sealedAt: Text;
  readonly manifestSm3: Text;
  readonly manifest: Text;
  readonly metadata: Text;
}

export interface ToldNote extends Told {
  readonly unit: Body | null;
  readonly writtenAt: Text;
  readonly writtenBy: Text;
  readonly text: Text;
}

export interface ToldCase extends Told, Readonly<Record<(typeof CASE_TEXTS)[number], Text>> {
  readonly id: string;
  readonly tombstone: { readonly recordCode: string } | null;
  readonly nonSharing: boolean | null;
  readonly item: {
    readonly taskCode: string;
    readonly version: string;
    readonly name: string;
    readonly itemType: string;
  } | null;
  readonly agency: Body | null;
  readonly steps: readonly ToldStep[];
  readonly parts: readonly ToldPart[];
  readonly materials: readonly ToldMaterial[];
  readonly licences: readonly ToldLicence[];
  readonly archiving: readonly ToldMove[];
  readonly checkReports: readonly ToldReport[];
  readonly packages: readonly ToldSeal[];
  readonly annotations: readonly ToldNote[];
}

/** Fields of a case that are plain texts, days or times. */
export const CASE_TEXTS = [
  'recordCode',
  'caseNumber',
  'region',
  'state',
  'result',
  'receivedAt',
  'acceptedAt',
  'completedOn',
  'archivedOn',
  'system',
  'systemKey',
  'title',
  'applicantType',
  'applicantName',
  'applicantIdType',
  'applicantIdNumber',
  'applicantPhone',
  'applicantAddress',
  'legalRepresentative',
  'contactName',
  'contactPhone',
  'complainantName',
  'bankAccount',
  'circumstances',
  'tradeSecret',
  'internalOpinion',
  'handlerName',
  'remarks',
] as const;
