import { describe, expect, it } from 'vitest';
import { inspectFile, toSource } from '../checks/index.ts';
import { convertersOf, type Converter } from './converters.ts';
import type { PreservationSettings } from './settings.ts';

const NONE: PreservationSettings = { media: {}, converters: [], filesAtATime: 4 };

function named(name: string, settings: PreservationSettings = NONE): Converter {
  return convertersOf(settings).find((each) => each.name === name) ?? expect.fail('no such converter');
}

async function convert(converter: Converter, bytes: Buffer, pieces = 3): Promise<Buffer> {
  const inspection = await inspectFile(toSource(bytes));
  const made: Uint8Array[] = [];
  for await (const chunk of converter.convert(inPieces(bytes, pieces), inspection)) made.push(chunk);
  return Buffer.concat(made);
}

/** Cut anywhere, also within a character. */
async function* inPieces(bytes: Buffer, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const GB = Buffer.from('c4e3bac3a3accac0bde7', 'hex');
const UTF16 = Buffer.from('\ufeff你好，世界', 'utf16le');

describe('text into UTF-8', () => {
  const converter = named('text-to-utf8');

  it.each([
    ['GB 18030', GB],
    ['UTF-16', UTF16],
  ])('keeps every character of %s, wherever it is cut', async (_title, bytes) => {
    for (const pieces of [2, 3, 7])
      expect((await convert(converter, bytes, pieces)).toString('utf8')).toBe('你好，世界');
  });

  it('keeps the characters of four bytes, too', async () => {
    const bytes = Buffer.concat([GB, Buffer.from('95329033', 'hex'), GB]);

    expect((await convert(converter, bytes, 1)).toString('utf8')).toBe('你好，世界\u{20089}你好，世界');
  });

  it('refuses what is not exactly text of its encoding, and replaces nothing', async () => {
    const inspection = await inspectFile(toSource(GB));
    const broken = Buffer.concat([GB, Buffer.from('ff', 'hex')]);
    const read = async (): Promise<void> => {
      for await (const chunk of converter.convert(inPieces(broken, 4), inspection))
        expect(chunk.length).toBeGreaterThan(0);
    };

    await expect(read()).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  it('leaves alone what is UTF-8 already', async () => {
    expect(converter.isNeeded(await inspectFile(toSource(Buffer.from('你好，世界'))))).toBe(false);
  });
});

it('XML into UTF-8 says so in its declaration, and nowhere else', async () => {
  const declared = (encoding: string, quote: string): Buffer =>
    Buffer.from(`<?xml version=${quote}1.0${quote} encoding=${quote}${encoding}${quote}?><a encoding="GB18030">`);
  const bytes = Buffer.concat([declared('GB18030', "'"), GB, Buffer.from('</a>')]);

  const made = await convert(named('xml-to-utf8'), bytes, 5);

  expect(made.toString('utf8')).toBe(`${declared('UTF-8', "'").toString()}你好，世界</a>`);
});

describe('a program of the installation', () => {
  const program = (...command: string[]): Converter =>
    named('own', {
      ...NONE,
      converters: [{ name: 'own', version: '1', from: 'TXT', to: 'PDF', command, timeoutSeconds: 2 }],
    });

  it('is given files, and what it writes is the content', async () => {
    expect(await convert(program('cp', '{in}', '{out}'), GB)).toEqual(GB);
  });

  it('is read by no shell', async () => {
    await expect(convert(program('cp', '{in}', '{out};true'), GB)).rejects.toMatchObject({ code: 'NO_OUTPUT' });
  });

  it.each([
    ['fails', ['false'], 'PROGRAM_FAILED'],
    ['is not there', ['no-such-program-of-ours'], 'PROGRAM_FAILED'],
    ['writes nothing', ['true'], 'NO_OUTPUT'],
    ['does not end', ['sleep', '60'], 'TIME_OUT'],
  ])('that %s converts nothing', { timeout: 60_000 }, async (_title, command, code) => {
    await expect(convert(program(...command), GB)).rejects.toMatchObject({ code });
  });
});
