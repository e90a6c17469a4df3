import { describe, expect, it } from 'vitest';
import { checkSpans, parseCharacters } from './parsed.ts';

const SPANS = [
  { part: 'letters', from: 1, to: 2, allowed: /[A-Z]/, expected: 'A-Z' },
  { part: 'digits', from: 3, to: 5, allowed: /[0-9]/, expected: '0-9' },
];

describe('the characters of an identifier', () => {
  it('are code points, so that a rare character counts once', () => {
    expect(parseCharacters('𬍛A', 2, 2)).toEqual({ ok: true, value: ['𬍛', 'A'] });
  });

  it.each([42, null, undefined, {}, ['9'], 9n])('are not taken from %s', (input) => {
    expect(parseCharacters(input, 1, 9)).toEqual({
      ok: false,
      faults: [{ part: 'type', message: 'a string expected' }],
    });
  });

  it('are counted in the fault, not repeated', () => {
    expect(parseCharacters('secret', 2, 3)).toEqual({
      ok: false,
      faults: [{ part: 'length', message: '2 to 3 characters expected, 6 found' }],
    });
    expect(parseCharacters('x'.repeat(1e6), 3, 3)).toMatchObject({ ok: false, faults: [{ part: 'length' }] });
  });

  it('are judged part by part, all faults at once', () => {
    expect(checkSpans(['A', 'b', '1', 'x', '２'], SPANS)).toEqual([
      { part: 'letters', message: 'A-Z expected at position 2' },
      { part: 'digits', message: '0-9 expected at position 4, 5; full-width characters are not accepted' },
    ]);
  });

  it('have no fault when every part is right', () => {
    expect(checkSpans(['A', 'B', '1', '2', '3'], SPANS)).toEqual([]);
  });
});
