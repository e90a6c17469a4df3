/** One record in a house of subgraphs, and the people who act on it. */
import { randomUUID } from 'node:crypto';
import type { AccessContext, Post } from '../../schema/actor.ts';
import { access, subjectRef } from './services.ts';

export const HALL = '12990100MB0DEM025U';
export const OTHER_HALL = '12990106MB0DEM0927';
export const UNIT = '11990100MB0DEM017Y';
export const CITIZEN = '990106199003070017';

function staff(role: AccessContext['role'], agency: string, post: Post, actorId: string): AccessContext {
  return access({ role, agency, posts: [post], actorId, useCause: 'archive-management' });
}

export const ACTORS = {
  reviewer: staff('ARCHIVE_HALL', HALL, 'OPENING_REVIEWER', 'hall-reviewer'),
  approver: staff('ARCHIVE_HALL', HALL, 'APPROVER', 'hall-approver'),
  copier: staff('ARCHIVE_HALL', HALL, 'COPY_ISSUER', 'hall-copier'),
  unit: staff('AGENCY', UNIT, 'OPENING_REVIEWER', 'unit-reviewer'),
  unitApprover: staff('AGENCY', UNIT, 'APPROVER', 'unit-approver'),
  otherCopier: staff('ARCHIVE_HALL', OTHER_HALL, 'COPY_ISSUER', 'other-copier'),
  otherApprover: staff('ARCHIVE_HALL', OTHER_HALL, 'APPROVER', 'other-approver'),
  otherReviewer: staff('ARCHIVE_HALL', OTHER_HALL, 'OPENING_REVIEWER', 'other-reviewer'),
  citizen: access({ role: 'PERSON', actorId: 'citizen', subjectRef: subjectRef(CITIZEN) }),
  stranger: access({ role: 'PERSON', actorId: 'stranger', subjectRef: subjectRef('990106197807030024') }),
  agency: access({ role: 'AGENCY', agency: '11990100MB0DEM041K', actorId: 'agency', useCause: 'archive-management' }),
} as const;

export type ActorName = keyof typeof ACTORS;

export interface RecordKeys {
  readonly recordId: string;
  readonly caseId: string;
}

export function newKeys(): RecordKeys {
  return { recordId: randomUUID(), caseId: randomUUID() };
}
