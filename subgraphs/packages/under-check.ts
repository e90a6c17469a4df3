/** A package that was read, as the four-property check takes it: the same checks as online. */
import type { PackageUnderCheck, VirusScan } from '../checks/index.ts';
import { FOLDER_IDS } from './layout.ts';
import type { OpenPackage } from './types.ts';

/**
 * @param scans by path; a file that is not among them was not scanned
 * @clause 26号 art. 10
 */
export function toPackageUnderCheck(
  { package: pkg, contents, entries, documents, digests, declaredDigests, declared }: OpenPackage,
  scans: ReadonlyMap<string, VirusScan> = new Map(),
): PackageUnderCheck {
  return {
    metadata: pkg.base,
    referenceCode: pkg.referenceCode,
    steps: pkg.steps.map(({ sequence, step, actor, at }) => ({ sequence, step, actor, at })),
    folders: FOLDER_IDS.map((id) => ({ id, fileCount: pkg.files.filter(({ folderId }) => folderId === id).length })),
    files: pkg.files.map((file) => {
      const content = contents.get(file.path)?.inspection ?? null;
      // The manifest's digests; the reader has compared them.
      const declaredOf = content === null ? {} : { sm3: content.sm3, sha256: content.sha256 };
      return { ...file, declaredDigests: declaredOf, content, scan: scans.get(file.path) ?? null };
    }),
    receivedPaths: [...contents.keys()],
    receivedBytes: [...contents.values()].reduce((sum, { inspection }) => sum + inspection.bytes, 0),
    declared: { itemCount: declared.files, totalBytes: declared.bytes },
    physical: {
      form: 'PACKAGE',
      entries: [...entries],
      documents: [...documents].map(([path, text]) => ({ path, text })),
      digests,
      declaredDigests,
    },
  };
}
