import { execFileSync } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contentOf, RECORD_CODE, SAMPLE, sourceOf } from '../../test/support/packages.ts';
import { readPackage, writePackage, type OpenPackage } from './index.ts';

let folder = '';
let path = '';

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'packages-'));
  path = join(folder, `${RECORD_CODE}.zip`);
  await writePackage(path, sourceOf());
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function opened(at = path): Promise<OpenPackage> {
  const result = await readPackage(at, { staging: join(folder, 'staging') });
  if (!result.ok) throw new Error(result.faults.map(({ message }) => message).join('; '));
  return result.package;
}

describe('a package that is written', () => {
  it('is read as it was, rare characters and all', async () => {
    const pkg = await opened();

    expect(pkg.package).toEqual(SAMPLE);
    for (const { path: at, code } of SAMPLE.files) {
      const content = pkg.contents.get(at);
      expect(content === undefined ? null : await buffer(content.open())).toEqual(contentOf(code));
    }
    await pkg.close();
    expect(await readdir(join(folder, 'staging'))).toEqual([]);
  });

  it('has the same bytes when it is written again, from streams too', async () => {
    const again = join(folder, 'again.zip');
    await writePackage(again, {
      package: SAMPLE,
      open: async ({ code }) => Readable.from([contentOf(code).subarray(0, 10), contentOf(code).subarray(10)]),
    });

    expect((await readFile(again)).equals(await readFile(path))).toBe(true);
  });

  it('carries digests that coreutils take', () => {
    const told = execFileSync('cksum', ['--check', `${RECORD_CODE}.zip.cksum`], { cwd: folder, encoding: 'utf8' });
    expect(told.match(/: OK/g)).toHaveLength(2);
  });
});
