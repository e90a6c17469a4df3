/** When the same may be asked again: seconds for `Retry-After`, where waiting helps at all. */
import { GraphQLError } from 'graphql';
import { DomainError } from '../schema/errors.ts';
import { codeOf } from './errors.ts';
import type { House } from './house.ts';

/** Longer than a circuit rests before it tries again. */
const UNAVAILABLE_SECONDS = 2;

/** Null where waiting does not help: what is too large will be too large. */
export function retryAfterOf(error: unknown): number | null {
  const cause = error instanceof GraphQLError ? (error.originalError ?? error) : error;
  if (cause instanceof DomainError && cause.retryAfterSeconds !== null) return cause.retryAfterSeconds;
  return codeOf(error) === 'UNAVAILABLE' ? UNAVAILABLE_SECONDS : null;
}

/** As a header of the answer; none where waiting does not help. */
export function retryHeaders(seconds: number | null): Readonly<Record<string, string>> {
  return seconds === null ? {} : { 'retry-after': String(seconds) };
}

interface Asked {
  readonly grantId?: string | null;
  readonly at: string;
}

/**
 * A grant that is used up for its period, told with the time when the next begins. Any other error is left as it is, and
 * so is this one where `sharing` does not answer.
 *
 * @clause 809 art. 25
 */
export async function untilNextPeriod(
  refusal: unknown,
  { grantId, at }: Asked,
  house: Pick<House, 'call'>,
): Promise<unknown> {
  const isUsedUp =
    refusal instanceof DomainError && refusal.code === 'LIMIT_EXCEEDED' && refusal.details?.['rule'] === 'R3';
  if (!isUsedUp || grantId === null || grantId === undefined) return refusal;
  const until = await house.call('sharing', 'findPeriodEnd', { grantId, at }).catch(() => null);
  if (typeof until !== 'string') return refusal;
  const { code, message, clause, details, cause } = refusal;
  const retryAfterSeconds = Math.max(1, Math.ceil((Date.parse(until) - Date.parse(at)) / 1_000));
  return new DomainError(code, message, {
    ...(clause === null ? {} : { clause }),
    ...(details === null ? {} : { details }),
    cause,
    retryAfterSeconds,
  });
}
