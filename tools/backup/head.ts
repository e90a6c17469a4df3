/** What a backup says of itself, signed: what is in it, from when, and the digest of each part. */
import { createHash, createPrivateKey, createPublicKey, randomBytes, sign, verify, type KeyObject } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { StartError, type Config, type Keys } from '../../subgraphs/kernel/index.ts';

export const HEAD_FILE = 'backup.json';
const SIGNATURE_FILE = 'backup.json.sig';

const part = z.strictObject({
  file: z.string(),
  lines: z.number(),
  bytes: z.number(),
  sm3: z.string(),
  sha256: z.string(),
});
const head = z.strictObject({
  form: z.literal('archive-sharing-gateway backup 1'),
  name: z.string(),
  /** RFC 3339: the instant of the rows; content is what they name. */
  at: z.string(),
  /** Migrations of each schema: rows fit into no other tables. */
  migrations: z.record(z.string(), z.array(z.string())),
  tables: z.array(
    part.extend({
      schema: z.string(),
      table: z.string(),
      columns: z.array(z.strictObject({ name: z.string(), type: z.string() })),
    }),
  ),
  sequences: z.array(z.strictObject({ schema: z.string(), name: z.string(), last: z.string() })),
  content: part,
  /** Files beside content: receipts of uploads. */
  receipts: part,
  contentBytes: z.number(),
  /** What rows named and no store had, or had otherwise: the backup is as broken as its source there. */
  faults: z.array(z.string()),
  /** Tells, without telling the key, whether another installation has the same subject key. */
  subjectKey: z.string(),
});

export type Head = z.output<typeof head>;
export type Part = z.output<typeof part>;

/** The installation's own key for backups, made when it is first needed and the mode allows it. */
export function backupKey({ keyDir, mode }: Pick<Config, 'keyDir' | 'mode'>): KeyObject {
  const file = join(keyDir, 'backup.key');
  if (!existsSync(file)) {
    if (mode === 'production') throw new StartError(`${file} is missing. In production keys are not made up.`);
    mkdirSync(keyDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600, flag: 'wx' });
  }
  const seed = Buffer.from(readFileSync(file, 'utf8').trim(), 'hex');
  if (seed.length !== 32) throw new StartError(`${file} must hold 32 bytes in hexadecimal.`);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), seed]);
  return createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
}

export function subjectKeyMark({ subject }: Pick<Keys, 'subject'>): string {
  return createHash('sha256').update('archive-sharing-gateway subject key').update(subject).digest('hex').slice(0, 16);
}

/** The last thing written into a backup. */
export function writeHead(folder: string, written: Head, key: KeyObject): void {
  const text = `${JSON.stringify(written, null, 1)}\n`;
  writeFileSync(join(folder, HEAD_FILE), text, { mode: 0o600 });
  writeFileSync(join(folder, SIGNATURE_FILE), sign(null, Buffer.from(text), key).toString('base64'), { mode: 0o600 });
}

/** @throws StartError for what is no backup, and for one that this installation's key has not signed */
export function readHead(folder: string, key: KeyObject): Head {
  if (!existsSync(join(folder, HEAD_FILE))) throw new StartError(`${folder} is no finished backup.`);
  const text = readFileSync(join(folder, HEAD_FILE));
  const signature = Buffer.from(readFileSync(join(folder, SIGNATURE_FILE), 'utf8'), 'base64');
  if (!verify(null, text, createPublicKey(key), signature))
    throw new StartError(
      `${folder} is not signed with the key of this installation (KEY_DIR/backup.key), or was changed.`,
    );
  const parsed = head.safeParse(JSON.parse(text.toString('utf8')));
  if (!parsed.success) throw new StartError(`${folder} was made by a version that this one does not read.`);
  return parsed.data;
}
