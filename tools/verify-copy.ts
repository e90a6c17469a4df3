/**
 * `npm run -s verify-copy -- copy.pdf keys.json`: verifies a certified copy with the published keys and nothing else.
 *
 * This file needs only Node: nothing of the gateway, no package, no network. SM2 is computed here from GB/T 32918.2, so
 * that whoever doubts the maker of a copy need not trust the maker's library. It runs by itself: `node verify-copy.ts`
 * (Node 24). Exit code 0: valid; 1: not valid; 2: it could not be read.
 */
import { createHash, createPublicKey, verify } from 'node:crypto';
import { readFileSync } from 'node:fs';

interface Jwk {
  readonly kid: string;
  readonly alg: string;
  readonly x: string;
  readonly y?: string;
  readonly userId?: string;
  readonly state: string;
}

interface Evidence {
  readonly manifest: {
    readonly document: { readonly bytes: number; readonly sm3: string; readonly sha256: string };
    readonly [claim: string]: unknown;
  };
  readonly signatures: readonly { readonly algorithm: string; readonly keyId: string; readonly value: string }[];
}

const MARK = '%ARCHIVE-COPY-1 ';
const PDF_END = /startxref\n(\d+)\n%%EOF\n$/;

/** What the copy says of itself, or a sentence why it is not valid. */
export function verifyCopy(file: Buffer, keys: readonly Jwk[]): Evidence['manifest'] | string {
  const at = file.lastIndexOf(`\n${MARK}`) + 1;
  if (at === 0) return 'It carries no evidence.';
  const document = file.subarray(0, at);
  const tail = file.subarray(at).toString('latin1');
  const evidence = readEvidence(tail);
  if (evidence === null) return 'Its evidence cannot be read.';
  // The evidence has one form only: a changed byte that would read the same is a changed byte.
  const [, xref] = PDF_END.exec(document.subarray(-64).toString('latin1')) ?? [];
  const line = Buffer.from(JSON.stringify(evidence)).toString('base64');
  if (tail !== `${MARK}${line}\nstartxref\n${xref}\n%%EOF\n`) return 'Its evidence is not in the form it was made in.';
  const { bytes, sm3, sha256 } = evidence.manifest.document;
  if (document.length !== bytes) return 'It is longer or shorter than when it was made.';
  if (digest('sm3', document) !== sm3 || digest('sha256', document) !== sha256) return 'Its content was changed.';
  return checkSignatures(evidence, keys) ?? evidence.manifest;
}

function readEvidence(tail: string): Evidence | null {
  try {
    const line = tail.slice(MARK.length, tail.indexOf('\n'));
    return JSON.parse(Buffer.from(line, 'base64').toString('utf8')) as Evidence;
  } catch {
    return null;
  }
}

/** Both algorithms, each once, each by a key that is published and was not revoked. */
function checkSignatures({ manifest, signatures }: Evidence, keys: readonly Jwk[]): string | null {
  const message = Buffer.from(JSON.stringify(manifest));
  const algorithms = signatures.map(({ algorithm }) => algorithm).toSorted();
  if (JSON.stringify(algorithms) !== '["Ed25519","SM2-SM3"]') return 'It must be signed twice, by SM2 and by Ed25519.';
  for (const { algorithm, keyId, value } of signatures) {
    const key = keys.find(({ kid, alg }) => kid === keyId && (alg === 'EdDSA' ? 'Ed25519' : alg) === algorithm);
    if (key === undefined) return `The key ${keyId} is not among those published.`;
    if (key.state === 'REVOKED') return `The key ${keyId} was revoked.`;
    const signature = Buffer.from(value, 'base64');
    const isGood = algorithm === 'Ed25519' ? ed25519(message, signature, key) : sm2(message, signature, key);
    if (!isGood) return `Its ${algorithm} signature does not verify.`;
  }
  return null;
}

function digest(algorithm: string, bytes: Uint8Array): string {
  return createHash(algorithm).update(bytes).digest('hex');
}

function ed25519(message: Buffer, signature: Buffer, { x }: Jwk): boolean {
  const spki = Buffer.concat([Buffer.from('302a300506032b6570032100', 'hex'), Buffer.from(x, 'base64url')]);
  return verify(null, message, createPublicKey({ key: spki, format: 'der', type: 'spki' }), signature);
}

