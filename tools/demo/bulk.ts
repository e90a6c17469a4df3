/** Any number of further cases for the demo city, chunk by chunk. Pure: case n is the same in every run. */
import { CASE_STATE, type CaseState } from '../../schema/codes.ts';
import { localDate } from '../../schema/ids.ts';
import type { CaseLoad } from '../../subgraphs/cases/index.ts';
import type { HoldingLoad } from '../../subgraphs/holdings/index.ts';
import type { LicenceLoad } from '../../subgraphs/licences/index.ts';
import {
  DEFERRED,
  EARLY,
  FORMING,
  HALL,
  HALL_AGREED,
  OPENED,
  SEALED,
  type Archive,
  type CaseSpec,
} from './case-spec.ts';
import { caseRow, materialRows, partRows, stepRows } from './cases.ts';
import type { Fixtures } from './fixtures.ts';
import { recordRows } from './holdings.ts';
import { ITEM_KEYS, itemOf, type ItemKey } from './items.ts';
import { licenceWorld } from './licences.ts';
import type { Who } from './people.ts';
import { fixturesOf } from './stable.ts';

export interface BulkChunk {
  readonly licences: LicenceLoad;
  readonly holdings: HoldingLoad;
  readonly cases: CaseLoad;
  /** Number of the first case. */
  readonly first: number;
  readonly count: number;
}

export interface BulkRange {
  readonly from: number;
  readonly count: number;
  readonly chunkSize: number;
}

export function* bulkChunks({ from, count, chunkSize }: BulkRange): Generator<BulkChunk> {
  for (let first = from; first < from + count; first += chunkSize)
    yield toChunk(first, Math.min(chunkSize, from + count - first));
}

export function rowsOf({ licences, holdings, cases }: BulkChunk): number {
  const tables = [
    licences.licences,
    holdings.records,
    cases.cases,
    cases.steps,
    cases.parts,
    cases.materials,
    cases.snapshots,
  ];
  return tables.reduce((sum, rows) => sum + (rows?.length ?? 0), 0);
}

function toChunk(first: number, count: number): BulkChunk {
  const specs = Array.from({ length: count }, (_, index) => bulkSpec(first + index));
  const { licences, snapshots } = licenceWorld(specs.filter(({ bulk = 0 }) => bulk % 3 === 0));
  return {
    first,
    count,
    licences: { licences },
    holdings: { records: recordRows(specs) },
    cases: {
      cases: specs.map(caseRow),
      steps: specs.flatMap(stepRows),
      parts: specs.flatMap(partRows),
      materials: specs.flatMap((spec) => materialRows(spec).slice(0, 2 + ((spec.bulk ?? 0) % 3))),
      snapshots,
    },
  };
}

/** Until then cases are archived; later ones are still on their way. */
const ARCHIVED_UNTIL = '2025-06-30';

export function bulkSpec(bulk: number): CaseSpec {
  const key = `bulk/${bulk}`;
  const fixtures = fixturesOf(key);
  const item = fixtures.pick(BULK_ITEMS);
  const who = whoOf(item, fixtures);
  const completedOn = fixtures.date(localDate('2006-01-01'), localDate('2026-09-30'));
  const isArchived = completedOn <= ARCHIVED_UNTIL;
  return {
    key,
    bulk,
    item,
    who,
    completedOn,
    state: isArchived ? 'ARCHIVED' : fixtures.pick(ON_THE_WAY),
    result: fixtures.int(1, 12) === 1 ? 'REFUSED' : 'GRANTED',
    ...(itemOf(item).sensitive === true ? { circumstances: '家庭人均收入低于当地最低生活保障标准。' } : {}),
    ...(isArchived ? { archive: archiveOf(completedOn, fixtures) } : {}),
  };
}

/** What the bureau merged into housing handled ended before; a penalty is not applied for. */
const BULK_ITEMS: readonly ItemKey[] = ITEM_KEYS.filter(
  (key) => itemOf(key).bureau !== 'formerRealEstate' && itemOf(key).byReference !== true,
);

const ON_THE_WAY: readonly CaseState[] = CASE_STATE.filter(
  (state) => !['OPEN', 'ARCHIVED', 'RECEIVED', 'REGISTERED'].includes(state),
);

/** In a hundred. */
const PEOPLE: readonly (readonly [number, Who])[] = [
  [5, 'minor'],
  [8, 'old-number'],
  [10, 'passport'],
];

function whoOf(item: ItemKey, { int }: Fixtures): Who {
  if (itemOf(item).applicant === 'ENTERPRISE') return 'enterprise';
  const drawn = int(1, 100);
  return PEOPLE.find(([upTo]) => drawn <= upTo)?.[1] ?? 'adult';
}

const OLD: readonly Archive[] = [HALL, HALL, HALL, HALL_AGREED, HALL_AGREED, OPENED, OPENED, DEFERRED, SEALED];
const YOUNG: readonly Archive[] = [FORMING, FORMING, FORMING, FORMING, FORMING, FORMING, EARLY, SEALED];

function archiveOf(completedOn: string, { pick }: Fixtures): Archive {
  return completedOn < '2014-01-01' ? pick(OLD) : pick(YOUNG);
}
