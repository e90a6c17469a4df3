/** A batch on its way into the hall, online or on a medium, killed at random, by two processes at once: received once and whole. `KILLS=n`. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { expect, it } from 'vitest';
import { CASE_FILES } from '../support/case-package.ts';
import { databases } from '../support/databases.ts';
import { writeDelivery } from '../support/deliveries.ts';
import { numberAll } from '../support/house.ts';
import { chance } from '../support/mutate.ts';
import { Reception } from '../support/reception.ts';
import { LocalBlobStore, parseBlobId } from '../../subgraphs/files/index.ts';

const KILLS = Number(process.env['KILLS'] ?? 4);
const RECORDS = 6;
const SEED = 47;

function start(given: readonly string[]): ChildProcess {
  const script = join(import.meta.dirname, '../support/receipt-process.ts');
  return fork(script, [...given], { execArgv: ['--import', 'tsx'] });
}

/** What lies on the medium, and what the archive says of it. */
async function writeMedium(desk: Reception, batchId: string, folder: string): Promise<void> {
  const { zip, seals } = await writeDelivery(desk, batchId);
  writeFileSync(join(folder, 'medium.zip'), zip);
  writeFileSync(join(folder, 'seals.json'), JSON.stringify(seals));
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');
const ways = postgres.flatMap(({ kind, open }) => [
  { kind, open, way: 'online' },
  { kind, open, way: 'on a medium' },
]);

it.each(ways)(`${RECORDS} records $way and ${KILLS} kills on $kind`, { timeout: 400_000 }, async ({ open, way }) => {
  const random = chance(SEED);
  const blobDir = mkdtempSync(join(tmpdir(), 'asg-receipt-'));
  const medium = mkdtempSync(join(tmpdir(), 'asg-medium-'));
  const database = await open();
  try {
    const desk = await Reception.open(database, blobDir, SEED);
    await desk.setUp();
    const caseIds = await desk.archived(RECORDS);
    const batchId = await desk.draft(caseIds);
    await desk.submit(batchId);
    await desk.answer();
    const given = [database.url ?? '', blobDir, batchId, String(SEED)];
    if (way !== 'online') {
      await writeMedium(desk, batchId, medium);
      given.push(medium);
    }

    for (let count = 0; count < KILLS / 2; count += 1) {
      const children = [start(given), start(given)];
      await Promise.all(children.map((child) => Promise.race([once(child, 'message'), once(child, 'exit')])));
      for (const child of children) {
        await pause(random() * 900);
        await kill(child);
      }
    }
    const last = start(given);
    const ended = once(last, 'exit').then(() => ['gone']);
    for (let said: unknown = null; said !== 'done';) {
      [said] = await Promise.race([once(last, 'message'), ended]);
      expect(said).not.toBe('gone');
    }
    await kill(last);

    await expectReceivedOnce(desk, blobDir, caseIds);
  } finally {
    await database.close();
    for (const each of [blobDir, medium]) rmSync(each, { recursive: true, force: true });
  }
});

async function expectReceivedOnce(desk: Reception, blobDir: string, caseIds: readonly string[]): Promise<void> {
  const db = desk.running.fork().getKysely();
  const records = await sql<{ code: string; custody: string }>`select reference_code as code, custody
    from holdings.archival_record order by 1`.execute(db);
  expect(records.rows.map(({ custody }) => custody)).toEqual(caseIds.map(() => 'HALL'));
  expect(records.rows.map(({ code }) => code.slice(-6))).toEqual(
    caseIds.map((_, at) => String(at + 1).padStart(6, '0')),
  );
  const files = await sql<{
    id: string;
    caseId: string;
    sm3: string;
    bytes: number;
  }>`select id, case_id as "caseId", sm3,
    size_bytes::float8 as bytes from holdings.record_file`.execute(db);
  expect(files.rows).toHaveLength(RECORDS * (CASE_FILES.length + 1));
  const store = await LocalBlobStore.open(join(blobDir, 'holdings'));
  for (const { id, sm3, bytes } of files.rows) {
    const blobId = parseBlobId(id.replaceAll('-', ''));
    if (blobId === null) throw new Error('a file without an id');
    const copy = await store.put(await store.open(blobId), { maxBytes: bytes });
    expect(copy.sm3).toBe(sm3);
    await store.delete(copy.id);
  }
  await numberAll(desk.running);
  const told: unknown[] = [];
  for (
    let after = 0, batch = await desk.running.events(0, 500);
    batch.length > 0;
    batch = await desk.running.events(after, 500)
  ) {
    told.push(...batch.filter(({ kind, payload }) => kind === 'TRANSFER_CHANGED' && payload['state'] === 'RECEIVED'));
    after = batch.at(-1)?.position ?? after;
  }
  expect(told).toHaveLength(1);
}
