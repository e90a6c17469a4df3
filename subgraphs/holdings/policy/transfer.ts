/** Who may hand records over, receive them and describe them. */
import { ROLES, type Post, type Role } from '../../../schema/actor.ts';
import type { PolicyTable } from '../../kernel/index.ts';

const AGENCY: readonly Role[] = ['AGENCY'];
const HALL: readonly Role[] = ['ARCHIVE_HALL'];
/** Those who keep records: the agency that formed them, the hall that has taken them over. */
const KEEPERS: readonly Role[] = ['AGENCY', 'ARCHIVE_HALL'];
const ARCHIVIST: readonly Post[] = ['ARCHIVIST'];
const RECEIVER: readonly Post[] = ['RECEIVER'];

export const transferPolicy = {
  'Query.transferRequirements': { call: ROLES, clause: '26号 art. 5' },
  'Query.transferBatches': { call: KEEPERS, clause: '26号 art. 12' },
  'Query.transfersDue': { call: KEEPERS, clause: '档案法实施条例 art. 20' },
  'Query.descriptionChanges': { call: KEEPERS, clause: 'DA/T 13-2022' },
  'Query.openCatalogue': { call: ROLES, clause: '档案法 art. 28' },
  'Mutation.publishTransferRequirements': { call: HALL, posts: ['ARCHIVIST', 'RECEIVER'], clause: '26号 art. 5' },
  'Mutation.registerFonds': { call: HALL, posts: ARCHIVIST, clause: 'DA/T 13-2022' },
  'Mutation.draftTransferBatch': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 12' },
  'Mutation.putTransferItems': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 12' },
  'Mutation.removeTransferItem': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 12' },
  'Mutation.submitTransferBatch': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 12' },
  'Mutation.withdrawTransferBatch': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 12' },
  'Mutation.checkTransferBatch': { call: HALL, posts: RECEIVER, clause: '26号 art. 12' },
  'Mutation.returnTransferItem': { call: HALL, posts: RECEIVER, clause: '26号 art. 12' },
  'Mutation.issueTransferReceipt': { call: HALL, posts: RECEIVER, clause: '26号 art. 12' },
  'Mutation.correctDescription': { call: KEEPERS, posts: ARCHIVIST, clause: 'DA/T 13-2022' },
} satisfies PolicyTable;
