/** From bytes on the wire to a verdict, by the public faces alone: upload, look, check, decide, put right, check again. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  clamd,
  CHECK_NUMBERS,
  CHECKS,
  codeOf,
  compareReports,
  DEFAULT_SCHEME,
  inspectFile,
  runChecks,
  verdict,
  type CheckReport,
  type Override,
  type PackageFile,
  type Policies,
} from '../../subgraphs/checks/index.ts';
import {
  getFile,
  headFile,
  LocalBlobStore,
  parseBlobId,
  putFile,
  Uploads,
  type BlobId,
  type BlobStore,
  type Download,
  type FileReply,
  type StoredBlob,
} from '../../subgraphs/files/index.ts';
import { CASE_FILES, makeCasePackage } from '../support/case-package.ts';

let root: string;
let store: LocalBlobStore;
let uploads: Uploads;

beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'archive-'));
  store = await LocalBlobStore.open(root);
  uploads = new Uploads(store);
});

afterAll(() => rmSync(root, { recursive: true }));

async function upload(key: string, bytes: Buffer): Promise<StoredBlob> {
  const body = (async function* (): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.length; at += 1_000) yield bytes.subarray(at, at + 1_000);
  })();
  const reply = await putFile(uploads, { owner: 'housing', key, headers: {}, body, maxBytes: 10_000_000 });
  expect(reply.status).toBe(201);
  return reply.body as StoredBlob;
}

/** The package as the store holds it. @param keys under which its files were sent, in order */
async function check(keys: readonly string[]): Promise<CheckReport> {
  const { pkg, facts } = await makeCasePackage();
  const files: PackageFile[] = [];
  for (const [index, file] of pkg.files.entries()) {
    const { id } = await upload(keys[index] ?? '', CASE_FILES[index]?.bytes ?? Buffer.alloc(0));
    const source = await store.source(id);
    files.push({ ...file, content: await inspectFile(source) });
    await source.close();
  }
  return runChecks({ ...pkg, files }, 'GD', facts, DEFAULT_SCHEME);
}

it('files that were sent are looked at where they lie, and a right case is accepted', async () => {
  const report = await check(['a', 'b', 'c']);

  expect(verdict(report)).toMatchObject({ outcome: 'ACCEPT', blocking: [] });
  expect(new Set(report.rows.map(({ code }) => code))).toEqual(
    new Set(CHECK_NUMBERS.map((number) => codeOf('GD', number))),
  );
});

it('a check at receipt tells what has changed since the archiving', async () => {
  const { pkg, facts } = await makeCasePackage();
  const archived = runChecks(pkg, 'GD', facts);
  const [first, ...others] = pkg.files;
  const received = runChecks(
    { ...pkg, files: first === undefined ? [] : [{ ...first, content: null }, ...others] },
    'YJ',
    facts,
  );

  expect(compareReports(archived, received).map(({ number, after }) => [number, after?.result])).toEqual([
    ['2-2', 'NOT_APPLICABLE'],
    ['2-7', undefined],
    ['2-7', 'FAIL'],
  ]);
  expect(verdict(received).blocking.map(({ code }) => code)).toEqual(['YJ-2-7']);
});

it('what was sent comes back byte for byte, from any store', async () => {
  const bytes = CASE_FILES[0]?.bytes ?? Buffer.alloc(0);
  const sent = await upload('back', bytes);
  const id: BlobId | null = parseBlobId(sent.id);
  if (id === null) throw new TypeError('the answer holds no id');
  const read = async (from: BlobStore, range?: string): Promise<Buffer> => {
    const download: Download = await getFile(from, id, range);
    const chunks: Buffer[] = [];
    for await (const chunk of download.stream ?? []) if (Buffer.isBuffer(chunk)) chunks.push(chunk);
    return Buffer.concat(chunks);
  };
  const state: FileReply = await headFile(uploads, { owner: 'housing', key: 'back' });

  expect((await read(store)).equals(bytes)).toBe(true);
  expect((await read(store, 'bytes=-10')).equals(bytes.subarray(-10))).toBe(true);
  expect(state).toMatchObject({ status: 200, headers: { 'upload-offset': String(bytes.length) } });
});

it('where no scanner answers, viruses are for a person, which holds up nothing', async () => {
  await expect(clamd('unix:/nowhere/clamd.ctl').version()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  const { pkg, facts } = await makeCasePackage();
  const report = runChecks(pkg, 'GD', { ...facts, virusEngine: null });

  expect(report.rows.filter(({ number }) => number === '4-2').map(({ result }) => result)).toEqual(['MANUAL_REVIEW']);
  expect(verdict(report).outcome).toBe('ACCEPT');
});

it('a jurisdiction may make a note of what blocks, and a person then has nothing to decide', async () => {
  const { pkg, facts } = await makeCasePackage((input) => {
    input.metadata['accept_num'] = '';
  });
  const report = runChecks(pkg, 'GD', facts);
  const lenient: Policies = { '2-4': 'OVERRIDE' };
  const override: Override = { code: 'GD-2-4', object: 'accept_num', by: '张某', reason: '旧系统没有受理编号' };

  expect(verdict(report, {}, [override]).outcome).toBe('RETURN');
  expect(verdict(report, lenient).outcome).toBe('OVERRIDE_NEEDED');
  expect(verdict(report, lenient, [override]).outcome).toBe('ACCEPT');
});

it('every check says in both languages what it is, and whether code decides it', () => {
  for (const number of CHECK_NUMBERS) {
    const { en, zh, automation, stages } = CHECKS[number];
    expect(en).toMatch(/^[A-Z0-9]/);
    expect(zh).toMatch(/\p{Script=Han}/u);
    expect(['A', 'A*', 'H']).toContain(automation);
    expect(stages.length).toBeGreaterThan(0);
  }
});
