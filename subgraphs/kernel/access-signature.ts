/**
 * How the access context travels to a subgraph that runs alone, and why nobody else can send one:
 * an HMAC over the context, the digest of the body, the receiver, a nonce and the time.
 */
import { createHash, createHmac, randomUUID, timingSafeEqual } from 'node:crypto';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';

/** A signed call is good for this long, either way. */
const WINDOW_MS = 5_000;
const HEADER = 'x-access';

interface Envelope {
  /** Null for calls between processes that concern no caller, such as pulling events. */
  readonly context: AccessContext | null;
  readonly receiver: string;
  readonly nonce: string;
  readonly atMs: number;
  readonly bodyDigest: string;
}

export type SignedHeaders = Readonly<Record<typeof HEADER, string>>;

/** @param receiver subgraph and path, such as `cases/graphql`: a call for one is nothing to another */
export function signCall(key: Buffer, receiver: string, body: string, context: AccessContext | null): SignedHeaders {
  const envelope: Envelope = { context, receiver, nonce: randomUUID(), atMs: Date.now(), bodyDigest: digest(body) };
  const payload = Buffer.from(JSON.stringify(envelope)).toString('base64url');
  return { [HEADER]: `${payload}.${mac(key, payload)}` };
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
    const expected = Buffer.from(mac(this.#key, payload));
    const given = Buffer.from(signature);
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) throw new DomainError('UNAUTHENTICATED');
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

function mac(key: Buffer, payload: string): string {
  return createHmac('sha256', key).update(payload).digest('base64url');
}

function digest(body: string): string {
  return createHash('sha256').update(body).digest('base64url');
}
