/** PGlite in a folder that one process holds at a time. */
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { StartError, usePglite, type Database } from '../kernel/index.ts';

/** @throws StartError when another process holds the folder */
export async function openPglite(folder: string | null): Promise<Database> {
  const release = folder === null ? () => undefined : lockFolder(folder);
  return usePglite(folder === null ? {} : { dataDir: join(folder, 'pglite') }, release);
}

/**
 * PGlite does not lock its folder, and two processes on one folder lose each other's rows.
 * The lock names the process; one left behind by a killed process is taken over.
 */
function lockFolder(folder: string): () => void {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, 'lock');
  try {
    const handle = openSync(file, 'wx');
    writeSync(handle, String(process.pid));
    closeSync(handle);
  } catch (cause) {
    const holder = existsSync(file) ? Number(readFileSync(file, 'utf8')) : 0;
    if (isAlive(holder)) {
      const message = `Process ${holder} already uses the data folder ${folder}. Stop it, or set DATA_DIR to another folder.`;
      throw new StartError(message, { cause });
    }
    rmSync(file, { force: true });
    return lockFolder(folder);
  }
  return () => rmSync(file, { force: true });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
