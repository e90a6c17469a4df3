/** Packages whose metadata, manifest, bag or digests are the trouble. */
import {
  BASE_INFO,
  bag,
  changed,
  edited,
  FIRST,
  LICENCE_INFO,
  MANIFEST,
  plain,
  PROCESS_INFO,
  resealed,
  same,
  type Malformed,
} from './malformed.ts';

/** The document edited, and the manifest fitting. */
function edit(title: string, name: string, change: (text: string) => string): Malformed {
  return { title, make: plain((entries) => edited(entries, name, change)) };
}

function without(title: string, name: string, reseal = true): Malformed {
  return {
    title,
    make: plain((entries) => {
      const rest = entries.filter((entry) => entry.name !== name);
      return reseal ? resealed(rest) : rest;
    }),
  };
}

/** The line of the manifest about the first file changed. */
function sealed(title: string, change: (line: string) => string): Malformed {
  return {
    title,
    make: plain((entries) => resealed(entries, (line) => (line.includes(FIRST) ? change(line) : line))),
  };
}

const DOCTYPE = '<!DOCTYPE base_info [<!ENTITY x SYSTEM "file:///etc/passwd">]>';
const LAUGHS = '<!DOCTYPE base_info [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>';

const DOCUMENTS: readonly Malformed[] = [
  without('the base information is missing', BASE_INFO),
  without('the process information is missing', PROCESS_INFO),
  edit('an entity reads a file of the machine', BASE_INFO, (text) =>
    text.replace('<base_info', `${DOCTYPE}<base_info`),
  ),
  edit('entities multiply', BASE_INFO, (text) => text.replace('<base_info', `${LAUGHS}<base_info`)),
  edit('a document type comes from elsewhere', PROCESS_INFO, (text) =>
    text.replace('<process_info', '<!DOCTYPE process_info SYSTEM "http://x.invalid/x.dtd"><process_info'),
  ),
  edit('an entity is not defined', BASE_INFO, (text) => text.replace('欧阳明远', '&name;')),
  edit('an element is not closed', BASE_INFO, (text) => text.replace('</apply_name>', '')),
  edit('elements lie without end within each other', BASE_INFO, (text) =>
    text.replace('<fileset', `${'<a>'.repeat(300)}${'</a>'.repeat(300)}<fileset`),
  ),
  edit('the outermost element is another', BASE_INFO, (text) => text.replaceAll('base_info', 'baseInfo')),
  edit('an element is there twice', BASE_INFO, (text) =>
    text.replace('<apply_name>', '<apply_name>甲</apply_name><apply_name>'),
  ),
  edit('an element holds elements', BASE_INFO, (text) => text.replace('欧阳明远', '<b>欧阳明远</b>')),
  edit('there is no file set', BASE_INFO, (text) => text.replace(/<fileset>[^]*<\/fileset>/, '')),
  edit('a folder of the file set is another', BASE_INFO, (text) =>
    text.replace('id="C" title="结果文件"', 'title="其他"'),
  ),
  edit('two files have one code', BASE_INFO, (text) => text.replace('<file_code>B01<', '<file_code>C01<')),
  edit('a file has no code', BASE_INFO, (text) => text.replace('<file_code>B01</file_code>', '')),
  edit('a place in the order is no number', BASE_INFO, (text) => text.replace('sequence="1"', 'sequence="-1"')),
  edit('a file of the file set did not come', BASE_INFO, (text) => text.replace('A01.pdf"', 'A07.pdf"')),
  edit('a file lies outside its folder', BASE_INFO, (text) =>
    text.replace('path="结果文件/C01.ofd"', 'path="../C01.ofd"'),
  ),
  edit('text stands where only elements should', PROCESS_INFO, (text) => text.replace('<steps>', '<steps>甲')),
  edit('something else is among the steps', PROCESS_INFO, (text) => text.replace('<steps>', '<steps><x/>')),
  edit('a licence names a file that is not there', LICENCE_INFO, (text) =>
    text.replace('file_code="A02"', 'file_code="A99"'),
  ),
  edit('base64 is none', LICENCE_INFO, (text) => text.replace(/base64">[^<]*/, 'base64">§')),
  edit('the record is another than the package is named after', BASE_INFO, (text) =>
    text.replace('990106-2024-000123', '990106-2024-000124'),
  ),
  edit('the record code is a path', BASE_INFO, (text) => text.replace('990106-2024-000123', '../x')),
  {
    title: 'a document is UTF-16',
    make: plain((entries) =>
      resealed(changed(entries, PROCESS_INFO, { data: Buffer.from('\uFEFF<process_info/>', 'utf16le') })),
    ),
  },
  {
    title: 'a document is GB 18030 and says so',
    make: plain((entries) =>
      resealed(
        changed(entries, PROCESS_INFO, {
          data: Buffer.concat([
            Buffer.from('<?xml version="1.0" encoding="GB18030"?><process_info><steps><step><actor>'),
            Buffer.from('c9eab1a8', 'hex'),
            Buffer.from('</actor></step></steps></process_info>'),
          ]),
        }),
      ),
    ),
  },
  edit('a document says that it is GB 18030 and is not', PROCESS_INFO, (text) => text.replace('UTF-8', 'GB18030')),
];

const MANIFESTS: readonly Malformed[] = [
  without('the manifest is missing', MANIFEST, false),
  without('a file that the manifest lists is missing', FIRST, false),
  sealed('the manifest tells another size', (line) => line.replace(/size="\d+"/, 'size="1"')),
  sealed('the manifest tells another SM3', (line) => line.replace(/sm3="[0-9a-f]{64}"/, `sm3="${'0'.repeat(64)}"`)),
  sealed('the manifest tells another SHA-256', (line) =>
    line.replace(/sha256="[0-9a-f]{64}"/, `sha256="${'0'.repeat(64)}"`),
  ),
  sealed('the manifest leaves a file out', () => ''),
  sealed('the manifest lists a file twice', (line) => line + line),
  sealed('a digest of the manifest is none', (line) => line.replace(/sm3="[0-9a-f]{8}/, 'sm3="')),
  sealed('the manifest has something else than entries', (line) => line.replace('<entry ', '<file ')),
  sealed('a file of the manifest did not come', (line) => line + line.replace('A01.pdf', '../x.pdf')),
  {
    title: 'the manifest is of another version',
    make: plain((entries) => changed(entries, MANIFEST, { data: Buffer.from('<manifest version="2"/>') })),
  },
  {
    title: 'one bit of a file is another',
    make: plain((entries) => {
      const data = Buffer.from(entries.find(({ name }) => name === FIRST)?.data ?? '');
      data.writeUInt8(data.readUInt8(data.length - 1) ^ 1, data.length - 1);
      return changed(entries, FIRST, { data });
    }),
  },
];

const BAG = '990106-2024-000123/';

const BAGS: readonly Malformed[] = [
  {
    title: 'a bag of a version that nobody knows',
    make: bag((entries) => changed(entries, `${BAG}bagit.txt`, { data: Buffer.from('BagIt-Version: 9.9\n') })),
  },
  {
    title: 'a bag without the manifest of its payload',
    make: bag((entries) => entries.filter(({ name }) => !name.includes('manifest-sha256'))),
  },
  {
    title: 'a bag that leaves a file out',
    make: bag((entries) =>
      entries
        .map((entry) =>
          entry.name === `${BAG}manifest-sha256.txt`
            ? { ...entry, data: Buffer.from(entry.data.toString().replace(/^.*A01\.pdf\n/m, '')) }
            : entry,
        )
        .filter(({ name }) => !name.endsWith('tagmanifest-sha256.txt')),
    ),
  },
  {
    title: 'a bag that lists a file that did not come',
    make: bag((entries) =>
      entries
        .map((entry) =>
          entry.name === `${BAG}manifest-sha256.txt`
            ? { ...entry, data: Buffer.concat([entry.data, Buffer.from(`${'0'.repeat(64)}  data/../x\n`)]) }
            : entry,
        )
        .filter(({ name }) => !name.endsWith('tagmanifest-sha256.txt')),
    ),
  },
  {
    title: 'a bag whose information was changed',
    make: bag((entries) => changed(entries, `${BAG}bag-info.txt`, { data: Buffer.from('Payload-Oxum: 1.1\n') })),
  },
  {
    title: 'a bag that would fetch a file from elsewhere',
    make: bag((entries) => [
      ...entries,
      { name: `${BAG}fetch.txt`, data: Buffer.from('http://x.invalid/ 1 data/x\n') },
    ]),
  },
  {
    title: 'two bags in one zip',
    make: bag((entries) => [...entries, { name: 'other/bagit.txt', data: Buffer.from('x') }]),
  },
];

const BESIDE: readonly Malformed[] = [
  {
    title: 'the digest beside the zip is another',
    make: plain(same),
    cksum: () => `SM3 (x.zip) = ${'0'.repeat(64)}\n`,
  },
  { title: 'the digests beside the zip are none', make: plain(same), cksum: () => 'sent by mail\n' },
  {
    title: 'the zip is named after another record',
    make: plain(same),
    fileName: '990106-2024-000999.zip',
  },
];

export const MALFORMED_DOCUMENTS: readonly Malformed[] = [...DOCUMENTS, ...MANIFESTS, ...BAGS, ...BESIDE];
