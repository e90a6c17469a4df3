/** A whole transfer as one file (离线移交包): what `transfer.ts` writes as a folder, packed, and read as strictly as each package in it. */
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { CATALOGUE_FILE, DESCRIPTION_FILE, type ByteSource, type CheckFacts } from '../checks/index.ts';
import { FaultList } from './fault-list.ts';
import { fault, PackageRefused, safeName } from './faults.ts';
import { walk } from './folder.ts';
import { DIGEST_EXTENSION, PACKAGE_EXTENSION } from './layout.ts';
import { DEFAULT_LIMITS, type PackageLimits } from './limits.ts';
import { readPackage } from './reader.ts';
import { withSource } from './staging.ts';
import {
  compareTransfer,
  decodeText,
  inspectTransfer,
  MAX_BYTES,
  type CatalogueRow,
  type FoundPackage,
  type OpenTransfer,
} from './transfer-check.ts';
import type { OpenPackage, PackageFault } from './types.ts';
import { listEntries, type ZipEntry } from './zip/entries.ts';
import { unpack, unpackWhole } from './zip/unpack.ts';
import { ZipWriter } from './zip/write.ts';

/** Two files a record, and the two that describe them all. */
const LIMITS: PackageLimits = { ...DEFAULT_LIMITS, maxEntries: 20_002 };

/**
 * The folder of a transfer as one file. The same folder gives the same bytes; `path` is whole or not there.
 *
 * @throws PackageRefused for links and the like, before anything is written
 */
export async function packTransfer(folder: string, path: string): Promise<void> {
  const names: string[] = [];
  const faults: PackageFault[] = [];
  for await (const { name, kind } of walk(folder)) {
    if (kind === 'FILE') names.push(name);
    if (kind === 'OTHER') faults.push(fault('SPECIAL_FILE', name));
  }
  if (faults.length > 0) throw new PackageRefused(...faults);
  const part = `${path}.part`;
  const zip = new ZipWriter();
  const written = pipeline(zip.output, createWriteStream(part, { flush: true }));
  written.catch((error: unknown) => zip.fail(error));
  try {
    for (const name of names) await zip.add(name, createReadStream(join(folder, name)));
    await zip.end();
    await written;
    await rename(part, path);
  } catch (error) {
    await rm(part, { force: true });
    throw error;
  }
}

/** A delivery in which everything is what its catalogue says. Close it: that removes what was unpacked. */
export interface OpenDelivery extends Pick<OpenTransfer, 'batchName' | 'manifestSm3' | 'rows'> {
  /** One package at a time, in the order of the catalogue; each is closed before the next is opened. */
  packages(): AsyncGenerator<DeliveredPackage, void, undefined>;
  close(): Promise<void>;
}

export interface DeliveredPackage {
  readonly row: CatalogueRow;
  readonly opened: OpenPackage;
}

export type DeliveryResult =
  | { readonly ok: true; readonly delivery: OpenDelivery }
  | { readonly ok: false; readonly faults: readonly PackageFault[] };

/**
 * Reads the file at `path`: the whole, its two files, every package in it.
 *
 * @param staging where a folder for the packages is made; it is gone when the delivery is refused or closed
 * @returns every fault that could be told, each with the entry it is about
 */
export async function readDelivery(
  path: string,
  { staging, facts }: { readonly staging: string; readonly facts: CheckFacts },
): Promise<DeliveryResult> {
  await mkdir(staging, { recursive: true, mode: 0o700 });
  const folder = await mkdtemp(join(staging, 'delivery-'));
  try {
    return { ok: true, delivery: await withSource(path, (source) => read(source, folder, facts)) };
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    if (!(error instanceof PackageRefused)) throw error;
    return { ok: false, faults: [...new Map(error.faults.map((each) => [each.message, each])).values()] };
  }
}

