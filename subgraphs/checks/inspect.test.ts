import { describe, expect, it } from 'vitest';
import { box, makeJpeg, makeMp3, makeMp4, makePng, makeRiff, makeTiff } from '../../test/support/make-media.ts';
import { makePdf, makeStream, makeXmp } from '../../test/support/make-pdf.ts';
import { makeOfd, makeZip } from '../../test/support/make-zip.ts';
import { findSecrecyInMetadata } from '../../schema/secrecy.ts';
import { inspectFile, toSource } from './inspect.ts';
import type { FileInspection } from './types.ts';

const look = (bytes: Uint8Array | string): Promise<FileInspection> => inspectFile(toSource(Buffer.from(bytes)));
const gbk = Buffer.from([0xbb, 0xfa, 0xc3, 0xdc]);

it('gives the size and both digests of the content', async () => {
  expect(await look('abc')).toMatchObject({
    bytes: 3,
    sm3: '66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0',
    sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
  });
});

it.each<[string, string, Uint8Array | string]>([
  ['nothing', 'EMPTY', ''],
  ['a PDF', 'PDF', makePdf()],
  ['an OFD', 'OFD', makeOfd()],
  ['a JPEG', 'JPEG', makeJpeg()],
  ['a TIFF', 'TIFF', makeTiff([])],
  ['a PNG', 'PNG', makePng()],
  ['a GIF', 'GIF', 'GIF89a\x01\0\x01\0'],
  ['XML', 'XML', '<?xml version="1.0"?><a/>'],
  ['XML without a declaration', 'XML', '<a><b/></a>'],
  ['a drawing', 'SVG', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['a web page', 'HTML', '<!DOCTYPE html><html><body>x</body></html>'],
  ['a text', 'TXT', '公租房资格确认\r\n'],
  ['a text in GB 18030', 'TXT', gbk],
  ['a script', 'SCRIPT', '#!/bin/sh\nrm -r x\n'],
  ['an MP3', 'MP3', makeMp3()],
  ['an MP3 with a title', 'MP3', makeMp3('标题')],
  ['a WAV', 'WAV', makeRiff('WAVE')],
  ['an AVI', 'AVI', makeRiff('AVI ')],
  ['an MP4', 'MP4', makeMp4()],
  ['a picture of a telephone', 'HEIF', box('ftyp', Buffer.from('heic\0\0\0\0mif1'))],
  ['a QuickTime film', 'MOV', box('ftyp', Buffer.from('qt  \0\0\0\0qt  '))],
  ['a zip', 'ZIP', makeZip([{ name: 'a.txt', data: 'a' }])],
  [
    'a Word document',
    'DOCX',
    makeZip([
      { name: '[Content_Types].xml', data: '' },
      { name: 'word/document.xml', data: '' },
    ]),
  ],
  [
    'a spreadsheet',
    'XLSX',
    makeZip([
      { name: '[Content_Types].xml', data: '' },
      { name: 'xl/workbook.xml', data: '' },
    ]),
  ],
  ['an old Word document', 'OLE2', Buffer.from('d0cf11e0a1b11ae1', 'hex')],
  ['a program', 'EXE', Buffer.concat([Buffer.from('MZ'), Buffer.alloc(200)])],
  ['a RAR', 'RAR', 'Rar!\x1A\x07\x00'],
  ['a 7z', '7Z', Buffer.from('377abcaf271c', 'hex')],
  ['bytes that are nothing known', 'UNKNOWN', Buffer.from([0, 1, 2, 3, 0xff])],
])('knows %s by its bytes', async (_title, format, bytes) => {
  expect(await look(bytes)).toMatchObject({ format, damage: null });
});

describe('PDF', () => {
  it('finds a signature that only an object stream holds', async () => {
    const pdf = makePdf({ xref: 'stream', packed: ['<</FT/Sig/T(a)/V 9 0 R>>', '<</Type/Sig/Filter/Adobe.PPKLite>>'] });

    expect(await look(pdf)).toMatchObject({ signatures: 1, unsure: null, damage: null });
  });

  it('finds a file that only an object stream names', async () => {
    const pdf = makePdf({ xref: 'stream', packed: ['<</Type/Filespec/F(a.xml)/EF<</F 4 0 R>>>>'] });

    expect(await look(pdf)).toMatchObject({ embedded: 1 });
  });

  it.each(['table', 'stream'] as const)('finds encryption in the trailer of a %s', async (xref) => {
    const encrypted = makePdf({ xref, objects: ['<</Filter/Standard/V 4>>'], trailer: '/Encrypt 4 0 R' });

    expect((await look(encrypted)).encrypted).toContain('Standard');
    expect((await look(makePdf({ xref }))).encrypted).toBeNull();
  });

  it('finds encryption where the table that tells of it is lost', async () => {
    const pdf = makePdf({ xref: 'stream', trailer: '/Encrypt<</Filter/Standard>>' }).toString('latin1');

    expect((await look(Buffer.from(pdf.replace(/startxref\n\d+/, 'startxref\n1'), 'latin1'))).encrypted).not.toBeNull();
  });

  it('takes a name for what it means, however it is written', async () => {
    expect((await look(makePdf({ trailer: '/Encr#79pt<</Filter/Standard>>' }))).encrypted).not.toBeNull();
  });

  it.each([
    ['as elements', makeXmp('<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>')],
    ['as attributes', makeXmp('', 'pdfaid:part="2" pdfaid:conformance="b"')],
    [
      'under another prefix',
      makeXmp('<q:part xmlns:q="http://www.aiim.org/pdfa/ns/id/">2</q:part>', 'pdfaid:conformance="B"'),
    ],
  ])('reads the declared level %s', async (_title, xmp) => {
    const pdf = makePdf({ objects: [makeStream('/Type/Metadata/Subtype/XML', xmp)], catalogue: '/Metadata 4 0 R' });

    expect((await look(pdf)).pdfa).toEqual({ part: 2, conformance: 'B' });
  });

  it('believes no level that something else than the whole file declares', async () => {
    const xmp = makeXmp('', 'pdfaid:part="1" pdfaid:conformance="A"');

    expect((await look(makePdf({ objects: [makeStream('/Type/Metadata', xmp)] }))).pdfa).toBeNull();
  });

  it.each([
    ['its table is not where it should be', (pdf: string) => pdf.replace(/startxref\n\d+/, 'startxref\n5')],
    ['it does not say where its table is', (pdf: string) => pdf.replace('startxref', 'startxrfe')],
    ['its table lies', (pdf: string) => pdf.replace(/00000(\d)(\d)(\d\d\d) 00000 n/, '0000099999 00000 n')],
    ['a row of its table is broken', (pdf: string) => pdf.replace(' 00000 n', ' 0000x n')],
    ['its tables go round in a circle', (pdf: string) => pdf.replace('/Root', `/Prev ${pdf.indexOf('xref')}/Root`)],
  ])('leaves it to a person when %s, and finds what is in it all the same', async (_title, break_) => {
    const pdf = makePdf({ objects: ['<</Type/Sig/ByteRange[0 1 2 3]/Contents<00>>>'] });
    const broken = Buffer.from(break_(pdf.toString('latin1')), 'latin1');

    expect(broken.equals(pdf)).toBe(false);
    const found = await look(broken);
    expect(found.unsure ?? found.damage).not.toBeNull();
    expect(found.signatures).toBe(1);
  });

  it('leaves it to a person when an object stream is packed in a way that is not read here', async () => {
    const pdf = makePdf({ objects: [makeStream('/Type/ObjStm/N 1/First 4/Filter/LZWDecode', 'xxxx')] });

    expect((await look(pdf)).unsure).toContain('not read here');
  });

  it('says so when it is cut off', async () => {
    const pdf = makePdf();

    expect((await look(pdf.subarray(0, pdf.length - 20))).damage).toContain('end mark');
    expect((await look(pdf.subarray(0, 40))).damage).not.toBeNull();
  });
});

describe('zip and OFD', () => {
  it('says that a zip needs a password', async () => {
    expect(
      await look(
        makeZip([
          { name: 'a', data: 'a' },
          { name: 'b', data: 'b', locked: true },
        ]),
      ),
    ).toMatchObject({
      format: 'ZIP',
      encrypted: 'entries of the zip need a password',
    });
  });

  it('says that parts of an OFD are encrypted', async () => {
    const encrypted = makeOfd({ more: [{ name: 'Encryptions.xml', data: '<Encryptions/>' }] });

    expect((await look(encrypted)).encrypted).not.toBeNull();
    expect((await look(makeOfd())).encrypted).toBeNull();
  });

  it('knows an OFD of which everything is encrypted', async () => {
    const encrypted = makeOfd({ without: ['OFD.xml'], more: [{ name: 'Encryptions.xml', data: '<Encryptions/>' }] });

    expect(await look(encrypted)).toMatchObject({ format: 'OFD', encrypted: expect.any(String), damage: null });
  });

  it.each(['Doc_0/Document.xml', 'Doc_0/Pages/Page_0/Content.xml'])('says that %s is missing', async (name) => {
    expect((await look(makeOfd({ without: [name] }))).damage).toContain('missing');
  });

  it('reads names in GB 18030', async () => {
    const zip = makeZip([{ name: '', nameBytes: Buffer.from([...gbk, 0x2e, 0x74]), data: 'a' }]);

    expect(await look(zip)).toMatchObject({ format: 'ZIP', damage: null });
  });

  it.each([
    ['a name that leads out', makeZip([{ name: '../a', data: 'a' }])],
    ['a name with a drive', makeZip([{ name: 'C:/a', data: 'a' }])],
    [
      'one name twice',
      makeZip([
        { name: 'a', data: 'a' },
        { name: 'a', data: 'b' },
      ]),
    ],
  ])('refuses %s', async (_title, zip) => {
    expect((await look(zip)).damage).not.toBeNull();
  });
});

describe('XML', () => {
  it.each([
    ['an entity', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'],
    ['a reference to a file', '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'],
    ['a document type', '<!DOCTYPE a SYSTEM "http://example.invalid/a.dtd"><a/>'],
    ['an unknown entity', '<?xml version="1.0"?><a>&b;</a>'],
    ['what is not well-formed', '<?xml version="1.0"?><a><b></a>'],
    ['two outermost elements', '<?xml version="1.0"?><a/><b/>'],
    ['no element', '<?xml version="1.0"?>'],
  ])('with %s is not readable', async (_title, xml) => {
    expect(await look(xml)).toMatchObject({ format: 'XML', damage: expect.any(String) });
  });

  it.each([
    ['UTF-8', Buffer.from('<?xml version="1.0" encoding="UTF-8"?><标题>机构</标题>')],
    ['GB18030', Buffer.concat([Buffer.from('<?xml version="1.0" encoding="GBK"?><a>'), gbk, Buffer.from('</a>')])],
    ['UTF-16', Buffer.from('\uFEFF<?xml version="1.0" encoding="UTF-16"?><a>机构</a>', 'utf16le')],
  ])('is read in %s', async (encoding, xml) => {
    expect(await look(xml)).toMatchObject({ format: 'XML', encoding, damage: null });
  });
});

describe('text', () => {
  it.each([
    ['UTF-8', Buffer.from('公租房资格确认')],
    ['UTF-8', Buffer.from('plain ASCII')],
    ['GB18030', gbk],
    ['UTF-16', Buffer.from('\uFEFF公租房', 'utf16le')],
    ['UTF-16', Buffer.from('\uFEFFabc', 'utf16le')],
  ])('is read in %s', async (encoding, bytes) => {
    expect(await look(bytes)).toMatchObject({ format: 'TXT', encoding });
  });

  it('is none when a single byte is none', async () => {
    expect((await look(Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.from([0])]))).format).toBe('UNKNOWN');
    expect((await look(Buffer.concat([Buffer.alloc(100_000, 'a'), Buffer.from([0xff])]))).format).toBe('UNKNOWN');
  });
});

