/** From the outcome of an identifier's parser to a value, or to a refusal that names the part that is wrong. */
import { DomainError } from '../../schema/errors.ts';
import type { Parsed } from '../../schema/identifiers/parsed.ts';

/** @throws INVALID_INPUT naming every faulty part; the input itself is not repeated, it may be an identity number */
export function parseIdentifier<T>(argument: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  const faults = parsed.faults.map(({ part, message }) => `${part}: ${message}`);
  throw new DomainError('INVALID_INPUT', `${argument}: ${faults.join('; ')}.`, {
    details: { parts: parsed.faults.map(({ part }) => part) },
  });
}