async function read(source: ByteSource, folder: string, facts: CheckFacts): Promise<OpenDelivery> {
  const entries = await listEntries(source, LIMITS);
  const faults = new FaultList();
  const files = entries.filter(({ isFolder }) => !isFolder);
  const texts = await readTexts(source, files, faults);
  const places = await unpackPackages(source, files, { folder, faults });
  const found = new Map<string, FoundPackage | null>();
  for (const [name, place] of places) found.set(name, await lookAt(name, place, { folder, faults }));
  const transfer = inspectTransfer(
    entries.map(({ name }) => name),
    texts,
    facts,
  );
  faults.add(...transfer.findings.map(toFault), ...transfer.faults);
  if (transfer.rows.length > 0) faults.add(...compareTransfer(transfer.rows, found));
  faults.assertNone();
  return {
    ...transfer,
    packages: () => openEach(transfer.rows, places, folder),
    close: () => rm(folder, { recursive: true, force: true }),
  };
}

/** What the checks at receipt find in the two files and the folders. */
function toFault({ code, object, reason }: OpenTransfer['findings'][number]): PackageFault {
  return fault('DOCUMENT_FORM', object, `${code} ${reason ?? ''}`);
}

async function readTexts(
  source: ByteSource,
  files: readonly ZipEntry[],
  faults: FaultList,
): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  for (const name of [DESCRIPTION_FILE, CATALOGUE_FILE]) {
    const entry = files.find((each) => each.name === name);
    if (entry === undefined) faults.add(fault('MISSING', name));
    else if (entry.bytes > MAX_BYTES) faults.add(fault('DOCUMENT_TOO_LARGE', name, MAX_BYTES));
    else {
      const bytes = await faults.catch(unpackWhole(source, entry));
      if (bytes !== null) texts.set(name, decodeText(bytes));
    }
  }
  return texts;
}

interface Work {
  readonly folder: string;
  readonly faults: FaultList;
}

/** Under numbers, never under their names. @returns by name in the delivery */
async function unpackPackages(
  source: ByteSource,
  files: readonly ZipEntry[],
  { folder, faults }: Work,
): Promise<ReadonlyMap<string, string>> {
  const packages = files.filter(({ name }) => name.includes('/') && name.endsWith(PACKAGE_EXTENSION));
  const names = new Set(packages.map(({ name }) => name));
  const beside = (name: string): string => name.slice(0, -DIGEST_EXTENSION.length);
  const places = new Map(packages.map(({ name }, at) => [name, join(folder, `${at + 1}${PACKAGE_EXTENSION}`)]));
  for (const entry of files) {
    const { name } = entry;
    const isDigest = name.endsWith(DIGEST_EXTENSION) && names.has(beside(name));
    const place = isDigest ? `${places.get(beside(name)) ?? ''}${DIGEST_EXTENSION}` : places.get(name);
    if (place !== undefined)
      await faults.catch(pipeline(unpack(source, entry), createWriteStream(place, { flags: 'wx', mode: 0o600 })));
    else if (name !== DESCRIPTION_FILE && name !== CATALOGUE_FILE) faults.add(fault('ASTRAY', name));
  }
  return places;
}

/** Null: it could not be read, and why is among the faults. */
async function lookAt(name: string, place: string, { folder, faults }: Work): Promise<FoundPackage | null> {
  const result = await readPackage(place, { staging: folder, isNamed: false });
  if (!result.ok) {
    faults.add(...result.faults.map((each) => within(name, each)));
    return null;
  }
  const { bytes, digests, package: pkg } = result.package;
  await result.package.close();
  if (!name.endsWith(`/${pkg.recordCode}${PACKAGE_EXTENSION}`)) faults.add(fault('NAME_OF_PACKAGE', name));
  return { bytes, sm3: digests.sm3 };
}

/** A fault in a package of the delivery names both. */
function within(name: string, { code, entry, message }: PackageFault): PackageFault {
  const shown = safeName(name);
  return { code, entry: entry === null ? shown : `${shown} › ${entry}`, message: `${shown}: ${message}` };
}

async function* openEach(
  rows: readonly CatalogueRow[],
  places: ReadonlyMap<string, string>,
  folder: string,
): AsyncGenerator<DeliveredPackage, void, undefined> {
  for (const row of rows) {
    const result = await readPackage(places.get(row.path) ?? '', { staging: folder, isNamed: false });
    if (!result.ok) throw new PackageRefused(...result.faults);
    try {
      yield { row, opened: result.package };
    } finally {
      await result.package.close();
    }
  }
}
