/** All content of an installation into a backup and back, each file with its digests. */
import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { sql } from 'kysely';
import { namedFiles as ofCases } from '../../subgraphs/cases/index.ts';
import { LocalBlobStore, parseBlobId, type BlobId } from '../../subgraphs/files/index.ts';
import { namedFiles as ofHoldings } from '../../subgraphs/holdings/index.ts';
import type { EntityManager } from '../../subgraphs/kernel/index.ts';
import { namedFiles as ofLicences } from '../../subgraphs/licences/index.ts';
import { lookAt, UNHURRIED, type ExpectedFile } from '../../subgraphs/preservation/index.ts';
import type { Part } from './head.ts';
import { LineWriter, readLines } from './lines.ts';

const NAMED = [...ofCases, ...ofLicences, ...ofHoldings];
const AT_A_TIME = 4;
const BATCH = 256;
const FETCH = 2_000;

interface NamedLine extends Omit<ExpectedFile, 'bytes'> {
  readonly bytes: number;
  readonly stores: readonly string[];
}

interface ContentLine extends ExpectedFile {
  readonly store: string;
}

/** What rows name, in their own snapshot. The file goes again before the backup is finished. */
export async function dumpNames(tx: EntityManager, folder: string): Promise<void> {
  const writer = await LineWriter.open(folder, 'named.ndjson');
  for (const { stores, select } of NAMED) {
    await sql`declare names no scroll cursor for select f.id, f.bytes::float8 as bytes, f.sm3, f.sha256
      from ${sql.raw(`(${select})`)} as f`.execute(tx.getKysely());
    for (;;) {
      const { rows } = await sql<Omit<NamedLine, 'stores'>>`fetch ${sql.raw(String(FETCH))} from names`.execute(
        tx.getKysely(),
      );
      if (rows.length === 0) break;
      for (const row of rows) await writer.write(JSON.stringify({ ...row, stores }));
    }
    await sql`close names`.execute(tx.getKysely());
  }
  await writer.close();
}

/** Of one file, whether rows name it now: what was destroyed since the snapshot is no fault. */
export async function isNamedNow(em: EntityManager, id: string): Promise<boolean> {
  for (const { select } of NAMED) {
    const { rows } = await sql`select 1 from ${sql.raw(`(${select})`)} as f where f.id = ${id} limit 1`.execute(
      em.getKysely(),
    );
    if (rows.length > 0) return true;
  }
  return false;
}

export interface CopiedContent {
  readonly content: Part;
  readonly receipts: Part;
  readonly bytes: number;
  readonly faults: readonly string[];
}

/** First what rows name, then what else is stored: annotated copies, what has come and is not attached yet. */
export async function copyContent(
  em: EntityManager,
  { blobDir, folder }: { readonly blobDir: string; readonly folder: string },
): Promise<CopiedContent> {
  const writer = await LineWriter.open(folder, 'content.ndjson');
  const faults: string[] = [];
  let bytes = 0;
  const take = async (line: ContentLine): Promise<void> => {
    bytes += line.bytes;
    await writer.write(JSON.stringify(line));
  };
  for await (const lines of readLines(join(folder, 'named.ndjson'), BATCH))
    await eachOf(lines, async (line) => {
      const named = JSON.parse(line) as NamedLine;
      const copied = await copyNamed({ blobDir, folder }, named);
      if (copied !== null) await take(copied);
      if (copied === null && !(await isNamedNow(em, named.id))) return;
      if (copied === null) faults.push(`${named.id}: MISSING`);
      else if (copied.sm3 !== named.sm3 || copied.sha256 !== named.sha256) faults.push(`${named.id}: ALTERED`);
    });
  for (const store of await listStores(blobDir)) {
    const from = LocalBlobStore.at(join(blobDir, store));
    for await (const shelf of from.walk())
      await eachOf(shelf.names, async (name) => {
        const id = parseBlobId(name);
        if (id === null || existsSync(pathIn(join(folder, 'content', store), id))) return;
        const copied = await copyFile({ blobDir, folder }, { store, id });
        if (copied !== null) await take(copied);
      });
  }
  return { content: await writer.close(), receipts: await copyReceipts({ blobDir, folder }), bytes, faults };
}

interface Places {
  readonly blobDir: string;
  readonly folder: string;
}

async function copyNamed(places: Places, { stores, id }: NamedLine): Promise<ContentLine | null> {
  for (const store of stores) {
    const copied = await copyFile(places, { store, id });
    if (copied !== null) return copied;
  }
  return null;
}

