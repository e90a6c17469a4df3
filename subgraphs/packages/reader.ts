/** One package read safely: everything that is wrong with it is told, and nothing of it is left behind. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ByteSource, Digests } from '../checks/index.ts';
import { Digester } from '../files/index.ts';
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { readDigestFile } from './digest-file.ts';
import { METADATA_FILES, parsePackage, type ParsedDocuments } from './documents/documents.ts';
import { compareManifest, parseManifest, type Manifest } from './documents/manifest.ts';
import { DocumentReader, readDocument } from './documents/xml.ts';
import { fault, PackageRefused } from './faults.ts';
import { FOLDER_TITLE, MANIFEST_FILE, PACKAGE_EXTENSION } from './layout.ts';
import { DEFAULT_LIMITS, type PackageLimits } from './limits.ts';
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
  const entries = await listEntries(source, limits);
  const faults = new Faults();
  const digests = await digestOf(source);
  const declaredDigests = (await faults.catch(readDigestFile(path))) ?? {};
  faults.add(...checkDeclared(declaredDigests, digests));
  const byName = new Map(entries.filter(({ isFolder }) => !isFolder).map((entry) => [entry.name, entry]));
  faults.add(...checkPlaces(entries));
  const documents = await readDocuments(source, { byName, limits, faults });
  const manifest = documents.manifest;
  const parsed = documents.parsed;
  const contents = new Map<string, StagedContent>();
  for (const entry of byName.values()) {
    if (isDocument(entry.name)) continue;
    const content = await faults.catch(staging.put(unpack(source, entry)));
    if (content !== null) contents.set(entry.name, content);
  }
  faults.add(...checkNested(contents));
  if (parsed !== null) faults.add(...checkListed(parsed.pkg, byName), ...checkNamed(parsed.pkg, path, options));
  if (manifest !== null) {
    const broken = new Set([...byName.keys()].filter((name) => !contents.has(name) && !documents.found.has(name)));
    const found = [...documents.found.values(), ...toEntries(contents)];
    faults.add(
      ...compareManifest(
        manifest.entries.filter((each) => !broken.has(each.path)),
        found,
      ),
    );
  }
  faults.assertNone();
  if (parsed === null || manifest === null) throw new PackageRefused(fault('MISSING', MANIFEST_FILE));
  return {
    package: parsed.pkg,
    form: 'PACKAGE',
    contents,
    entries: entries.map(({ name }) => name),
    documents: parsed.texts,
    bytes: source.bytes,
    digests,
    declaredDigests,
    declared: { files: manifest.files, bytes: manifest.bytes },
    manifestSm3: documents.manifestSm3,
    close: () => staging.close(),
  };
}

/** Collects what is wrong, so that reading goes on to the next. */
class Faults {
  readonly #all: PackageFault[] = [];

  add(...faults: readonly PackageFault[]): void {
    this.#all.push(...faults);
  }

  /** Null when it was refused. */
  async catch<T>(action: Promise<T>): Promise<T | null> {
    try {
      return await action;
    } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      this.add(...error.faults);
      return null;
    }
  }

  assertNone(): void {
    if (this.#all.length > 0) throw new PackageRefused(...this.#all);
  }
}

const CHUNK = 1_048_576;

async function digestOf(source: ByteSource): Promise<Digests> {
  const digester = new Digester();
  while (digester.bytes < source.bytes) {
    const chunk = await source.read(digester.bytes, CHUNK);
    if (chunk.length === 0) throw new PackageRefused(fault('TRUNCATED'));
    digester.update(chunk);
  }
  return digester.finish();
}

function checkDeclared(declared: Partial<Digests>, found: Digests): PackageFault[] {
  const differing = [
    ...(declared.sm3 === undefined || declared.sm3 === found.sm3 ? [] : ['SM3']),
    ...(declared.sha256 === undefined || declared.sha256 === found.sha256 ? [] : ['SHA-256']),
  ];
  return differing.length === 0 ? [] : [fault('PACKAGE_DIGEST', null, differing.join(', '))];
}

