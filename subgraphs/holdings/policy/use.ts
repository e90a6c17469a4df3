/** Who may call what of use and copies at all. Whose step it is, the services ask. */
import type { PolicyTable } from '../../kernel/index.ts';

const KEEPERS = ['AGENCY', 'ARCHIVE_HALL'] as const;
const ASKERS = ['PERSON', 'ENTERPRISE', 'AGENCY', 'ARCHIVE_HALL'] as const;
const USE = '档案法 art. 28';
const UNOPENED = '档案法实施条例 art. 34';
const COPY = '档案法实施条例 art. 32';

export const usePolicy = {
  'Query.useRequests': { call: ASKERS, clause: USE },
  'Query.useRequest': { call: ASKERS, clause: USE },
  'Query.issuedCopyByMark': { call: KEEPERS, posts: ['COPY_ISSUER', 'APPROVER'], clause: COPY },
  'Mutation.requestUse': { call: ASKERS, clause: USE },
  'Mutation.forwardUse': { call: ['ARCHIVE_HALL'], posts: ['COPY_ISSUER', 'APPROVER'], clause: USE },
  'Mutation.acceptUse': { call: KEEPERS, posts: ['COPY_ISSUER'], clause: USE },
  'Mutation.refuseUse': { call: KEEPERS, posts: ['COPY_ISSUER', 'APPROVER'], clause: USE },
  'Mutation.consentToUse': { call: ['AGENCY'], posts: ['OPENING_REVIEWER', 'ARCHIVIST', 'APPROVER'], clause: UNOPENED },
  'Mutation.recordThirdPartyConsent': { call: KEEPERS, posts: ['COPY_ISSUER'], clause: 'PIPL art. 23' },
  'Mutation.coHandleUse': { call: ['ARCHIVE_HALL'], posts: ['COPY_ISSUER'], clause: USE },
  'Mutation.approveUse': { call: KEEPERS, posts: ['APPROVER'], clause: UNOPENED },
  'Mutation.drawCopy': { call: ['PERSON', 'ENTERPRISE', 'AGENCY'], clause: COPY },
  'Mutation.feedBackUse': { call: ['ARCHIVE_HALL'], posts: ['COPY_ISSUER'], clause: COPY },
  'Mutation.withdrawCopy': { call: KEEPERS, posts: ['APPROVER'], clause: COPY },
} satisfies PolicyTable;
