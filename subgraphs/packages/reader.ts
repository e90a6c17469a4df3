/** One package read safely: everything that is wrong with it is told, and nothing of it is left behind. */
import { createHash } from 'node:crypto';
import { basename } from 'node:path';
import type { ByteSource, Digests } from '../checks/index.ts';
import { Digester } from '../files/index.ts';
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { checkBag, findBag, PAYLOAD, TAG_FILES } from './bag.ts';
import { readDigestFile } from './digest-file.ts';
import { METADATA_FILES, parsePackage, type ParsedDocuments } from './documents/documents.ts';
import { compareManifest, parseManifest, type Manifest } from './documents/manifest.ts';
import { DocumentReader, readDocument, readText } from './documents/xml.ts';
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
  const layout = toLayout(await listEntries(source, limits));
  const faults = new Faults();
  const digests = await digestOf(source);
  const declaredDigests = (await faults.catch(readDigestFile(path))) ?? {};
  faults.add(...checkDeclared(declaredDigests, digests), ...layout.astray.map((name) => fault('ASTRAY', name)));
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
  const broken = [...files.keys()].filter((name) => !found.some((each) => each.path === name));
  if (manifest !== null) {
    const listed = manifest.entries.filter((each) => !broken.includes(each.path));
    faults.add(
      ...compareManifest(
        listed,
        found.filter((each) => each.path !== MANIFEST_FILE),
      ),
    );
  }
  if (layout.tags !== null && broken.length === 0)
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

interface Layout {
  /** Everything of the package, folders too, without the folders of a bag. */
  readonly names: readonly string[];
  /** Its files by name. */
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly astray: readonly string[];
  /** Of a bag, by name; null: it is none. */
  readonly tags: ReadonlyMap<string, ZipEntry> | null;
}

/** Three folders and the documents, plain or as the payload of a bag; whatever else is there is astray. */
function toLayout(entries: readonly ZipEntry[]): Layout {
  const bag = findBag(entries.map(({ name }) => name));
  const payload = bag === null ? '' : bag + PAYLOAD;
  const inside = entries.filter(({ name }) => name.startsWith(payload) && name !== payload);
  const outside = entries.filter(({ name }) => !name.startsWith(payload));
  const named = inside.map((entry) => ({ ...entry, name: entry.name.slice(payload.length) }));
  const folders = Object.values(FOLDER_TITLE);
  const tags = outside.filter(({ name }) => TAG_FILES.some((tag) => name === bag + tag));
  return {
    names: named.map(({ name }) => name),
    files: new Map(named.filter(({ isFolder }) => !isFolder).map((entry) => [entry.name, entry])),
    astray: [
      ...named.filter(({ name }) => !isDocument(name) && !folders.some((folder) => name.startsWith(`${folder}/`))),
      ...outside.filter((entry) => !tags.includes(entry) && entry.name !== bag),
    ].map(({ name }) => name),
    tags: bag === null ? null : new Map(tags.map((entry) => [entry.name.slice(bag.length), entry])),
  };
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
    tagEntries.push({ path, bytes: bytes.length, ...digestsOf(bytes) });
    texts.set(path, readText(path, bytes));
  }
  return checkBag({ tags: texts, tagEntries, payload });
}

interface Documents {
  readonly parsed: ParsedDocuments | null;
  readonly manifest: Manifest | null;
  /** Those that could be unpacked, the manifest too. */
  readonly entries: readonly ManifestEntry[];
}

interface DocumentTask {
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly limits: PackageLimits;
  readonly faults: Faults;
}

async function readDocuments(source: ByteSource, { files, limits, faults }: DocumentTask): Promise<Documents> {
  const found = new Map<string, Buffer>();
  for (const [name, entry] of files) {
    if (!isDocument(name)) continue;
    const isTooLarge = entry.bytes > limits.maxDocumentBytes;
    if (isTooLarge) faults.add(fault('DOCUMENT_TOO_LARGE', name, limits.maxDocumentBytes));
    const bytes = isTooLarge ? null : await faults.catch(unpackWhole(source, entry));
    if (bytes !== null) found.set(name, bytes);
  }
  const manifestBytes = found.get(MANIFEST_FILE);
  if (!files.has(MANIFEST_FILE)) faults.add(fault('MISSING', MANIFEST_FILE));
  const isBroken = METADATA_FILES.some((name) => files.has(name) && !found.has(name));
  return {
    manifest: manifestBytes === undefined ? null : await faults.catch(readManifest(manifestBytes)),
    parsed: isBroken ? null : await faults.catch(Promise.resolve(found).then(parsePackage)),
    entries: [...found].map(([path, bytes]) => ({ path, bytes: bytes.length, ...digestsOf(bytes) })),
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
function checkListed({ files }: CasePackage, layout: Layout): PackageFault[] {
  const listed = new Set(files.map(({ path }) => path));
  const isIn = ({ path, folderId }: CasePackage['files'][number]): boolean =>
    path.startsWith(`${FOLDER_TITLE[folderId]}/`);
  const unlisted = [...layout.files.keys()].filter(
    (name) => !isDocument(name) && !listed.has(name) && !layout.astray.includes(name),
  );
  return [
    ...files.filter((file) => !isIn(file)).map(({ path }) => fault('ASTRAY', path)),
    ...files.filter((file) => isIn(file) && !layout.files.has(file.path)).map(({ path }) => fault('MISSING', path)),
    ...unlisted.map((name) => fault('NOT_LISTED', name)),
  ];
}

function checkNamed({ recordCode }: CasePackage, path: string, { isNamed = true }: ReadOptions): PackageFault[] {
  if (!parseRecordCode(recordCode).ok) return [fault('RECORD_CODE')];
  const isOther = isNamed && basename(path) !== `${recordCode}${PACKAGE_EXTENSION}`;
  return isOther ? [fault('NAME_OF_PACKAGE')] : [];
}
