/** Clients that go away in the middle of a file: over a real connection, nothing stays open behind them. */
import { readdirSync, statSync, truncateSync } from 'node:fs';
import { request, type ClientRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { caseStory, INTAKE } from '../../tools/demo/intake.ts';
import { headersOf, part, startTestGateway, TEST_NOW, type LocalTestGateway } from '../support/gateway.ts';
import { openFilesIn, tellsOpenFiles } from '../support/open-files.ts';
import { testServices } from '../support/services.ts';
import { PGLITE } from '../support/databases.ts';

const ITEM = {
  taskCode: `${DEMO_BODIES.housing}3000199001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};
/** More than the buffers of a connection take. */
const LONG_BYTES = 64 * 1024 * 1024;
const PATIENCE = { timeout: 20_000, interval: 10 };
const { blobDir } = testServices().files;

let gateway: LocalTestGateway;
let origin = '';
let link = '';
/** Left open by earlier tests of this process. */
let before: readonly string[] = [];

beforeAll(async () => {
  if (tellsOpenFiles) before = openFilesIn(blobDir);
  gateway = await startTestGateway({ database: await PGLITE.open(), now: () => TEST_NOW });
  origin = await gateway.gateway.app.listen({ host: '127.0.0.1', port: 0 });
  const say = async (as: 'housing-archivist' | 'housing-system', name: keyof typeof INTAKE, input: unknown) => {
    const { data, errors } = await gateway.ask({ as, query: INTAKE[name], variables: { input } });
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return Object.values(data ?? {})[0] as Record<string, { id: string }>;
  };
  const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
  await say('housing-archivist', 'registerItem', { taskCode, version, name, itemType: 'CONFIRMATION' });
  await say('housing-archivist', 'registerSystem', { system: 'housing-system', taskCode, region });
  const story = caseStory(ITEM, 1, 'aborted');
  const id = (await say('housing-system', 'openCase', story.open))['case']?.id ?? '';
  const [file] = story.files;
  await gateway.gateway.app.inject({
    method: 'PUT',
    url: `/files/${file?.uploadKey}`,
    headers: {
      'content-type': 'application/octet-stream',
      ...(await headersOf(gateway.config, { as: 'housing-system' })),
    },
    payload: file?.bytes ?? '',
  });
  await say('housing-system', 'attachMaterial', { caseId: id, ...story.materials[0] });
  const query = 'query ($id: ID!) { case(id: $id) { materials { downloadLink } } }';
  const { data } = await gateway.ask({ as: 'housing-archivist', query, variables: { id } });
  link = part<{ materials: { downloadLink: string }[] }>(data, 'case').materials[0]?.downloadLink ?? '';
  makeLong();
});
afterAll(() => gateway.close());

/** The one file that there is. */
function makeLong(): void {
  const intake = join(blobDir, 'intake');
  for (const name of readdirSync(intake, { recursive: true, encoding: 'utf8' }))
    if (/[0-9a-f]{32}$/.test(name) && statSync(join(intake, name)).isFile())
      truncateSync(join(intake, name), LONG_BYTES);
}

async function send(method: 'GET' | 'PUT', path: string): Promise<ClientRequest> {
  const headers = await headersOf(gateway.config, { as: method === 'GET' ? 'housing-archivist' : 'housing-system' });
  const type = method === 'GET' ? {} : { 'content-type': 'application/octet-stream', 'content-length': LONG_BYTES };
  const sent = request(`${origin}${path}`, { method, headers: { ...headers, ...type }, agent: false });
  // To be cut off is what is tried.
  return sent.on('error', () => undefined);
}

const open = (): number => openFilesIn(blobDir).filter((path) => !before.includes(path)).length;
const becomes = (count: number): Promise<void> => vi.waitFor(() => expect(open()).toBe(count), PATIENCE);

describe.runIf(tellsOpenFiles)('a client that goes away', { timeout: 60_000 }, () => {
  it('in the middle of what it sends leaves no file open', async () => {
    const sent = await send('PUT', '/files/cut-off');
    sent.write(Buffer.alloc(100_000));
    await becomes(1);

    sent.destroy();
    await becomes(0);
  });

  it('in the middle of what it gets leaves no file open', async () => {
    const sent = await send('GET', link);
    const [answer] = await new Promise<[IncomingMessage]>((resolve) => {
      sent.once('response', (found) => resolve([found])).end();
    });
    expect(answer.statusCode).toBe(200);
    await becomes(1);

    answer.destroy();
    await becomes(0);
  });

  it('at any moment before its answer leaves no file open', async () => {
    for (let at = 0; at < 20; at += 1) {
      const sent = await send('GET', link);
      sent.end();
      await pause(at);
      sent.destroy();
    }
    await becomes(0);
  });
});
