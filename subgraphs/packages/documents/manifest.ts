/** 校验信息.xml: size, SM3 and SHA-256 of every other entry. @clause GB/T 42727-2023 */
import type { XmlElement } from '../../checks/index.ts';
import { fault, safeName } from '../faults.ts';
import type { ManifestEntry, PackageFault } from '../types.ts';
import { branch, toDocument, type DocumentReader } from './xml.ts';

export interface Manifest {
  readonly entries: readonly ManifestEntry[];
  /** Content files, metadata not among them; null: not said. */
  readonly files: number | null;
  /** Of the content files. */
  readonly bytes: number | null;
}

export function writeManifest({ entries, files, bytes }: Manifest): string {
  const rows = entries.map(({ path, bytes: size, sm3, sha256 }) => branch('entry', { path, size, sm3, sha256 }, '', 1));
  return toDocument(branch('manifest', { version: 1, files, bytes }, rows.join(''), 0));
}

export function parseManifest(root: XmlElement, reader: DocumentReader): Manifest {
  reader.assertRoot(root, 'manifest');
  const version = reader.attribute(root, 'version');
  if (version !== '1') reader.refuse('its version is not 1');
  if (root.children.some(({ name }) => name !== 'entry')) reader.refuse('something else than an entry is in it');
  const total = (name: string): number | null => {
    const text = reader.attribute(root, name);
    return text === null ? null : toSize(text, reader);
  };
  return {
    files: total('files'),
    bytes: total('bytes'),
    entries: root.children.map((element, index) => {
      const path = reader.attribute(element, 'path') ?? '';
      if (path === '') reader.refuse(`entry ${index + 1} has no path`);
      return {
        path,
        bytes: toSize(reader.attribute(element, 'size') ?? '', reader),
        sm3: toDigest(element, 'sm3', reader),
        sha256: toDigest(element, 'sha256', reader),
      };
    }),
  };
}

function toSize(text: string, reader: DocumentReader): number {
  if (/^(?:0|[1-9][0-9]{0,14})$/.test(text)) return Number(text);
  reader.refuse('a size is no number');
  return 0;
}

function toDigest(element: XmlElement, name: 'sm3' | 'sha256', reader: DocumentReader): string {
  const text = reader.attribute(element, name) ?? '';
  if (/^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
  reader.refuse(`the ${name} of ${safeName(reader.attribute(element, 'path') ?? '')} is no digest`);
  return '';
}

/** What came against what was listed: what is missing, too much, twice, or another. */
export function compareManifest(listed: readonly ManifestEntry[], found: readonly ManifestEntry[]): PackageFault[] {
  const byPath = new Map(found.map((entry) => [entry.path, entry]));
  const known = Map.groupBy(listed, ({ path }) => path);
  return [
    ...[...known].filter(([, all]) => all.length > 1).map(([path]) => fault('MANIFEST_ENTRY_TWICE', path)),
    ...listed.flatMap((entry) => compareEntry(entry, byPath.get(entry.path))),
    ...found.filter(({ path }) => !known.has(path)).map(({ path }) => fault('MANIFEST_ENTRY_EXTRA', path)),
  ];
}

function compareEntry(listed: ManifestEntry, found: ManifestEntry | undefined): PackageFault[] {
  if (found === undefined) return [fault('MANIFEST_ENTRY_MISSING', listed.path)];
  if (listed.bytes !== found.bytes) return [fault('MANIFEST_SIZE', listed.path)];
  const differing = [
    ...(listed.sm3 === found.sm3 ? [] : ['SM3']),
    ...(listed.sha256 === found.sha256 ? [] : ['SHA-256']),
  ];
  return differing.length === 0 ? [] : [fault('MANIFEST_DIGEST', listed.path, differing.join(', '))];
}
