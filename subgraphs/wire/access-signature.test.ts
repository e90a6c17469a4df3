import { createHash, createHmac } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { access } from '../../test/support/services.ts';
import { CallVerifier, isAnswer, signAnswer, signCall } from './access-signature.ts';

const KEY = Buffer.alloc(32, 1);
const BODY = '{"query":"{ a }"}';
const CONTEXT = access({ agency: 'A' });
const NOW = Date.parse('2026-11-21T12:00:00+08:00');

const verifier = (): CallVerifier => new CallVerifier(KEY, 'cases');
const signed = (body = BODY): string => signCall(KEY, 'cases/graphql', body, CONTEXT)['x-access'];
const isRefused = (header: unknown, body = BODY, by = verifier()): boolean => {
  try {
    by.verify(header, body, '/graphql');
    return false;
  } catch (error) {
    expect(error).toMatchObject({
      name: 'DomainError',
      code: 'UNAUTHENTICATED',
      message: 'Authentication is required.',
    });
    return true;
  }
};

beforeEach(() => {
  vi.useFakeTimers({ now: NOW, toFake: ['Date'] });
});
afterEach(() => {
  vi.useRealTimers();
});

describe('a signed call', () => {
  it('brings its context along unchanged', () => {
    expect(verifier().verify(signed(), BODY, '/graphql')).toEqual(CONTEXT);
  });

  it('that concerns no caller brings none', () => {
    expect(verifier().verify(signCall(KEY, 'cases/graphql', BODY, null)['x-access'], BODY, '/graphql')).toBeNull();
  });

  it('is good once', () => {
    const [by, header] = [verifier(), signed()];
    by.verify(header, BODY, '/graphql');

    expect(isRefused(header, BODY, by)).toBe(true);
  });

  it('may be followed by another with the same content', () => {
    const by = verifier();

    expect([isRefused(signed(), BODY, by), isRefused(signed(), BODY, by)]).toEqual([false, false]);
  });

  it('is good for five seconds, either way, and no longer', () => {
    const header = signed();
    const at = (ms: number): boolean => {
      vi.setSystemTime(NOW + ms);
      return isRefused(header);
    };

    expect([at(5_000), at(-5_000)]).toEqual([false, false]);
    expect([at(5_001), at(-5_001), at(86_400_000)]).toEqual([true, true, true]);
  });

  it('is remembered for as long as it would be good', () => {
    const by = verifier();
    vi.setSystemTime(NOW + 5_000);
    const header = signed();
    vi.setSystemTime(NOW);
    by.verify(header, BODY, '/graphql');
    for (let ms = 0; ms <= 10_000; ms += 500) {
      vi.setSystemTime(NOW + ms);
      by.verify(signed(), BODY, '/graphql');
      expect(isRefused(header, BODY, by)).toBe(true);
    }
  });

  it('is for one receiver', () => {
    expect(isRefused(signCall(KEY, 'licences/graphql', BODY, CONTEXT)['x-access'])).toBe(true);
  });

  it('is for one of its doors', () => {
    expect(isRefused(signCall(KEY, 'cases/events', BODY, CONTEXT)['x-access'])).toBe(true);
  });

  it('is of one installation', () => {
    expect(isRefused(signCall(Buffer.alloc(32, 9), 'cases/graphql', BODY, CONTEXT)['x-access'])).toBe(true);
  });
});

describe('anything else is refused', () => {
  it.each([
    ['no header', undefined],
    ['an empty one', ''],
    ['a dot', '.'],
    ['garbage', 'garbage'],
    ['several headers', [signCall(KEY, 'cases/graphql', BODY, CONTEXT)['x-access']]],
    ['a payload alone', `${Buffer.from('{}').toString('base64url')}.`],
    ['a signature alone', `.${createHmac('sha256', Buffer.alloc(32, 9)).update('').digest('base64url')}`],
  ])('%s', (_title, header) => {
    expect(isRefused(header)).toBe(true);
  });

  it('whichever character of the header is another', () => {
    const header = signed();
    fc.assert(
      fc.property(fc.nat(header.length - 1), fc.integer({ min: 0x20, max: 0x7e }), (at, code) => {
        const changed = header.slice(0, at) + String.fromCharCode(code) + header.slice(at + 1);
        return changed === header || isRefused(changed);
      }),
      { numRuns: 500 },
    );
  });

  it('wherever the header is cut', () => {
    const header = signed();
    for (let length = 0; length < header.length; length += 1) expect(isRefused(header.slice(0, length))).toBe(true);
  });

  it('whatever else the body is', () => {
    fc.assert(fc.property(fc.string(), (body) => body === BODY || isRefused(signed(), body)));
    fc.assert(
      fc.property(fc.string(), (body) => !isRefused(signed(body), body)),
      { numRuns: 50 },
    );
  });

  it('an envelope that holds what ours holds, signed with another key', () => {
    const bodyDigest = createHash('sha256').update(BODY).digest('base64url');
    const envelope = { context: CONTEXT, receiver: 'cases/graphql', nonce: 'n', atMs: NOW, bodyDigest };
    const payload = Buffer.from(JSON.stringify(envelope)).toString('base64url');
    const sign = (key: Buffer): string => `${payload}.${createHmac('sha256', key).update(payload).digest('base64url')}`;

    expect([isRefused(sign(KEY)), isRefused(sign(Buffer.alloc(32)))]).toEqual([false, true]);
  });
});

it('a call that is refused uses up nothing', () => {
  const [by, header] = [verifier(), signed()];
  expect(isRefused(header, 'another body', by)).toBe(true);

  expect(isRefused(header, BODY, by)).toBe(false);
});

describe('a signed answer', () => {
  const CALL = signCall(KEY, 'cases/graphql', BODY, CONTEXT)['x-access'];
  const ANSWER = { status: 200, body: '{"data":{"a":1}}' };
  const SIGNATURE = signAnswer(KEY, CALL, ANSWER);

  it('is believed, as text and as bytes', () => {
    expect(isAnswer(SIGNATURE, KEY, CALL, ANSWER)).toBe(true);
    expect(isAnswer(SIGNATURE, KEY, CALL, { ...ANSWER, body: Buffer.from(ANSWER.body) })).toBe(true);
  });

  it.each([
    ['with another body', isAnswer(SIGNATURE, KEY, CALL, { ...ANSWER, body: '{"data":{"a":2}}' })],
    ['with a body cut short', isAnswer(SIGNATURE, KEY, CALL, { ...ANSWER, body: ANSWER.body.slice(1) })],
    ['with another status', isAnswer(SIGNATURE, KEY, CALL, { ...ANSWER, status: 401 })],
    ['to another call', isAnswer(SIGNATURE, KEY, signCall(KEY, 'cases/graphql', BODY, CONTEXT)['x-access'], ANSWER)],
    ['with another key', isAnswer(SIGNATURE, Buffer.alloc(32, 9), CALL, ANSWER)],
    ['without a signature', isAnswer(undefined, KEY, CALL, ANSWER)],
    ['with an empty signature', isAnswer('', KEY, CALL, ANSWER)],
    ['with several signatures', isAnswer([SIGNATURE, SIGNATURE], KEY, CALL, ANSWER)],
  ])('%s is not', (_title, isBelieved) => {
    expect(isBelieved).toBe(false);
  });
});
