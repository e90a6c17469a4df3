/**
 * A process that does what has been ordered, or restores a backup, and is killed at one of its steps:
 * `preserving-process.ts work <url> <blobDir> <step>` or `… restore <url> <dataDir> <backup> <keyDir> <step>`.
 * A step is a write into the tables of preservation, a file opened or put, a rename, or a statement of a restore.
 * Says how many steps it took when it comes to the end.
 */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import { join } from 'node:path';
import pg from 'pg';
import { LocalBlobStore } from '../../subgraphs/files/index.ts';
import { openPostgres, readConfig } from '../../subgraphs/kernel/index.ts';
import { backupKey, readHead } from '../../tools/backup/head.ts';
import { restoreBackup } from '../../tools/backup/restore.ts';
import { startHouse } from './house.ts';
import { testServices } from './services.ts';

const WRITES =
  /(insert into|update|delete from) "?(cases|holdings)"?\."?(preservation_|set_|derived_file|file_conversion|record_file|case_file)/i;
const [what, url = '', ...given] = process.argv.slice(2);
const step = Number(given.at(-1));
let steps = 0;
let isCounting = false;

function count(): void {
  if (!isCounting) return;
  steps += 1;
  if (steps === step) process.kill(process.pid, 'SIGKILL');
}

/** Dies before the step that it is to die at: what was done before has been done. */
function counted(holder: object, method: string, counts: (first: unknown) => boolean = () => true): void {
  const original: unknown = Reflect.get(holder, method);
  if (typeof original !== 'function') throw new TypeError(`${method} is no method`);
  Reflect.set(holder, method, function stepping(this: unknown, ...args: unknown[]): unknown {
    if (counts(args[0])) count();
    return Reflect.apply(original, this, args);
  });
}

function textOf(query: unknown): string {
  if (typeof query === 'string') return query;
  return query !== null && typeof query === 'object' && 'text' in query ? String(query.text) : '';
}

const isRestore = what === 'restore';
counted(pg.Client.prototype, 'query', (query) => isRestore || WRITES.test(textOf(query)));
if (isRestore) {
  counted(fs.promises, 'rename');
  syncBuiltinESMExports();
} else {
  counted(LocalBlobStore.prototype, 'source');
  counted(LocalBlobStore.prototype, 'putAs');
}

process.on('disconnect', () => process.exit());
const services = testServices();
if (isRestore) {
  const [dataDir = '', backup = '', keyDir = ''] = given;
  const config = readConfig({ DATABASE_URL: url, DATA_DIR: dataDir, KEY_DIR: keyDir, NODE_ENV: 'test' });
  const head = readHead(backup, backupKey(config));
  isCounting = true;
  const files = { blobDir: join(dataDir, 'blobs'), clamd: null };
  await restoreBackup(backup, head, { config, services: { ...services, files } });
} else {
  const [blobDir = ''] = given;
  const house = await startHouse(await openPostgres(url), { ...services, files: { blobDir, clamd: null } });
  isCounting = true;
  await house.settle(240_000);
}
process.send?.(steps);
