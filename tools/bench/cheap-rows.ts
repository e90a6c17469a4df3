/** Canned rows for subgraphs without a database: 500 cases, each with materials, licences, retention and holding. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { RecordType } from '../../schema/policy/classify.ts';
import { packLabel, type LabelFacts } from '../../schema/policy/label.ts';
import { DEMO_MAIN_CASE_ID } from '../demo/case-names.ts';
import { demoId, fixturesOf } from '../demo/stable.ts';

export type CannedRow = Readonly<Record<string, unknown>> & { readonly id: string; readonly label: number };

export interface CannedCase {
  readonly case: CannedRow;
  readonly materials: readonly CannedRow[];
  readonly snapshots: readonly CannedRow[];
  readonly licences: readonly CannedRow[];
  readonly retention: CannedRow;
  readonly holding: CannedRow;
}

const COUNT = 500;

/** @param records what a row of each type has, as a database would deliver it: every field, asked for or not */
export function cannedCases(records: ReadonlyMap<string, RecordType>): readonly CannedCase[] {
  const empty = new Map(
    [...records].map(([name, { fields }]) => [name, Object.fromEntries(fields.map((field) => [field.name, null]))]),
  );
  return Array.from({ length: COUNT }, (_, index) => cannedCase(index, empty));
}

const PLAIN: LabelFacts = {
  ownPart: false,
  subject: false,
  transferrer: false,
  custodian: false,
  inGrant: true,
  controllerConsent: true,
  sourceConsent: true,
  demanded: false,
  custody: 'FORMING',
  openness: 'CLOSED',
  minor: false,
  sensitive: false,
  destroyed: false,
  nonSharing: false,
};

/** Covered by the grant, of a minor, opened, outside the grant. */
const LABELS: readonly number[] = [
  packLabel(PLAIN),
  packLabel({ ...PLAIN, minor: true }),
  packLabel({ ...PLAIN, custody: 'HALL', openness: 'OPEN', inGrant: false, controllerConsent: false }),
  packLabel({ ...PLAIN, inGrant: false, controllerConsent: false }),
];

function cannedCase(index: number, empty: ReadonlyMap<string, Readonly<Record<string, null>>>): CannedCase {
  const key = `bench/${index}`;
  const id = index === 0 ? DEMO_MAIN_CASE_ID : demoId(key);
  const label = LABELS[index % LABELS.length] ?? 0;
  const fixtures = fixturesOf(key);
  const name = fixtures.name();
  const record = (type: string, fields: Readonly<Record<string, unknown>>, n = 0): CannedRow =>
    asDelivered({
      ...empty.get(type),
      id: demoId(`${key}/${type}/${n}`),
      label,
      provider: DEMO_BODIES.housing,
      tombstone: null,
      disclosure: [],
      ...fields,
    });
  const licences = [0, 1].map((n) => record('Licence', { currentStatus: 'VALID', holderName: name }, n));
  return {
    case: record('Case', { ...caseFields(index, name, fixtures.mobile()), id }),
    materials: [0, 1, 2].map((n) =>
      record('CaseMaterial', { sequence: n + 1, materialClass: 'EVIDENTIAL', name: '公租房资格确认申请表' }, n),
    ),
    snapshots: licences.map((licence, n) =>
      record(
        'LicenceSnapshot',
        {
          licenceId: licence.id,
          typeName: '居民户口簿',
          holderName: name,
          statusAtUse: 'VALID',
        },
        n,
      ),
    ),
    licences,
    retention: record('RetentionDecision', { period: 'D30', basis: '26号 art. 7', dueOn: '2054-12-31' }),
    holding: record('ArchivalRecord', {
      referenceCode: `9901-WS·2024-D30-${String(index + 1).padStart(4, '0')}`,
      fondsNumber: '9901',
      custody: 'FORMING',
      openingState: 'NOT_OPEN',
    }),
  };
}

/** All rows of a type in one shape, as a driver makes them. */
function asDelivered(row: CannedRow): CannedRow {
  return JSON.parse(JSON.stringify(row)) as CannedRow;
}

function caseFields(index: number, applicantName: string, applicantPhone: string): Record<string, unknown> {
  return {
    caseNumber: `11990100MB0DEM01X44442117012000202403${String(index).padStart(9, '0')}`,
    region: '990106',
    state: 'ARCHIVED',
    result: 'GRANTED',
    completedOn: '2024-03-15',
    item: { id: 'item', name: '公租房资格确认' },
    applicantName,
    applicantIdNumber: '990106199003070017',
    applicantPhone,
  };
}
