/** Packages whose zip is cut, padded, overlapping, lying or a bomb. */
import { deflateRawSync } from 'node:zlib';
import { added, changed, FIRST, listed, plain, same, type Malformed } from './malformed.ts';
import { makeEnd64, makeExtra, makeRawZip } from './raw-zip.ts';

const zeros = Buffer.alloc(2 * 1_048_576);
const eight = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return bytes;
};

const ENDS: readonly Malformed[] = [
  { title: 'an empty file', make: () => Buffer.alloc(0) },
  { title: 'a picture that is called .zip', make: () => Buffer.from('\x89PNG\r\n\x1A\n', 'latin1') },
  { title: 'the last byte is missing', make: (whole) => makeRawZip(whole.plain).subarray(0, -1) },
  {
    title: 'the second half is missing',
    make: (whole) => makeRawZip(whole.plain).subarray(0, makeRawZip(whole.plain).length / 2),
  },
  { title: 'something follows the zip', make: plain(same, { append: Buffer.from('MZ…') }) },
  {
    title: 'something stands before the zip',
    make: plain(same, { prepend: Buffer.from('#!/bin/sh\n') }),
  },
  {
    title: 'a program stands before the zip, and offsets are not moved',
    make: (whole) => Buffer.concat([Buffer.from('#!/bin/sh\n'), makeRawZip(whole.plain)]),
  },
  { title: 'the zip has a comment', make: plain(same, { comment: Buffer.from('密') }) },
  {
    title: 'a comment holds another end of another zip',
    make: (whole) => makeRawZip(whole.plain, { comment: makeRawZip([]) }),
  },
  { title: 'the zip is part of several', make: plain(same, { disk: 1 }) },
  {
    title: 'the zip counts one entry less than there are',
    make: (whole) => makeRawZip(whole.plain, { count: whole.plain.length - 1 }),
  },
  {
    title: 'the zip counts one entry more than there are',
    make: (whole) => makeRawZip(whole.plain, { count: whole.plain.length + 1 }),
  },
  { title: 'the directory begins elsewhere', make: plain(same, { directoryAt: 7 }) },
  {
    title: 'a record of the directory is damaged',
    make: plain(same, {
      directory: (bytes) => {
        bytes.writeUInt8(0, 0);
        return bytes;
      },
    }),
  },
  { title: 'nothing is in the zip', make: plain(() => []) },
];

const LIES: readonly Malformed[] = [
  {
    title: 'a zip64 record counts other entries',
    make: plain(same, { beforeEnd: (place) => makeEnd64(place, (record) => record.writeBigUInt64LE(99n, 32)) }),
  },
  {
    title: 'a zip64 record has the directory elsewhere',
    make: plain(same, { beforeEnd: (place) => makeEnd64(place, (record) => record.writeBigUInt64LE(0n, 48)) }),
  },
  {
    title: 'the locator of the zip64 record leads elsewhere',
    make: plain(same, { beforeEnd: (place) => makeEnd64(place, (_, locator) => locator.writeBigUInt64LE(3n, 8)) }),
  },
  { title: 'a zip64 record is promised and is not there', make: plain(same, { count: 0xffff }) },
  {
    title: 'a zip64 field is promised and is not there',
    make: plain((entries) => changed(entries, FIRST, { directory: { bytes: 0xffffffff } })),
  },
  {
    title: 'a zip64 field says a size beyond measure',
    make: plain((entries) =>
      changed(entries, FIRST, { directory: { bytes: 0xffffffff, extra: makeExtra(1, eight(2n ** 63n)) } }),
    ),
  },
  {
    title: 'a zip64 field contradicts the size',
    make: plain((entries) => changed(entries, FIRST, { directory: { extra: makeExtra(1, eight(5n)) } })),
  },
  {
    title: 'the extra field of an entry is damaged',
    make: plain((entries) => changed(entries, FIRST, { directory: { extra: Buffer.from([1, 0, 99, 0]) } })),
  },
  {
    title: 'the directory tells another size than there is',
    make: plain((entries) => changed(entries, FIRST, { both: { bytes: 12 } })),
  },
  {
    title: 'an entry unpacks to more than the directory tells',
    make: plain((entries) => changed(entries, FIRST, { deflated: true, both: { bytes: 12 } })),
  },
  {
    title: 'an entry unpacks to less than the directory tells',
    make: plain((entries) => changed(entries, FIRST, { deflated: true, both: { bytes: 500_000 } })),
  },
  {
    title: 'the check sum of an entry is wrong',
    make: plain((entries) => changed(entries, FIRST, { both: { crc: 1 } })),
  },
  {
    title: 'the header of an entry has another name than the directory',
    make: plain((entries) => changed(entries, FIRST, { local: { name: Buffer.from('../A01.pdf') } })),
  },
  {
    title: 'the header of an entry has another size than the directory',
    make: plain((entries) => changed(entries, FIRST, { local: { bytes: 1 } })),
  },
  {
    title: 'the header of an entry has another check sum than the directory',
    make: plain((entries) => changed(entries, FIRST, { local: { crc: 1 } })),
  },
  {
    title: 'the header of an entry has another method than the directory',
    make: plain((entries) => changed(entries, FIRST, { local: { method: 8 } })),
  },
  {
    title: 'the header of an entry has other flags than the directory',
    make: plain((entries) => changed(entries, FIRST, { local: { flags: 0 } })),
  },
  {
    title: 'the descriptor behind an entry is missing',
    make: plain((entries) => changed(entries, FIRST, { both: { flags: 0x808 } })),
  },
  {
    title: 'the descriptor behind an entry tells another size',
    make: plain((entries) => changed(entries, FIRST, { both: { flags: 0x808 }, behind: Buffer.alloc(12) })),
  },
  {
    title: 'an entry lies where there is none',
    make: plain((entries) => changed(entries, FIRST, { directory: { at: 1 } })),
  },
  {
    title: 'an entry lies on another disk',
    make: plain((entries) => changed(entries, FIRST, { directory: { disk: 2 } })),
  },
  {
    title: 'an entry reaches beyond the end',
    make: plain((entries) => changed(entries, FIRST, { both: { bytes: 99_999_999, packedBytes: 99_999_999 } })),
  },
];

