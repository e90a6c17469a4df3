/** One package read safely: everything that is wrong with it is told, and nothing of it is left behind. */
import { basename } from 'node:path';
import type { ByteSource, Digests } from '../checks/index.ts';
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { checkBag } from './bag.ts';
import { readDigestFile } from './digest-file.ts';
import { digestBytes, digestSource } from './digests.ts';
import { readDocuments } from './document-reading.ts';
import { compareManifest } from './documents/manifest.ts';
import { readText } from './documents/xml.ts';
import { FaultList } from './fault-list.ts';
import { fault, PackageRefused } from './faults.ts';
import { MANIFEST_FILE, PACKAGE_EXTENSION } from './layout.ts';
import { DEFAULT_LIMITS, type PackageLimits } from './limits.ts';
import { checkListed, isDocument, toLayout } from './places.ts';
import { Staging, withSource } from './staging.ts';
import type { CasePackage, ManifestEntry, OpenPackage, PackageFault, ReadResult, StagedContent } from './types.ts';
import { listEntries, type ZipEntry } from './zip/entries.ts';
import { unpack, unpackWhole } from './zip/unpack.ts';

export interface ReadOptions {
  /** Where a folder for the content is made; it is gone when the package is refused or closed. */
  readonly staging: string;
  readonly limits?: Partial<PackageLimits>;
  /** Whether the file has to be named after the record in it; true unless said otherwise. */
  readonly isNamed?: boolean;
}

/**
 * Reads the zip at `path`, and the digests beside it if there are any.
 *
 * @returns every fault that could be told, or the package, which the caller closes
 * @throws what the file system throws: a file that is not there is no fault of a package
 */
export async function readPackage(path: string, options: ReadOptions): Promise<ReadResult> {
  const staging = await Staging.open(options.staging);
  try {
    const opened = await withSource(path, (source) => read(source, { path, staging, options }));
    return { ok: true, package: opened };
  } catch (error) {
    await staging.close();
    if (!(error instanceof PackageRefused)) throw error;
    return { ok: false, faults: unique(error.faults) };
  }
}

function unique(faults: readonly PackageFault[]): PackageFault[] {
  return [...new Map(faults.map((each) => [each.message, each])).values()];
}

interface Task {
  readonly path: string;
  readonly staging: Staging;
  readonly options: ReadOptions;
}

async function read(source: ByteSource, { path, staging, options }: Task): Promise<OpenPackage> {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const layout = toLayout(await listEntries(source, limits));
  const faults = new FaultList();
  const digests = await digestSource(source);
  const declaredDigests = (await faults.catch(readDigestFile(path))) ?? {};
  faults.add(...checkDeclared(declaredDigests, digests), ...[...layout.astray].map((name) => fault('ASTRAY', name)));
  const { files } = layout;
  const documents = await readDocuments(source, { files, limits, faults });
  const { manifest, parsed } = documents;
  const contents = new Map<string, StagedContent>();
  for (const [name, entry] of files) {
    if (isDocument(name)) continue;
    const content = await faults.catch(staging.put(unpack(source, entry)));
    if (content !== null) contents.set(name, content);
  }
  faults.add(...checkNested(contents));
  if (parsed !== null) faults.add(...checkListed(parsed.pkg, layout), ...checkNamed(parsed.pkg, path, options));
  const found = [...documents.entries, ...toEntries(contents)];
  const whole = new Set(found.map((each) => each.path));
  const broken = new Set([...files.keys()].filter((name) => !whole.has(name)));
  if (manifest !== null) {
    const listed = manifest.entries.filter((each) => !broken.has(each.path));
    faults.add(
      ...compareManifest(
        listed,
        found.filter((each) => each.path !== MANIFEST_FILE),
      ),
    );
  }
  if (layout.tags !== null && broken.size === 0)
    faults.add(...((await faults.catch(readBag(source, { tags: layout.tags, payload: found, limits }))) ?? []));
  faults.assertNone();
  if (parsed === null || manifest === null) throw new PackageRefused(fault('MISSING', MANIFEST_FILE));
  return {
    package: parsed.pkg,
    form: layout.tags === null ? 'PACKAGE' : 'BAG',
    contents,
    entries: layout.names,
    documents: parsed.texts,
    bytes: source.bytes,
    digests,
    declaredDigests,
    declared: { files: manifest.files, bytes: manifest.bytes },
    manifestSm3: documents.entries.find((each) => each.path === MANIFEST_FILE)?.sm3 ?? '',
    close: () => staging.close(),
  };
}

function checkDeclared(declared: Partial<Digests>, found: Digests): PackageFault[] {
  const differing = [
    ...(declared.sm3 === undefined || declared.sm3 === found.sm3 ? [] : ['SM3']),
    ...(declared.sha256 === undefined || declared.sha256 === found.sha256 ? [] : ['SHA-256']),
  ];
  return differing.length === 0 ? [] : [fault('PACKAGE_DIGEST', null, differing.join(', '))];
}

interface Bag {
  readonly tags: ReadonlyMap<string, ZipEntry>;
  readonly payload: readonly ManifestEntry[];
  readonly limits: PackageLimits;
}

async function readBag(source: ByteSource, { tags, payload, limits }: Bag): Promise<PackageFault[]> {
  const texts = new Map<string, string>();
  const tagEntries: ManifestEntry[] = [];
  for (const [path, entry] of tags) {
    if (entry.bytes > limits.maxDocumentBytes)
      throw new PackageRefused(fault('DOCUMENT_TOO_LARGE', path, limits.maxDocumentBytes));
    const bytes = await unpackWhole(source, entry);
    tagEntries.push({ path, bytes: bytes.length, ...digestBytes(bytes) });
    texts.set(path, readText(path, bytes));
  }
  return checkBag({ tags: texts, tagEntries, payload });
}

function toEntries(contents: ReadonlyMap<string, StagedContent>): ManifestEntry[] {
  return [...contents].map(([path, { inspection }]) => ({
    path,
    bytes: inspection.bytes,
    sm3: inspection.sm3,
    sha256: inspection.sha256,
  }));
}

const ARCHIVES: readonly string[] = ['ZIP', 'JAR', 'RAR', '7Z', 'GZIP', 'BZIP2', 'XZ', 'TAR'];

function checkNested(contents: ReadonlyMap<string, StagedContent>): PackageFault[] {
  return [...contents]
    .filter(([, { inspection }]) => ARCHIVES.includes(inspection.format))
    .map(([path, { inspection }]) => fault('NESTED_ARCHIVE', path, inspection.format));
}

function checkNamed({ recordCode }: CasePackage, path: string, { isNamed = true }: ReadOptions): PackageFault[] {
  if (!parseRecordCode(recordCode).ok) return [fault('RECORD_CODE')];
  const isOther = isNamed && basename(path) !== `${recordCode}${PACKAGE_EXTENSION}`;
  return isOther ? [fault('NAME_OF_PACKAGE')] : [];
}