describe('pictures, sounds and films', () => {
  it.each<[string, Buffer]>([
    ['a JPEG', makeJpeg()],
    ['a TIFF', makeTiff([{ tag: 270, text: Buffer.from('a description') }])],
    ['a PNG', makePng()],
    ['a WAV', makeRiff('WAVE')],
    ['an MP4', makeMp4()],
  ])('%s that is cut off says so', async (_title, bytes) => {
    expect((await look(bytes)).damage).toBeNull();
    expect((await look(bytes.subarray(0, bytes.length - 3))).damage).not.toBeNull();
  });

  it('an MP4 with protected tracks is encrypted', async () => {
    expect((await look(makeMp4(box('pssh', Buffer.alloc(24))))).encrypted).not.toBeNull();
  });

  it('directories of a TIFF that go round in a circle end in a finding', async () => {
    expect((await look(makeTiff([], 8))).damage).toContain('circle');
  });
});

/** Each file hands the door what it says about itself, and the door refuses. */
describe('a mark in what a file says about itself reaches the door', () => {
  const mark = '机密★10年';
  const utf16 = Buffer.from(`\uFEFF${mark}`, 'utf16le').swap16();
  const tiff = makeTiff([{ tag: 270, text: Buffer.from(mark) }]);
  const described = (xmp: string): Buffer =>
    makePdf({ objects: [makeStream('/Type/Metadata/Subtype/XML', xmp)], catalogue: '/Metadata 4 0 R' });

  it.each<[string, Uint8Array | string]>([
    ['PDF Info, UTF-16', makePdf({ objects: [`<</Title<${utf16.toString('hex')}>>>`], trailer: '/Info 4 0 R' })],
    ['PDF Info, UTF-8', makePdf({ objects: [Buffer.from(`<</Subject(${mark})>>`)], trailer: '/Info 4 0 R' })],
    [
      'PDF Info, GB 18030',
      makePdf({
        objects: [Buffer.concat([Buffer.from('<</Keywords('), gbk, Buffer.from(')>>')])],
        trailer: '/Info 4 0 R',
      }),
    ],
    [
      'PDF Info in an object stream',
      makePdf({ xref: 'stream', packed: [`<</Producer(x)/Title<${utf16.toString('hex')}>>>`] }),
    ],
    [
      'PDF XMP title',
      described(makeXmp(`<dc:title><rdf:Alt><rdf:li xml:lang="x-default">${mark}</rdf:li></rdf:Alt></dc:title>`)),
    ],
    ['PDF XMP attribute', described(makeXmp('', `dc:subject="${mark}"`))],
    [
      'PDF XMP of a picture',
      makePdf({ objects: [makeStream('/Type/Metadata', makeXmp(`<dc:title>${mark}</dc:title>`))] }),
    ],
    ['OFD DocInfo', makeOfd({ docInfo: `<ofd:Title>${mark}</ofd:Title>` })],
    [
      'OFD custom data',
      makeOfd({ docInfo: '<ofd:CustomDatas><ofd:CustomData Name="密级">机密</ofd:CustomData></ofd:CustomDatas>' }),
    ],
    [
      'the name of a file within a PDF',
      makePdf({ objects: [`<</Type/Filespec/UF<${utf16.toString('hex')}>/EF<</F 1 0 R>>>>`] }),
    ],
    ['the name of an entry of a zip', makeZip([{ name: `${mark}.txt`, data: 'a' }])],
    ['JPEG comment', makeJpeg([[0xfe, Buffer.from(mark)]])],
    ['JPEG comment, GB 18030', makeJpeg([[0xfe, gbk]])],
    ['JPEG Exif', makeJpeg([[0xe1, Buffer.concat([Buffer.from('Exif\0\0'), tiff])]])],
    ['JPEG XMP', makeJpeg([[0xe1, Buffer.from(`http://ns.adobe.com/xap/1.0/\0${makeXmp('', `dc:title="${mark}"`)}`)]])],
    ['JPEG IPTC', makeJpeg([[0xed, Buffer.from(`Photoshop 3.0\0${mark}`)]])],
    ['TIFF description', tiff],
    ['TIFF XPTitle', makeTiff([{ tag: 40091, text: Buffer.from(mark, 'utf16le') }])],
    ['PNG text', makePng([`Title\0${mark}`])],
    ['MP3 title', makeMp3(mark)],
    ['WAV information', makeRiff('WAVE', mark)],
    [
      'MP4 title',
      makeMp4(
        box(
          'udta',
          box('meta', Buffer.alloc(4), box('ilst', box('\xA9nam', box('data', Buffer.alloc(8), Buffer.from(mark))))),
        ),
      ),
    ],
    [
      'XML field',
      '<?xml version="1.0"?><base_info><security_classification>秘密</security_classification></base_info>',
    ],
    ['XML attribute', '<?xml version="1.0"?><record 密级="机密"/>'],
    ['XML text, far down', `<?xml version="1.0"?><a>${'<b>x</b>'.repeat(20_000)}<c>${mark}</c></a>`],
    ['the first line of a text', `${mark}\n关于某事的请示\n`],
  ])('%s', async (_title, bytes) => {
    const { texts, damage, unsure } = await look(bytes);

    expect(findSecrecyInMetadata(texts)).toBe('REFUSE');
    expect(`${damage}${unsure}`).not.toContain('机密');
  });

  it('and an ordinary one passes', async () => {
    const data = '<ofd:CustomDatas><ofd:CustomData Name="密级">公开</ofd:CustomData></ofd:CustomDatas>';
    const { texts } = await look(makeOfd({ docInfo: `<ofd:Title>商业秘密保护申请表</ofd:Title>${data}` }));

    expect(findSecrecyInMetadata(texts)).toBe('CLEAR');
  });
});
