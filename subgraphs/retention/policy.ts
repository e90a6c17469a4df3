/** Who may call what in `retention` at all. What they then see of a record is decided field by field. */
import { ROLES } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

/** Those who keep records: the agency that formed them, the hall that has taken them over. */
const KEEPERS = ['AGENCY', 'ARCHIVE_HALL'] as const;
const SUPERVISED = [...KEEPERS, 'ARCHIVES_AUTHORITY', 'AUDITOR'] as const;

export const policy = {
  'Query.retentionDecision': { call: ROLES, clause: '26号 art. 13' },
  'Query.retentionDecisions': { call: ROLES, clause: '26号 art. 13' },
  'Query.retentionSchedules': { call: ROLES, clause: '26号 art. 7' },
  'Query.retentionScheduleProposals': { call: ['AGENCY', 'ARCHIVES_AUTHORITY'], clause: '26号 art. 5' },
  'Mutation.draftSchedule': { call: ['AGENCY'], posts: ['ARCHIVIST'], clause: '26号 art. 7' },
  'Mutation.reviseSchedule': { call: ['AGENCY'], posts: ['ARCHIVIST'], clause: '26号 art. 7' },
  'Mutation.submitSchedule': { call: ['AGENCY'], posts: ['ARCHIVIST'], clause: '26号 art. 7' },
  'Mutation.approveSchedule': { call: ['ARCHIVES_AUTHORITY'], clause: '26号 art. 5' },
  'Mutation.returnSchedule': { call: ['ARCHIVES_AUTHORITY'], clause: '26号 art. 5' },
  'Query.scheduleSimulation': { call: ['AGENCY', 'ARCHIVES_AUTHORITY'], clause: '26号 art. 7' },
  'Query.scheduleMoves': { call: ['AGENCY'], posts: ['ARCHIVIST', 'APPRAISER'], clause: '26号 art. 7' },
  'Query.retentionClocks': { call: KEEPERS, clause: '档案法实施条例 art. 20' },
  'Query.retentionHolds': { call: [...KEEPERS, 'ARCHIVES_AUTHORITY'], clause: '档案法实施条例 art. 24' },
  'Mutation.placeHold': { call: [...KEEPERS, 'ARCHIVES_AUTHORITY'], clause: '档案法实施条例 art. 24' },
  'Mutation.liftHold': { call: [...KEEPERS, 'ARCHIVES_AUTHORITY'], clause: '档案法实施条例 art. 24' },
  'Query.appraisals': { call: KEEPERS, clause: '档案法实施条例 art. 24' },
  'Mutation.registerExpiry': { call: KEEPERS, posts: ['ARCHIVIST', 'APPRAISER'], clause: '档案法实施条例 art. 24' },
  'Mutation.openAppraisal': { call: KEEPERS, posts: ['APPRAISER'], clause: '档案法实施条例 art. 24' },
  'Mutation.giveOpinion': { call: KEEPERS, posts: ['APPRAISER'], clause: '档案法实施条例 art. 24' },
  'Mutation.concludeAppraisal': { call: KEEPERS, posts: ['APPRAISER'], clause: '档案法实施条例 art. 24' },
  'Query.destructionLists': { call: SUPERVISED, clause: '令22 art. 30' },
  'Mutation.proposeDestruction': { call: KEEPERS, posts: ['APPRAISER'], clause: '令22 art. 30' },
  'Mutation.approveDestruction': { call: KEEPERS, posts: ['APPROVER'], clause: '令22 art. 30' },
  'Mutation.returnDestruction': { call: KEEPERS, posts: ['APPROVER'], clause: '令22 art. 30' },
  'Mutation.withdrawFromDestruction': { call: KEEPERS, posts: ['APPROVER'], clause: '令22 art. 30' },
  'Mutation.superviseDestruction': { call: KEEPERS, posts: ['SUPERVISOR'], clause: '令22 art. 30' },
  'Mutation.executeDestruction': { call: KEEPERS, posts: ['OPERATOR'], clause: '令22 art. 30' },
  'Query.backupSets': { call: KEEPERS, clause: '令22 art. 26' },
  'Mutation.registerBackupSet': { call: KEEPERS, posts: ['OPERATOR'], clause: '令22 art. 26' },
  'Mutation.confirmBackupErasure': { call: KEEPERS, posts: ['OPERATOR'], clause: '令22 art. 30' },
  'Mutation.issueCertificate': { call: KEEPERS, posts: ['OPERATOR'], clause: '令22 art. 30' },
  'Query.processingRestrictions': { call: [...KEEPERS, 'PERSON', 'ENTERPRISE'], clause: 'PIPL art. 47' },
  'Mutation.demandErasure': { call: ['PERSON', 'ENTERPRISE'], clause: 'PIPL art. 47' },
  'Mutation.liftRestriction': { call: KEEPERS, posts: ['APPROVER'], clause: 'PIPL art. 47' },
  'Query.supervision': { call: SUPERVISED, clause: '26号 art. 14' },
  'Query.yearlyStatistics': { call: SUPERVISED, clause: '26号 art. 14' },
  'Query.rectificationOrders': { call: SUPERVISED, clause: '26号 art. 14' },
  'Mutation.orderRectification': { call: ['ARCHIVES_AUTHORITY'], clause: '26号 art. 14' },
  'Mutation.answerRectification': { call: ['AGENCY'], posts: ['ARCHIVIST'], clause: '26号 art. 14' },
  'Mutation.closeRectification': { call: ['ARCHIVES_AUTHORITY'], clause: '26号 art. 14' },
} satisfies PolicyTable;
