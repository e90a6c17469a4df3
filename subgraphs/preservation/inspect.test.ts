import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Digester, LocalBlobStore, makeBlobId, type BlobId } from '../files/index.ts';
import { BEGINNING, inspectSlice, LIMITS, type Finding, type Inspected, type Progress } from './inspect.ts';
import { manifestOf, type ExpectedFile } from './manifest.ts';
import { paceOf } from './pace.ts';
import { isInSample } from './sample.ts';

const LONG_AGO = new Date('2020-01-01');

describe('an inspection', () => {
  let folder: string;
  let store: LocalBlobStore;
  let files: readonly ExpectedFile[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'asg-inspection-'));
    store = await LocalBlobStore.open(folder);
    files = await fill(8);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Of the same length, so that nothing is told by its length alone. */
  async function fill(count: number): Promise<ExpectedFile[]> {
    return Array.from({ length: count }, (_each, n) => put(makeBlobId(), Buffer.from(`content of file ${1000 + n}`)));
  }

  /** As the store lays it down, without waiting for the disk. */
  function put(id: BlobId, bytes: Buffer): ExpectedFile {
    mkdirSync(dirname(pathOf(id)), { recursive: true });
    writeFileSync(pathOf(id), bytes);
    const digester = new Digester();
    digester.update(bytes);
    return { id, bytes: bytes.length, ...digester.finish() };
  }

  function pathOf(id: string): string {
    return join(folder, id.slice(0, 2), id.slice(2, 4), id);
  }

  function nth(n: number): ExpectedFile {
    return files[n] ?? expect.fail('no such file');
  }

  async function inspectAll(inspected: Partial<Inspected> = {}): Promise<{ findings: Finding[]; progress: Progress }> {
    const findings = new Map<string, Finding>();
    let progress = BEGINNING;
    while (progress.phase !== 'DONE') {
      const slice = await inspectSlice({ store, manifest: manifestOf(files), ...inspected }, progress);
      for (const each of slice.findings) findings.set(`${each.kind} ${each.file}`, each);
      // As it is stored, and read by the next process.
      progress = JSON.parse(JSON.stringify(slice.progress)) as Progress;
    }
    return { findings: [...findings.values()], progress };
  }

  it('finds nothing in a store that is as it should be, and says what it has read', async () => {
    const { findings, progress } = await inspectAll();

    expect(findings).toEqual([]);
    expect(progress).toMatchObject({
      phase: 'DONE',
      files: 8,
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    });
  });

  it('finds a flipped byte', async () => {
    const bytes = readFileSync(pathOf(nth(3).id));
    bytes[5] = (bytes[5] ?? 0) ^ 1;
    writeFileSync(pathOf(nth(3).id), bytes);

    expect((await inspectAll()).findings).toEqual([{ kind: 'ALTERED', file: nth(3).id, other: null }]);
  });

  it('finds a file that is cut off, and one that has grown', async () => {
    writeFileSync(pathOf(nth(1).id), 'content of');
    writeFileSync(pathOf(nth(2).id), 'content of file 1002 and more');

    const { findings } = await inspectAll();

    expect(new Set(findings.map(({ kind, file }) => `${kind} ${file}`))).toEqual(
      new Set([`RESIZED ${nth(1).id}`, `RESIZED ${nth(2).id}`]),
    );
  });

  it('finds a missing file', async () => {
    rmSync(pathOf(nth(0).id));

    expect((await inspectAll()).findings).toEqual([{ kind: 'MISSING', file: nth(0).id, other: null }]);
  });

  it('finds two files that were swapped, as one finding that names both', async () => {
    swap(nth(2).id, nth(6).id);
    const [file, other] = [nth(2).id, nth(6).id].toSorted();

    expect((await inspectAll()).findings).toEqual([{ kind: 'SWAPPED', file, other }]);
  });

  function swap(one: string, other: string): void {
    renameSync(pathOf(one), join(folder, 'aside'));
    renameSync(pathOf(other), pathOf(one));
    renameSync(join(folder, 'aside'), pathOf(other));
  }

  it('tells of three files that went round whose content each holds', async () => {
    swap(nth(0).id, nth(1).id);
    swap(nth(1).id, nth(2).id);

    const { findings } = await inspectAll();

    expect(new Map(findings.map(({ kind, file, other }) => [`${kind} ${file}`, other]))).toEqual(
      new Map([
        [`MISPLACED ${nth(0).id}`, nth(1).id],
        [`MISPLACED ${nth(1).id}`, nth(2).id],
        [`MISPLACED ${nth(2).id}`, nth(0).id],
      ]),
    );
  });

  it('finds a copy of one file in the place of another', async () => {
    writeFileSync(pathOf(nth(4).id), readFileSync(pathOf(nth(5).id)));

    expect((await inspectAll()).findings).toEqual([{ kind: 'MISPLACED', file: nth(4).id, other: nth(5).id }]);
  });

  it('finds an extra file, and says whose content it has', async () => {
    const id = makeBlobId();
    put(id, readFileSync(pathOf(nth(7).id)));
    utimesSync(pathOf(id), LONG_AGO, LONG_AGO);

    expect((await inspectAll()).findings).toEqual([{ kind: 'EXTRA', file: id, other: nth(7).id }]);
  });

  it('leaves alone what was stored a moment ago and is still to be named', async () => {
    await store.put(Readable.from(['new']), { maxBytes: 100 });

    expect((await inspectAll()).findings).toEqual([]);
  });

  it('finds what is no content at all, wherever it lies', async () => {
    mkdirSync(join(folder, 'zz'));
    writeFileSync(join(folder, nth(0).id.slice(0, 2), 'note.txt'), 'x');
    writeFileSync(`${pathOf(nth(1).id)}.exe`, 'x');

    const { findings } = await inspectAll();

    expect(findings.map(({ kind, file }) => [kind, file]).toSorted()).toEqual(
      [
        ['EXTRA', 'zz'],
        ['EXTRA', `${nth(0).id.slice(0, 2)}/note.txt`],
        ['EXTRA', `${nth(1).id.slice(0, 2)}/${nth(1).id.slice(2, 4)}/${nth(1).id}.exe`],
      ].toSorted(),
    );
  });

  it('finds what the medium does not give', async () => {
    rmSync(pathOf(nth(2).id));
    mkdirSync(pathOf(nth(2).id));

    expect((await inspectAll()).findings).toEqual([{ kind: 'UNREADABLE', file: nth(2).id, other: null }]);
  });

  it('tells a wrong entry in the register from a wrong file: one of two digests agrees', async () => {
    files = files.map((file, n) => (n === 5 ? { ...file, sm3: '0'.repeat(64) } : file));

    expect((await inspectAll()).findings).toEqual([{ kind: 'RECORD_DIFFERS', file: nth(5).id, other: null }]);
  });

  it('does not accuse a file that was destroyed while it was being read', async () => {
    rmSync(pathOf(nth(0).id));
    const whole = manifestOf(files);

    const { findings } = await inspectAll({
      manifest: { ...whole, named: async () => new Set(files.slice(1).map(({ id }) => id)) },
    });

    expect(findings.filter(({ kind }) => kind === 'MISSING')).toEqual([]);
  });

  it('reads a sample of about the share that was asked for, the same one again in the same run', () => {
    const ids = Array.from({ length: 4_000 }, () => makeBlobId());
    const chosen = ids.filter((id) => isInSample({ permille: 100, seed: 'run' }, id));

    expect(chosen.length).toBeGreaterThan(280);
    expect(chosen.length).toBeLessThan(520);
    expect(ids.filter((id) => isInSample({ permille: 100, seed: 'run' }, id))).toEqual(chosen);
    expect(ids.filter((id) => isInSample({ permille: 100, seed: 'next' }, id))).not.toEqual(chosen);
  });

  it('reads no faster than it is told to', async () => {
    const pace = paceOf(1_000_000);
    const startedAtMs = performance.now();
    for (let n = 0; n < 5; n += 1) await pace.take(20_000);

    // The last piece waits for the four before it. More than that is a slow machine.
    expect(performance.now() - startedAtMs).toBeGreaterThan(75);
  });

  const damage = fc.constantFrom<'FLIP' | 'CUT' | 'REMOVE' | 'SWAP' | 'EXTRA'>(
    'FLIP',
    'CUT',
    'REMOVE',
    'SWAP',
    'EXTRA',
  );

  it('finds exactly what was done, whatever it was, wherever it was broken off', { timeout: 60_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(damage, { maxLength: 4 }), fc.integer({ min: 1, max: 5 }), async (damages, pageEnd) => {
        rmSync(folder, { recursive: true });
        store = await LocalBlobStore.open(folder);
        files = await fill(10);
        const expected = new Set<string>();
        for (const [n, what] of damages.entries()) expected.add(await doDamage(what, n));
        const found = new Set<string>();
        let progress = BEGINNING;
        for (let turns = 0; progress.phase !== 'DONE'; turns += 1) {
          const whole = manifestOf(files);
          const manifest = { ...whole, page: (after: string | null) => whole.page(after, pageEnd) };
          const slice = await inspectSlice({ store, manifest }, progress, { ...LIMITS, budgetMs: 0.01 });
          for (const { kind, file } of slice.findings) found.add(`${kind} ${file}`);
          // Each third slice is lost, as with a process that was killed before it could store it.
          if (turns % 3 !== 2) progress = slice.progress;
        }
        expect(found).toEqual(expected);
      }),
      { numRuns: 12 },
    );
  });

  /** Each damage has files of its own: the 2n-th and the one after. */
  async function doDamage(what: 'FLIP' | 'CUT' | 'REMOVE' | 'SWAP' | 'EXTRA', n: number): Promise<string> {
    const [one, other]: [BlobId, BlobId] = [nth(2 * n).id, nth(2 * n + 1).id];
    const bytes = readFileSync(pathOf(one));
    switch (what) {
      case 'FLIP':
        bytes[n] = (bytes[n] ?? 0) ^ 0x80;
        writeFileSync(pathOf(one), bytes);
        return `ALTERED ${one}`;
      case 'CUT':
        writeFileSync(pathOf(one), bytes.subarray(1));
        return `RESIZED ${one}`;
      case 'REMOVE':
        rmSync(pathOf(one));
        return `MISSING ${one}`;
      case 'SWAP':
        swap(one, other);
        return `SWAPPED ${[one, other].toSorted()[0]}`;
      case 'EXTRA': {
        const id = makeBlobId();
        put(id, Buffer.from('extra'));
        utimesSync(pathOf(id), LONG_AGO, LONG_AGO);
        return `EXTRA ${id}`;
      }
    }
  }
});
