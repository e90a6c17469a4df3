/** One case package written as a zip, streaming, with its manifest. */
import { createWriteStream } from 'node:fs';
import { open, rename, rm, writeFile } from 'node:fs/promises';
import { basename, dirname } from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Digester } from '../files/index.ts';
import { writeDocuments } from './documents/documents.ts';
import { writeManifest } from './documents/manifest.ts';
import {
  DECLARATION,
  DECLARED,
  INFO,
  PAYLOAD,
  PAYLOAD_MANIFEST,
  TAG_MANIFEST,
  writeBagInfo,
  writeBagManifest,
} from './bag.ts';
import { toDigestFile } from './digest-file.ts';
import { unwritable } from './faults.ts';
import { DIGEST_EXTENSION, MANIFEST_FILE } from './layout.ts';
import type { CasePackage, ManifestEntry, OpenContent, PackageForm, WrittenPackage } from './types.ts';
import { checkWritable } from './writable.ts';
import { ZipWriter, type Content } from './zip/write.ts';

export interface PackageSource {
  readonly package: CasePackage;
  readonly open: OpenContent;
  /** `PACKAGE` unless said otherwise. */
  readonly form?: PackageForm;
}

/**
 * Writes `path`, and its digests beside it. Both are whole or not there, and survive a power cut when this returns; the
 * zip comes last, so that where it is nothing is missing. What is there already is replaced.
 *
 * @throws INVALID_INPUT naming everything that a reader would refuse
 * @clause 26号 art. 8; 26号 art. 9
 */
export async function writePackage(path: string, source: PackageSource): Promise<WrittenPackage> {
  const faults = checkWritable(source.package);
  if (faults.length > 0) throw unwritable(faults);
  const [part, digestPart] = [`${path}.part`, `${path}${DIGEST_EXTENSION}.part`];
  try {
    const written = await writeZip(part, source);
    await writeFile(digestPart, toDigestFile(basename(path), written), { flush: true });
    await rename(digestPart, `${path}${DIGEST_EXTENSION}`);
    await rename(part, path);
    await syncFolder(dirname(path));
    return written;
  } catch (error) {
    await Promise.all([rm(part, { force: true }), rm(digestPart, { force: true })]);
    throw error;
  }
}

async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function writeZip(path: string, source: PackageSource): Promise<WrittenPackage> {
  const zip = new ZipWriter();
  const whole = new Digester();
  const tap = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      whole.update(chunk);
      done(null, chunk);
    },
  });
  const output = pipeline(zip.output, tap, createWriteStream(path, { flush: true }));
  output.catch((error: unknown) => zip.fail(error));
  const entries = addEntries(zip, source).catch((error: unknown) => {
    zip.output.destroy(error instanceof Error ? error : new Error('the package could not be written'));
    throw error;
  });
  const [added] = await Promise.all([entries, output]).catch(async (error: unknown) => {
    // The file must be closed before it is removed, and the source left alone.
    await Promise.allSettled([entries, output]);
    throw error;
  });
  return { recordCode: source.package.recordCode, bytes: whole.bytes, ...whole.finish(), ...added };
}

async function addEntries(
  zip: ZipWriter,
  { package: pkg, open: openContent, form = 'PACKAGE' }: PackageSource,
): Promise<Pick<WrittenPackage, 'entries' | 'manifestSm3'>> {
  const [bag, payload] = form === 'BAG' ? [`${pkg.recordCode}/`, `${pkg.recordCode}/${PAYLOAD}`] : [null, ''];
  const add = async (path: string, content: Content): Promise<ManifestEntry> => ({
    ...(await zip.add(payload + path, content)),
    path,
  });
  const declaration = bag === null ? null : await zip.add(bag + DECLARATION, DECLARED);
  const entries: ManifestEntry[] = [];
  for (const [path, text] of writeDocuments(pkg)) entries.push(await add(path, text));
  const files: ManifestEntry[] = [];
  for (const file of pkg.files) files.push(await add(file.path, await openContent(file)));
  entries.push(...files);
  const bytes = files.reduce((sum, each) => sum + each.bytes, 0);
  const manifest = await add(MANIFEST_FILE, writeManifest({ entries, files: files.length, bytes }));
  if (bag !== null && declaration !== null)
    await addTags(zip, { pkg, bag, payload: [...entries, manifest], tags: [{ ...declaration, path: DECLARATION }] });
  await zip.end();
  return { entries, manifestSm3: manifest.sm3 };
}

interface Bagged {
  readonly pkg: CasePackage;
  /** Its folder. */
  readonly bag: string;
  readonly payload: readonly ManifestEntry[];
  /** Those that are there already. */
  readonly tags: readonly ManifestEntry[];
}

async function addTags(zip: ZipWriter, { pkg, bag, payload, tags }: Bagged): Promise<void> {
  const add = async (path: string, text: string): Promise<ManifestEntry> => ({
    ...(await zip.add(bag + path, text)),
    path,
  });
  const info = await add(INFO, writeBagInfo(pkg, payload));
  const manifest = await add(PAYLOAD_MANIFEST, writeBagManifest(payload, PAYLOAD));
  await add(TAG_MANIFEST, writeBagManifest([...tags, info, manifest]));
}
