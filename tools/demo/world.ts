/** The demo city as the five subgraphs take it in. Pure: the same on every machine and on every day. */
import type { CaseLoad } from '../../subgraphs/cases/index.ts';
import type { HoldingLoad } from '../../subgraphs/holdings/index.ts';
import type { LicenceLoad } from '../../subgraphs/licences/index.ts';
import type { DestroyInput, RetentionLoad } from '../../subgraphs/retention/index.ts';
import type { SharingLoad } from '../../subgraphs/sharing/index.ts';
import { AGENCIES, FONDS } from './bodies.ts';
import { caseRow, materialRows, partRows, stepRows } from './cases.ts';
import { ENTRIES } from './catalogue.ts';
import { GRANTS } from './grants.ts';
import { OPERATION_KEYS, OPERATIONS } from './operations.ts';
import { recordRows } from './holdings.ts';
import { HOUSING_CASES } from './housing-cases.ts';
import { SERVICE_ITEMS } from './items.ts';
import { LICENCE_TYPE_ROWS } from './licence-types.ts';
import { licenceWorld } from './licences.ts';
import { OTHER_CASES } from './other-cases.ts';
import { destructionsOf, retentionLoad } from './retention.ts';

export interface DemoWorld {
  readonly sharing: SharingLoad;
  readonly licences: LicenceLoad;
  readonly cases: CaseLoad;
  readonly retention: RetentionLoad;
  readonly holdings: HoldingLoad;
  /** Once everything else is loaded and settled. */
  readonly destructions: readonly DestroyInput[];
}

export function demoWorld(): DemoWorld {
  const specs = [...HOUSING_CASES, ...OTHER_CASES];
  const { licences, snapshots } = licenceWorld(specs);
  return {
    sharing: {
      agencies: AGENCIES,
      entries: ENTRIES,
      grants: GRANTS,
      operations: OPERATIONS,
      operationKeys: OPERATION_KEYS,
    },
    licences: { types: LICENCE_TYPE_ROWS, licences },
    cases: {
      items: SERVICE_ITEMS,
      cases: specs.map(caseRow),
      steps: specs.flatMap(stepRows),
      parts: specs.flatMap(partRows),
      materials: specs.flatMap(materialRows),
      snapshots,
    },
    retention: retentionLoad(specs),
    holdings: { fonds: FONDS, records: recordRows(specs) },
    destructions: destructionsOf(specs),
  };
}
