/** E-licences of the demo world, and what the cases archived of them. */
import { DEMO_BODIES, DEMO_CITIZEN_ID, DEMO_ENTERPRISE } from '../../gateway/development/identities.ts';
import { LICENCE_ROOT_OID, makeCheckLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import { addDays, addYears, localDate, type LocalDate } from '../../schema/ids.ts';
import type { CaseLoad } from '../../subgraphs/cases/index.ts';
import type { LicenceRow } from '../../subgraphs/licences/index.ts';
import { demoCaseId } from './case-names.ts';
import type { CaseSpec } from './case-spec.ts';
import { applicantOfCase, daysOf, regionOf } from './cases.ts';
import { itemOf } from './items.ts';
import { licenceTypeOf, type LicenceKind } from './licence-types.ts';
import type { Applicant } from './people.ts';
import { demoId, fixturesOf, serialOf } from './stable.ts';

type SnapshotRow = NonNullable<CaseLoad['snapshots']>[number];

export interface LicenceWorld {
  readonly licences: readonly LicenceRow[];
  readonly snapshots: readonly SnapshotRow[];
}

/** How some licences stand today; the snapshots of them tell of another day. */
const TODAY: Readonly<Record<string, { readonly raw: string; readonly version: string }>> = {
  [`${DEMO_CITIZEN_ID}/lease`]: { raw: '05', version: '001' },
  [`${DEMO_CITIZEN_ID}/business`]: { raw: '01', version: '002' },
  [`${DEMO_ENTERPRISE}/business`]: { raw: '01', version: '001' },
};

interface Made {
  readonly row: LicenceRow;
  readonly validTo: LocalDate | null;
  readonly key: string;
}

/** Holders keep a licence until it runs out: a later case calls in the same one. */
export function licenceWorld(specs: readonly CaseSpec[]): LicenceWorld {
  const made = new Map<string, Made[]>();
  const snapshots: SnapshotRow[] = [];
  const completed = specs.flatMap((spec) =>
    spec.completedOn === null ? [] : [{ spec, on: localDate(spec.completedOn) }],
  );
  for (const { spec, on } of completed.toSorted((a, b) => (a.on < b.on ? -1 : 1))) {
    const applicant = applicantOfCase(spec);
    const valid = (kind: LicenceKind, issuedOn: LocalDate): Made => {
      const ofHolder = made.get(`${applicant.idNumber}/${kind}`) ?? [];
      const held = ofHolder.find(({ validTo }) => validTo === null || validTo >= on);
      if (held !== undefined) return held;
      const licence = makeLicence({ kind, applicant, spec, issuedOn });
      made.set(`${applicant.idNumber}/${kind}`, [...ofHolder, licence]);
      return licence;
    };
    const { calls, issues } = itemOf(spec.item);
    for (const kind of calls.filter((each) => mayHold(spec, each)))
      snapshots.push(toSnapshot(spec, kind, valid(kind, addDays(on, -fixturesOf(`${spec.key}/${kind}`).int(60, 800)))));
    if (issues !== undefined && (spec.result ?? 'GRANTED') === 'GRANTED') valid(issues, on);
  }
  return { licences: [...made.values()].flat().map(({ row }) => row), snapshots };
}

/** Children run no business. */
function mayHold({ who }: CaseSpec, kind: LicenceKind): boolean {
  return who !== 'minor' || kind !== 'business';
}

interface Making {
  readonly kind: LicenceKind;
  readonly applicant: Applicant;
  readonly spec: CaseSpec;
  readonly issuedOn: LocalDate;
}

function makeLicence({ kind, applicant, spec, issuedOn }: Making): Made {
  const { issuer, years, name, sensitive = false, statusCodes = {} } = licenceTypeOf(kind);
  const key = `licence/${spec.key}/${kind}`;
  const { int, pick } = fixturesOf(key);
  const validTo = years === undefined ? null : addDays(addYears(issuedOn, years), -1);
  const today = TODAY[`${applicant.idNumber}/${kind}`];
  const version = today?.version ?? pick(['001', '001', '001', '002']);
  const row: LicenceRow = {
    id: demoId(key),
    identifier: identifierOf(key, kind, version),
    number: `${name.slice(0, 1)}字〔${issuedOn.slice(0, 4)}〕第${int(100_000, 999_999)}号`,
    issuedOn,
    validFrom: issuedOn,
    validTo,
    rawStatusCode: today?.raw ?? pick(['01', '01', '01', '01', '02', '99', ...Object.keys(statusCodes)]),
    holderName: applicant.name,
    holderType: applicant.idType,
    holderNumber: applicant.idNumber,
    issuer: DEMO_BODIES[issuer],
    region: regionOf(spec),
    remarks: int(1, 4) === 1 ? '委托他人代领，代领人身份已核验。' : null,
    sensitive,
    nonSharing: false,
    standing: spec.standing ?? [],
  };
  return { row, validTo, key };
}

/** As older systems of one province made them: in lawful use, with a check character that does not agree. */
const LEGACY_EVERY = 8;

function identifierOf(key: string, kind: LicenceKind, version: string): string {
  const { code, issuer } = licenceTypeOf(kind);
  const parts = [code, DEMO_BODIES[issuer], `TEST${serialOf(key, 14, 0)}`, version];
  const check = makeCheckLicenceIdentifier(parts.join(''));
  const isLegacy = fixturesOf(`check/${key}`).int(1, LEGACY_EVERY) === 1;
  return [LICENCE_ROOT_OID, ...parts, isLegacy ? otherThan(check) : check].join('.');
}

function otherThan(check: string): string {
  return check === 'A' ? 'B' : 'A';
}

function toSnapshot(spec: CaseSpec, kind: LicenceKind, { row, key }: Made): SnapshotRow {
  const { code, name, issuer } = licenceTypeOf(kind);
  return {
    id: demoId(`snapshot/${spec.key}/${kind}`),
    caseId: demoCaseId(spec.key),
    licenceId: row.id,
    identifier: identifierOf(key, kind, '001'),
    version: '001',
    typeCode: code,
    typeName: name,
    issuer: DEMO_BODIES[issuer],
    holderName: row.holderName,
    holderType: row.holderType,
    holderNumber: row.holderNumber,
    statusAtUse: 'VALID',
    calledAt: `${daysOf(spec).received}T09:${kind === 'lease' ? '20' : '21'}:00.000+08:00`,
    useCause: `办理${itemOf(spec.item).name}`,
  };
}
