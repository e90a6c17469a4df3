/**
 * The signature of a call: HTTP Message Signatures (RFC 9421) in one narrow form, the body by Content-Digest (RFC 9530).
 * What could be written in two ways is taken in one only. Pure.
 */
import { createHash } from 'node:crypto';
import { DomainError } from '../../schema/errors.ts';
import type { Registered } from '../../subgraphs/sharing/index.ts';
import { isSignedBy } from '../../subgraphs/signing/index.ts';
import type { RequestHeaders } from '../serving.ts';

export interface SignedRequest {
  readonly method: string;
  /** As it was sent: path, and query with its question mark. */
  readonly url: string;
  readonly headers: RequestHeaders;
  /** Null without a body. */
  readonly body: Buffer | null;
}

export interface ReadSignature {
  readonly keyId: string;
  readonly algorithm: SignatureAlgorithm;
  readonly nonce: string;
  /** Seconds since the epoch. */
  readonly created: number;
  /** What was signed. */
  readonly base: Buffer;
  /** Base64. */
  readonly value: string;
}

/** `alg` of the signature → algorithm of the key. That of SM2 is in no registry. */
const ALGORITHMS = { ed25519: 'Ed25519', 'sm2-sm3': 'SM2-SM3' } as const;
type SignatureAlgorithm = (typeof ALGORITHMS)[keyof typeof ALGORITHMS];

const ALWAYS = ['@method', '@path', '@query', 'authorization', 'x-sharing-grant'] as const;
/** What changes the answer is signed where it is sent. */
const WHERE_SENT = ['x-use-cause', 'x-on-behalf-of', 'x-statutory-demand', 'x-share-mode', 'x-disclosure'] as const;
const WITH_BODY = ['content-type', 'content-digest'] as const;

/** Which components a request must sign: these, each once, and no others. */
export function componentsOf({ headers, body }: Pick<SignedRequest, 'headers' | 'body'>): readonly string[] {
  return [...ALWAYS, ...WHERE_SENT.filter((name) => headers[name] !== undefined), ...(body === null ? [] : WITH_BODY)];
}

/** RFC 9421, 2.5. @param parameters the inner list with its parameters, as `signature-input` has it */
export function signatureBase(request: SignedRequest, components: readonly string[], parameters: string): Buffer {
  const lines = components.map((name) => `"${name}": ${valueOf(request, name)}`);
  return Buffer.from([...lines, `"@signature-params": ${parameters}`].join('\n'), 'latin1');
}

function valueOf({ method, url, headers }: SignedRequest, name: string): string {
  const at = url.indexOf('?');
  if (name === '@method') return method;
  if (name === '@path') return at === -1 ? url : url.slice(0, at);
  if (name === '@query') return at === -1 ? '?' : url.slice(at);
  return String(headers[name] ?? '').trim();
}

export function contentDigest(body: Buffer): string {
  return `sha-256=:${createHash('sha256').update(body).digest('base64')}:`;
}

