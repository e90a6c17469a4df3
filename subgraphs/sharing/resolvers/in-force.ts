/** Resolvers and counted lists of what makes grants be in force. */
import { AccessOfMineConnection, RecordRequestConnection } from '../types/subject-view.ts';
import { GrantConfirmationConnection } from '../types/consent.ts';
import { DemandConnection } from '../types/demand.ts';
import { ConsentResolver } from './consents.ts';
import { DemandResolver } from './demands.ts';
import { AccessOfMineResolver, RecordRequestResolver } from './subject-view.ts';

export const IN_FORCE_RESOLVERS = [DemandResolver, ConsentResolver, AccessOfMineResolver, RecordRequestResolver];

export const IN_FORCE_COUNTED = [
  DemandConnection,
  GrantConfirmationConnection,
  AccessOfMineConnection,
  RecordRequestConnection,
];
