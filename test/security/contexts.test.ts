/** Stale, foreign, changed and replayed contexts: a subgraph that runs alone believes none of them. */
import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { CallVerifier, isAnswer, signAnswer, signCall } from '../../subgraphs/wire/index.ts';
import { access } from '../support/services.ts';

const KEY = Buffer.alloc(32, 7);
const BODY = '{"query":"{ cases { totalCount } }"}';
const CONTEXT = access({ agency: 'A', useCause: 'check' });
const RECEIVER = 'cases';
const PATH = '/graphql';

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00+08:00') });
});
afterEach(() => {
  vi.useRealTimers();
});

function sign(
  context: AccessContext | null = CONTEXT,
  body = BODY,
  receiver = `${RECEIVER}${PATH}`,
  key = KEY,
): string {
  return signCall(key, receiver, body, context)['x-access'];
}

function verify(header: unknown, body = BODY, path = PATH, verifier = new CallVerifier(KEY, RECEIVER)): unknown {
  return verifier.verify(header, body, path);
}

/** The same payload with something else in it, and the signature that it had. */
function changed(header: string, change: (envelope: Record<string, unknown>) => void): string {
  const [payload = '', signature = ''] = header.split('.');
  const envelope = JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>;
  change(envelope);
  return `${Buffer.from(JSON.stringify(envelope)).toString('base64url')}.${signature}`;
}

const setContext = (facts: Partial<AccessContext>) => (envelope: Record<string, unknown>) => {
  envelope['context'] = { ...(envelope['context'] as object), ...facts };
};

it('a fresh call of ours is believed, as it was sent', () => {
  expect(verify(sign())).toEqual(CONTEXT);
});

describe('is not believed:', () => {
  const FORGED: readonly [title: string, header: () => unknown][] = [
    ['nothing', () => undefined],
    ['an empty header', () => ''],
    ['a list of headers', () => [sign(), sign()]],
    ['a token of a caller', () => 'Bearer eyJhbGciOiJub25lIn0.e30.'],
    ['a context without a signature', () => sign().split('.')[0]],
    ['a context with an empty signature', () => `${sign().split('.')[0]}.`],
    ['the signature of another call', () => `${sign().split('.')[0]}.${sign(access({ agency: 'B' })).split('.')[1]}`],
    ['a signature of another key', () => sign(CONTEXT, BODY, `${RECEIVER}${PATH}`, Buffer.alloc(32, 8))],
    ['a signature that was cut', () => sign().slice(0, -2)],
    ['a signature that goes on', () => `${sign()}AA`],
    ['another role', () => changed(sign(), setContext({ role: 'ARCHIVE_HALL' }))],
    ['another agency', () => changed(sign(), setContext({ agency: 'B' }))],
    ['another subject', () => changed(sign(), setContext({ subjectRef: 'x' }))],
    ['another use cause', () => changed(sign(), setContext({ useCause: 'other' }))],
    ['predecessors that it has not', () => changed(sign(), setContext({ predecessors: ['B'] }))],
    ['a later time', () => changed(sign(), (envelope) => (envelope['atMs'] = Date.now() + 1_000))],
    ['another nonce', () => changed(sign(), (envelope) => (envelope['nonce'] = 'x'))],
    [
      'a call that concerns no caller made one that does',
      () => changed(sign(null), (envelope) => (envelope['context'] = CONTEXT)),
    ],
    ['an answer of ours', () => `${sign().split('.')[0]}.${signAnswer(KEY, sign(), { status: 200, body: BODY })}`],
    ['a plain digest', () => `${sign().split('.')[0]}.${createHmac('sha256', 'key').update('x').digest('base64url')}`],
  ];

  it.each(FORGED)('%s', (_title, header) => {
    expect(() => verify(header())).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it.each([
    ['with another body', BODY.replace('cases', 'grants'), PATH, RECEIVER],
    ['with no body', '', PATH, RECEIVER],
    ['by another subgraph', BODY, PATH, 'licences'],
    ['on another path', BODY, '/call/load', RECEIVER],
  ])('%s', (_title, body, path, receiver) => {
    const header = sign();
    expect(() => verify(header, body, path, new CallVerifier(KEY, receiver))).toThrow(
      expect.objectContaining({ code: 'UNAUTHENTICATED' }),
    );
  });

  it('a second time', () => {
    const verifier = new CallVerifier(KEY, RECEIVER);
    const header = sign();
    verify(header, BODY, PATH, verifier);
    expect(() => verify(header, BODY, PATH, verifier)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('a second time after others', () => {
    const verifier = new CallVerifier(KEY, RECEIVER);
    const header = sign();
    verify(header, BODY, PATH, verifier);
    for (let count = 0; count < 50; count += 1) verify(sign(), BODY, PATH, verifier);
    vi.advanceTimersByTime(4_000);
    expect(() => verify(header, BODY, PATH, verifier)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it.each([6_000, 60_000, 86_400_000])('%d ms late', (lateMs) => {
    const header = sign();
    vi.advanceTimersByTime(lateMs);
    expect(() => verify(header)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });

  it('from the future', () => {
    const header = sign();
    vi.setSystemTime(Date.now() - 60_000);
    expect(() => verify(header)).toThrow(expect.objectContaining({ code: 'UNAUTHENTICATED' }));
  });
});

describe('an answer is believed only as the answer to this call:', () => {
  const ANSWER = { status: 200, body: '{"data":{}}' };

  it('whole, with its status', () => {
    const call = sign();
    expect(isAnswer(signAnswer(KEY, call, ANSWER), KEY, call, ANSWER)).toBe(true);
  });

  it.each([
    ['another body', { status: 200, body: '{"data":{"x":1}}' }],
    ['another status', { status: 500, body: '{"data":{}}' }],
    ['a body that was cut', { status: 200, body: '{"data":' }],
  ])('not with %s', (_title, other) => {
    const call = sign();
    expect(isAnswer(signAnswer(KEY, call, ANSWER), KEY, call, other)).toBe(false);
  });

  it('not to another call', () => {
    expect(isAnswer(signAnswer(KEY, sign(), ANSWER), KEY, sign(access({ agency: 'B' })), ANSWER)).toBe(false);
  });
});
