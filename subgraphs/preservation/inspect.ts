/** A store held against its manifest, slice by slice: what is broken, and what each thing is. */
import { parseBlobId, type LocalBlobStore } from '../files/index.ts';
import { digestOf, lookAt, type Content, type Looked } from './look.ts';
import type { ExpectedFile, Manifest } from './manifest.ts';
import { UNHURRIED, type Pace } from './pace.ts';
import { isInSample, WHOLE, type Sample } from './sample.ts';

export const FINDING_KINDS = [
  'ALTERED', // 内容被改: as long as it was, other bytes
  'RESIZED', // 长度不符: cut off, or grown
  'MISSING', // 文件缺失
  'SWAPPED', // 互换: each holds the content of the other
  'MISPLACED', // 错位: holds the content of another, which does not hold its
  'EXTRA', // 多余文件: nothing names it
  'UNREADABLE', // 无法读取: the medium does not give it
  'RECORD_DIFFERS', // 登记不符: one of two digests agrees, so what was written down is wrong
] as const;
export type FindingKind = (typeof FINDING_KINDS)[number];

export interface Finding {
  readonly kind: FindingKind;
  /** Of the file; of an extra one that is no content of ours, its place in the store. */
  readonly file: string;
  /** Whose content it holds; of swapped ones the other. Null: nobody's. */
  readonly other: string | null;
}

/** Where an inspection stands. Plain data: stored with what was found, it is where the next process goes on. */
export interface Progress {
  readonly phase: 'FILES' | 'REST' | 'DONE';
  readonly after: string | null;
  readonly files: number;
  readonly bytes: number;
  /** Spent reading, all slices together. */
  readonly busyMs: number;
}

export const BEGINNING: Progress = { phase: 'FILES', after: null, files: 0, bytes: 0, busyMs: 0 };

export interface Inspected {
  readonly store: LocalBlobStore;
  readonly manifest: Manifest;
  readonly sample?: Sample;
}

export interface SliceLimits {
  /** A slice ends with the page during which so much time has gone. */
  readonly budgetMs: number;
  /** Files that are read at the same time. */
  readonly atATime: number;
  readonly pace?: Pace;
  /** What nothing names may be this young: its row is still to come. */
  readonly unnamedMs: number;
}

export const LIMITS: SliceLimits = { budgetMs: 200, atATime: 4, unnamedMs: 10 * 60_000 };

/** Rows asked for at once, and so what is in memory; and bytes after which a page ends early. */
const PAGE = 256;
const PAGE_BYTES = 64_000_000;
/** Folders looked at before the time is asked. */
const SHELVES = 512;

export interface Slice {
  readonly progress: Progress;
  readonly findings: readonly Finding[];
}

/**
 * Goes on from `progress` until the time is up. Who is killed before storing the answer loses one slice of reading,
 * and finds the same again.
 *
 * @clause 26号 art. 11
 */
export async function inspectSlice(inspected: Inspected, from: Progress, limits: SliceLimits = LIMITS): Promise<Slice> {
  const startedAtMs = performance.now();
  const findings: Finding[] = [];
  let at = from;
  while (at.phase !== 'DONE' && performance.now() - startedAtMs < limits.budgetMs) {
    const slice = at.phase === 'FILES' ? await readPage(inspected, at, limits) : await readRest(inspected, at, limits);
    findings.push(...slice.findings);
    at = slice.progress;
  }
  const busyMs = from.busyMs + (performance.now() - startedAtMs);
  return { progress: { ...at, busyMs }, findings: withoutRepeats(findings) };
}

async function readPage(
  { store, manifest, sample = WHOLE }: Inspected,
  from: Progress,
  limits: SliceLimits,
): Promise<Slice> {
  const listed = await manifest.page(from.after, PAGE);
  const page = upTo(listed, PAGE_BYTES);
  const last = page.at(-1);
  if (last === undefined) return { progress: { ...from, phase: 'REST', after: null }, findings: [] };
  const chosen = page.filter(({ id }) => isInSample(sample, id));
  const pace = limits.pace ?? UNHURRIED;
  const looked = await eachOf(chosen, limits.atATime, async (file) => ({
    file,
    found: await lookAt(store, file, pace),
  }));
  const broken = looked.filter(({ found }) => found.is !== 'INTACT');
  const findings = broken.length === 0 ? [] : await name({ store, manifest, pace }, broken);
  const bytes = chosen.reduce((sum, file) => sum + file.bytes, 0);
  return {
    progress: { ...from, after: last.id, files: from.files + chosen.length, bytes: from.bytes + bytes },
    findings,
  };
}

