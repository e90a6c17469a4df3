/** Packages in a folder of many. Links are not followed: what they lead to was not sent. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { PACKAGE_EXTENSION } from './layout.ts';

export interface FolderEntry {
  /** Within the folder, `/` between parts, one at the end of a folder. */
  readonly name: string;
  readonly kind: 'FILE' | 'FOLDER' | 'OTHER';
}

/** Everything below, folder by folder, in an order that is always the same. */
export async function* walk(folder: string, within = ''): AsyncGenerator<FolderEntry, void, undefined> {
  const found = await readdir(join(folder, within), { withFileTypes: true });
  for (const entry of found.toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
    const name = within + entry.name;
    if (entry.isDirectory()) {
      yield { name: `${name}/`, kind: 'FOLDER' };
      yield* walk(folder, `${name}/`);
    } else yield { name, kind: entry.isFile() ? 'FILE' : 'OTHER' };
  }
}

/**
 * Every package below a folder, or the one file.
 *
 * @throws what the file system throws when there is nothing
 */
export async function* listPackages(path: string): AsyncGenerator<string, void, undefined> {
  if (!(await stat(path)).isDirectory()) {
    yield path;
    return;
  }
  for await (const { name, kind } of walk(path))
    if (kind === 'FILE' && name.toLowerCase().endsWith(PACKAGE_EXTENSION)) yield join(path, name);
}
