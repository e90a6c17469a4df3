import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeCasePackage } from '../../test/support/case-package.ts';
import { contentOf, RECORD_CODE, SAMPLE, sourceOf } from '../../test/support/packages.ts';
import { runChecks } from '../checks/index.ts';
import { readPackage, toPackageUnderCheck, writePackage, type CasePackage, type OpenPackage } from './index.ts';

/** Names that are structure, or that the sample has for what it is about. */
const RESERVED = /^(?:xml|fileset$|attachments$|step$|actor$|time$|electronic_record_code$|file_code$)/;

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

  it('is read as it was from a bag too', async () => {
    const bag = join(folder, 'bag', `${RECORD_CODE}.zip`);
    await mkdir(join(folder, 'bag'));
    await writePackage(bag, { ...sourceOf(), form: 'BAG' });
    const pkg = await opened(bag);
    const plain = await opened();

    expect(pkg.form).toBe('BAG');
    expect(pkg.package).toEqual(SAMPLE);
    expect(pkg.manifestSm3).toBe(plain.manifestSm3);
    expect(pkg.entries).toEqual(plain.entries);
    await pkg.close();
    await plain.close();
  });

  it('is read as it was, whatever its texts are', async () => {
    const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((each) => each.isWellFormed());
    const name = fc.stringMatching(/^[a-z_\u4e00-\u9fff][a-z0-9_.-]{0,10}$/).filter((each) => !RESERVED.test(each));
    const elements = fc.dictionary(name, text, { maxKeys: 5, noNullPrototype: true });
    const at = join(folder, 'any', `${RECORD_CODE}.zip`);
    await mkdir(join(folder, 'any'));
    await fc.assert(
      fc.asyncProperty(elements, elements, fc.option(text), name, async (one, other, actor, kind) => {
        const change: CasePackage = {
          ...SAMPLE,
          base: { ...SAMPLE.base, ...one },
          steps: [{ sequence: 1, step: 'RECEIVED', actor, at: null, more: other }],
          files: SAMPLE.files
            .filter(({ code }) => code === 'B01')
            .map((file) => ({ ...file, metadata: { ...file.metadata, ...other } })),
          licences: [{ sequence: 7, fileCode: null, metadata: one }],
          others: [{ kind, metadata: other }],
        };
        await writePackage(at, { ...sourceOf(), package: change });
        const pkg = await opened(at);
        await pkg.close();
        expect(pkg.package).toEqual(change);
        expect(Object.keys(pkg.package.base)).toEqual(Object.keys(change.base));
      }),
      { numRuns: 10 },
    );
  });

  it('is not written where a reader would refuse it, and everything is told', async () => {
    const [first, ...rest] = SAMPLE.files;
    const files = first === undefined ? rest : [{ ...first, path: '../A01.pdf' }, first, ...rest];
    const at = join(folder, 'refused.zip');

    await expect(
      writePackage(at, sourceOf({ recordCode: '../x', files, others: [{ kind: '1', metadata: {} }] })),
    ).rejects.toThrow(
      'the record code is none that can name a package; "../A01.pdf": its name leads out of the package; "../A01.pdf": it is where nothing should be; "基本信息元数据.xml": two files have one code; "流程信息元数据.xml": "1" cannot be the name of an element',
    );
    expect((await readdir(folder)).filter((each) => each.startsWith('refused'))).toEqual([]);
  });

  it('is not there when its content cannot be read to the end, and what was opened is closed', async () => {
    const at = join(folder, 'broken.zip');
    const content = Readable.from(
      (async function* () {
        yield Buffer.alloc(6_000_000);
        throw new Error('the store is gone');
      })(),
    );

    await expect(writePackage(at, { package: SAMPLE, open: async () => content })).rejects.toThrow('the store is gone');
    expect(content.destroyed).toBe(true);
    expect((await readdir(folder)).filter((each) => each.startsWith('broken'))).toEqual([]);
  });

  it('passes the checks that what came online passes', async () => {
    const pkg = await opened();
    const { pkg: online, facts } = await makeCasePackage();
    const failed = runChecks(toPackageUnderCheck(pkg), 'YJ', {
      ...facts,
      readBack: pkg.package.base,
      requiredMetadata: Object.keys(pkg.package.base),
    });
    await pkg.close();

    expect(failed.rows.filter(({ result }) => result === 'FAIL')).toEqual([]);
    expect(
      failed.rows.filter(({ number }) => number === '1-13' || number === '1-14').map(({ result }) => result),
    ).toEqual(['PASS', 'PASS']);
    expect(runChecks(online, 'YJ', facts).rows.length).toBeGreaterThan(30);
  });

  it('carries digests that coreutils take', () => {
    const told = execFileSync('cksum', ['--check', `${RECORD_CODE}.zip.cksum`], { cwd: folder, encoding: 'utf8' });
    expect(told.match(/: OK/g)).toHaveLength(2);
  });
});
