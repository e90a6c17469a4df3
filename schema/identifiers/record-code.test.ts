import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseRecordCode } from './record-code.ts';

describe('a record code', () => {
  it.each(['EF-2024-000123', 'Z901.ZY_2024·XK-1', '许可〇𬍛2024', 'x'.repeat(64), '𬍛'.repeat(64)])(
    'takes %s',
    (code) => {
      expect(parseRecordCode(code)).toEqual({ ok: true, value: code });
    },
  );

  it.each([
    ['', 'length'],
    ['x'.repeat(65), 'length'],
    ['..', 'characters'],
    ['a/b', 'characters'],
    ['a\\b', 'characters'],
    ['a b', 'characters'],
    ['a\u3000b', 'characters'],
    ['a\u0000', 'characters'],
    ['a\u202Eb', 'characters'],
    ['a\uD800', 'characters'],
    ['Ａ1', 'characters'],
    ['a・b', 'characters'],
    [1, 'type'],
  ])('refuses %j for its %s', (input, part) => {
    expect(parseRecordCode(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('never leads out of its folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('.', '/', '\\', ':', '\0', 'a', '·') }), (text) => {
        const code = parseRecordCode(text);
        fc.pre(code.ok);
        expect(text).not.toMatch(/[/\\:\0]|^\.+$/);
      }),
    );
  });
});
