/** What an inspection costs: files and megabytes a second, and how much of that is the digests themselves. */
import { createHash, randomFillSync } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { LocalBlobStore, makeBlobId } from '../../subgraphs/files/index.ts';
import {
  BEGINNING,
  inspectSlice,
  LIMITS,
  manifestOf,
  type ExpectedFile,
  type Progress,
} from '../../subgraphs/preservation/index.ts';

const SMALL_BYTES = 2_048;
const LARGE = 8;
const LARGE_BYTES = 16_000_000;

interface Told {
  readonly seconds: number;
  readonly slices: number;
  readonly progress: Progress;
  readonly findings: number;
}

/** @param files how many small ones; they lie in a folder below `TMPDIR` while it runs */
export async function measureInspection(files: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-bench-inspection-'));
  try {
    const store = await LocalBlobStore.open(folder);
    const small = put(folder, { count: files, bytes: SMALL_BYTES });
    const manifest = manifestOf(small);
    await inspect({ store, manifest }, 1);
    const [one, four] = [await inspect({ store, manifest }, 1), await inspect({ store, manifest }, 4)];
    rmSync(folder, { recursive: true });
    const second = await LocalBlobStore.open(folder);
    const large = manifestOf(put(folder, { count: LARGE, bytes: LARGE_BYTES }));
    await inspect({ store: second, manifest: large }, 2);
    const big = await inspect({ store: second, manifest: large }, 2);
    const bare = digestsAlone(LARGE * LARGE_BYTES);
    const perSecond = ({ seconds, progress }: Told): string =>
      Math.round(progress.files / seconds).toLocaleString('en');
    const megabytes = (seconds: number): string => ((LARGE * LARGE_BYTES) / 1e6 / seconds).toFixed(0);
    return [
      `${files.toLocaleString('en')} files of ${SMALL_BYTES / 1_024} KiB, stored and resumed ${four.slices} times; then ${LARGE} of `,
      `${LARGE_BYTES / 1e6} MB. SM3 and SHA-256 of every byte; from the page cache, so that the disk is left out.\n\n`,
      '| What | |\n|---|---|\n',
      `| small files, one at a time | ${perSecond(one)} files/s |\n`,
      `| small files, four at a time | ${perSecond(four)} files/s, **${(one.seconds / four.seconds).toFixed(2)}×** |\n`,
      `| large files | ${megabytes(big.seconds)} MB/s, **${(bare / big.seconds).toFixed(2)}×** of both digests over bytes at hand (${megabytes(bare)} MB/s) |\n`,
    ].join('');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Not through the store, which waits for the disk at each file: this is about reading. */
function put(folder: string, { count, bytes }: { readonly count: number; readonly bytes: number }): ExpectedFile[] {
  const content = randomFillSync(Buffer.alloc(bytes));
  return Array.from({ length: count }, (_each, n) => {
    const id = makeBlobId();
    content.writeUInt32BE(n);
    const path = join(folder, id.slice(0, 2), id.slice(2, 4), id);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
    return {
      id,
      bytes,
      sm3: createHash('sm3').update(content).digest('hex'),
      sha256: createHash('sha256').update(content).digest('hex'),
    };
  });
}

/** As a chore does it: slices of a fifth of a second, each going on from what the last one left as JSON. */
async function inspect(inspected: Parameters<typeof inspectSlice>[0], atATime: number): Promise<Told> {
  const startedAtMs = performance.now();
  let progress = BEGINNING;
  let [slices, findings] = [0, 0];
  while (progress.phase !== 'DONE') {
    const slice = await inspectSlice(inspected, progress, { ...LIMITS, atATime });
    progress = JSON.parse(JSON.stringify(slice.progress)) as Progress;
    findings += slice.findings.length;
    slices += 1;
  }
  if (findings > 0) throw new Error(`${findings} findings in a store that nobody has touched`);
  return { seconds: (performance.now() - startedAtMs) / 1_000, slices, progress, findings };
}

function digestsAlone(bytes: number): number {
  const piece = Buffer.alloc(256 * 1_024, 7);
  const [sm3, sha256] = [createHash('sm3'), createHash('sha256')];
  const startedAtMs = performance.now();
  for (let at = 0; at < bytes; at += piece.length) {
    sm3.update(piece);
    sha256.update(piece);
  }
  return (performance.now() - startedAtMs) / 1_000;
}
