/**
 * A document that carries its own evidence: its bytes, then one comment line with a manifest and the signatures over
 * it. PDF readers skip the line; whoever verifies demands every byte of the file as it was made.
 */
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { verifies } from './published.ts';
import { ALGORITHMS, type PublicKey, type Signature, type Signing } from './types.ts';

/** Of the bytes before the evidence. Digests are hexadecimal. */
export interface DocumentDigest {
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
}

/** What is signed: what the document is, in the words of whoever makes it, and the digest of its bytes. */
export interface Manifest {
  readonly document: DocumentDigest;
  readonly [claim: string]: unknown;
}

/** Evidence beside a document, for formats that cannot carry it: the line is then a file of its own. */
export interface Evidence {
  readonly manifest: Manifest;
  readonly signatures: readonly Signature[];
}

const MARK = '%ARCHIVE-COPY-1 ';
/** A manifest names files; more than this is no evidence of ours. */
const MAX_TAIL_BYTES = 512 * 1024;
const PDF_END = /startxref\n(\d+)\n%%EOF\n$/;

/** Digests of what goes by. */
export class Digesting {
  readonly #sm3: Hash = createHash('sm3');
  readonly #sha256: Hash = createHash('sha256');
  #bytes = 0;

  add(chunk: Uint8Array): void {
    this.#sm3.update(chunk);
    this.#sha256.update(chunk);
    this.#bytes += chunk.length;
  }

  done(): DocumentDigest {
    return { bytes: this.#bytes, sm3: this.#sm3.digest('hex'), sha256: this.#sha256.digest('hex') };
  }
}

export async function signManifest(manifest: Manifest, signing: Signing): Promise<Evidence> {
  return { manifest, signatures: await signing.sign(Buffer.from(JSON.stringify(manifest))) };
}

/**
 * The PDF as it comes, and behind it the evidence.
 *
 * @param claims what the manifest says beside the digest
 * @param onSealed told of the evidence when the last byte is on its way
 */
export async function* sealPdf(
  pdf: AsyncIterable<Uint8Array>,
  { claims, signing, onSealed }: SealParts,
): AsyncGenerator<Uint8Array> {
  const digesting = new Digesting();
  let end = Buffer.alloc(0);
  for await (const chunk of pdf) {
    digesting.add(chunk);
    end = Buffer.concat([end, chunk]).subarray(-64);
    yield chunk;
  }
  const evidence = await signManifest({ ...claims, document: digesting.done() }, signing);
  onSealed(evidence);
  yield Buffer.from(toTail(evidence, end.toString('latin1')));
}

export interface SealParts {
  readonly claims: Readonly<Record<string, unknown>>;
  readonly signing: Signing;
  readonly onSealed: (evidence: Evidence) => void;
}

/** One form only: whatever reads the same and is written otherwise is not ours. */
function toTail(evidence: Evidence, endOfPdf: string): string {
  const [, at] = PDF_END.exec(endOfPdf) ?? [];
  if (at === undefined) throw new Error('a PDF that ends with its cross-reference expected');
  const line = Buffer.from(JSON.stringify(evidence)).toString('base64');
  // Readers look for the cross-reference from the end: it is said once more.
  return `${MARK}${line}\nstartxref\n${at}\n%%EOF\n`;
}

const evidence = z.strictObject({
  manifest: z.looseObject({
    document: z.strictObject({ bytes: z.int(), sm3: z.string(), sha256: z.string() }),
  }),
  signatures: z.array(z.strictObject({ algorithm: z.enum(ALGORITHMS), keyId: z.string(), value: z.string() })),
});

/** Evidence as it was read, and what the bytes before it come to. */
interface Sealed {
  readonly evidence: Evidence;
  readonly document: DocumentDigest;
}

/**
 * Holds the last half megabyte and no more, however long the file is.
 *
 * @returns the manifest of a document of which every byte is as it was made; null: it is not
 */
export async function verifySealed(
  file: AsyncIterable<Uint8Array>,
  keys: readonly PublicKey[],
): Promise<Manifest | null> {
  const sealed = await readSealed(file);
  if (sealed === null) return null;
  const { manifest, signatures } = sealed.evidence;
  const { bytes, sm3, sha256 } = sealed.document;
  const { document } = manifest;
  if (document.bytes !== bytes || document.sm3 !== sm3 || document.sha256 !== sha256) return null;
  return verifies(Buffer.from(JSON.stringify(manifest)), signatures, keys) ? manifest : null;
}

async function readSealed(file: AsyncIterable<Uint8Array>): Promise<Sealed | null> {
  const digesting = new Digesting();
  let held = Buffer.alloc(0);
  for await (const chunk of file) {
    held = Buffer.concat([held, chunk]);
    const surplus = held.length - MAX_TAIL_BYTES;
    if (surplus <= 0) continue;
    digesting.add(held.subarray(0, surplus));
    held = held.subarray(surplus);
  }
  const at = held.lastIndexOf(`\n${MARK}`) + 1;
  if (at === 0) return null;
  digesting.add(held.subarray(0, at));
  const end = held.subarray(Math.max(0, at - 64), at).toString('latin1');
  const found = parseTail(held.subarray(at).toString('latin1'), end);
  return found === null ? null : { evidence: found, document: digesting.done() };
}

function parseTail(tail: string, endOfPdf: string): Evidence | null {
  if (!PDF_END.test(endOfPdf)) return null;
  const line = tail.slice(MARK.length, tail.indexOf('\n'));
  const read = parseJson(Buffer.from(line, 'base64').toString('utf8'));
  return isEvidence(read) && toTail(read, endOfPdf) === tail ? read : null;
}

/** What was read itself, since the parser's copy would have its keys in another order than they were signed in. */
function isEvidence(read: unknown): read is Evidence {
  return evidence.safeParse(read).success;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