const INPUT =
  /^([a-z][a-z0-9_-]{0,30})=(\(((?:"[a-z@-]{1,40}"(?: (?="))?)+)\)((?:;[a-z]{1,10}=(?:\d{1,12}|"[^"\\]{0,100}"))*))$/;
const VALUE = /^([a-z][a-z0-9_-]{0,30})=:([A-Za-z0-9+/]{1,200}={0,2}):$/;
const NONCE = /^[\w-]{16,64}$/;
const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** @throws SIGNATURE_INVALID naming everything that is malformed */
export function readSignature(request: SignedRequest): ReadSignature {
  const { headers, body } = request;
  const input = INPUT.exec(textOf(headers, 'signature-input'));
  const value = VALUE.exec(textOf(headers, 'signature'));
  const [, label, parameters = '', listed = '', rest = ''] = input ?? [];
  const components = [...listed.matchAll(/"([^"]+)"/g)].map(([, name = '']) => name);
  const given = [...rest.matchAll(/;([a-z]+)=(?:"([^"]*)"|(\d+))/g)].map(([, name = '', text, number]) => ({
    name,
    text: text ?? null,
    number: number ?? null,
  }));
  const textParameter = (name: string): string => given.find((each) => each.name === name)?.text ?? '';
  const [alg, nonce, keyId] = [textParameter('alg'), textParameter('nonce'), textParameter('keyid')];
  const created = given.find(({ name }) => name === 'created')?.number ?? null;
  const algorithm = Object.entries(ALGORITHMS).find(([name]) => name === alg)?.[1];
  const faults = [
    ...(input === null
      ? ['signature-input: must be one label, a list of components, and created, keyid, alg, nonce (RFC 9421)']
      : [...faultsOfComponents(request, components), ...faultsOfNames(given.map(({ name }) => name))]),
    ...(input !== null && created === null ? ['created: must be seconds since the epoch'] : []),
    ...(input !== null && algorithm === undefined ? [`alg: must be ${Object.keys(ALGORITHMS).join(' or ')}`] : []),
    ...(input !== null && !UUID.test(keyId) ? ['keyid: must be the id of a key of the grant'] : []),
    ...(input !== null && !NONCE.test(nonce) ? ['nonce: must be 16 to 64 letters, digits, - or _'] : []),
    ...(value === null || (label !== undefined && value[1] !== label)
      ? ['signature: must be the label of signature-input and base64 between colons']
      : []),
    ...(headers['x-sharing-grant'] === undefined ? ['x-sharing-grant: must name the grant'] : []),
    ...(body !== null && textOf(headers, 'content-digest') !== contentDigest(body)
      ? ['content-digest: must be sha-256 of the body (RFC 9530)']
      : []),
  ];
  if (faults.length > 0 || algorithm === undefined) throw invalid(`${faults.join('; ')}.`);
  const base = signatureBase(request, components, parameters);
  return { keyId, algorithm, nonce, created: Number(created), base, value: value?.[2] ?? '' };
}

function faultsOfComponents(request: SignedRequest, components: readonly string[]): string[] {
  const due = componentsOf(request);
  return [
    ...due.filter((name) => !components.includes(name)).map((name) => `signature-input: must cover "${name}"`),
    ...components.filter((name) => !due.includes(name)).map((name) => `signature-input: "${name}" is not sent`),
    ...(new Set(components).size === components.length ? [] : ['signature-input: each component once']),
  ];
}

function faultsOfNames(names: readonly string[]): string[] {
  const isRight = [...names].sort().join() === 'alg,created,keyid,nonce';
  return isRight ? [] : ['signature-input: the parameters are created, keyid, alg and nonce, each once'];
}

function textOf(headers: RequestHeaders, name: string): string {
  const value = headers[name];
  return typeof value === 'string' ? value.trim() : '';
}

export interface Judged {
  readonly keys: Registered['keys'];
  readonly nowMs: number;
  readonly windowSeconds: number;
}

/**
 * Within its time, and by a key of the grant. That an unknown key signed, or another one, or that something was changed
 * on the way, is one sentence.
 *
 * @throws SIGNATURE_INVALID
 */
export function checkSignature(read: ReadSignature, { keys, nowMs, windowSeconds }: Judged): void {
  if (Math.abs(nowMs / 1_000 - read.created) > windowSeconds)
    throw invalid(`created: must be within ${windowSeconds} seconds of the gateway's time.`);
  const key = keys.find(({ id, algorithm }) => id === read.keyId && algorithm === read.algorithm);
  const signer = key && { algorithm: read.algorithm, publicKey: key.publicKey };
  if (signer === undefined || !isSignedBy(signer, read.base, read.value)) throw invalid('The signature does not hold.');
}

function invalid(message: string): DomainError {
  return new DomainError('SIGNATURE_INVALID', message, { clause: '数据安全法 art. 27' });
}
