/**
 * The door: what bears a secrecy mark leaves nothing behind. Every byte of the data folder is looked at, with the log
 * of the database and the blob store: whatever a backup could copy.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Database } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { Desk, type Outcome } from '../support/intake.ts';
import { makePdf } from '../support/make-pdf.ts';

const SPELLINGS = [
  '绝密',
  '机密',
  '秘密★10年',
  '机密★20年',
  '绝密★长期',
  '秘密级',
  '机密级',
  '绝密级',
  '绝密★启封',
  '秘密☆5年',
  '机密*10年',
  '绝 密 ★ 30 年',
  '机　密　★　１０　年',
  '【绝密】',
  '（机密）',
  '[秘密]',
  '「绝密」',
  '《机密》',
  '密级：机密',
  '密级:绝密',
  '密级 秘密',
  '保密等级：机密',
  '涉密等级：秘密',
  '定密：机密',
  '絕密',
  '機密★10年',
  '祕密★五年',
  '機密級',
  'TOP SECRET',
  'State Secret',
  '工作秘密',
  '工作秘密★3年',
  '绝密·30年',
  '机密 保密期限10年',
  '秘密 三年',
  '机\u200B密★10年',
  '绝\u00A0密★长期',
  '秘密⭐1年',
  '绝密件',
  '秘密文件',
] as const;

/** Stands beside each mark, and nowhere else. */
const CANARY = '暗号甲子七七三一';
const ADMITTED = '准入乙丑五五二二';

let database: Database;
let desk: Desk;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'asg-door-'));
  database = await openPglite(folder);
  desk = await Desk.open(database);
});
afterAll(async () => {
  await database.close();
  desk.close();
  rmSync(folder, { recursive: true, force: true });
});

const codesOf = ({ violations }: Outcome): string[] => violations.map(({ code }) => code);
const isOutside = (code: string | undefined): boolean => code === 'SECRECY_MARK' || code === 'SECRECY_DOUBT';

it('the list has forty spellings', () => {
  expect(new Set(SPELLINGS).size).toBe(40);
});

describe.each(SPELLINGS)('%s', (mark) => {
  it('is refused in a field, wherever it stands', async () => {
    const { open } = desk.story(1, 'door');
    const applicant = open['applicant'] as Record<string, unknown>;
    for (const said of [
      { ...open, title: mark },
      { ...open, title: `${CANARY}：${mark}` },
      { ...open, remarks: `${mark} ${CANARY}` },
      { ...open, applicant: { ...applicant, address: `${CANARY}（${mark}）` } },
    ]) {
      const outcome = await desk.act('openCase', said);
      expect(outcome.case).toBeNull();
      expect(codesOf(outcome)).toHaveLength(1);
      expect(isOutside(codesOf(outcome)[0])).toBe(true);
    }
  });

  it('is refused in XML and in what a file says of itself', async () => {
    const xml = Buffer.from(`<?xml version="1.0" encoding="UTF-8"?><a><title>${mark}</title><b>${CANARY}</b></a>`);
    const title = Buffer.concat([Buffer.from([0xfe, 0xff]), Buffer.from(`${CANARY} ${mark}`, 'utf16le').swap16()]);
    const pdf = makePdf({ objects: [`<</Title <${title.toString('hex')}>>>`], trailer: '/Info 4 0 R' });
    const text = Buffer.from(`${mark}\n\n${CANARY}\n`);
    for (const [name, bytes] of Object.entries({ xml, pdf, text })) {
      const sent = await desk.send(`door-${SPELLINGS.indexOf(mark)}-${name}`, bytes);
      expect([name, sent.status, JSON.stringify(sent.body)]).toEqual([name, 400, expect.stringMatching(/SECRECY_/)]);
      expect(JSON.stringify(sent.body)).not.toContain(CANARY);
    }
  });
});

it('a level in the field for it is refused, and "none" is not', async () => {
  const { open } = desk.story(2, 'level');
  for (const secrecy of ['机密', 'JM', '秘', 'top secret', 'work secret'])
    expect([secrecy, codesOf(await desk.act('openCase', { ...open, secrecy }))]).toEqual([secrecy, ['SECRECY_MARK']]);
  for (const [at, secrecy] of ['无', '公开', '非密'].entries())
    expect(codesOf(await desk.act('openCase', { ...open, systemKey: `none-${at}`, secrecy }))).toEqual([]);
});

it('a trade secret passes, in fields and in files', async () => {
  const { open } = desk.story(3, 'trade');
  const said = { ...open, tradeSecret: `${ADMITTED}：配方属于商业秘密`, title: '商业秘密保护备案' };
  expect(codesOf(await desk.act('openCase', said))).toEqual([]);
  const file = Buffer.from(`<a><b>商业秘密</b><c>${ADMITTED}</c></a>`);
  expect(await desk.send('trade-file', file)).toMatchObject({ status: 201 });
});

it('of what was refused there is a notice for the security officer: who and when, and nothing else', async () => {
  const query = 'query { doorNotices { id kind sender at agency { uscc } decision } }';
  const notices = (await desk.ask(desk.officer, query))['doorNotices'] as Record<string, unknown>[];

  expect(notices.length).toBeGreaterThan(40);
  expect(notices[0]).toEqual({
    id: expect.stringMatching(/^[0-9a-f-]{36}$/),
    kind: expect.stringMatching(/^(REFUSED|DOUBTED)$/),
    sender: desk.system.actorId,
    at: '2026-11-21T12:00:00.000+08:00',
    agency: { uscc: desk.item.agency },
    decision: null,
  });
});

it('a doubt stays outside until the security officer decides; then the same, and only the same, comes in', async () => {
  const { open } = desk.story(4, 'doubt');
  const said = { ...open, remarks: '涉及秘密的答复意见' };
  const [doubt] = (await desk.act('openCase', said)).violations;
  expect(doubt?.code).toBe('SECRECY_DOUBT');
  const noticeId = /about ([0-9a-f-]{36})/.exec(doubt?.message ?? '')?.[1];
  const query =
    'mutation ($input: DecideDoubtInput!) { decideDoubt(input: $input) { notice { decision } violations { code } } }';
  const decided = await desk.ask(desk.officer, query, { input: { noticeId, decision: 'ADMIT' } });

  expect(decided).toEqual({ decideDoubt: { notice: { decision: 'ADMIT' }, violations: [] } });
  expect(codesOf(await desk.act('openCase', { ...said, remarks: '涉及秘密的答复意见二' }))).toEqual(['SECRECY_DOUBT']);
  expect(codesOf(await desk.act('openCase', said))).toEqual([]);
});

it('no byte of what was refused is in the database, its log, or the blob store', async () => {
  await desk.running.fork().getConnection().execute('checkpoint');
  const blobs = readAll(desk.blobDir);
  const data = readAll(folder);

  // What was let in is found: the walk sees what it walks over.
  expect([holds(data, ADMITTED), holds(blobs, ADMITTED)]).toEqual([true, true]);
  expect([holds(data, CANARY), holds(blobs, CANARY)]).toEqual([false, false]);
  for (const mark of ['★10年', '★长期', '【绝密】', '密级：机密', '工作秘密★3年'])
    expect([mark, holds(data, mark) || holds(blobs, mark)]).toEqual([mark, false]);
});

function readAll(root: string): Buffer[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .map((name) => join(root, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path));
}

function holds(files: readonly Buffer[], text: string): boolean {
  const utf16 = Buffer.from(text, 'utf16le');
  return files.some(
    (bytes) => bytes.includes(text) || bytes.includes(utf16) || bytes.includes(Buffer.from(utf16).swap16()),
  );
}