function upTo(files: readonly ExpectedFile[], most: number): readonly ExpectedFile[] {
  let bytes = 0;
  const end = files.findIndex((file) => (bytes += file.bytes) > most);
  return end < 0 ? files : files.slice(0, end + 1);
}

interface Broken {
  readonly file: ExpectedFile;
  readonly found: Looked;
}

interface Reading {
  readonly store: LocalBlobStore;
  readonly manifest: Manifest;
  readonly pace: Pace;
}

/** What each broken file is. What has been destroyed while it was read is no finding. */
async function name(reading: Reading, broken: readonly Broken[]): Promise<readonly Finding[]> {
  const named = await reading.manifest.named(broken.map(({ file }) => file.id));
  const owners = await reading.manifest.withContent(
    broken.flatMap(({ found }) => (found.is === 'OTHER' ? [found.sm3] : [])),
  );
  const findings: Finding[] = [];
  for (const { file, found } of broken.filter(({ file }) => named.has(file.id)))
    findings.push(found.is === 'OTHER' ? await nameOther(reading, { file, found, owners }) : toFinding(file, found));
  return findings;
}

function toFinding({ id }: ExpectedFile, { is }: Looked): Finding {
  if (is === 'INTACT' || is === 'OTHER') throw new TypeError('not a finding by itself');
  return { kind: is, file: id, other: null };
}

interface OtherContent {
  readonly file: ExpectedFile;
  readonly found: Content;
  readonly owners: readonly ExpectedFile[];
}

async function nameOther({ store, pace }: Reading, { file, found, owners }: OtherContent): Promise<Finding> {
  const whose = owners.filter((each) => each.id !== file.id && isSame(each, found));
  for (const other of whose) {
    const theirs = await digestOf(store, other, pace);
    if (typeof theirs === 'string' || !isSame(file, theirs)) continue;
    const [first = file.id, second = other.id] = [file.id, other.id].toSorted();
    return { kind: 'SWAPPED', file: first, other: second };
  }
  const [other] = whose;
  if (other !== undefined) return { kind: 'MISPLACED', file: file.id, other: other.id };
  return { kind: found.bytes === file.bytes ? 'ALTERED' : 'RESIZED', file: file.id, other: null };
}

function isSame(one: Content, other: Content): boolean {
  return one.sm3 === other.sm3 && one.sha256 === other.sha256 && one.bytes === other.bytes;
}

/** What is in the store that nothing names. */
async function readRest({ store, manifest }: Inspected, from: Progress, limits: SliceLimits): Promise<Slice> {
  const findings: Finding[] = [];
  const ids: string[] = [];
  let { after } = from;
  let shelves = 0;
  for await (const { folder, names } of store.walk(after)) {
    for (const each of names)
      if (parseBlobId(each) !== null) ids.push(each);
      else findings.push({ kind: 'EXTRA', file: folder === '' ? each : `${folder}/${each}`, other: null });
    after = folder;
    shelves += 1;
    if (shelves >= SHELVES || ids.length >= PAGE) break;
  }
  if (shelves === 0) return { progress: { ...from, phase: 'DONE', after: null }, findings };
  findings.push(...(await nameExtra({ store, manifest, pace: limits.pace ?? UNHURRIED }, ids, limits.unnamedMs)));
  return { progress: { ...from, after }, findings };
}

async function nameExtra(reading: Reading, ids: readonly string[], unnamedMs: number): Promise<readonly Finding[]> {
  const named = await reading.manifest.named(ids);
  const findings: Finding[] = [];
  for (const id of ids.filter((each) => !named.has(each))) {
    const blobId = parseBlobId(id);
    const stat = blobId === null ? null : await reading.store.stat(blobId);
    if (blobId === null || stat === null || Date.now() - stat.storedAtMs < unnamedMs) continue;
    const found = await digestOf(reading.store, { id: blobId }, reading.pace);
    const owners = typeof found === 'string' ? [] : await reading.manifest.withContent([found.sm3]);
    findings.push({ kind: 'EXTRA', file: id, other: owners[0]?.id ?? null });
  }
  return findings;
}

function withoutRepeats(findings: readonly Finding[]): readonly Finding[] {
  return [...new Map(findings.map((each) => [`${each.kind} ${each.file}`, each])).values()];
}

/** In the order given, so many at a time. */
async function eachOf<T, R>(items: readonly T[], atATime: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = [];
  let next = 0;
  const lane = async (): Promise<void> => {
    for (;;) {
      const at = next;
      next += 1;
      const item = items[at];
      if (item === undefined) return;
      results[at] = await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.max(1, atATime) }, lane));
  return results;
}
