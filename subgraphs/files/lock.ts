/** One writer for one file name, over all processes that share the folder. */
import { randomBytes } from 'node:crypto';
import { readFile, rename, stat, unlink, utimes, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DomainError } from '../../schema/errors.ts';
import { unlessMissing } from './folder.ts';

const HEARTBEAT_MS = 5_000;
/** A holder elsewhere that has not been heard of for so long is taken for dead. */
const STALE_MS = 60_000;
/** Tells this process from an earlier one with the same number, as in a container. */
const LIFE = randomBytes(8).toString('hex');

export interface LockPlace {
  readonly path: string;
  /** A folder of the same disk that is swept: what a crash leaves of a lock is left there. */
  readonly temporary: string;
}

/** @throws CONFLICT while somebody else holds it */
export async function withLock<T>(place: LockPlace, action: () => Promise<T>): Promise<T> {
  const { path } = place;
  if (!(await create(path)) && !((await clearIfStale(place)) && (await create(path)))) throw busy();
  const heartbeat = setInterval(() => {
    const now = new Date();
    void utimes(path, now, now).catch(() => undefined);
  }, HEARTBEAT_MS);
  try {
    return await action();
  } finally {
    clearInterval(heartbeat);
    await unlessMissing(unlink(path));
  }
}

function busy(): DomainError {
  return new DomainError('CONFLICT', 'This upload is being received by another request. Try again when it has ended.');
}

async function create(path: string): Promise<boolean> {
  try {
    const holder = `${hostname()} ${process.pid} ${LIFE} ${randomBytes(8).toString('hex')}`;
    await writeFile(path, holder, { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false;
    throw error;
  }
}

/** Moves the lock aside first: of two who clear it at once, one finds nothing to move. */
async function clearIfStale({ path, temporary }: LockPlace): Promise<boolean> {
  const holder = await unlessMissing(readFile(path, 'utf8'));
  const found = await unlessMissing(stat(path));
  if (holder === null || found === null) return true;
  if (isAlive(holder) && Date.now() - found.mtimeMs < STALE_MS) return false;
  const aside = join(temporary, `${randomBytes(16).toString('hex')}.lock`);
  if ((await unlessMissing(rename(path, aside).then(() => true))) === null) return true;
  const moved = await unlessMissing(readFile(aside, 'utf8'));
  // A lock keeps its age: one that was swept meanwhile was stale.
  if (moved !== null && moved !== holder) {
    await rename(aside, path);
    return false;
  }
  await unlessMissing(unlink(aside));
  return true;
}

/** Of a holder on another machine nothing is known: it counts as alive. */
function isAlive(holder: string): boolean {
  const [host, pid, life] = holder.split(' ');
  if (host !== hostname()) return true;
  if (Number(pid) === process.pid) return life === LIFE;
  try {
    process.kill(Number(pid), 0);
    return true;
  } catch (error) {
    // Another user's process may not be signalled, and is alive all the same.
    return error instanceof Error && 'code' in error && error.code !== 'ESRCH';
  }
}
