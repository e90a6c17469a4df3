import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { clamd } from './clamd.ts';
import { toSource } from './inspect.ts';

/** The test file that every scanner finds, in two halves so that none finds it here. */
const EICAR = `X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR-${'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}`;

let folder: string;
let server: Server;
let address: string;
/** How the scanner behaves. */
let answerTo: (content: Buffer) => string | null;

/** Speaks clamd's protocol: commands that end in a zero byte, chunks with their length before them. */
function serve(socket: Socket): void {
  let received = Buffer.alloc(0);
  socket.on('error', () => undefined);
  socket.on('data', (chunk) => {
    received = Buffer.concat([received, chunk]);
    if (received.toString('latin1') === 'zVERSION\0') socket.end('ClamAV 1.4.2/27500\0');
    const content = contentOf(received);
    if (content === null) return;
    const answer = answerTo(content);
    socket.end(answer === null ? '' : `${answer}\0`);
  });
}

/** Null before the chunk of length 0. */
function contentOf(received: Buffer): Buffer | null {
  if (!received.toString('latin1', 0, 10).startsWith('zINSTREAM\0')) return null;
  const parts: Buffer[] = [];
  for (let at = 10; at + 4 <= received.length;) {
    const length = received.readUInt32BE(at);
    if (length === 0) return Buffer.concat(parts);
    if (at + 4 + length > received.length) return null;
    parts.push(received.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return null;
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'clamd-'));
  answerTo = (content) => (content.includes(EICAR) ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK');
  server = createServer(serve);
  address = `unix:${join(folder, 'clamd.ctl')}`;
  await new Promise<void>((resolve) => server.listen(join(folder, 'clamd.ctl'), resolve));
});

afterEach(async () => {
  await new Promise((resolve) => server.close(resolve));
  rmSync(folder, { recursive: true });
});

it('a clean file is clean, by the word of the engine and its version', async () => {
  expect(await clamd(address).scan(toSource(Buffer.alloc(1_000_000, 'a')))).toEqual({
    engine: 'ClamAV 1.4.2/27500',
    infected: false,
  });
});

it('a virus is found, wherever in the file it stands', async () => {
  const content = Buffer.concat([Buffer.alloc(262_100, 'a'), Buffer.from(EICAR), Buffer.alloc(10)]);

  expect(await clamd(address).scan(toSource(content))).toMatchObject({ infected: true });
});

it('an empty file is scanned too', async () => {
  expect(await clamd(address).scan(toSource(Buffer.alloc(0)))).toMatchObject({ infected: false });
});

it.each([
  ['takes no file of this size', 'INSTREAM size limit exceeded. ERROR'],
  ['hangs up', null],
  ['answers something else', 'stream: perhaps'],
])('a scanner that %s has scanned nothing', async (_title, answer) => {
  answerTo = () => answer;

  await expect(clamd(address).scan(toSource(Buffer.from('a')))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});

it('a scanner that is not there has scanned nothing', async () => {
  await expect(clamd(`unix:${join(folder, 'nothing')}`).version()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
  await expect(clamd('tcp://127.0.0.1:1').scan(toSource(Buffer.from('a')))).rejects.toMatchObject({
    code: 'UNAVAILABLE',
  });
});
