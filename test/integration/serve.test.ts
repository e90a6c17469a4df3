import { createHash, createHmac, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { cases } from '../../subgraphs/cases/index.ts';
import { loadKeys, readConfig } from '../../subgraphs/kernel/index.ts';
import { serveSubgraph, type ServedSubgraph } from '../../subgraphs/wire/index.ts';
import { createRows } from '../support/rows.ts';
import { access } from '../support/services.ts';

const rows = createRows(41);
const loaded = rows.caseRow({ title: 'a title that nobody may see' });
const QUERY = JSON.stringify({ query: `{ case(id: "${String(loaded.id)}") { region title } }`, variables: {} });
const OWNER = access({ agency: rows.agency, useCause: '归档核对' });

const folder = mkdtempSync(join(tmpdir(), 'asg-serve-'));
const config = readConfig({
  NODE_ENV: 'test',
  DATA_DIR: folder,
  PORT: '0',
  LOG_LEVEL: 'silent',
});
const { access: key } = loadKeys(config);
let served: ServedSubgraph;

beforeAll(async () => {
  served = await serveSubgraph(cases, config);
  const body = JSON.stringify({ items: [rows.item], cases: [loaded] });
  expect(
    (await send('/call/load', { body, header: seal(envelope({ body, context: null, receiver: 'cases/call/load' })) }))
      .status,
  ).toBe(200);
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

interface Envelope {
  readonly context: unknown;
  readonly receiver: string;
  readonly nonce: string;
  readonly atMs: number;
  readonly bodyDigest: string;
}

/** What the gateway would send with this body, made by hand. */
function envelope({ body = QUERY, ...changed }: Partial<Envelope> & { readonly body?: string } = {}): Envelope {
  const bodyDigest = createHash('sha256').update(body).digest('base64url');
  return { context: OWNER, receiver: 'cases/graphql', nonce: randomUUID(), atMs: Date.now(), bodyDigest, ...changed };
}

const payloadOf = (content: Envelope): string => Buffer.from(JSON.stringify(content)).toString('base64url');
const macOf = (payload: string, by: Buffer): string => createHmac('sha256', by).update(payload).digest('base64url');
const seal = (content: Envelope, by: Buffer = key): string => `${payloadOf(content)}.${macOf(payloadOf(content), by)}`;

interface Sent {
  readonly header?: string;
  readonly body?: string;
  readonly type?: string;
  readonly method?: 'GET' | 'POST' | 'PUT';
}

async function send(path: string, { header, body = QUERY, type = 'application/json', method = 'POST' }: Sent = {}) {
  const answer = await request(`${served.url}${path}`, {
    method,
    headers: {
      ...(type === '' ? {} : { 'content-type': type }),
      ...(header === undefined ? {} : { 'x-access': header }),
    },
    ...(method === 'GET' ? {} : { body }),
  });
  return { status: answer.statusCode, text: await answer.body.text() };
}

const NOTHING = {
  status: 401,
  text: '{"errors":[{"message":"Authentication is required.","extensions":{"code":"UNAUTHENTICATED"}}]}',
};

it('answers a call that the gateway has signed', async () => {
  const { status, text } = await send('/graphql', { header: seal(envelope()) });

  expect(status).toBe(200);
  expect(JSON.parse(text)).toEqual({ data: { case: { region: loaded.region, title: loaded.title } } });
});

it('decides for the caller that the signed context names', async () => {
  const { text } = await send('/graphql', {
    header: seal(envelope({ context: access({ agency: rows.otherAgency }) })),
  });

  expect(JSON.parse(text)).toEqual({ data: { case: { region: loaded.region, title: null } } });
});

const tampered = (): string => {
  const [, mac = ''] = seal(envelope({ context: access({ agency: rows.otherAgency }) })).split('.');
  return `${payloadOf(envelope())}.${mac}`;
};
const REFUSED: readonly (readonly [string, () => Sent])[] = [
  ['without a header', () => ({})],
  ['with an empty header', () => ({ header: '' })],
  ['with garbage', () => ({ header: 'garbage' })],
  ['with a payload and no signature', () => ({ header: `${payloadOf(envelope())}.` })],
  ['signed with another key', () => ({ header: seal(envelope(), Buffer.alloc(32)) })],
  ['whose context was changed after signing', () => ({ header: tampered() })],
  ['that was signed for another subgraph', () => ({ header: seal(envelope({ receiver: 'licences/graphql' })) })],
  ['that was signed for another body', () => ({ header: seal(envelope({ body: '{}' })) })],
  ['that is ten seconds old', () => ({ header: seal(envelope({ atMs: Date.now() - 10_000 })) })],
  ['that is ten seconds early', () => ({ header: seal(envelope({ atMs: Date.now() + 10_000 })) })],
  ['without a body', () => ({ body: '' })],
  ['without a type', () => ({ type: '' })],
  ['with a body that is not JSON', () => ({ body: '{"query":' })],
  ['with a body of another type', () => ({ type: 'text/plain' })],
  ['with a form', () => ({ type: 'application/x-www-form-urlencoded', body: 'query={a}' })],
  ['with a type that is none', () => ({ type: 'x' })],
  ['with more than it takes', () => ({ body: ' '.repeat(17 * 1024 * 1024) })],
];

describe.each(['/graphql', '/call/load', '/call/unknown', '/events'])('on %s', (path) => {
  it.each(REFUSED)('answers nothing to a call %s', async (_title, make) => {
    expect(await send(path, make())).toEqual(NOTHING);
  });

  it('answers nothing to a call that has been answered before', async () => {
    const body = '{"after":0,"limit":1}';
    const header = seal(envelope({ body, receiver: `cases${path}` }));
    expect(await send(path, { header, body })).not.toEqual(NOTHING);

    expect(await send(path, { header, body })).toEqual(NOTHING);
  });
});

it('answers nothing to GraphQL in the name of nobody, though it be signed', async () => {
  expect(await send('/graphql', { header: seal(envelope({ context: null })) })).toEqual(NOTHING);
});

it('does not take a call that was signed for one of its doors at another', async () => {
  const body = '{"after":0,"limit":500}';
  const header = seal(envelope({ body, context: OWNER }));

  expect(await send('/events', { header, body })).toEqual(NOTHING);
});

it('hands out its events to another subgraph that signs', async () => {
  const body = JSON.stringify({ after: 0, limit: 10 });
  await expect
    .poll(async () => {
      const header = seal(envelope({ body, context: null, receiver: 'cases/events' }));
      const { status, text } = await send('/events', { header, body });
      return [status, (JSON.parse(text) as { kind: string }[]).map(({ kind }) => kind)];
    })
    .toEqual([200, ['CASE_CHANGED']]);
});

it('tells nothing of itself to those who do not sign', async () => {
  for (const path of ['/', '/graphql', '/metrics', '/call/load', '/events']) {
    const { status, text } = await send(path, { method: 'GET', type: '' });
    expect(status).toBeGreaterThanOrEqual(400);
    expect(text).not.toMatch(/title|agency|at .*\.(ts|js):/);
  }
});

it('says that it lives and is ready without a signature, and nothing more', async () => {
  expect(await send('/health/live', { method: 'GET' })).toEqual({ status: 200, text: '{"status":"live"}' });
  expect(await send('/health/ready', { method: 'GET' })).toEqual({ status: 200, text: '{"status":"ready"}' });
});
