/** Who takes part in transfers and openings, and who may try what. */
import type { AccessContext, Post } from '../../schema/actor.ts';
import type { Rows } from './rows.ts';
import { access } from './services.ts';

export type ActName =
  | 'draft'
  | 'early'
  | 'put'
  | 'remove'
  | 'submit'
  | 'withdraw'
  | 'online'
  | 'medium'
  | 'oldMedium'
  | 'answer'
  | 'check'
  | 'return'
  | 'receipt'
  | 'propose'
  | 'advise'
  | 'decide'
  | 'giveUp'
  | 'seal'
  | 'lift';

export const ACTS: readonly ActName[] = [
  ...(['draft', 'early', 'put', 'remove', 'submit', 'withdraw', 'online', 'medium', 'oldMedium', 'answer'] as const),
  ...(['check', 'return', 'receipt', 'propose', 'advise', 'decide', 'giveUp', 'seal', 'lift'] as const),
];

export interface Person {
  readonly who: AccessContext;
  readonly body: 'unit' | 'hall' | 'other';
}

export function peopleOf(rows: Rows): readonly Person[] {
  const { agency, otherAgency, hall, fixtures } = rows;
  const all: readonly Post[] = ['ARCHIVIST', 'RECEIVER', 'OPENING_REVIEWER', 'APPROVER', 'OPERATOR'];
  const person = (body: Person['body'], actorId: string, more: Partial<AccessContext>): Person => ({
    body,
    who: access({ useCause: '移交', actorId, ...more }),
  });
  const ofHall = { role: 'ARCHIVE_HALL', agency: hall, region: '990100' } as const;
  return [
    person('unit', 'archivist', { agency, posts: ['ARCHIVIST'] }),
    person('hall', 'receiver', { ...ofHall, posts: ['RECEIVER', 'ARCHIVIST'] }),
    person('unit', 'unit-reviewer', { agency, posts: ['OPENING_REVIEWER'] }),
    person('unit', 'unit-approver', { agency, posts: ['APPROVER'] }),
    person('hall', 'hall-reviewer', { ...ofHall, posts: ['OPENING_REVIEWER'] }),
    person('hall', 'hall-approver', { ...ofHall, posts: ['APPROVER', 'OPENING_REVIEWER'] }),
    person('hall', 'hall-approver-2', { ...ofHall, posts: ['APPROVER'] }),
    person('other', 'other-agency', { agency: otherAgency, posts: all }),
    person('other', 'other-hall', { ...ofHall, agency: fixtures.uscc({ category: '12' }), posts: all }),
    person('other', 'admin', { role: 'SYSTEM_ADMIN', posts: all }),
    person('other', 'citizen', { role: 'PERSON', posts: [] }),
  ];
}

/** So that chance does not spend itself on callers who may not. */
export function mayTry({ who, body }: Person, act: ActName): boolean {
  const has = (...posts: readonly Post[]): boolean => posts.some((post) => who.posts.includes(post));
  const byUnit: readonly ActName[] = ['draft', 'early', 'put', 'remove', 'submit', 'withdraw', 'online', 'answer'];
  if (byUnit.includes(act)) return body === 'unit' && has('ARCHIVIST');
  if (act === 'medium' || act === 'oldMedium') return body === 'hall' && has('ARCHIVIST');
  if (act === 'check' || act === 'return' || act === 'receipt') return body === 'hall' && has('RECEIVER');
  if (act === 'advise') return body === 'unit' && has('OPENING_REVIEWER');
  if (act === 'propose') return body !== 'other' && has('OPENING_REVIEWER');
  return body !== 'other' && has('APPROVER');
}
