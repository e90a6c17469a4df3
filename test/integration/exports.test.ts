/** Exports over a real connection: what they say of themselves is so, and what is cut, foreign or taken back is not taken for whole. */
import { createHash } from 'node:crypto';
import { request as ask, type IncomingMessage } from 'node:http';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sql } from 'kysely';
import { DEMO_GRANT_ID } from '../../gateway/development/identities.ts';
import { databases } from '../support/databases.ts';
import { headersOf, startTestGateway, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';

const ROWS = 12;

// PostgreSQL where there is one: a batch is read while other requests go on.
const database = databases().at(-1) ?? expect.fail('no database');
let stage: LocalTestGateway;
let url: string;
beforeAll(async () => {
  stage = await startTestGateway({
    database: await database.openDemo(),
    now: Date.now,
  });
  url = await stage.gateway.app.listen({ host: '127.0.0.1', port: 0 });
}, 240_000);
afterAll(() => stage.close());

interface Got {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Buffer;
  readonly complete: boolean;
}

interface Call {
  readonly as?: IdentityName;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly onResponse?: (response: IncomingMessage) => void;
}

async function get(path: string, { as = 'civil-affairs', headers = {}, onResponse }: Call = {}): Promise<Got> {
  const all = await headersOf(stage.config, { as, headers });
  return new Promise((resolve, reject) => {
    const sent = ask(url + path, { headers: all }, (response) => {
      onResponse?.(response);
      const chunks: Buffer[] = [];
      const end = (): void => {
        const { statusCode: status = 0, headers: got, complete } = response;
        resolve({ status, headers: got as Got['headers'], body: Buffer.concat(chunks), complete });
      };
      response
        .on('data', (chunk: Buffer) => chunks.push(chunk))
        .on('close', end)
        .on('error', end);
    });
    sent.on('error', reject).end();
  });
}

const codeOf = ({ body }: Got): unknown =>
  (JSON.parse(body.toString()) as { errors: { extensions: { code: string } }[] }).errors[0]?.extensions.code;
const linesOf = ({ body }: Got): Record<string, unknown>[] =>
  body
    .toString()
    .split('\n')
    .filter((text) => text !== '')
    .map((text) => JSON.parse(text) as Record<string, unknown>);

describe('a batch', () => {
  it('is what its headers say: rows, bytes, digests, sequences; and its manifest says the same', async () => {
    const got = await get(`/export/cases.ndjson?first=${ROWS}`);
    const lines = linesOf(got);
    const manifest = JSON.parse((await get(`/export/cases.manifest.json?first=${ROWS}`)).body.toString()) as object;

    expect(got.status).toBe(200);
    expect(lines.map(({ sequence }) => sequence)).toEqual(Array.from({ length: ROWS }, (_each, at) => at + 1));
    const digest = (name: string): string => createHash(name).update(got.body).digest('hex');
    const told = { rows: ROWS, bytes: got.body.length, fromSequence: 1, toSequence: ROWS, tombstones: 0, more: true };
    expect(manifest).toMatchObject({ ...told, sha256: digest('sha256'), sm3: digest('sm3') });
    expect(got.headers).toMatchObject({
      'content-length': String(got.body.length),
      etag: `"${digest('sha256')}"`,
      'x-export-rows': String(ROWS),
      'x-export-sha256': digest('sha256'),
      'x-export-sm3': digest('sm3'),
    });
  });

  it('goes on where the one before ended, and all of them are what GraphQL tells', async () => {
    const found: unknown[] = [];
    for (let after = ''; ;) {
      const got = await get(`/export/retention.ndjson?first=20&after=${after}`);
      found.push(...linesOf(got).map(({ id, hash, sequence }) => ({ id, hash, sequence })));
      after = got.headers['x-export-next'] ?? '';
      if (got.headers['x-export-more'] === 'false') break;
    }
    const { data } = await stage.ask({
      as: 'civil-affairs',
      query: '{ retentionChanges(first: 500) { edges { node { id hash sequence } } } }',
      headers: { 'x-share-mode': 'BATCH' },
    });
    const { edges } = (data as { retentionChanges: { edges: { node: object }[] } }).retentionChanges;

    expect(found).toEqual(edges.map(({ node }) => node));
    expect(found.length).toBeGreaterThan(20);
  });

  it('holds every own field of its records, masked and withheld as for everybody', async () => {
    const [line] = linesOf(await get('/export/cases.ndjson?first=1'));
    const own = { id: expect.any(String), remarks: null, applicantIdNumber: expect.toSatisfy(isMaskOrNull) };

    expect(line?.['record']).toMatchObject(own);
    expect(Object.keys(line?.['record'] as object)).not.toContain('label');
  });

  it('comes compressed, as an encoding or as a file: the same bytes', async () => {
    const plain = await get(`/export/cases.ndjson?first=${ROWS}`);
    const encoded = await get(`/export/cases.ndjson?first=${ROWS}`, { headers: { 'accept-encoding': 'gzip' } });
    const file = await get(`/export/cases.ndjson.gz?first=${ROWS}`);

    expect([encoded.headers['content-encoding'], file.headers['content-encoding']]).toEqual(['gzip', undefined]);
    expect(gunzipSync(encoded.body)).toEqual(plain.body);
    expect(gunzipSync(file.body)).toEqual(plain.body);
    expect(file.headers['x-export-sha256']).toBe(plain.headers['x-export-sha256']);
  });
});

const isMaskOrNull = (value: unknown): boolean => value === null || String(value).includes('*');

describe('a batch that was cut', () => {
  it('is resumed at any byte, and is the whole then', async () => {
    const path = `/export/cases.ndjson?first=${ROWS}`;
    const whole = await get(path);
    const { etag = '' } = whole.headers;
    for (const at of [1, 100, whole.body.length - 1]) {
      const rest = await get(path, { headers: { range: `bytes=${at}-`, 'if-range': etag } });
      expect(rest.status).toBe(206);
      expect(rest.headers['content-range']).toBe(`bytes ${at}-${whole.body.length - 1}/${whole.body.length}`);
      expect(Buffer.concat([whole.body.subarray(0, at), rest.body])).toEqual(whole.body);
    }
    expect((await get(path, { headers: { range: `bytes=${whole.body.length}-` } })).status).toBe(416);
    expect((await get(path, { headers: { 'if-none-match': etag } })).status).toBe(304);
  });

  it('and has changed meanwhile is sent anew, whole', async () => {
    const { status, body } = await get(`/export/cases.ndjson?first=${ROWS}`, {
      headers: { range: 'bytes=5-', 'if-range': '"another"' },
    });

    expect([status, linesOf({ body } as Got).length]).toEqual([200, ROWS]);
  });
});

describe('who asks wrongly is refused with a code', () => {
  it.each([
    ['a stream that is none', '/export/grants.ndjson', 404, 'NOT_FOUND'],
    ['a form that is none', '/export/cases.csv', 404, 'NOT_FOUND'],
    ['too many rows', '/export/cases.ndjson?first=5001', 400, 'INVALID_INPUT'],
    ['no rows', '/export/cases.ndjson?first=0', 400, 'INVALID_INPUT'],
    ['a parameter that is none', '/export/cases.ndjson?limit=1', 400, 'INVALID_INPUT'],
    ['a forged cursor', '/export/cases.ndjson?after=AAAA', 400, 'INVALID_INPUT'],
    ['a cursor twice', '/export/cases.ndjson?after=a&after=b', 400, 'INVALID_INPUT'],
  ])('%s', async (_title, path, status, code) => {
    const got = await get(path);

    expect([got.status, codeOf(got)]).toEqual([status, code]);
  });

  it('the cursor of another stream, and of another consumer', async () => {
    const next = (await get('/export/cases.ndjson?first=1')).headers['x-export-next'] ?? '';

    expect((await get(`/export/cases.ndjson?first=1&after=${next}`)).status).toBe(200);
    expect(codeOf(await get(`/export/licences.ndjson?after=${next}`))).toBe('INVALID_INPUT');
    expect(codeOf(await get(`/export/cases.ndjson?after=${next}`, { as: 'transport' }))).toBe('INVALID_INPUT');
  });

  it('nobody, and whoever has no feed', async () => {
    expect(codeOf(await get('/export/cases.ndjson', { headers: { authorization: undefined } }))).toBe(
      'UNAUTHENTICATED',
    );
    for (const as of ['citizen', 'auditor', 'data-authority'] as const) {
      expect(codeOf(await get('/export/cases.ndjson', { as }))).toBe('FORBIDDEN');
      expect(codeOf(await get('/export/cases/events', { as }))).toBe('FORBIDDEN');
    }
  });
});

it('is on the access log, page by page, before its first byte', async () => {
  const got = await get('/export/archival-records.ndjson?first=5');
  const { rows } = await sql<{ ids: Record<string, string[]> }>`select record_ids as ids from sharing.access_log
    where request_id = ${got.headers['x-request-id'] ?? ''}`.execute(stage.running('sharing').fork().getKysely());

  expect(rows[0]?.ids['ArchivalRecord']?.toSorted()).toEqual(
    linesOf(got)
      .map(({ id }) => id)
      .toSorted(),
  );
});

it('tells in the next batch what a grant that has ended does not show any more, under the same cursor', async () => {
  const path = '/export/licences.ndjson';
  const after = (await get(path)).headers['x-export-next'] ?? '';
  const set = (state: string): Promise<unknown> =>
    stage.running('sharing').call('setGrantState', { id: DEMO_GRANT_ID, state });
  try {
    await set('SUSPENDED');
    const told = await untilTold(`${path}?after=${after}`);
    expect(told.map(({ kind }) => kind)).toContain('RESTRICTED');
  } finally {
    await set('ACTIVE');
  }
});

/** A grant that ends is in force everywhere within a second. */
async function untilTold(path: string): Promise<Record<string, unknown>[]> {
  for (;;) {
    const lines = linesOf(await get(path));
    if (lines.length > 0) return lines;
  }
}

describe('hints', () => {
  it('come at once, and again when something has been entered; they tell nothing else', async () => {
    const seen: string[] = [];
    let response: IncomingMessage | undefined;
    const done = get('/export/retention/events', {
      // Without a grant: what is public by statute is told all the same.
      as: 'transport',
      onResponse: (got) => {
        response = got;
        got.on('data', (chunk: Buffer) => seen.push(chunk.toString()));
      },
    });
    const heard = async (count: number): Promise<void> => {
      while (seen.length < count) await new Promise((resolve) => setTimeout(resolve, 20));
    };
    await heard(1);
    await sql`update retention.decision set basis = basis || '（修订）' where state = 'ACTIVE'`.execute(
      stage.running('retention').fork().getKysely(),
    );
    await heard(2);
    response?.destroy();
    await done;

    expect(seen[0]).toMatch(/^event: change\nid: \d+\.\d+\ndata: retention\n\n$/);
    expect(seen[1]).toMatch(/^event: change\nid: \d+\.\d+\ndata: retention\n\n$/);
  });
});
