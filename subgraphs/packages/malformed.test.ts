/** Everything that is wrong with a package is told, and nothing of it is left behind. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { MESSAGES } from '../../test/support/malformed-messages.ts';
import { MALFORMED_DOCUMENTS } from '../../test/support/malformed-documents.ts';
import { MALFORMED_NAMES } from '../../test/support/malformed-names.ts';
import { MALFORMED_ZIPS } from '../../test/support/malformed-zips.ts';
import type { Malformed, Whole } from '../../test/support/malformed.ts';
import { RECORD_CODE, sourceOf } from '../../test/support/packages.ts';
import { entriesOf, makeRawZip, type RawEntry } from '../../test/support/raw-zip.ts';
import { FAULTS } from './faults.ts';
import { readPackage, writePackage, type PackageFault } from './index.ts';

let folder = '';
let whole: Whole = { plain: [], bag: [] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'malformed-'));
  const path = join(folder, `${RECORD_CODE}.zip`);
  await writePackage(path, sourceOf());
  const plain = entriesOf(await readFile(path));
  await writePackage(path, { ...sourceOf(), form: 'BAG' });
  whole = { plain, bag: entriesOf(await readFile(path)) };
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function faultsOf({
  make,
  cksum,
  fileName = `${RECORD_CODE}.zip`,
  limits,
}: Malformed): Promise<readonly PackageFault[]> {
  const [path, staging] = [join(folder, fileName), join(folder, 'staging')];
  const zip = make(whole);
  await writeFile(path, zip);
  await rm(`${path}.cksum`, { force: true });
  if (cksum !== undefined) await writeFile(`${path}.cksum`, cksum(zip));
  const before = (await readdir(folder)).filter((name) => name !== 'staging');
  const result = await readPackage(path, { staging, limits: limits ?? {} });
  if (result.ok) await result.package.close();
  expect(await readdir(staging)).toEqual([]);
  expect((await readdir(folder)).filter((name) => name !== 'staging')).toEqual(before);
  return result.ok ? [] : result.faults;
}

it('takes the whole packages that the malformed ones are made from', async () => {
  for (const entries of [whole.plain, whole.bag])
    expect(await faultsOf({ title: '', make: () => makeRawZip(entries) })).toEqual([]);
});

it('knows what is to be told of each, and of nothing else', () => {
  const titles = [...MALFORMED_ZIPS, ...MALFORMED_NAMES, ...MALFORMED_DOCUMENTS].map(({ title }) => title);
  expect(titles.toSorted()).toEqual(Object.keys(MESSAGES).toSorted());
  expect(titles.length).toBeGreaterThanOrEqual(60);
});

it('shows every fault that there is a sentence for', () => {
  const messages = Object.values(MESSAGES).flat();
  const unseen = Object.entries(FAULTS).filter(([, sentence]) => {
    const pattern = sentence.split(/\{\d\}/).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
    return !messages.some((message) => new RegExp(`(?:^|: )${pattern.join('.*')}$`).test(message));
  });
  expect(unseen).toEqual([]);
});

it('takes names in GB 18030 without a flag, packed entries, folders, and sizes behind the data', async () => {
  const make = ({ plain }: Whole): Buffer =>
    makeRawZip([
      { name: '申报文件/', data: Buffer.alloc(0), directory: { attributes: (0o040755 << 16) | 0x10 } },
      ...plain.map((entry, index) => ({ ...entry, ...foreign(entry, index) })),
    ]);
  expect(await faultsOf({ title: '', make })).toEqual([]);
});

const GB18030: Readonly<Record<string, Buffer>> = {
  '基本信息元数据.xml': Buffer.from('bbf9b1bed0c5cfa2d4aacafdbedd2e786d6c', 'hex'),
  '证照信息元数据.xml': Buffer.from('d6a4d5d5d0c5cfa2d4aacafdbedd2e786d6c', 'hex'),
  '申报文件/A02.ofd': Buffer.from('c9eab1a8cec4bcfe2f4130322e6f6664', 'hex'),
};

/** As Windows, and as whoever writes in one go, would write it. */
function foreign({ name, data }: RawEntry, index: number): Partial<RawEntry> {
  if (index % 2 === 0)
    return { deflated: true, both: { name: GB18030[name] ?? Buffer.from(name), flags: name in GB18030 ? 0 : 0x800 } };
  const behind = Buffer.alloc(16);
  behind.write('PK\x07\x08', 0, 'latin1');
  behind.writeUInt32LE(crc32(data), 4);
  behind.writeUInt32LE(data.length, 8);
  behind.writeUInt32LE(data.length, 12);
  return { both: { flags: 0x808 }, local: { crc: 0, bytes: 0, packedBytes: 0 }, behind };
}

describe.each([
  ['zips', MALFORMED_ZIPS],
  ['names', MALFORMED_NAMES],
  ['documents', MALFORMED_DOCUMENTS],
])('malformed %s', (_title, cases) => {
  it.each(cases)('$title', async (malformed) => {
    const faults = await faultsOf(malformed);
    if (process.env['CORPUS'] === 'print')
      console.log(JSON.stringify([malformed.title, faults.map(({ message }) => message)]));
    expect(faults.map(({ message }) => message)).toEqual(MESSAGES[malformed.title]);
  });
});
