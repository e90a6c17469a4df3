/** Which files a sample (抽检) takes: by chance, and yet the same ones when a slice is read again. */
import { createHash } from 'node:crypto';

export interface Sample {
  /** Of a thousand files; 1000 is all. */
  readonly permille: number;
  /** Of this run: another run takes others. */
  readonly seed: string;
}

export const WHOLE: Sample = { permille: 1_000, seed: '' };

export function isInSample({ permille, seed }: Sample, id: string): boolean {
  if (permille >= 1_000) return true;
  return createHash('sha256').update(`${seed} ${id}`).digest().readUInt32BE() % 1_000 < permille;
}