const DATA: readonly Malformed[] = [
  {
    title: 'two entries are the same bytes',
    make: (whole) =>
      makeRawZip(whole.plain, {
        count: whole.plain.length + 1,
        directory: (bytes) => Buffer.concat([bytes, bytes.subarray(0, 46 + bytes.readUInt16LE(28))]),
      }),
  },
  {
    title: 'an entry is longer than up to the next',
    make: plain((entries) => {
      const [first] = entries;
      const longer = (first?.data.length ?? 0) + 8;
      return first === undefined
        ? []
        : [{ ...first, both: { bytes: longer, packedBytes: longer } }, ...entries.slice(1)];
    }),
  },
  {
    title: 'bytes lie between two entries',
    make: plain((entries) => changed(entries, FIRST, { before: Buffer.from('hidden') })),
  },
  {
    title: 'bytes lie behind the packed data',
    make: plain((entries) => changed(entries, FIRST, { behind: Buffer.from('hidden') })),
  },
  {
    title: 'bytes lie within the packed data behind their end',
    make: plain((entries) => {
      const data = entries.find(({ name }) => name === FIRST)?.data ?? zeros;
      return changed(entries, FIRST, {
        deflated: true,
        packed: Buffer.concat([deflateRawSync(data), Buffer.from('x')]),
      });
    }),
  },
  {
    title: 'the packed data of an entry are damaged',
    make: plain((entries) => changed(entries, FIRST, { deflated: true, packed: Buffer.alloc(40, 0xff) })),
  },
  {
    title: 'the packed data of an entry are cut off',
    make: plain((entries) => {
      const data = entries.find(({ name }) => name === FIRST)?.data ?? zeros;
      return changed(entries, FIRST, { deflated: true, packed: deflateRawSync(data).subarray(0, -9) });
    }),
  },
  {
    title: 'an entry is encrypted',
    make: plain((entries) => changed(entries, FIRST, { both: { flags: 0x801 } })),
  },
  {
    title: 'an entry is encrypted by AES',
    make: plain((entries) => changed(entries, FIRST, { both: { flags: 0x801, method: 99 } })),
  },
  {
    title: 'an entry is packed by another method',
    make: plain((entries) => changed(entries, FIRST, { both: { method: 14 } })),
  },
  {
    title: 'an entry is a link',
    make: plain((entries) => changed(entries, FIRST, { directory: { attributes: 0o120777 << 16 } })),
  },
  {
    title: 'an entry is a device',
    make: plain((entries) => changed(entries, FIRST, { directory: { attributes: 0o020666 << 16 } })),
  },
  {
    title: 'an entry is a link of Windows',
    make: plain((entries) => changed(entries, FIRST, { directory: { attributes: 0x400 } })),
  },
  {
    title: 'a folder has content',
    make: plain((entries) =>
      added(entries, { name: '申报文件/', data: Buffer.from('x'), directory: { attributes: 0o040755 << 16 } }),
    ),
  },
];

const BOMBS: readonly Malformed[] = [
  {
    title: 'an entry unpacks to a thousand times its size',
    make: plain((entries) => [...entries, { name: '申报文件/A09.txt', data: zeros, deflated: true }]),
  },
  {
    title: 'an entry claims a size that no disk has',
    make: plain((entries) =>
      changed(entries, FIRST, {
        deflated: true,
        packed: Buffer.alloc(30),
        both: {
          bytes: 0xffffffff,
          packedBytes: 0xffffffff,
          extra: makeExtra(1, Buffer.concat([eight(2n ** 45n), eight(30n)])),
        },
      }),
    ),
  },
  {
    title: 'many small entries together are too much',
    limits: { maxUnpackedBytes: 10_000 },
    make: plain(same),
  },
  { title: 'the zip itself is too large', limits: { maxBytes: 100 }, make: plain(same) },
  { title: 'there are too many entries', limits: { maxEntries: 3 }, make: plain(same) },
  { title: 'one entry is too large', limits: { maxEntryBytes: 3_000 }, make: plain(same) },
  { title: 'a document is too large', limits: { maxDocumentBytes: 2_000 }, make: plain(same) },
  {
    title: 'a zip lies within the zip',
    make: plain((entries) => listed(entries, '申报文件/A09.zip', makeRawZip([{ name: 'a', data: Buffer.from('a') }]))),
  },
  {
    title: 'a packed file lies within the zip',
    make: plain((entries) => listed(entries, '申报文件/A09.pdf', Buffer.from('\x1F\x8B\x08\0\0\0\0\0', 'latin1'))),
  },
];

export const MALFORMED_ZIPS: readonly Malformed[] = [...ENDS, ...LIES, ...DATA, ...BOMBS];
