/** Free text as the acts of opening and use take it. */
import { DomainError } from '../../../schema/errors.ts';

const TEXT_MAX = 2_000;

/** Trimmed. @throws INVALID_INPUT for what is longer than anybody reads */
export function parseText(argument: string, text: string): string {
  const value = text.trim();
  if (value.length <= TEXT_MAX) return value;
  throw new DomainError('INVALID_INPUT', `${argument}: at most ${TEXT_MAX} characters.`);
}

/** Null for what was left out and for what is blank. @throws INVALID_INPUT */
export function parseTextOrNull(argument: string, text: string | null | undefined): string | null {
  return text === null || text === undefined ? null : parseText(argument, text) || null;
}
