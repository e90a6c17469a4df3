/** Many files changed by chance, each looked at: always a finding, never a crash. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inspectFile, toSource, type FileInspection } from '../../subgraphs/checks/index.ts';
import { box, makeJpeg, makeMp3, makeMp4, makePng, makeRiff, makeTiff } from './make-media.ts';
import { makePdf, makeStream, makeXmp } from './make-pdf.ts';
import { makeOfd, makeZip } from './make-zip.ts';
import { chance, mutate } from './mutate.ts';

const SAMPLES = join(import.meta.dirname, '../fixtures/samples');

/** The samples, and the smallest file of every other format. */
export function seeds(): readonly Buffer[] {
  const samples = ['pdf', 'ofd'].flatMap((folder) =>
    readdirSync(join(SAMPLES, folder)).map((name) => readFileSync(join(SAMPLES, folder, name))),
  );
  return [
    ...samples.filter(({ length }) => length < 40_000),
    makePdf({
      xref: 'stream',
      packed: ['<</Type/Sig>>', '<</EF<</F 1 0 R>>>>'],
      objects: [makeStream('/Type/Metadata', makeXmp('a'))],
    }),
    makeOfd({ docInfo: '<ofd:Title>a</ofd:Title>' }),
    makeZip([
      { name: 'a', data: 'aaaa' },
      { name: 'b/', data: '' },
    ]),
    makeJpeg([[0xe1, Buffer.concat([Buffer.from('Exif\0\0'), makeTiff([{ tag: 270, text: Buffer.from('abcdef') }])])]]),
    makeTiff([
      { tag: 270, text: Buffer.from('abcdef') },
      { tag: 700, text: Buffer.from(makeXmp('a')) },
    ]),
    makePng(['a\0b']),
    makeMp3('title'),
    makeRiff('WAVE', 'title'),
    makeRiff('AVI '),
    makeMp4(box('udta', box('meta', Buffer.alloc(4), box('ilst', box('\xA9nam', box('data', Buffer.alloc(20))))))),
    Buffer.from('<?xml version="1.0" encoding="UTF-8"?><a b="c"><d>e</d><![CDATA[f]]></a>'),
    Buffer.from('公租房资格确认\r\n'),
  ];
}

export interface FuzzResult {
  readonly tried: number;
  /** With some finding: damage, doubt, encryption, another format. */
  readonly told: number;
}

/** @throws whatever an inspection throws, with the number of the try in the message */
export async function fuzzInspection(times: number, seed: number): Promise<FuzzResult> {
  const originals = seeds();
  const random = chance(seed);
  let told = 0;
  for (let count = 0; count < times; count += 1) {
    const original = originals[count % originals.length] ?? Buffer.alloc(0);
    const changed = mutate(original, random);
    const found = await inspect(changed, `try ${count} of seed ${seed}`);
    if (found.damage !== null || found.unsure !== null || found.format === 'UNKNOWN') told += 1;
  }
  return { tried: times, told };
}

async function inspect(bytes: Buffer, name: string): Promise<FileInspection> {
  try {
    return await inspectFile(toSource(bytes));
  } catch (cause) {
    throw new Error(name, { cause });
  }
}
