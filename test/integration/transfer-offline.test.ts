/** Transfers on a medium (离线移交): what comes of one is what would have come online; what is malformed leaves nothing. */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import type { TransferOutcome } from '../../tools/demo/transfer-desk.ts';
import { CASE_FILES } from '../support/case-package.ts';
import { anyDatabase } from '../support/databases.ts';
import { takeIn, writeDelivery, type Written } from '../support/deliveries.ts';
import { entriesOf, makeRawZip, type RawEntry } from '../support/raw-zip.ts';
import { Reception } from '../support/reception.ts';
import { access } from '../support/services.ts';

/** The second record of a batch has a format that the hall does not take. */
const FAULTY = [
  ...CASE_FILES.slice(0, 2),
  { bytes: Buffer.from('MZ not a document'), path: '结果文件/C01.exe', format: 'EXE' },
];
const DESCRIPTION = '说明文件.TXT';
const CATALOGUE = '目录文件.XML';

describe.each(anyDatabase())('transfers on a medium on $kind', ({ open }) => {
  let blobDir: string;
  let database: Database;
  let desk: Reception;

  beforeAll(async () => {
    blobDir = mkdtempSync(join(tmpdir(), 'asg-offline-'));
    database = await open();
    desk = await Reception.open(database, blobDir);
    await desk.setUp();
  }, 240_000);
  afterAll(async () => {
    await database.close();
    rmSync(blobDir, { recursive: true });
  });

  const rowsOf = async (query: ReturnType<typeof sql>) =>
    (await query.execute(desk.running.fork().getKysely())).rows as Record<string, unknown>[];

  async function submitted(count: number): Promise<string> {
    const batchId = await desk.draft(await desk.archived(count));
    await desk.submit(batchId);
    await desk.answer();
    return batchId;
  }

  /** All that a delivery could have changed; refusals are entered, and nothing else. */
  async function everything(): Promise<unknown> {
    return {
      items: await rowsOf(sql`select * from holdings.transfer_item order by id`),
      batches: await rowsOf(sql`select * from holdings.transfer_batch order by id`),
      staged: await rowsOf(sql`select * from holdings.staged_file order by id`),
      records: await rowsOf(sql`select * from holdings.archival_record order by id`),
      told: await rowsOf(sql`select kind, payload from holdings.outbox where kind <> 'ACT' order by id`),
      files: readdirSync(blobDir, { recursive: true, encoding: 'utf8' }).toSorted(),
    };
  }

  /** What came of a batch, without the keys and numbers that are each batch's own. */
  async function resultOf(batchId: string, { subject, violations }: TransferOutcome): Promise<unknown> {
    const files =
      await rowsOf(sql`select i.sequence, f.file_code as code, f.name, f.format, f.sm3, f.sha256, f.size_bytes
      from holdings.transfer_item i join holdings.record_file f on f.case_id = i.case_id
      where i.batch_id = ${batchId}::uuid order by 1, 2`);
    const records = await rowsOf(sql`select i.sequence, a.custody, a.hall, a.transferrer, a.opening_state, a.title,
        a.opening_opinion, a.disclosure_status, a.secrecy_change, a.custody_facts,
        regexp_replace(a.reference_code, '[0-9]+$', '') as code, a.received_on
      from holdings.transfer_item i join holdings.archival_record a on a.case_id = i.case_id
      where i.batch_id = ${batchId}::uuid order by 1`);
    const items = subject?.items.map(({ state, attempt, reasons, findings }) => ({
      state,
      attempt,
      reasons,
      findings,
    }));
    const receipt = subject?.receipt?.text.split('\n').map((line) => line.replace(/[\d-]+/g, '#'));
    return { state: subject?.state, items, receipt, files, records, violations };
  }

  async function bring(batchId: string, way: 'online' | 'offline', files: typeof CASE_FILES): Promise<void> {
    if (way === 'online') return desk.deliver(batchId, files);
    expect(await takeIn(desk, batchId, await writeDelivery(desk, batchId, { files }))).toMatchObject({
      outcome: 'TAKEN',
      reasons: [],
    });
  }

  it('gives what the online way gives: returned with the same reasons, corrected, received, 档号, files, custody', async () => {
    const results: unknown[] = [];
    const lastNumbers: string[][] = [];
    for (const way of ['online', 'offline'] as const) {
      const batchId = await submitted(2);
      await bring(batchId, way, FAULTY);
      const returned = await desk.check(batchId);
      expect(returned.subject?.items.map(({ state }) => state)).toEqual(['RETURNED', 'RETURNED']);
      const first = await resultOf(batchId, returned);
      await desk.submit(batchId);
      await desk.answer();
      await bring(batchId, way, CASE_FILES);
      const checked = await resultOf(batchId, await desk.check(batchId));
      const receipt = await desk.receive(batchId);
      expect(receipt.subject?.items.map(({ record }) => record?.custody)).toEqual(['HALL', 'HALL']);
      results.push([first, checked, await resultOf(batchId, receipt)]);
      lastNumbers.push((receipt.subject?.items ?? []).map(({ record }) => record?.referenceCode?.slice(-6) ?? ''));
    }

    expect(results[1]).toEqual(results[0]);
    expect(lastNumbers).toEqual([
      ['000001', '000002'],
      ['000003', '000004'],
    ]);
  });

  it('is taken by an archivist of the receiving hall only', async () => {
    const batchId = await submitted(1);
    const written = await writeDelivery(desk, batchId);
    const before = await everything();
    const other = access({ ...desk.receiver, agency: desk.rows.otherAgency, actorId: 'other-hall' });

    await expect(takeIn(desk, batchId, written, { ...desk.receiver, posts: ['RECEIVER'] })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
    await expect(takeIn(desk, batchId, written, desk.archivist)).rejects.toMatchObject({ code: 'FORBIDDEN' });
    await expect(takeIn(desk, batchId, written, other)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await everything()).toEqual(before);
  });

  it('changes nothing when it comes twice: while it waits, after the check, after the receipt', async () => {
    const batchId = await submitted(2);
    const written = await writeDelivery(desk, batchId);
    expect(await takeIn(desk, batchId, written)).toMatchObject({ outcome: 'TAKEN', records: 2, files: 6 });
    for (const step of [async () => undefined, () => desk.check(batchId), () => desk.receive(batchId)]) {
      await step();
      const before = await everything();
      expect(await takeIn(desk, batchId, written)).toMatchObject({ outcome: 'ALREADY_THERE', reasons: [] });
      expect(await everything()).toEqual(before);
    }
  });

  it('brings the rest where part of it is here already', async () => {
    const batchId = await submitted(2);
    const written = await writeDelivery(desk, batchId);
    await takeIn(desk, batchId, written);
    await rowsOf(sql`delete from holdings.staged_file where id in (select f.id from holdings.staged_file f
      join holdings.transfer_item i on i.id = f.item_id where i.batch_id = ${batchId}::uuid order by f.id limit 4)`);

    expect(await takeIn(desk, batchId, written)).toMatchObject({ outcome: 'TAKEN', files: 4 });
    expect((await desk.check(batchId)).subject?.state).toBe('ACCEPTED');
  });

  describe('is refused, with nothing kept', () => {
    let batchId: string;
    let whole: Written;
    let entries: RawEntry[];
    let before: unknown;

    beforeAll(async () => {
      batchId = await submitted(2);
      whole = await writeDelivery(desk, batchId);
      entries = entriesOf(whole.zip);
      before = await everything();
    });

    async function refusedFor(written: Pick<Written, 'zip' | 'seals'>) {
      const answer = await takeIn(desk, batchId, written);
      expect(answer.outcome).toBe('REFUSED');
      expect(await everything()).toEqual(before);
      return answer.reasons.map(({ code, path, message }) => `${code} ${path ?? '-'} ${message}`);
    }
    const changed = (name: string, to: (data: Buffer) => Buffer): Buffer =>
      makeRawZip(entries.map((each) => (each.name === name ? { name, data: to(each.data) } : each)));
    const edited = (name: string, from: string | RegExp, to: string): Buffer =>
      changed(name, (data) => Buffer.from(data.toString('utf8').replace(from, to)));
    const without = (name: string): Buffer => makeRawZip(entries.filter((each) => each.name !== name));
    const nth = (at: number): string => whole.rows[at]?.path ?? '';

    // Made when the test runs: the delivery is not there before.
    const MALFORMED: readonly (readonly [string, () => Buffer, (path: string) => readonly RegExp[]])[] = [
      ['it is cut off', () => whole.zip.subarray(0, -1), () => [/^TRUNCATED /]],
      ['it is no zip', () => Buffer.from('说明'), () => [/^NO_ZIP /]],
      ['the description file is missing', () => without(DESCRIPTION), () => [/^MISSING "说明文件.TXT"/]],
      ['the catalogue is missing', () => without(CATALOGUE), () => [/^MISSING "目录文件.XML"/]],
      [
        'the description does not say how many records there are',
        () => edited(DESCRIPTION, /件数：\d+/, '件数：'),
        () => [/^DOCUMENT_FORM .*说明文件.TXT\/件数.*YJ-1-12/],
      ],
      [
        'the catalogue is no XML',
        () => edited(CATALOGUE, '</transfer>', ''),
        () => [/^DOCUMENT_FORM "目录文件.XML".*YJ-3-1/],
      ],
      [
        'the catalogue has an entity',
        () => edited(CATALOGUE, '<transfer>', '<!DOCTYPE transfer [<!ENTITY a "b">]><transfer>'),
        () => [/^DOCUMENT_FORM "目录文件.XML"/],
      ],
      [
        'a row of the catalogue says one thing twice',
        () => edited(CATALOGUE, '<size>', '<size>1</size><size>'),
        () => [/^DOCUMENT_FORM "目录文件.XML".*"size" is there twice/],
      ],
      [
        'the catalogue lists a package twice',
        () => edited(CATALOGUE, /(<directories>[\s\S]*?<\/directories>)/, '$1$1'),
        (path) => [new RegExp(`^MANIFEST_ENTRY_TWICE "${path}"`)],
      ],
      [
        'a package that is listed is missing',
        () => makeRawZip(entries.filter(({ name }) => !name.startsWith(nth(0)))),
        (path) => [new RegExp(`^MANIFEST_ENTRY_MISSING "${path}"`)],
      ],
      [
        'a package is not listed',
        () => edited(CATALOGUE, /<directories>[\s\S]*?<\/directories>/, ''),
        (path) => [new RegExp(`^MANIFEST_ENTRY_EXTRA "${path}"`)],
      ],
      [
        'one byte of a package is flipped',
        () => changed(nth(0), (data) => flipped(data, '受理通知')),
        (path) => [new RegExp(`^BAD_CRC "${path}" › "过程文件/B01.txt"`)],
      ],
      [
        'a package is no zip',
        () => changed(nth(0), () => Buffer.from('x')),
        (path) => [new RegExp(`^NO_ZIP "${path}"`)],
      ],
      [
        'a package is not the one that the file beside it speaks of',
        () => edited(`${nth(0)}.cksum`, /[0-9a-f]{64}/, 'a'.repeat(64)),
        (path) => [new RegExp(`^PACKAGE_DIGEST "${path}"`)],
      ],
      [
        'something lies where nothing should be',
        () => makeRawZip([...entries, { name: 'autorun.inf', data: Buffer.from('x') }]),
        () => [/^ASTRAY "autorun.inf"/],
      ],
      [
        'a name leads out of it',
        () => makeRawZip([...entries, { name: '../../evil.zip', data: Buffer.from('x') }]),
        () => [/^TRAVERSAL "\.\.\/\.\.\/evil.zip"/],
      ],
      [
        'a link is in it',
        () =>
          makeRawZip([
            ...entries,
            { name: 'Z901/ZY/link', data: Buffer.from('/etc/passwd'), directory: { attributes: 0o120777 << 16 } },
          ]),
        () => [/^SPECIAL_FILE "Z901\/ZY\/link"/],
      ],
    ];

    it.each(MALFORMED)('when %s, naming the entry', async (_title, make, expected) => {
      const told = await refusedFor({ zip: make(), seals: whole.seals });

      for (const pattern of expected(nth(0))) expect(told).toContainEqual(expect.stringMatching(pattern));
    });

    it('when it is another batch, or this one as it was handed over before', async () => {
      const other = await writeDelivery(desk, batchId, { head: { batchName: 'YJ-X000-2026-001' } });
      const earlier = await writeDelivery(desk, batchId, { head: { manifestSm3: 'a'.repeat(64) } });

      for (const each of [other, earlier])
        expect(await refusedFor(each)).toEqual([expect.stringMatching(/^BATCH_DIFFERS /)]);
    });

    it('when a record is left out, with the place of the record', async () => {
      expect(await refusedFor(await writeDelivery(desk, batchId, { without: 1 }))).toEqual([
        expect.stringMatching(/^RECORD_LEFT_OUT items\.2 /),
      ]);
    });

    it('when a statement is not the one that was handed over', async () => {
      const told = await refusedFor(await writeDelivery(desk, batchId, { statements: { openingOpinion: '同意开放' } }));

      expect(told).toEqual([0, 1].map((at) => expect.stringMatching(new RegExp(`^RECORD_DIFFERS ${nth(at)}`))));
    });

    it('when a record was not described so when it was archived', async () => {
      const told = await refusedFor(await writeDelivery(desk, batchId, { elements: { apply_name: '他人' } }));

      expect(told).toEqual([0, 1].map((at) => expect.stringMatching(new RegExp(`^RECORD_DIFFERS ${nth(at)}`))));
    });

    it('when the archive knows nothing of a record', async () => {
      expect(await refusedFor({ zip: whole.zip, seals: whole.seals.slice(1) })).toEqual([
        expect.stringMatching(new RegExp(`^RECORD_DIFFERS ${nth(0)}`)),
      ]);
    });

    it('and is taken as it was written', async () => {
      expect(await takeIn(desk, batchId, whole)).toMatchObject({ outcome: 'TAKEN', reasons: [] });
    });
  });
});

function flipped(data: Buffer, within: string): Buffer {
  const copy = Buffer.from(data);
  const at = copy.indexOf(Buffer.from(within));
  if (at < 0) throw new Error('not in the package');
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
}
