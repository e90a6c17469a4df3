/** Who may call what in `licences` at all. What they then see of a record is decided field by field. */
import { ROLES, type Post, type Role } from '../../schema/actor.ts';
import type { PolicyTable } from '../kernel/index.ts';

const AGENCY: readonly Role[] = ['AGENCY'];
const HANDLER: readonly Post[] = ['HANDLER'];
/** A person, or the system that handles. */
const HANDLING: readonly Post[] = ['HANDLER', 'HANDLING_SYSTEM'];
/** Bodies that use licences of others. */
const USERS: readonly Role[] = ['AGENCY', 'ARCHIVE_HALL'];

export const policy = {
  'Query.licence': { call: ROLES, clause: '26号 art. 13' },
  'Query.licenceByIdentifier': { call: ROLES, clause: '26号 art. 13' },
  'Query.licencesOfHolder': { call: ROLES, clause: 'GB/T 36906-2018' },
  'Query.licences': { call: ROLES, clause: '26号 art. 13' },
  'Query.licenceTypes': { call: ROLES, clause: '26号 art. 13' },
  'Query.verifyLicenceFile': { call: ROLES, clause: 'GB/T 36906-2018' },
  'Query.annotatedCopy': { call: USERS, clause: 'GB/T 36906-2018' },
  'Query.licenceCall': { call: AGENCY, clause: '26号 art. 8' },
  'Mutation.registerLicenceType': { call: AGENCY, posts: HANDLER, clause: 'GB/T 36902-2018' },
  'Mutation.mapStatusCodes': { call: AGENCY, posts: HANDLER, clause: 'GB/T 36903-2018' },
  'Mutation.issueLicence': { call: AGENCY, posts: HANDLING, clause: 'GB/T 36903-2018' },
  'Mutation.renewLicence': { call: AGENCY, posts: HANDLING, clause: 'GB/T 36904-2018' },
  'Mutation.changeLicenceStatus': { call: AGENCY, posts: HANDLING, clause: 'GB/T 36903-2018' },
  'Mutation.makeAnnotatedCopy': { call: USERS, clause: 'GB/T 36906-2018' },
  'Mutation.callLicence': { call: AGENCY, posts: HANDLING, clause: '26号 art. 8' },
} satisfies PolicyTable;