const isDocument = (name: string): boolean => name === MANIFEST_FILE || METADATA_FILES.includes(name);

/** Three folders and the documents; whatever else is there is astray. */
function checkPlaces(entries: readonly ZipEntry[]): PackageFault[] {
  const folders = Object.values(FOLDER_TITLE);
  return entries
    .filter(({ name }) => !isDocument(name) && !folders.some((folder) => name.startsWith(`${folder}/`)))
    .map(({ name }) => fault('ASTRAY', name));
}

interface Documents {
  readonly parsed: ParsedDocuments | null;
  readonly manifest: Manifest | null;
  readonly manifestSm3: string;
  /** Metadata documents that could be read, by path. */
  readonly found: ReadonlyMap<string, ManifestEntry>;
}

async function readDocuments(
  source: ByteSource,
  {
    byName,
    limits,
    faults,
  }: { readonly byName: ReadonlyMap<string, ZipEntry>; readonly limits: PackageLimits; readonly faults: Faults },
): Promise<Documents> {
  const texts = new Map<string, Buffer>();
  for (const name of [...METADATA_FILES, MANIFEST_FILE]) {
    const entry = byName.get(name);
    if (entry === undefined) continue;
    if (entry.bytes > limits.maxDocumentBytes) faults.add(fault('DOCUMENT_TOO_LARGE', name, limits.maxDocumentBytes));
    const bytes = entry.bytes > limits.maxDocumentBytes ? null : await faults.catch(unpackWhole(source, entry));
    if (bytes !== null) texts.set(name, bytes);
  }
  const manifestBytes = texts.get(MANIFEST_FILE);
  texts.delete(MANIFEST_FILE);
  if (!byName.has(MANIFEST_FILE)) faults.add(fault('MISSING', MANIFEST_FILE));
  const manifest = manifestBytes === undefined ? null : await faults.catch(readManifest(manifestBytes));
  const missing = METADATA_FILES.filter((name) => byName.has(name) && !texts.has(name));
  const parsed = missing.length > 0 ? null : await faults.catch(Promise.resolve(texts).then(parsePackage));
  return {
    parsed,
    manifest,
    manifestSm3: manifestBytes === undefined ? '' : digestsOf(manifestBytes).sm3,
    found: new Map([...texts].map(([path, bytes]) => [path, { path, bytes: bytes.length, ...digestsOf(bytes) }])),
  };
}

function digestsOf(bytes: Buffer): Digests {
  const of = (algorithm: string): string => createHash(algorithm).update(bytes).digest('hex');
  return { sm3: of('sm3'), sha256: of('sha256') };
}

async function readManifest(bytes: Buffer): Promise<Manifest> {
  const reader = new DocumentReader(MANIFEST_FILE);
  const manifest = parseManifest(readDocument(MANIFEST_FILE, bytes).root, reader);
  if (reader.faults.length > 0) throw new PackageRefused(...reader.faults);
  return manifest;
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

/** The file set and the entries are the same. */
function checkListed({ files }: CasePackage, byName: ReadonlyMap<string, ZipEntry>): PackageFault[] {
  const listed = new Set(files.map(({ path }) => path));
  const isIn = ({ path, folderId }: CasePackage['files'][number]): boolean =>
    path.startsWith(`${FOLDER_TITLE[folderId]}/`);
  return [
    ...files.filter((file) => !isIn(file)).map(({ path }) => fault('ASTRAY', path)),
    ...files.filter((file) => isIn(file) && !byName.has(file.path)).map(({ path }) => fault('MISSING', path)),
    ...[...byName.keys()]
      .filter((name) => !isDocument(name) && !listed.has(name))
      .map((name) => fault('NOT_LISTED', name)),
  ];
}

function checkNamed({ recordCode }: CasePackage, path: string, { isNamed = true }: ReadOptions): PackageFault[] {
  if (!parseRecordCode(recordCode).ok) return [fault('RECORD_CODE')];
  const isOther = isNamed && basename(path) !== `${recordCode}${PACKAGE_EXTENSION}`;
  return isOther ? [fault('NAME_OF_PACKAGE')] : [];
}
