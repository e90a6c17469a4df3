/** The share service's own rule: whoever asks says why, and what was asked stays on record before it is answered. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { USE_CAUSE_MAX_LENGTH } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager } from '../../kernel/index.ts';

const CLAUSE = 'GB/T 36906-2018';

/**
 * The use cause (用证事由) of the request: what decisions and the log take. An argument only repeats it, as the
 * standard's interfaces have one.
 *
 * @throws INVALID_INPUT with rule and clause when there is none, or the argument says another
 * @clause GB/T 36906-2018
 */
export function useCauseOf({ access }: Context, argument: string | null | undefined): string {
  const { useCause } = access;
  if (useCause === null || useCause.trim() === '')
    throw fault('USE_CAUSE_MISSING', 'Say what the licence is for, in the header x-use-cause.');
  if (Array.from(useCause).length > USE_CAUSE_MAX_LENGTH)
    throw fault('USE_CAUSE_TOO_LONG', `useCause: at most ${USE_CAUSE_MAX_LENGTH} characters.`);
  if (argument !== null && argument !== undefined && argument !== useCause)
    throw fault('USE_CAUSE_DIFFERS', 'useCause: must be what the header x-use-cause says.');
  return useCause;
}

/** Holders ask for what is theirs without saying why. @throws as `useCauseOf` */
export function demandUseCause(context: Context, argument: string | null | undefined): void {
  const { role } = context.access;
  if (role !== 'PERSON' && role !== 'ENTERPRISE') useCauseOf(context, argument);
}

function fault(rule: string, message: string): DomainError {
  return new DomainError('INVALID_INPUT', message, { clause: CLAUSE, details: { rule } });
}

export type UseKind = 'BY_HOLDER' | 'BY_IDENTIFIER' | 'COPY' | 'CALL' | 'VERIFY' | 'DOWNLOAD';

/** Durable on return, or with the transaction that is given. */
export async function logUse(
  { access, em }: Context,
  use: { readonly kind: UseKind; readonly outcome: string; readonly licenceId: string | null },
  tx: EntityManager = em,
): Promise<void> {
  await sql`insert into licences.licence_use (id, kind, outcome, licence_id, use_cause, actor_id, role, agency,
      on_behalf_of, request_id, at)
    values (${randomUUID()}::uuid, ${use.kind}, ${use.outcome}, ${use.licenceId}::uuid, ${access.useCause},
      ${access.actorId}, ${access.role}, ${access.agency}, ${access.onBehalfOf}, ${access.requestId},
      ${access.at}::timestamptz)`.execute(tx.getKysely());
}
