/** Tools that are not ours read an export: unzip, the digests of coreutils, and xmllint of libxml2. */
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { projectRoot } from '../../subgraphs/kernel/index.ts';
import { writePackage } from '../../subgraphs/packages/index.ts';
import { BASE_INFO, LICENCE_INFO, MANIFEST, PROCESS_INFO } from '../support/malformed.ts';
import { RECORD_CODE, SAMPLE, sourceOf } from '../support/packages.ts';

const run = promisify(execFile);
const schema = join(projectRoot(), 'subgraphs/packages/xsd/package.xsd');
let folder = '';

async function has(tool: string): Promise<boolean> {
  return run('which', [tool]).then(
    () => true,
    () => false,
  );
}

/** In CI they have to be there; elsewhere what cannot be tried is said aloud. */
const missing: string[] = [];
for (const tool of ['unzip', 'sha256sum', 'cksum', 'xmllint']) if (!(await has(tool))) missing.push(tool);
const isTried = missing.length === 0 || process.env['CI'] !== undefined;
if (!isTried)
  process.stderr.write(
    `\n*** NOT TRIED: no tool but ours has read an export. Missing here: ${missing.join(', ')} (apt-get install unzip coreutils libxml2-utils)\n\n`,
  );

/** Unpacks with unzip what we have written. */
async function unpacked(form: 'PACKAGE' | 'BAG'): Promise<string> {
  const [zip, into] = [join(folder, form, `${RECORD_CODE}.zip`), join(folder, form, 'unpacked')];
  await mkdir(join(folder, form));
  await writePackage(zip, { ...sourceOf(), form });
  await run('unzip', ['-t', zip], { env: { LC_ALL: 'C.UTF-8' } });
  await run('unzip', ['-q', zip, '-d', into], { env: { LC_ALL: 'C.UTF-8' } });
  return into;
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'package-foreign-'));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

it('the tools are there where they have to be', () => {
  expect(process.env['CI'] === undefined ? [] : missing).toEqual([]);
});

describe.runIf(isTried)('an export', () => {
  it('is valid by its XML schema, every document of it', async () => {
    const into = await unpacked('PACKAGE');
    const documents = [BASE_INFO, PROCESS_INFO, LICENCE_INFO, MANIFEST].map((name) => join(into, name));

    const { stderr } = await run('xmllint', ['--noout', '--nonet', '--schema', schema, ...documents]);
    expect(stderr.match(/ validates$/gm)).toHaveLength(4);
    const broken = join(folder, 'broken.xml');
    for (const [of, from, to] of [
      [BASE_INFO, '<file_code>B01<', '<file_code>C01<'],
      [BASE_INFO, '<file_share>2<', '<file_share>9<'],
      [PROCESS_INFO, 'sequence="2"', 'sequence="two"'],
      [MANIFEST, ' sm3="', ' sm3="x'],
    ] as const) {
      await writeFile(broken, (await readFile(join(into, of), 'utf8')).replace(from, to));
      await expect(run('xmllint', ['--noout', '--nonet', '--schema', schema, broken])).rejects.toThrow(
        'fails to validate',
      );
    }
  });

  it('agrees with the digests beside it', async () => {
    const { stdout } = await run('cksum', ['--check', '--strict', `${RECORD_CODE}.zip.cksum`], {
      cwd: join(folder, 'PACKAGE'),
    });
    expect(stdout.match(/: OK$/gm)).toHaveLength(2);
  });

  it('is, as a bag, complete and valid: every file is on its list, with its digest', async () => {
    const bag = join(await unpacked('BAG'), RECORD_CODE);
    const check = async (manifest: string): Promise<string[]> => {
      const { stdout } = await run('sha256sum', ['--check', '--strict', manifest], { cwd: bag });
      return stdout
        .trim()
        .split('\n')
        .map((line) => line.replace(/: OK$/, ''))
        .toSorted();
    };
    const found = await readdir(bag, { recursive: true, withFileTypes: true });
    const files = found
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name).slice(bag.length + 1));
    const payload = files.filter((path) => path.startsWith('data/')).toSorted();
    const sizes = await Promise.all(payload.map((path) => stat(join(bag, path))));

    expect(await check('manifest-sha256.txt')).toEqual(payload);
    expect(await check('tagmanifest-sha256.txt')).toEqual(['bag-info.txt', 'bagit.txt', 'manifest-sha256.txt']);
    expect(await readFile(join(bag, 'bagit.txt'), 'utf8')).toBe(
      'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n',
    );
    expect(await readFile(join(bag, 'bag-info.txt'), 'utf8')).toContain(
      `Payload-Oxum: ${sizes.reduce((sum, { size }) => sum + size, 0)}.${payload.length}\n`,
    );
    expect(payload).toHaveLength(SAMPLE.files.length + 4);
  });
});
