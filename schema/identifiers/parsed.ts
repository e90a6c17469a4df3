/** What every parser of an identifier answers: the value, or all that is wrong, without repeating the input. */

/** One thing that is wrong. The message tells position and expected form, never what was written. */
export interface Fault {
  readonly part: string;
  readonly message: string;
}

export type Parsed<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly faults: readonly Fault[] };

/** A named stretch of an identifier; `from` and `to` are positions counted from 1, both included. */
export interface Span {
  readonly part: string;
  readonly from: number;
  readonly to: number;
  /** Matches one allowed character. */
  readonly allowed: RegExp;
  readonly expected: string;
}

const FULL_WIDTH = /[\uFF01-\uFF5E\u3000]/u;

export function accepted<T>(value: T): Parsed<T> {
  return { ok: true, value };
}

export function refused(faults: readonly Fault[]): Parsed<never> {
  return { ok: false, faults };
}

export function fault(part: string, message: string): Fault {
  return { part, message };
}

/**
 * The characters of a text, counted as Unicode code points.
 * A text of another length is refused, as are numbers and other types: nothing is trimmed or converted.
 */
export function parseCharacters(input: unknown, min: number, max: number): Parsed<readonly string[]> {
  if (typeof input !== 'string') return refused([fault('type', 'a string expected')]);
  const expected = min === max ? `${min}` : `${min} to ${max}`;
  if (input.length > 4 * max) return refused([fault('length', `${expected} characters expected, far more found`)]);
  const characters = Array.from(input);
  if (characters.length >= min && characters.length <= max) return accepted(characters);
  return refused([fault('length', `${expected} characters expected, ${characters.length} found`)]);
}

/** One fault for each span that holds characters it must not. */
export function checkSpans(characters: readonly string[], spans: readonly Span[]): Fault[] {
  return spans.flatMap(({ part, from, to, allowed, expected }) => {
    const wrong = characters
      .map((character, index) => ({ character, position: index + 1 }))
      .filter(({ character, position }) => position >= from && position <= to && !allowed.test(character));
    if (wrong.length === 0) return [];
    const positions = wrong.map(({ position }) => position).join(', ');
    const hint = wrong.some(({ character }) => FULL_WIDTH.test(character))
      ? '; full-width characters are not accepted'
      : '';
    return [fault(part, `${expected} expected at position ${positions}${hint}`)];
  });
}
