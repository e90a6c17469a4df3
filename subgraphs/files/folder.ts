/** A folder whose entries survive a power cut: what is written is synced, and so is the folder that names it. */
import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, rename, stat, unlink } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

/** @returns null when it was not there */
export async function unlessMissing<T>(action: Promise<T>): Promise<T | null> {
  try {
    return await action;
  } catch (error) {
    if (isMissing(error)) return null;
    throw error;
  }
}

export async function syncFolder(path: string): Promise<void> {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Makes `path` with its parents, each durable in the one above. */
export async function makeFolder(path: string): Promise<void> {
  const first = await mkdir(path, { recursive: true, mode: 0o700 });
  if (first === undefined) return;
  for (let made = path; made.length >= first.length; made = dirname(made)) await syncFolder(dirname(made));
}

/**
 * Whole or not at all, and durable when this returns.
 *
 * @param by.temporary a folder of the same disk: what a crash leaves is left there
 */
export async function writeDurably(path: string, text: string, by: { readonly temporary: string }): Promise<void> {
  const temporary = join(by.temporary, `${randomBytes(16).toString('hex')}.part`);
  const handle = await open(temporary, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await moveDurably(temporary, path);
}

export async function moveDurably(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncFolder(dirname(to));
}

/** @param beside of the same folder, which is synced once for all */
export async function remove(path: string, ...beside: readonly string[]): Promise<void> {
  let isChanged = false;
  for (const each of [path, ...beside]) {
    if ((await unlessMissing(unlink(each).then(() => true))) === true) isChanged = true;
  }
  if (isChanged) await syncFolder(dirname(path));
}

/** Names of the files whose last change is older. */
export async function listOlder(path: string, olderThanMs: number): Promise<string[]> {
  const before = Date.now() - olderThanMs;
  const old: string[] = [];
  for (const name of await readdir(path)) {
    const found = await unlessMissing(stat(join(path, name)));
    if (found !== null && found.mtimeMs <= before) old.push(name);
  }
  return old;
}
