/** How every act of `holdings` runs, and who a caller is in it. */
import { sql, type RawBuilder } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { localDate, type LocalDate } from '../../../schema/ids.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';

/** What a mutation hands back: its subject as it is afterwards, or every reason of the refusal. */
export interface Outcome<T> {
  readonly subject: T | null;
  readonly violations: readonly Refusal[];
}

/**
 * One act: rows and audit entry commit together; a refused one leaves the entry of its refusal alone.
 *
 * @param find reads the subject after the commit, as this caller may see it
 */
export async function perform<T>(context: Context, name: string, { work, find }: Work<T>): Promise<Outcome<T>> {
  const { target, violations } = await act(context, { schema: 'holdings', name }, work);
  const isDone = violations.length === 0 && target !== null;
  return { subject: isDone ? await find(target) : null, violations };
}

export interface Work<T> {
  readonly work: (tx: EntityManager) => Promise<ActResult>;
  readonly find: (target: string) => Promise<T | null>;
}

export function done(target: string): ActResult {
  return { target, violations: [] };
}

export function refused(target: string | null, violations: readonly Refusal[]): ActResult {
  return { target, violations };
}

export function todayOf({ access }: Pick<Context, 'access'>): LocalDate {
  return localDate(access.today);
}

/** The body that the caller acts for. @throws FORBIDDEN for callers without one */
export function bodyOf({ agency }: Pick<AccessContext, 'agency'>): string {
  if (agency === null) throw new DomainError('FORBIDDEN');
  return agency;
}

/** The caller's body and those that it has succeeded. */
export function ownBodies({ agency, predecessors }: Pick<AccessContext, 'agency' | 'predecessors'>): string[] {
  return agency === null ? [] : [agency, ...predecessors];
}

/** @throws NOT_FOUND for what does not exist and for what belongs to others alike */
export function assertOwn(access: AccessContext, body: string | undefined): void {
  if (body === undefined || !ownBodies(access).includes(body)) throw new DomainError('NOT_FOUND');
}

/** Rows of bodies that the caller may read: its own, or all for those who supervise. */
export function visibleBodies(access: AccessContext, column: string): RawBuilder<boolean> {
  if (access.role === 'ARCHIVES_AUTHORITY' || access.role === 'AUDITOR') return sql<boolean>`true`;
  return sql<boolean>`${sql.ref(column)} = any(${ownBodies(access)}::text[])`;
}
