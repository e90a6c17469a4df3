/** Who may call what in `cases` at all. What they then see of a record is decided field by field. */
import { ROLES, type Post, type Role } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

const AGENCY: readonly Role[] = ['AGENCY'];
const SYSTEM: readonly Post[] = ['HANDLING_SYSTEM'];
const ARCHIVIST: readonly Post[] = ['ARCHIVIST'];

export const policy = {
  'Query.case': { call: ROLES, clause: '26号 art. 13' },
  'Query.caseByNumber': { call: ROLES, clause: '26号 art. 13' },
  'Query.cases': { call: ROLES, clause: '26号 art. 13' },
  'Query.scopeLists': { call: ROLES, clause: '26号 art. 7' },
  'Query.handlingSystems': { call: AGENCY, clause: '26号 art. 6' },
  'Query.archivingDeadlines': { call: ['AGENCY', 'ARCHIVES_AUTHORITY'], clause: '26号 art. 9' },
  'Query.doorNotices': { call: ['SECURITY_OFFICER'], clause: '26号 art. 15' },
  'Mutation.registerItem': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 7' },
  'Mutation.registerHandlingSystem': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 6' },
  'Mutation.openCase': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 6' },
  'Mutation.addStep': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 6' },
  'Mutation.attachMaterial': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 7' },
  'Mutation.withdrawMaterial': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 7' },
  'Mutation.attachLicence': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 8' },
  'Mutation.addPart': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 8' },
  'Mutation.completeCase': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 9' },
  'Mutation.correctCase': { call: AGENCY, posts: SYSTEM, clause: '26号 art. 9' },
  'Mutation.draftScope': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 7' },
  'Mutation.reviewScope': { call: ['ARCHIVES_AUTHORITY'], clause: '26号 art. 5' },
  'Mutation.archiveCase': { call: AGENCY, posts: ['HANDLING_SYSTEM', 'ARCHIVIST'], clause: '26号 art. 9' },
  'Mutation.overrideCheck': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 10' },
  'Mutation.setCheckPolicy': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 10' },
  'Mutation.annotateCase': { call: AGENCY, posts: ARCHIVIST, clause: '26号 art. 9' },
  'Mutation.decideDoubt': { call: ['SECURITY_OFFICER'], clause: '26号 art. 15' },
} satisfies PolicyTable;
