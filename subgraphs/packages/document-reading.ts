/** The documents of a package out of its zip: unpacked, parsed, and every fault of every one told. */
import type { ByteSource } from '../checks/index.ts';
import { digestBytes } from './digests.ts';
import { METADATA_FILES, parsePackage, type ParsedDocuments } from './documents/documents.ts';
import { parseManifest, type Manifest } from './documents/manifest.ts';
import { DocumentReader, readDocument } from './documents/xml.ts';
import type { FaultList } from './fault-list.ts';
import { fault, PackageRefused } from './faults.ts';
import { MANIFEST_FILE } from './layout.ts';
import type { PackageLimits } from './limits.ts';
import { isDocument } from './places.ts';
import type { ManifestEntry } from './types.ts';
import type { ZipEntry } from './zip/entries.ts';
import { unpackWhole } from './zip/unpack.ts';

export interface Documents {
  readonly parsed: ParsedDocuments | null;
  readonly manifest: Manifest | null;
  /** Those that could be unpacked, the manifest too. */
  readonly entries: readonly ManifestEntry[];
}

interface DocumentTask {
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly limits: PackageLimits;
  readonly faults: FaultList;
}

export async function readDocuments(source: ByteSource, { files, limits, faults }: DocumentTask): Promise<Documents> {
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
    entries: [...found].map(([path, bytes]) => ({ path, bytes: bytes.length, ...digestBytes(bytes) })),
  };
}

async function readManifest(bytes: Buffer): Promise<Manifest> {
  const reader = new DocumentReader(MANIFEST_FILE);
  const manifest = parseManifest(readDocument(MANIFEST_FILE, bytes).root, reader);
  if (reader.faults.length > 0) throw new PackageRefused(...reader.faults);
  return manifest;
}
