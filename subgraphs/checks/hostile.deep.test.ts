/** Files made to harm end in a finding: bounded in time and memory, never in a crash. */
import { deflateRawSync, deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { fuzzInspection } from '../../test/support/fuzz-inspection.ts';
import { makeTiff } from '../../test/support/make-media.ts';
import { makePdf, makeStream, makeXmp } from '../../test/support/make-pdf.ts';
import { makeOfd, makeZip } from '../../test/support/make-zip.ts';
import { inspectFile, toSource } from './inspect.ts';
import type { FileInspection } from './types.ts';

const MB = 1_048_576;
const look = (bytes: Uint8Array | string): Promise<FileInspection> => inspectFile(toSource(Buffer.from(bytes)));
const told = ({ damage, unsure }: FileInspection): string => damage ?? unsure ?? '';

describe('a zip', () => {
  it('that claims to unpack to a thousand times its size', async () => {
    expect(told(await look(makeZip([{ name: 'a', data: 'a', claims: 3_000_000_000 }])))).toContain('times its size');
  });

  it('with sixty thousand entries', async () => {
    const many = makeZip(
      Array.from({ length: 60_000 }, (_, index) => ({ name: String(index), data: '', stored: true })),
    );

    expect(told(await look(many))).toContain('entries');
  });

  it('whose OFD.xml unpacks to far more than it says', async () => {
    const honest = makeOfd();
    const bomb = makeZip([{ name: 'OFD.xml', data: Buffer.alloc(100 * MB), claims: 100 }]);

    expect(told(await look(honest))).toBe('');
    expect(told(await look(bomb))).not.toBe('');
  });

  it('whose OFD.xml is longer than any', async () => {
    expect(told(await look(makeZip([{ name: 'OFD.xml', data: Buffer.alloc(20 * MB, ' ') }])))).toContain('bytes');
  });

  it('whose directory is cut off', async () => {
    const zip = makeZip([{ name: 'a', data: 'a' }]);

    for (const length of [4, 10, 40, zip.length - 30, zip.length - 1])
      expect(told(await look(zip.subarray(0, length))), String(length)).not.toBe('');
  });

  it('with packed bytes that are none', async () => {
    const ofd = makeOfd();
    const at = ofd.indexOf(
      deflateRawSync(Buffer.from('<ofd:Page xmlns:ofd="http://www.ofdspec.org/2016"/>')).subarray(0, 8),
    );
    const start = ofd.indexOf('OFD.xml') + 7;
    ofd.fill(0xff, start, start + 20);

    expect(at).toBeGreaterThan(0);
    expect(told(await look(ofd))).toContain('damaged');
  });
});

describe('a PDF', () => {
  const overlapping = (times: number): Buffer => {
    const index = `${Array.from({ length: times }, (_, number) => `${number + 10} 0`).join(' ')} `;
    const long = `[${'0 '.repeat(500_000)}]`;
    return makeStream(`/Type/ObjStm/N ${times}/First ${index.length}`, index + long);
  };
  const bombs: readonly (readonly [string, Buffer])[] = [
    [
      'with an object stream that unpacks to 300 MB',
      makePdf({
        objects: [makeStream('/Type/ObjStm/N 1/First 4/Filter/FlateDecode', deflateSync(Buffer.alloc(300 * MB)))],
      }),
    ],
    [
      'with XMP that unpacks to 100 MB',
      makePdf({ objects: [makeStream('/Type/Metadata/Filter/FlateDecode', deflateSync(Buffer.alloc(100 * MB, ' ')))] }),
    ],
    ['with XMP of 8 MB', makePdf({ objects: [makeStream('/Type/Metadata', makeXmp('a'.repeat(8 * MB)))] })],
    [
      'with XMP nested ten thousand deep',
      makePdf({ objects: [makeStream('/Type/Metadata', makeXmp('<a>'.repeat(10_000)))] }),
    ],
    [
      'with XMP that defines entities',
      makePdf({ objects: [makeStream('/Type/Metadata', `<!DOCTYPE a [<!ENTITY b "c">]>${makeXmp('&b;')}`)] }),
    ],
    ['with arrays nested a hundred thousand deep', makePdf({ objects: ['['.repeat(100_000) + ']'.repeat(100_000)] })],
    ['with dictionaries nested a hundred thousand deep', makePdf({ objects: ['<</A'.repeat(100_000)] })],
    ['with a string that never ends', makePdf({ objects: [`(${'('.repeat(100_000)}`] })],
    [
      'with an object stream that claims a billion objects',
      makePdf({ objects: [makeStream('/Type/ObjStm/N 1000000000/First 4', '1 0 null')] }),
    ],
    [
      'with an object stream that gives one long object ten thousand times',
      makePdf({ objects: [overlapping(10_000)] }),
    ],
    [
      'with a table that claims a billion objects',
      Buffer.from(
        makePdf()
          .toString('latin1')
          .replace(/xref\n0 \d+/, 'xref\n0 999999999'),
        'latin1',
      ),
    ],
    [
      'whose table leads to itself',
      Buffer.from(
        makePdf()
          .toString('latin1')
          .replace('/Root', `/Prev ${makePdf().indexOf('xref')}/Root`),
        'latin1',
      ),
    ],
    [
      'that is nothing but heads of objects',
      Buffer.from(
        `%PDF-1.4\n${Array.from({ length: 50_000 }, (_, index) => `${index + 1} 0 obj (`).join('\n')}\n%%EOF`,
      ),
    ],
    [
      'whose objects all lie one within the other',
      Buffer.from(
        `%PDF-1.4\n${Array.from({ length: 20_000 }, (_, index) => `${index + 1} 0 obj [`).join('\n')}\nstartxref\n1\n%%EOF`,
      ),
    ],
  ];

  it.each(bombs)('%s', async (_title, bytes) => {
    expect(told(await look(bytes))).not.toBe('');
  });

  it('of which only the beginning came, wherever it was cut', async () => {
    const pdf = makePdf({ xref: 'stream', packed: ['<</Type/Sig>>'] });

    for (let length = 8; length < pdf.length - 8; length += 7)
      expect(told(await look(pdf.subarray(0, length))), String(length)).not.toBe('');
  });
});

describe('XML', () => {
  it.each([
    ['nested a hundred thousand deep', '<?xml version="1.0"?>' + '<a>'.repeat(100_000) + '</a>'.repeat(100_000)],
    ['with a million elements', `<?xml version="1.0"?><a>${'<b/>'.repeat(1_000_000)}</a>`],
    [
      'with ten thousand attributes',
      `<?xml version="1.0"?><a ${Array.from({ length: 10_000 }, (_, index) => `b${index}="c"`).join(' ')}/>`,
    ],
    ['longer than it is read', `<?xml version="1.0"?><a>${'x'.repeat(33 * MB)}</a>`],
    [
      'with a billion laughs',
      `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b0 "ha">${Array.from({ length: 30 }, (_, index) => `<!ENTITY b${index + 1} "&b${index};&b${index};">`).join('')}]><a>&b30;</a>`,
    ],
  ])('%s', async (_title, xml) => {
    expect(told(await look(xml))).not.toBe('');
  });
});

it('a TIFF whose directories overlap by the thousand', async () => {
  const rows = Buffer.alloc(200_000, Buffer.from([1, 0, 1, 0, 2, 0, 1, 0]));

  expect(told(await look(Buffer.concat([makeTiff([], 60), rows])))).not.toBe('');
});

it('files changed by chance end in a finding, or were not harmed', async () => {
  const { tried, told: findings } = await fuzzInspection(700, 20_261_129);

  expect(tried).toBe(700);
  expect(findings).toBeGreaterThan(200);
});
