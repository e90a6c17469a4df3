/** Where things lie in a zip that holds a package, plain or as a bag. Pure. */
import { findBag, PAYLOAD, TAG_FILES } from './bag.ts';
import { METADATA_FILES } from './documents/documents.ts';
import { fault } from './faults.ts';
import { FOLDER_TITLE, MANIFEST_FILE } from './layout.ts';
import type { CasePackage, PackageFault } from './types.ts';
import type { ZipEntry } from './zip/entries.ts';

export const isDocument = (name: string): boolean => name === MANIFEST_FILE || METADATA_FILES.includes(name);

export interface Layout {
  /** Everything of the package, folders too, without the folders of a bag. */
  readonly names: readonly string[];
  /** Its files by name. */
  readonly files: ReadonlyMap<string, ZipEntry>;
  readonly astray: ReadonlySet<string>;
  /** Of a bag, by name; null: it is none. */
  readonly tags: ReadonlyMap<string, ZipEntry> | null;
}

/** Three folders and the documents, plain or as the payload of a bag; whatever else is there is astray. */
export function toLayout(entries: readonly ZipEntry[]): Layout {
  const bag = findBag(entries.map(({ name }) => name));
  const payload = bag === null ? '' : bag + PAYLOAD;
  const inside = entries.filter(({ name }) => name.startsWith(payload) && name !== payload);
  const outside = entries.filter(({ name }) => !name.startsWith(payload));
  const named = inside.map((entry) => ({ ...entry, name: entry.name.slice(payload.length) }));
  const folders = Object.values(FOLDER_TITLE);
  const isTag = ({ name }: ZipEntry): boolean => TAG_FILES.some((tag) => name === bag + tag);
  const tags = outside.filter(isTag);
  return {
    names: named.map(({ name }) => name),
    files: new Map(named.filter(({ isFolder }) => !isFolder).map((entry) => [entry.name, entry])),
    astray: new Set(
      [
        ...named.filter(({ name }) => !isDocument(name) && !folders.some((folder) => name.startsWith(`${folder}/`))),
        ...outside.filter((entry) => !isTag(entry) && entry.name !== bag),
      ].map(({ name }) => name),
    ),
    tags: bag === null ? null : new Map(tags.map((entry) => [entry.name.slice(bag.length), entry])),
  };
}

/** The file set and the entries are the same. */
export function checkListed({ files }: CasePackage, layout: Layout): PackageFault[] {
  const listed = new Set(files.map(({ path }) => path));
  const isIn = ({ path, folderId }: CasePackage['files'][number]): boolean =>
    path.startsWith(`${FOLDER_TITLE[folderId]}/`);
  const unlisted = [...layout.files.keys()].filter(
    (name) => !isDocument(name) && !listed.has(name) && !layout.astray.has(name),
  );
  return [
    ...files.filter((file) => !isIn(file)).map(({ path }) => fault('ASTRAY', path)),
    ...files.filter((file) => isIn(file) && !layout.files.has(file.path)).map(({ path }) => fault('MISSING', path)),
    ...unlisted.map((name) => fault('NOT_LISTED', name)),
  ];
}
