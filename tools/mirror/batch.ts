/** A batch as it came, checked against what it says of itself: nothing of it is used before all of it is right. Pure. */
import { createHash } from 'node:crypto';
import { canonicalJson, recordHash } from '../../schema/canonical.ts';
import { EXPORT_HEADERS, type ExportLine, type ExportManifest } from '../../schema/feed-streams.ts';

/** A batch that is not what it says: cut, changed on the way, or of a server that errs. Asked for again, it may be right. */
export class BatchFault extends Error {
  override readonly name = 'BatchFault';
}

export interface Batch {
  readonly manifest: ExportManifest;
  readonly lines: readonly ExportLine[];
}

/** @throws BatchFault for a header that is missing or no number */
export function readManifest(header: (name: string) => string | null): ExportManifest {
  const text = (key: keyof typeof EXPORT_HEADERS): string => {
    const value = header(EXPORT_HEADERS[key]);
    if (value === null) throw new BatchFault(`The header ${EXPORT_HEADERS[key]} is missing.`);
    return value;
  };
  const count = (key: keyof typeof EXPORT_HEADERS): number => {
    const value = text(key);
    if (!/^\d{1,15}$/.test(value)) throw new BatchFault(`The header ${EXPORT_HEADERS[key]} is no number.`);
    return Number(value);
  };
  const rows = count('rows');
  return {
    generation: count('generation'),
    salt: text('salt'),
    fromSequence: rows === 0 ? null : count('fromSequence'),
    toSequence: rows === 0 ? null : count('toSequence'),
    rows,
    tombstones: count('tombstones'),
    bytes: count('bytes'),
    sha256: text('sha256'),
    sm3: text('sm3'),
    next: header(EXPORT_HEADERS.next),
    more: text('more') === 'true',
  };
}

/** Where a batch has to go on. */
export interface Place {
  readonly generation: number;
  /** Of the last change that is known; null: whatever comes first. */
  readonly sequence: number | null;
}

/**
 * @param after a new generation goes on where the one before ended, with numbers of its own
 * @throws BatchFault when a byte, a line or a hash is not as told, or a sequence is missing or doubled
 */
export function readBatch(manifest: ExportManifest, bytes: Uint8Array, after: Place): Batch {
  if (bytes.byteLength !== manifest.bytes) throw new BatchFault(`${bytes.byteLength} bytes came of ${manifest.bytes}.`);
  for (const name of ['sha256', 'sm3'] as const) {
    const found = createHash(name).update(bytes).digest('hex');
    if (found !== manifest[name]) throw new BatchFault(`The ${name} of the batch is another than told.`);
  }
  const texts = Buffer.from(bytes).toString('utf8').split('\n');
  if (texts.pop() !== '') throw new BatchFault('The last line has no end.');
  if (texts.length !== manifest.rows) throw new BatchFault(`${texts.length} lines came of ${manifest.rows}.`);
  const lines = texts.map((text) => JSON.parse(text) as ExportLine);
  const isOn = after.sequence === 0 || after.generation === manifest.generation;
  const before = isOn ? after.sequence : null;
  const first = before === null ? (manifest.fromSequence ?? 0) : before + 1;
  for (const [at, line] of lines.entries()) check(line, first + at, manifest.salt);
  return { manifest, lines };
}

function check(line: ExportLine, expected: number, salt: string): void {
  if (line.sequence !== expected) throw new BatchFault(`Change ${expected} was due, ${line.sequence} came.`);
  if (line.record === null) {
    const isBare = line.obsolete || isTombstone(line);
    if (!isBare) throw new BatchFault(`Change ${line.sequence} has no content.`);
    return;
  }
  if (line.record['id'] !== line.id) throw new BatchFault(`Change ${line.sequence} holds another record.`);
  if (recordHash(salt, canonicalJson(line.record, Object.keys(line.record))) !== line.hash)
    throw new BatchFault(`The hash of record ${line.id} in change ${line.sequence} is another than told.`);
}

const CONTENT = new Set(['UPSERT', 'REINSTATED']);

export function isTombstone({ kind }: Pick<ExportLine, 'kind'>): boolean {
  return !CONTENT.has(kind);
}

/** What a batch comes to: of each record the last word only, in the order of the words. */
export interface Outcome {
  readonly upserts: readonly ExportLine[];
  readonly deletes: readonly ExportLine[];
  /** Every tombstone, those that a later line takes back included. */
  readonly tombstones: readonly ExportLine[];
}

export function outcomeOf(lines: readonly ExportLine[]): Outcome {
  const last = new Map<string, ExportLine>();
  for (const line of lines) {
    // Content that is not there any more comes with a later line, of this batch or of one to come.
    if (isTombstone(line) || line.record !== null) last.set(line.id, line);
  }
  const words = [...last.values()];
  return {
    upserts: words.filter((line) => !isTombstone(line)),
    deletes: words.filter(isTombstone),
    tombstones: lines.filter(isTombstone),
  };
}
