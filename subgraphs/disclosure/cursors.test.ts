import fc from 'fast-check';
import { expect, it } from 'vitest';
import { openCursor, sealCursor } from './cursors.ts';

const KEY = Buffer.alloc(32, 2);
const POSITION = ['2024-03-15', '11111111-1111-4111-8111-111111111111'];

const isRefused = (binding: string, cursor: string, key = KEY): boolean => {
  try {
    openCursor(key, binding, cursor);
    return false;
  } catch (error) {
    expect(error).toMatchObject({
      name: 'DomainError',
      code: 'INVALID_INPUT',
      message: 'after: this cursor does not belong to this query.',
    });
    return true;
  }
};

it('gives back the position that was sealed, whatever it holds', () => {
  fc.assert(
    fc.property(fc.string(), fc.array(fc.option(fc.string())), (binding, position) => {
      expect(openCursor(KEY, binding, sealCursor(KEY, binding, position))).toEqual(position);
    }),
  );
});

it('tells nothing of the position, nor that two are the same', () => {
  const cursor = sealCursor(KEY, 'b', POSITION);

  expect(cursor).not.toBe(sealCursor(KEY, 'b', POSITION));
  for (const text of [cursor, Buffer.from(cursor, 'base64url').toString('latin1')])
    for (const part of POSITION) expect(text).not.toContain(part);
});

it('opens for no other caller, list, filter or order', () => {
  fc.assert(
    fc.property(
      fc.string(),
      fc.string(),
      (one, other) => one === other || isRefused(other, sealCursor(KEY, one, POSITION)),
    ),
  );
});

it('is refused whichever of its bits is another', () => {
  const bytes = Buffer.from(sealCursor(KEY, 'b', POSITION), 'base64url');
  for (let bit = 0; bit < bytes.length * 8; bit += 1) {
    const changed = Buffer.from(bytes);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(isRefused('b', changed.toString('base64url'))).toBe(true);
  }
});

it('is refused wherever it is cut or lengthened', () => {
  const bytes = Buffer.from(sealCursor(KEY, 'b', POSITION), 'base64url');
  for (let length = 0; length < bytes.length; length += 1)
    expect(isRefused('b', bytes.subarray(0, length).toString('base64url'))).toBe(true);
  expect(isRefused('b', Buffer.concat([bytes, Buffer.alloc(1)]).toString('base64url'))).toBe(true);
});

it('is refused when it was never one of ours', () => {
  fc.assert(fc.property(fc.string(), (text) => isRefused('b', text)));
  fc.assert(fc.property(fc.uint8Array(), (bytes) => isRefused('b', Buffer.from(bytes).toString('base64url'))));
});

it('is refused when it was made with the key of another installation', () => {
  expect(isRefused('b', sealCursor(Buffer.alloc(32, 9), 'b', POSITION))).toBe(true);
});