/** @returns null when it is not there */
async function copyFile(
  { blobDir, folder }: Places,
  { store, id }: { readonly store: string; readonly id: BlobId },
): Promise<ContentLine | null> {
  const [from, to] = [pathIn(join(blobDir, store), id), pathIn(join(folder, 'content', store), id)];
  const digests = await copyDigested(from, to);
  return digests === null ? null : { store, id, ...digests };
}

interface Digested {
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
}

async function copyDigested(from: string, to: string): Promise<Digested | null> {
  const hashes = { sm3: createHash('sm3'), sha256: createHash('sha256') };
  let bytes = 0;
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  const temporary = `${to}.part`;
  try {
    await pipeline(
      createReadStream(from),
      async function* digest(chunks: AsyncIterable<Buffer>) {
        for await (const chunk of chunks) {
          hashes.sm3.update(chunk);
          hashes.sha256.update(chunk);
          bytes += chunk.length;
          yield chunk;
        }
      },
      createWriteStream(temporary, { mode: 0o600 }),
    );
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return null;
    throw error;
  }
  await rename(temporary, to);
  return { bytes, sm3: hashes.sm3.digest('hex'), sha256: hashes.sha256.digest('hex') };
}

/** Receipts of uploads: without them a system that sends again would double. */
async function copyReceipts({ blobDir, folder }: Places): Promise<Part> {
  const writer = await LineWriter.open(folder, 'receipts.ndjson');
  for (const store of await listStores(blobDir)) {
    const uploads = join(blobDir, store, 'uploads');
    for (const name of existsSync(uploads) ? await readdir(uploads) : []) {
      if (!name.endsWith('.done')) continue;
      const text = await readFile(join(uploads, name), 'utf8').catch(() => null);
      if (text !== null) await writer.write(JSON.stringify({ store, name, text }));
    }
  }
  return writer.close();
}

/** Folders of stores below that of all content. */
async function listStores(blobDir: string): Promise<string[]> {
  if (!existsSync(blobDir)) return [];
  const entries = await readdir(blobDir, { withFileTypes: true });
  return entries.flatMap((each) => (each.isDirectory() ? [each.name] : [])).toSorted();
}

function pathIn(root: string, id: string): string {
  return join(root, id.slice(0, 2), id.slice(2, 4), id);
}

/** Reads every file of a backup's list where it lies now. @returns what is wrong, by id */
export async function verifyContent(list: string, root: string): Promise<readonly string[]> {
  const faults: string[] = [];
  const stores = new Map<string, LocalBlobStore>();
  for await (const lines of readLines(list, BATCH))
    await eachOf(lines, async (text) => {
      const line = JSON.parse(text) as ContentLine;
      const store = stores.get(line.store) ?? LocalBlobStore.at(join(root, line.store));
      stores.set(line.store, store);
      const { is } = await lookAt(store, line, UNHURRIED);
      if (is !== 'INTACT') faults.push(`${line.id}: ${is === 'OTHER' ? 'ALTERED' : is}`);
    });
  return faults;
}

/**
 * What is there already stays: a restore that was killed goes on. A file is named only once it is whole.
 *
 * @param anew ids of what is copied over what is there
 * @returns how many files were copied
 */
export async function restoreContent(
  folder: string,
  blobDir: string,
  anew: ReadonlySet<string> = new Set(),
): Promise<number> {
  let copied = 0;
  for await (const lines of readLines(join(folder, 'content.ndjson'), BATCH))
    await eachOf(lines, async (text) => {
      const { store, id, bytes } = JSON.parse(text) as ContentLine;
      const to = pathIn(join(blobDir, store), id);
      if (!anew.has(id) && (await stat(to).catch(() => null))?.size === bytes) return;
      await copyDigested(pathIn(join(folder, 'content', store), id), to);
      copied += 1;
    });
  for await (const lines of readLines(join(folder, 'receipts.ndjson'), BATCH))
    for (const line of lines) {
      const { store, name, text } = JSON.parse(line) as Readonly<Record<'store' | 'name' | 'text', string>>;
      await mkdir(join(blobDir, store, 'uploads'), { recursive: true, mode: 0o700 });
      await writeFile(join(blobDir, store, 'uploads', name), text, { mode: 0o600 });
      const { id } = JSON.parse(text) as { readonly id: string };
      // Beside the content, so that its deletion finds the receipt.
      if (existsSync(pathIn(join(blobDir, store), id)))
        await writeFile(`${pathIn(join(blobDir, store), id)}.from`, name, { mode: 0o600 });
    }
  return copied;
}

async function eachOf<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const waiting = items.values();
  const lane = async (): Promise<void> => {
    for (const item of waiting) await work(item);
  };
  await Promise.all(Array.from({ length: AT_A_TIME }, lane));
}
