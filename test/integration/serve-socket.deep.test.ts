import { renameSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'undici';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { cases } from '../../subgraphs/cases/index.ts';
import { readConfig } from '../../subgraphs/kernel/index.ts';
import { serveSubgraph, type ServedSubgraph } from '../../subgraphs/wire/index.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'asg-socket-'));
  path = join(folder, 'cases.sock');
});
afterEach(() => rmSync(folder, { recursive: true }));

const serve = (dataDir: string): Promise<ServedSubgraph> =>
  serveSubgraph(cases, readConfig({ NODE_ENV: 'test', DATA_DIR: dataDir, SOCKET: path, LOG_LEVEL: 'silent' }));

async function isReady(): Promise<boolean> {
  const client = new Client('http://localhost', { socketPath: path });
  const { statusCode, body } = await client.request({ path: '/health/ready', method: 'GET' });
  await body.dump();
  await client.close();
  return statusCode === 200;
}

it('listens on a Unix socket, and names it as others may', async () => {
  const served = await serve(folder);

  expect(served.url).toBe(`unix:${path}`);
  expect(await isReady()).toBe(true);
  await served.close();
});

it('takes the place of a process that was killed there', async () => {
  const killed = createServer();
  await once(killed.listen(path), 'listening');
  renameSync(path, `${path}.kept`);
  killed.close();
  renameSync(`${path}.kept`, path);
  const served = await serve(folder);

  expect(await isReady()).toBe(true);
  await served.close();
});

it('does not take the place of one that lives', async () => {
  const living = createServer();
  await once(living.listen(path), 'listening');

  await expect(serve(folder)).rejects.toMatchObject({ code: 'EADDRINUSE' });
  living.close();
});
