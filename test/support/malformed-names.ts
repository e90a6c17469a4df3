/** Packages in which a name is the trouble. */
import { added, changed, FIRST, plain, resealed, type Malformed } from './malformed.ts';
import { makeExtra, type RawEntry } from './raw-zip.ts';

const data = Buffer.from('x');

/** One more entry of that name. */
function named(title: string, name: string, more: Partial<RawEntry> = {}): Malformed {
  return { title, make: plain((entries) => added(entries, { name, data, ...more })) };
}

/** The name as these bytes, without the flag for UTF-8. */
const withoutFlag = (bytes: Buffer): Partial<RawEntry> => ({ both: { name: bytes, flags: 0 } });

export const MALFORMED_NAMES: readonly Malformed[] = [
  named('a name leads out of the package', '../../etc/cron.d/x'),
  named('a name leads out of the package from within', '申报文件/../../x.pdf'),
  named('a name is an absolute path', '/etc/passwd'),
  named('a name has a drive letter', 'C:/Windows/x.pdf'),
  named('a name has backslashes', '申报文件\\..\\..\\x.pdf'),
  named('a name is a path of a network', '\\\\server\\share\\x.pdf'),
  named('a name is empty', ''),
  named('a name has a zero byte', '申报文件/A09.pdf\0.exe'),
  named('a name turns the line round', '申报文件/A09\u202Efdp.exe'),
  named('a name holds an invisible character', '申报文件/A\u200B09.pdf'),
  named('a name holds a line break', '申报文件/A09\n.pdf'),
  named('a name holds a private character', '申报文件/\uE000.pdf'),
  named('a name holds what a failed conversion leaves', '申报文件/\uFFFD.pdf'),
  named('a name holds a wildcard', '申报文件/*.pdf'),
  named('a name is a device of Windows', '申报文件/aux.pdf'),
  named('a name ends in a dot', '申报文件/A09.pdf.'),
  named('a name ends in a space', '申报文件/A09.pdf '),
  named('a name has an empty part', '申报文件//A09.pdf'),
  named('a name has a part of one dot', '申报文件/./A09.pdf'),
  named('a name is longer than disks allow', `申报文件/${'长'.repeat(90)}.pdf`),
  named('a name is longer than anything', `${'a/'.repeat(6)}${'b'.repeat(2_000)}`),
  named('an entry lies deep in folders', `申报文件/${'a/'.repeat(20)}x.pdf`),
  named('two entries have one name', FIRST),
  named('two names differ in case only', '申报文件/a01.PDF'),
  named('two names differ in width only', '申报文件/Ａ01.pdf'),
  {
    title: 'two names differ in composition only',
    make: plain((entries) => added(entries, { name: '申报文件/é.pdf', data }, { name: '申报文件/e\u0301.pdf', data })),
  },
  {
    title: 'two names differ in a compatibility ideograph only',
    make: plain((entries) =>
      added(entries, { name: '申报文件/\uF900.pdf', data }, { name: '申报文件/\u8C48.pdf', data }),
    ),
  },
  named('a file is the folder of others', '申报文件', {}),
  named('a name says UTF-8 and is GB 18030', '申报文件/x', {
    both: { name: Buffer.from('c9eab1a8cec4bcfe2f78', 'hex') },
  }),
  named('a name is UTF-8 and does not say so', '申报文件/x', withoutFlag(Buffer.from('申报文件/x'))),
  named('a name is neither UTF-8 nor GB 18030', 'x', withoutFlag(Buffer.from([0x61, 0xff, 0xff]))),
  named(
    'a name is GB 18030, and its file on no list',
    '申报文件/x',
    withoutFlag(Buffer.from('c9eab1a8cec4bcfe2f78', 'hex')),
  ),
  {
    title: 'an entry has a second name in a field of its own',
    make: plain((entries) =>
      changed(entries, FIRST, {
        directory: { extra: makeExtra(0x7075, Buffer.concat([Buffer.from([1, 0, 0, 0, 0]), Buffer.from('../x')])) },
      }),
    ),
  },
  named('a file stands where none should', 'autorun.inf'),
  named('a file stands in a folder of its own', '其他/x.pdf'),
  named('a file is on no list', '申报文件/A09.pdf'),
  {
    title: 'several things at once',
    make: plain((entries) =>
      resealed([...changed(entries, FIRST, { both: { flags: 0x801 } }), { name: '../x', data }, { name: '/y', data }]),
    ),
  },
];
