/** Preservation: sets and media, inspection, repair, conversion, backups; of agencies and halls alike. */
import { ORDERED, preservationChores, takeOrders, TOLD } from '../../preservation/index.ts';
import { PRESERVATION_ENTITIES } from '../entities/preservation.ts';
import { KEEPING, keepingAmong } from '../keeping.ts';
import { preservationPolicy } from '../policy/preservation.ts';
import { preservationTold } from '../preservation-told.ts';
import {
  PreservationIncidentResolver,
  PreservationPlanResolver,
  PreservationRunResolver,
  PreservationSetResolver,
} from '../resolvers/preservation.ts';
import { orderDueNowAndThen, recordRehearsal } from '../service/preservation-plans.ts';
import type { HoldingsPart } from './part.ts';

export const preservation: HoldingsPart = {
  resolvers: [PreservationSetResolver, PreservationPlanResolver, PreservationRunResolver, PreservationIncidentResolver],
  policy: preservationPolicy,
  entities: PRESERVATION_ENTITIES,
  calls: { recordRehearsal },
  chores: [orderDueNowAndThen],
  choresAmong: (content) => preservationChores(keepingAmong(content)),
  content: [{ table: 'holdings.file_conversion', hasFiles: false }],
  fromCases: { [TOLD]: preservationTold },
  fromHoldings: { [ORDERED]: takeOrders(KEEPING), [TOLD]: preservationTold },
};