// SM2 (GB/T 32918.2), on the curve of GB/T 32918.5: y² = x³ + ax + b over GF(p), base point G of order n.
const p = 0xfffffffeffffffffffffffffffffffffffffffff00000000ffffffffffffffffn;
const a = p - 3n;
const b = 0x28e9fa9e9d9f5e344d5a9e4bcf6509a7f39789f515ab8f92ddbcbd414d940e93n;
const n = 0xfffffffeffffffffffffffffffffffff7203df6b21c6052b53bbf40939d54123n;
const G: Point = [
  0x32c4ae2c1f1981195f9904466a39c9948fe30bbff2660be1715a4589334c74c7n,
  0xbc3736a2f4f6779c59bdcee36b692153d0a9877cc62a474002df32e52139f0a0n,
];

/** Null is the point at infinity. */
type Point = readonly [bigint, bigint] | null;

function sm2(message: Buffer, signature: Buffer, { x, y = '', userId = '1234567812345678' }: Jwk): boolean {
  const rs = readDer(signature);
  const P: Point = [toInt(Buffer.from(x, 'base64url')), toInt(Buffer.from(y, 'base64url'))];
  if (rs === null || !isOnCurve(P)) return false;
  const [r, s] = rs;
  if (r < 1n || r >= n || s < 1n || s >= n) return false;
  const t = (r + s) % n;
  if (t === 0n) return false;
  const e = toInt(Buffer.from(digest('sm3', Buffer.concat([identity(P, userId), message])), 'hex'));
  const point = add(times(s, G), times(t, P));
  return point !== null && (e + point[0]) % n === r;
}

/** Z: the digest of who signs, with the curve and the key. */
function identity(P: readonly [bigint, bigint], userId: string): Buffer {
  const id = Buffer.from(userId);
  const length = Buffer.alloc(2);
  length.writeUInt16BE(id.length * 8);
  const numbers = [a, b, ...(G ?? []), ...P].map((each) => Buffer.from(each.toString(16).padStart(64, '0'), 'hex'));
  return Buffer.from(digest('sm3', Buffer.concat([length, id, ...numbers])), 'hex');
}

function add(P: Point, Q: Point): Point {
  if (P === null) return Q;
  if (Q === null) return P;
  const [x1, y1] = P;
  const [x2, y2] = Q;
  if (x1 === x2 && mod(y1 + y2) === 0n) return null;
  const slope = x1 === x2 ? mod((3n * x1 * x1 + a) * inverse(2n * y1)) : mod((y2 - y1) * inverse(x2 - x1));
  const x3 = mod(slope * slope - x1 - x2);
  return [x3, mod(slope * (x1 - x3) - y1)];
}

function times(k: bigint, P: Point): Point {
  let result: Point = null;
  for (let doubled = P, left = k; left > 0n; left >>= 1n, doubled = add(doubled, doubled))
    if (left & 1n) result = add(result, doubled);
  return result;
}

function mod(value: bigint): bigint {
  return ((value % p) + p) % p;
}

/** By Euclid. */
function inverse(value: bigint): bigint {
  let [low, high, x, y] = [mod(value), p, 1n, 0n];
  while (low > 1n) {
    const quotient = high / low;
    [low, high, x, y] = [high % low, low, y - quotient * x, x];
  }
  return mod(x);
}

function isOnCurve([x, y]: readonly [bigint, bigint]): boolean {
  return x < p && y < p && mod(y * y - (x * x * x + a * x + b)) === 0n;
}

/** SEQUENCE of two INTEGERs, and nothing behind them. */
function readDer(der: Buffer): readonly [bigint, bigint] | null {
  const rLength = der[3] ?? 0;
  const sLength = der[5 + rLength] ?? 0;
  const isDer = der[0] === 0x30 && der[1] === der.length - 2 && der[2] === 2 && der[4 + rLength] === 2;
  if (!isDer || der.length !== 6 + rLength + sLength) return null;
  return [toInt(der.subarray(4, 4 + rLength)), toInt(der.subarray(6 + rLength))];
}

function toInt(bytes: Uint8Array): bigint {
  return BigInt(`0x0${Buffer.from(bytes).toString('hex')}`);
}

function main([copy = '', keys = '']: readonly string[]): number {
  if (keys === '') {
    process.stderr.write('usage: verify-copy copy.pdf keys.json\n\nkeys.json: from /.well-known/copy-keys.json\n');
    return 2;
  }
  const published = JSON.parse(readFileSync(keys, 'utf8')) as { readonly keys: readonly Jwk[] };
  const result = verifyCopy(readFileSync(copy), published.keys);
  process.stdout.write(
    typeof result === 'string' ? `NOT VALID  ${result}\n` : `VALID\n${JSON.stringify(result, null, 2)}\n`,
  );
  return typeof result === 'string' ? 1 : 0;
}

if (process.argv[1]?.includes('verify-copy') === true) process.exitCode = main(process.argv.slice(2));
