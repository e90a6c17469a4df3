/**
 * How the access context travels to a subgraph that runs alone, and why nobody else can send one:
 * an HMAC over the context, the digest of the body, the receiver, a nonce and the time. Its answer is signed too.
 */
import { createHmac, createSecretKey, hash, randomUUID, timingSafeEqual, type Hmac, type KeyObject } from 'node:crypto';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';

/** A signed call is good for this long, either way. */
const WINDOW_MS = 5_000;

interface Envelope {
  /** Null for calls between processes that concern no caller, such as pulling events. */
  readonly context: AccessContext | null;
  readonly receiver: string;
  readonly nonce: string;
  readonly atMs: number;
  readonly bodyDigest: string;
}

export type SignedHeaders = Readonly<Record<'x-access', string>>;

/** @param receiver subgraph and path, such as `cases/graphql`: a call for one is nothing to another */
export function signCall(key: Buffer, receiver: string, body: string, context: AccessContext | null): SignedHeaders {
  const rest: Omit<Envelope, 'context'> = { receiver, nonce: randomUUID(), atMs: Date.now(), bodyDigest: digest(body) };
  const envelope = `{"context":${toJson(context)},${JSON.stringify(rest).slice(1)}`;
  const payload = Buffer.from(envelope).toString('base64url');
  return { 'x-access': `${payload}.${mac(key, payload)}` };
}

/** A request asks several subgraphs, each several times, with the same context. */
const written = new WeakMap<AccessContext, string>();

function toJson(context: AccessContext | null): string {
  if (context === null) return 'null';
  const known = written.get(context);
  if (known !== undefined) return known;
  const json = JSON.stringify(context);
  written.set(context, json);
  return json;
}

/** Accepts each signed call once. */
export class CallVerifier {
  readonly #key: Buffer;
  readonly #receiver: string;
  readonly #seen = new Map<string, number>();

  constructor(key: Buffer, receiver: string) {
    this.#key = key;
    this.#receiver = receiver;
  }

  /**
   * @param header the `x-access` header as it came
   * @throws UNAUTHENTICATED for anything else than a fresh, unused call of ours to this receiver with this body
   */
  verify(header: unknown, body: string, path: string): AccessContext | null {
    const envelope = this.#open(header);
    const isFresh = Math.abs(Date.now() - envelope.atMs) <= WINDOW_MS;
    const isOurs = envelope.receiver === this.#receiver + path && envelope.bodyDigest === digest(body);
    if (!isFresh || !isOurs || this.#seen.has(envelope.nonce)) throw new DomainError('UNAUTHENTICATED');
    this.#remember(envelope);
    return envelope.context;
  }

  #open(header: unknown): Envelope {
    const [payload = '', signature = ''] = typeof header === 'string' ? header.split('.', 2) : [];
    if (!isSame(signature, mac(this.#key, payload))) throw new DomainError('UNAUTHENTICATED');
    return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8')) as Envelope;
  }

  /** Entries come in by time, so the old ones are at the front. */
  #remember(envelope: Envelope): void {
    for (const [nonce, atMs] of this.#seen) {
      if (Date.now() - atMs <= 2 * WINDOW_MS) break;
      this.#seen.delete(nonce);
    }
    this.#seen.set(envelope.nonce, Date.now());
  }
}

interface Answer {
  readonly status: number;
  readonly body: string | Buffer;
}

/**
 * What a subgraph puts beside its answer: it is this answer, whole, to this call and no other. Connections break,
 * proxies get in between and answers get swapped; then nothing is believed.
 *
 * @param call the `x-access` header that is answered
 */
export function signAnswer(key: Buffer, call: string, { status, body }: Answer): string {
  const signature = call.slice(call.lastIndexOf('.') + 1);
  // No payload of a call has a space in it: an answer's signature is never a call's.
  return hmac(key).update(`answer ${signature} ${status} `).update(body).digest('base64url');
}

/** Whether `signature` is what `signAnswer` makes. */
export function isAnswer(signature: unknown, key: Buffer, call: string, answer: Answer): boolean {
  return typeof signature === 'string' && isSame(signature, signAnswer(key, call, answer));
}

function mac(key: Buffer, payload: string): string {
  return hmac(key).update(payload).digest('base64url');
}

/** A key as an object: 3 µs a signature, 14 as a buffer (2026-11-21). */
const secrets = new WeakMap<Buffer, KeyObject>();

function hmac(key: Buffer): Hmac {
  const known = secrets.get(key);
  if (known !== undefined) return createHmac('sha256', known);
  const made = createSecretKey(key);
  secrets.set(key, made);
  return createHmac('sha256', made);
}

function isSame(given: string, expected: string): boolean {
  const [one, other] = [Buffer.from(given), Buffer.from(expected)];
  return one.length === other.length && timingSafeEqual(one, other);
}

function digest(body: string): string {
  return hash('sha256', body, 'base64url');
}
