/** Files that every process makes alike: the same number, the same key and bytes. */
import { createHash } from 'node:crypto';
import { setImmediate as turn } from 'node:timers/promises';
import type { putFile } from '../../subgraphs/files/index.ts';

export function contentOf(index: number): Buffer {
  const block = createHash('sha256').update(String(index)).digest();
  return Buffer.concat(Array.from({ length: 200 + (index % 50) * 20 }, () => block));
}

async function* slowly(bytes: Buffer): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += 2_048) {
    await turn();
    yield bytes.subarray(at, at + 2_048);
  }
}

export function uploadOf(index: number): Parameters<typeof putFile>[1] {
  const bytes = contentOf(index);
  const headers = {
    'content-length': String(bytes.length),
    'x-file-sha256': createHash('sha256').update(bytes).digest('hex'),
  };
  return { owner: 'housing', key: `file-${index}`, headers, body: slowly(bytes), maxBytes: 10_000_000 };
}
