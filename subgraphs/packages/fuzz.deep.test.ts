/** `FUZZ_SECONDS=600` tries longer; `FUZZ_SEED=N` begins at the package that a failure names. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import { toInstant } from '../../schema/ids.ts';
import { makeTried, type Tried } from '../../test/support/fuzz-packages.ts';
import type { Whole } from '../../test/support/malformed.ts';
import { contentOf, RECORD_CODE, SAMPLE, sourceOf } from '../../test/support/packages.ts';
import { entriesOf } from '../../test/support/raw-zip.ts';
import { runChecks, type CheckFacts } from '../checks/index.ts';
import { readPackage, toPackageUnderCheck, writePackage, type OpenPackage } from './index.ts';

const seconds = Number(process.env['FUZZ_SECONDS'] ?? 60);
const first = Number(process.env['FUZZ_SEED'] ?? Math.floor(Math.random() * 2 ** 31));

let folder = '';
let whole: Whole = { plain: [], bag: [] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fuzz-packages-'));
  const path = join(folder, `${RECORD_CODE}.zip`);
  await writePackage(path, sourceOf());
  const plain = entriesOf(await readFile(path));
  await writePackage(path, { ...sourceOf(), form: 'BAG' });
  whole = { plain, bag: entriesOf(await readFile(path)) };
  await rm(`${path}.cksum`);
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const FACTS: CheckFacts = {
  now: toInstant(Date.parse('2024-05-06T00:00:00Z')),
  operator: 'fuzz',
  taken: { recordCode: false, caseNumber: false, referenceCode: false },
  scope: { materials: [], steps: [] },
  requiredMetadata: DEFAULT_PROFILE.requiredMetadata,
  allowedFormats: DEFAULT_PROFILE.allowedFormats,
  readBack: null,
  handover: null,
  virusEngine: null,
};

/** What was taken unsealed is what was sent, whatever else in the zip was changed. */
function assertTaken(opened: OpenPackage, { isResealed }: Tried): void {
  runChecks(toPackageUnderCheck(opened), 'YJ', FACTS);
  if (isResealed) return;
  expect(opened.package).toEqual(SAMPLE);
  for (const { code, path } of SAMPLE.files)
    expect(opened.contents.get(path)?.inspection.bytes).toBe(contentOf(code).length);
}

/** @returns whether it was taken */
async function attempt(seed: number): Promise<boolean> {
  const [path, staging] = [join(folder, `${RECORD_CODE}.zip`), join(folder, 'staging')];
  const tried = makeTried(whole, seed);
  await writeFile(path, tried.zip);
  const result = await readPackage(path, { staging });
  try {
    if (result.ok) assertTaken(result.package, tried);
    else expect(result.faults.length).toBeGreaterThan(0);
  } finally {
    if (result.ok) await result.package.close();
  }
  expect(await readdir(staging)).toEqual([]);
  expect((await readdir(folder)).toSorted()).toEqual([`${RECORD_CODE}.zip`, 'staging'].toSorted());
  return result.ok;
}

it(`packages changed by chance for ${seconds} s: refused with a reason or whole, and nothing is left behind`, async () => {
  process.stdout.write(`fuzz: FUZZ_SEED=${first}\n`);
  const before = process.memoryUsage().rss;
  const end = performance.now() + seconds * 1_000;
  let [taken, count, most] = [0, 0, before];
  for (; performance.now() < end; count += 1) {
    try {
      if (await attempt(first + count)) taken += 1;
    } catch (cause) {
      throw new Error(`try again with FUZZ_SEED=${first + count}`, { cause });
    }
    most = Math.max(most, process.memoryUsage().rss);
  }
  process.stdout.write(`fuzz: ${count} packages, ${taken} taken\n`);

  expect(taken).toBeGreaterThan(0);
  expect(taken).toBeLessThan(count);
  expect(most - before).toBeLessThan(512 * 1_048_576);
});
