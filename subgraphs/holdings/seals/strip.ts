/**
 * Signature data of seals, taken out of a file; the picture of the seal is kept. Archives keep what a seal looks like, not
 * a signature that nobody can verify in fifty years. Pure: bytes in, bytes out.
 *
 * @clause 令22 art. 17; 令22 art. 21
 */
import { stripOfd } from './ofd.ts';
import { stripPdf } from './pdf.ts';
import type { Stripped } from './stripped.ts';

/** Larger files with signatures are for a person. */
export const STRIPPED_AT_MOST = 64 * 1024 * 1024;

/**
 * Null when there is nothing to take out.
 *
 * @throws SealFault
 */
export async function stripSeals(bytes: Buffer): Promise<Stripped | null> {
  if (bytes.subarray(0, 1_024).includes('%PDF-')) return stripPdf(bytes);
  return bytes.subarray(0, 2).equals(Buffer.from('PK')) ? stripOfd(bytes) : null;
}
