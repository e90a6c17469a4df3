/** Two writers of the same files, killed at random: none lost, none twice, nothing left over. `UPLOADS=5000` sends more. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { LocalBlobStore, parseBlobId, putFile, Uploads, type StoredBlob } from '../../subgraphs/files/index.ts';
import { chance } from '../support/mutate.ts';
import { contentOf, uploadOf } from '../support/upload-files.ts';

const FILES = Number(process.env['UPLOADS'] ?? 300);
const KILLS = 16;
const random = chance(5);
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'uploads-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

async function start(): Promise<ChildProcess> {
  const script = join(import.meta.dirname, '../support/upload-process.ts');
  const child = fork(script, [folder, String(FILES)], { execArgv: ['--import', 'tsx'] });
  await once(child, 'message');
  return child;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** Whatever is neither content nor a receipt, once what the kills left was swept. */
async function leftOver(store: LocalBlobStore): Promise<string[]> {
  await store.sweepTemporary(0);
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !/^(?:[0-9a-f]{32}(?:\.from)?|[0-9a-f]{64}\.done)$/.test(entry.name))
    .map(({ name }) => name);
}

it(`${FILES} files, two writers and ${KILLS} kills`, { timeout: 280_000 }, async () => {
  for (let count = 0; count < KILLS / 2; count += 1) {
    const children = await Promise.all([start(), start()]);
    for (const child of children) {
      await pause(random() * 250);
      await kill(child);
    }
  }
  const last = await start();
  const [said] = await once(last, 'message');
  expect(said).toBe('done');
  await kill(last);

  const store = await LocalBlobStore.open(folder);
  const uploads = new Uploads(store);
  const ids = new Set<string>();
  for (let index = 0; index < FILES; index += 1) {
    const { status, body } = await putFile(uploads, uploadOf(index));
    const { id } = body as StoredBlob;
    expect(status).toBe(201);
    expect((await store.stat(id))?.bytes).toBe(contentOf(index).length);
    ids.add(id);
  }
  const stored: string[] = [];
  for await (const { id } of store.list()) stored.push(id);
  expect(ids.size).toBe(FILES);
  expect(stored.toSorted()).toEqual([...ids].toSorted());
  expect(stored.every((id) => parseBlobId(id) !== null)).toBe(true);
  expect(await leftOver(store)).toEqual([]);
});
