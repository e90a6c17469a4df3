/** `backup -- create`: rows out of one snapshot, content that they name, each with its digests, signed. */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import { type Config, type Services } from '../../subgraphs/kernel/index.ts';
import { copyContent, dumpNames } from './content.ts';
import { backupKey, subjectKeyMark, writeHead, type Head } from './head.ts';
import type { Installation } from './installation.ts';
import { keepJournal } from './journal.ts';
import { dumpRows } from './rows.ts';

const PARTIAL = '.partial';

export interface Created {
  readonly folder: string;
  readonly head: Head;
}

/**
 * Content comes after the rows that name it: it never changes, so that what the rows name is what is copied. It is a
 * backup once it has its name; a process that is killed leaves a folder that the next one removes.
 *
 * @param root where backups lie; the journal of destructions is beside them
 * @clause 26号 art. 11
 */
export async function createBackup(
  { installation, services, config }: { installation: Installation; services: Services; config: Config },
  root: string,
): Promise<Created> {
  mkdirSync(root, { recursive: true, mode: 0o700 });
  for (const each of readdirSync(root)) if (each.endsWith(PARTIAL)) rmSync(join(root, each), { recursive: true });
  const now = Date.now();
  const name = nameOf(root, now);
  const folder = join(root, `${name}${PARTIAL}`);
  mkdirSync(join(folder, 'rows'), { recursive: true, mode: 0o700 });
  const rows = await dumpRows(installation.fork(), folder, (tx) => dumpNames(tx, folder));
  const copied = await copyContent(installation.fork(), { blobDir: config.blobDir, folder });
  rmSync(join(folder, 'named.ndjson'));
  const head: Head = {
    form: 'archive-sharing-gateway backup 1',
    name,
    at: toInstant(now),
    ...rows,
    content: copied.content,
    receipts: copied.receipts,
    contentBytes: copied.bytes,
    faults: [...copied.faults],
    subjectKey: subjectKeyMark(services.keys),
  };
  writeHead(folder, head, backupKey(config));
  // Everything of it on the disk before it has its name.
  await promisify(execFile)('sync', ['-f', folder]);
  renameSync(folder, join(root, name));
  await installation.call('retention', 'registerBackups', {
    label: name,
    takenOn: toShanghaiDate(now),
    registeredBy: 'backup',
  });
  await keepJournal(installation, root);
  return { folder: join(root, name), head };
}

function nameOf(root: string, nowMs: number): string {
  const name = `backup-${new Date(nowMs).toISOString().replaceAll(/[-:]|\.\d+/g, '')}`;
  return existsSync(join(root, name)) ? `${name}-${nowMs % 1_000}` : name;
}
