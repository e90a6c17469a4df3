/** A batch on its way out: piece by piece as the client takes it, and no further than what it was decided by still holds. */
import { Readable } from 'node:stream';

const PIECE_BYTES = 64 * 1024;

/**
 * The length has been told by then: a line that breaks, a client that leaves and a grant that ends all leave fewer bytes
 * than that, so that nobody takes a part for the whole.
 *
 * @param holds whether what the batch was decided by has not changed
 */
export function toStream(bytes: Buffer, holds: () => Promise<boolean>): Readable {
  return Readable.from(pieces(bytes, holds), { objectMode: false, highWaterMark: PIECE_BYTES });
}

async function* pieces(bytes: Buffer, holds: () => Promise<boolean>): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.byteLength; at += PIECE_BYTES) {
    if (!(await holds())) throw new Error('What this was decided by holds no more.');
    yield bytes.subarray(at, at + PIECE_BYTES);
  }
}
