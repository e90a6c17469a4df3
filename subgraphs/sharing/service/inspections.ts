/** That an officer looks at the decisions for somebody else: entered before the outcomes are found out. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { act, Context, type Runtime } from '../../kernel/index.ts';
import { page, type Row } from './page.ts';

/** In whose place an officer looks. */
export interface ViewedAs {
  readonly role: string;
  readonly agency: string | null;
  readonly onBehalfOf: string | null;
  readonly grantId: string | null;
  readonly useCause: string | null;
  readonly isSubject: boolean;
}

export interface Inspection {
  readonly access: AccessContext;
  readonly recordId: string;
  readonly reason: string;
  readonly viewedAs: ViewedAs;
}

/**
 * Durable when it returns, with its entry in the outbox.
 *
 * @throws FORBIDDEN unless the caller is a security officer
 * @clause 三员分立
 */
export async function enterInspection(runtime: Runtime, input: unknown): Promise<void> {
  const { access, recordId, reason, viewedAs } = input as Inspection;
  if (access.role !== 'SECURITY_OFFICER') throw new DomainError('FORBIDDEN', undefined, { clause: '三员分立' });
  const context = new Context(access, runtime.services, runtime.fork());
  await act(context, { schema: 'sharing', name: 'inspectDisclosure' }, async (tx) => {
    await sql`insert into sharing.inspection (at, request_id, actor_id, role, reason, record_id, viewed_as, policy_version)
      values (${access.at}::timestamptz, ${access.requestId}, ${access.actorId}, ${access.role}, ${reason}, ${recordId},
        ${JSON.stringify(viewedAs)}::jsonb, ${access.policyVersion})`.execute(tx.getKysely());
    return { target: recordId, violations: [] };
  });
}

/** The auditor sees all, an officer its own. */
export function listInspections(context: Context, request: PageRequest): Promise<Page<Row>> {
  const { role, actorId } = context.access;
  return page(context, request, {
    name: 'inspections',
    columns: sql`i.id::text as id, i.at, i.request_id as "requestId", i.actor_id as "actorId", i.role, i.reason,
      i.record_id as "recordId", i.viewed_as as "viewedAs", i.policy_version as "policyVersion"`,
    from: sql`sharing.inspection i`,
    id: sql`i.id`,
    where: role === 'AUDITOR' ? sql<boolean>`true` : sql<boolean>`i.actor_id = ${actorId}`,
  });
}
