import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { caseStory, INTAKE, scopeFor } from '../../tools/demo/intake.ts';
import {
  headersOf,
  part,
  startTestGateway,
  TEST_NOW,
  type IdentityName,
  type LocalTestGateway,
} from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

const ITEM = {
  taskCode: `${DEMO_BODIES.housing}3000199001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};
const LINKS = 'query ($id: ID!) { case(id: $id) { materials { id fileName downloadLink } } }';

let gateway: LocalTestGateway;
let nowMs = TEST_NOW;
let caseId = '';

beforeAll(async () => {
  gateway = await startTestGateway({ database: await PGLITE.open(), now: () => nowMs });
  const say = async (as: IdentityName, name: keyof typeof INTAKE, variables: Record<string, unknown>) => {
    const { data, errors } = await gateway.ask({ as, query: INTAKE[name], variables });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as Record<string, { id: string }>;
  };
  const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
  await say('housing-archivist', 'registerItem', { input: { taskCode, version, name, itemType: 'CONFIRMATION' } });
  await say('housing-archivist', 'registerSystem', { input: { system: 'housing-system', taskCode, region } });
  const drafted = await say('housing-archivist', 'draftScope', { input: scopeFor(ITEM) });
  await say('archives-authority', 'reviewScope', { input: { scopeId: drafted['scope']?.id, approve: true } });
  const story = caseStory(ITEM, 1, 'http');
  caseId = (await say('housing-system', 'openCase', { input: story.open }))['case']?.id ?? '';
  for (const step of story.steps) await say('housing-system', 'addStep', { input: { caseId, ...step } });
  for (const { uploadKey, bytes } of story.files) expect(await put(uploadKey, bytes)).toMatchObject({ status: 201 });
  for (const material of story.materials)
    await say('housing-system', 'attachMaterial', { input: { caseId, ...material } });
  await say('housing-system', 'completeCase', { input: { caseId, ...story.complete } });
  await say('housing-archivist', 'archiveCase', { id: caseId });
});
afterAll(() => gateway.close());

async function put(
  key: string,
  bytes: Buffer,
  headers: Record<string, string> = {},
  as: IdentityName = 'housing-system',
) {
  const {
    statusCode,
    body,
    headers: answered,
  } = await gateway.gateway.app.inject({
    method: 'PUT',
    url: `/files/${key}`,
    headers: { 'content-type': 'application/octet-stream', ...(await headersOf(gateway.config, { as })), ...headers },
    payload: Readable.from([bytes]),
  });
  return {
    status: statusCode,
    body: body === '' ? null : (JSON.parse(body) as Record<string, unknown>),
    headers: answered,
  };
}

async function get(link: string, as: IdentityName, headers: Record<string, string> = {}) {
  const answer = await gateway.gateway.app.inject({
    method: 'GET',
    url: link,
    headers: { ...(await headersOf(gateway.config, { as })), ...headers },
  });
  return { status: answer.statusCode, bytes: answer.rawPayload, headers: answer.headers };
}

async function linksOf(as: IdentityName): Promise<(string | null)[]> {
  const { data } = await gateway.ask({ as, query: LINKS, variables: { id: caseId } });
  const found = part<{ materials: { downloadLink: string | null }[] } | null>(data, 'case');
  return found?.materials.map(({ downloadLink }) => downloadLink) ?? [];
}

async function logged(): Promise<Record<string, unknown>[]> {
  const { rows } = await sql<Record<string, unknown>>`select actor_id, outcomes, record_ids from sharing.access_log
    where outcomes::text like '%CaseMaterial.downloadLink%' and outcomes::text not like '%CaseMaterial.fileName%'`.execute(
    gateway.running('sharing').fork().getKysely(),
  );
  return rows;
}

describe('a file is sent', () => {
  it('as a stream, and answered with size and both digests; the same again answers the same', async () => {
    const bytes = Buffer.from('content of a file');
    const first = await put('sent-1', bytes);

    expect(first).toMatchObject({
      status: 201,
      body: {
        bytes: bytes.length,
        sm3: createHash('sm3').update(bytes).digest('hex'),
        sha256: createHash('sha256').update(bytes).digest('hex'),
      },
    });
    expect((await put('sent-1', bytes)).body).toEqual(first.body);
    expect(await put('sent-1', Buffer.from('content of another'))).toMatchObject({ status: 409 });
  });

  it('in parts that are taken up where they broke off', async () => {
    const first = await put('sent-2', Buffer.from('0123'), { 'upload-offset': '0', 'upload-length': '8' });
    expect([first.status, first.headers['upload-offset']]).toEqual([202, '4']);

    const wrong = await put('sent-2', Buffer.from('67'), { 'upload-offset': '6', 'upload-length': '8' });
    expect([wrong.status, wrong.headers['upload-offset']]).toEqual([409, '4']);

    const last = await put('sent-2', Buffer.from('4567'), { 'upload-offset': '4', 'upload-length': '8' });
    expect(last).toMatchObject({ status: 201, body: { bytes: 8 } });
  });

  it('by a handling system and by nobody else', async () => {
    for (const as of ['housing-archivist', 'citizen', 'system-admin', 'city-archives'] as const)
      expect([as, (await put('sent-3', Buffer.from('x'), {}, as)).status]).toEqual([as, 403]);
    const anonymous = await gateway.gateway.app.inject({ method: 'PUT', url: '/files/sent-3', payload: 'x' });
    expect(anonymous.statusCode).toBe(401);
  });

  it('past the door: a marked one is refused with its rule', async () => {
    const { status, body } = await put('sent-4', Buffer.from('<a><密级>机密</密级></a>'));

    expect([status, JSON.stringify(body)]).toEqual([400, expect.stringContaining('SECRECY_MARK')]);
  });
});

describe('a file is handed out', () => {
  it('by a link that holds for the caller, whole, as an attachment, and with its row in the log', async () => {
    const [link] = await linksOf('housing-archivist');
    const before = await logged();

    const { status, bytes, headers } = await get(link ?? '', 'housing-archivist');

    expect(status).toBe(200);
    expect(bytes.equals(caseStory(ITEM, 1, 'http').files[0]?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'content-disposition': 'attachment; filename="file"; filename*=UTF-8\'\'%E7%94%B3%E8%AF%B7%E8%A1%A8.xml',
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    });
    const rows = await logged();
    expect(rows).toHaveLength(before.length + 1);
    expect(rows.at(-1)).toMatchObject({ actor_id: 'housing-archivist', record_ids: { Case: [caseId] } });
  });

  it('in part where a part is asked for', async () => {
    const [link] = await linksOf('housing-archivist');
    const { status, bytes, headers } = await get(link ?? '', 'housing-archivist', { range: 'bytes=2-5' });

    expect([status, bytes.toString(), headers['content-range']]).toEqual([
      206,
      'xml ',
      expect.stringMatching(/^bytes 2-5\//),
    ]);
    expect((await get(link ?? '', 'housing-archivist', { range: 'bytes=999999-' })).status).toBe(416);
  });

  it('to no other caller, with another purpose, or after its time: all the same as a link that never was', async () => {
    const [link = ''] = (await linksOf('housing-archivist')).flatMap((each) => each ?? []);
    const never = await get(`/files/${'A'.repeat(80)}`, 'housing-archivist');
    const told = (bytes: Buffer): string => bytes.toString().replace(/"requestId":"[^"]+"/, '');

    for (const as of ['transport', 'housing-handler', 'citizen', 'archives-authority'] as const) {
      const { status, bytes } = await get(link, as);
      expect([as, status, told(bytes)]).toEqual([as, 404, told(never.bytes)]);
    }
    expect((await get(link, 'housing-archivist', { 'x-use-cause': 'curiosity' })).status).toBe(404);
    nowMs += 10 * 60_000;
    expect((await get(link, 'housing-archivist')).status).toBe(200);
    nowMs += 1;
    expect((await get(link, 'housing-archivist')).status).toBe(404);
    nowMs = TEST_NOW;
  });

  it('is linked for nobody who is not shown the file', async () => {
    for (const as of ['transport', 'archives-authority', 'system-admin'] as const)
      expect((await linksOf(as)).filter((link) => link !== null)).toEqual([]);
    expect((await linksOf('housing-archivist')).filter((link) => link !== null)).toHaveLength(3);
  });

  it('not at all while the log cannot be written', async () => {
    const [link = ''] = (await linksOf('housing-archivist')).flatMap((each) => each ?? []);
    const run = (text: string): Promise<unknown> => gateway.running('sharing').fork().getConnection().execute(text);
    await run('alter table sharing.access_log add constraint takes_nothing check (false) not valid');
    const { status, bytes } = await get(link, 'housing-archivist');
    await run('alter table sharing.access_log drop constraint takes_nothing');

    expect([status, bytes.includes('<form>')]).toEqual([503, false]);
  });

  it('no more once the record is destroyed', async () => {
    const [link = ''] = (await linksOf('housing-archivist')).flatMap((each) => each ?? []);
    const run = (text: string): Promise<unknown> => gateway.running('cases').fork().getConnection().execute(text);
    await run(
      `update cases.case_record set facts = facts | 16384, destroyed_on = '2026-11-20', destruction_list_number = 'X' where id = '${caseId}'`,
    );

    expect((await get(link, 'housing-archivist')).status).toBe(404);
  });
});
