/** What `npm run package -- check` tells of packages and of a transfer of many, as whoever received it runs it. */
import { cp, mkdir, mkdtemp, rename, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import {
  describeTransfer,
  placeOf,
  toTransferRow,
  writePackage,
  type CasePackage,
} from '../../subgraphs/packages/index.ts';
import { check } from '../../tools/package/check.ts';
import { SAMPLE, sourceOf } from '../support/packages.ts';

let root = '';
let transfer = '';

const HEAD = {
  batchName: '2024-01',
  sender: '南桥区住房保障中心',
  receiver: '南桥区档案馆',
  transactor: '周档案',
  at: '2024-05-06T10:00:00.000+08:00',
};

/** Whole packages, the base information complete. */
function numbered(number: number): Partial<CasePackage> {
  const recordCode = `990106-2024-00012${number}`;
  return {
    recordCode,
    referenceCode: `Z901-ZY·QR·2024·D30-00012${number}`,
    base: {
      ...SAMPLE.base,
      electronic_record_code: recordCode,
      project_id: `9901062024031500012${number}`,
      archives_identifier: '990106',
      archives_name: '南桥区档案馆',
    },
  };
}

beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'package-check-test-'));
  transfer = join(root, 'transfer');
  const rows = [];
  for (const number of [3, 4, 5]) {
    const source = sourceOf(numbered(number));
    const path = join(transfer, placeOf(source.package));
    await mkdir(dirname(path), { recursive: true });
    rows.push(toTransferRow(source.package, await writePackage(path, source)));
  }
  await describeTransfer(transfer, HEAD, rows);
});

afterAll(() => rm(root, { recursive: true, force: true }));

async function run(...args: readonly string[]): Promise<{ readonly code: number; readonly text: string }> {
  const written: string[] = [];
  const out = vi.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  try {
    return { code: await check.run(args), text: written.join('') };
  } finally {
    out.mockRestore();
  }
}

async function copied(change: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = await mkdtemp(join(root, 'copy-'));
  await cp(transfer, folder, { recursive: true });
  await change(folder);
  return folder;
}

const placed = (number: number): string => placeOf({ ...SAMPLE, ...numbered(number) });

it('passes a transfer in which everything is right, and says so', async () => {
  expect(await run(transfer)).toEqual({
    code: 0,
    text: '3 checked: 3 passed, 0 for a person to decide, 0 failed, 0 refused\n',
  });
});

it('refuses what is cut off, tells it of the transfer too, and goes on to the next', async () => {
  const folder = await copied((copy) => truncate(join(copy, placed(4)), 1_000));
  const { code, text } = await run('--json', folder);
  const lines = text
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

  expect(code).toBe(1);
  expect(lines.map(({ status }) => status)).toEqual(['PASSED', 'REFUSED', 'PASSED', 'PASSED', undefined]);
  expect(lines[1]?.['faults']).toEqual([
    { code: 'TRUNCATED', entry: null, message: 'the zip is cut off: its directory is not at its end' },
  ]);
  expect(lines.at(-1)).toEqual({ summary: { PASSED: 2, FOR_A_PERSON: 0, FAILED: 0, REFUSED: 1 } });
});

it('tells of a transfer what its catalogue does not list, what it lists and did not come, and links', async () => {
  const folder = await copied(async (copy) => {
    await rename(join(copy, placed(3)), join(copy, dirname(placed(4)), '990106-2024-000123.zip'));
    await symlink('/etc/passwd', join(copy, 'Z901', 'x.zip'));
    await writeFile(join(copy, '说明文件.TXT'), '移交单位：甲\r\n');
  });
  const { code, text } = await run(folder);

  expect(code).toBe(1);
  expect(text).toContain(`SPECIAL_FILE "Z901/x.zip": it is a link, a device or a pipe`);
  expect(text).toContain(`MANIFEST_ENTRY_MISSING "${placed(3)}": the manifest lists it, and it is missing`);
  expect(text).toContain(`MANIFEST_ENTRY_EXTRA`);
  expect(text).toContain('YJ-1-12 FAIL 说明文件.TXT/接收单位: the field is missing or empty');
});

it('runs the same four-property check as online: a missing element and a number used twice are returned', async () => {
  const folder = await mkdtemp(join(root, 'failing-'));
  const { apply_name: _, ...base } = { ...SAMPLE.base, ...numbered(3).base };
  for (const [number, of] of [
    [3, base],
    [4, { ...base, electronic_record_code: '990106-2024-000124' }],
  ] as const) {
    const recordCode = `990106-2024-00012${number}`;
    await writePackage(join(folder, `${recordCode}.zip`), sourceOf({ recordCode, base: of }));
  }
  const { code, text } = await run(folder);

  expect(code).toBe(1);
  expect(text).toContain('FAILED');
  expect(text).toContain('YJ-2-3 FAIL apply_name: the element is missing');
  expect(text).toContain('YJ-1-8 FAIL project_id: another record bears it');
});

it('says of a path that is not there only that', async () => {
  const err = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  expect(await run(join(root, 'nowhere'))).toEqual({ code: 1, text: '' });
  expect(err.mock.calls.flat().join('')).toMatch(/^ENOENT: no such file or directory, stat .*nowhere'\n$/);
  err.mockRestore();
});

it('asks for a person where no digest was sent', async () => {
  const folder = await copied((copy) => rm(join(copy, `${placed(5)}.cksum`)));
  const { code, text } = await run(join(folder, placed(5)));

  expect(code).toBe(1);
  expect(text).toContain('FOR_A_PERSON');
  expect(text).toContain('YJ-1-14 MANUAL_REVIEW package: no digest was sent to compare with');
});
