/** The files of test/fixtures/samples, each with the verdict that it must get. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { inspectFile, toSource } from './inspect.ts';
import type { FileInspection } from './types.ts';

const FOLDER = join(import.meta.dirname, '../../test/fixtures/samples');

type Verdict = Pick<
  FileInspection,
  | 'format'
  | 'version'
  | 'pdfa'
  | 'ofdType'
  | 'encrypted'
  | 'signatures'
  | 'integrityProtected'
  | 'embedded'
  | 'damage'
  | 'unsure'
>;

const SOUND = { encrypted: null, signatures: 0, integrityProtected: false, embedded: 0, damage: null, unsure: null };

function pdf(version: string, level: string | null, found: Partial<Verdict> = {}): Verdict {
  const pdfa = level === null ? null : { part: Number(level[0]), conformance: level.slice(1) || null };
  return { format: 'PDF', version, pdfa, ofdType: null, ...SOUND, ...found };
}

function ofd(version: string, found: Partial<Verdict> = {}): Verdict {
  return { format: 'OFD', version, pdfa: null, ofdType: 'OFD', ...SOUND, ...found };
}

/** A failing file breaks one clause of ISO 19005 and declares its level all the same. */
const EXPECTED: Readonly<Record<string, Verdict>> = {
  'pdf/encrypted.pdf': pdf('1.4', null, { encrypted: 'the PDF has a password or restrictions (Standard)' }),
  'pdf/pdfa1a-fail.pdf': pdf('1.4', '1A'),
  'pdf/pdfa1a-pass.pdf': pdf('1.4', '1A'),
  'pdf/pdfa1b-header-fail.pdf': pdf('1.4', '1B'),
  'pdf/pdfa1b-header-pass.pdf': pdf('2.0', '1B'),
  'pdf/pdfa1b-trailer-fail.pdf': pdf('1.4', '1B'),
  'pdf/pdfa1b-trailer-pass.pdf': pdf('1.4', '1B'),
  'pdf/pdfa2b-fail.pdf': pdf('1.6', '2B', { signatures: 1 }),
  'pdf/pdfa2b-pass.pdf': pdf('1.4', '2B'),
  'pdf/pdfa2u-fail.pdf': pdf('1.7', '2U'),
  'pdf/pdfa2u-pass.pdf': pdf('1.7', '2U'),
  'pdf/pdfa3b-fail.pdf': pdf('1.7', '3B', { embedded: 1 }),
  'pdf/pdfa3b-pass.pdf': pdf('1.7', '3B', { embedded: 1 }),
  // Its catalogue claims a version that does not exist, which is the clause it breaks.
  'pdf/pdfa4-fail.pdf': pdf('2.A', '4'),
  'pdf/pdfa4-pass.pdf': pdf('2.0', '4'),
  // Holds a file and does not declare the level that allows it, which is the clause it breaks.
  'pdf/pdfa4f-fail.pdf': pdf('2.0', '4', { embedded: 1 }),
  'pdf/pdfa4f-pass.pdf': pdf('2.0', '4F', { embedded: 1 }),
  'ofd/attachment.ofd': ofd('1.0', { embedded: 1 }),
  'ofd/chinese-dir.ofd': ofd('1.0'),
  'ofd/hello.ofd': ofd('1.0'),
  'ofd/integrity.ofd': ofd('1.0', { integrityProtected: true }),
  'ofd/ofda.ofd': ofd('1.2', { ofdType: 'OFD-A' }),
  'ofd/page.ofd': ofd('1.1', { signatures: 1, embedded: 1 }),
  'ofd/sealed.ofd': ofd('1.1'),
  'ofd/signed.ofd': ofd('1.0', { signatures: 1 }),
  'ofd/text.ofd': ofd('1.0', { signatures: 1, embedded: 1 }),
};

it('every sample has its verdict', () => {
  const found = ['pdf', 'ofd'].flatMap((folder) =>
    readdirSync(join(FOLDER, folder)).map((name) => `${folder}/${name}`),
  );

  expect(found.toSorted()).toEqual(Object.keys(EXPECTED).toSorted());
});

it.each(Object.entries(EXPECTED))('%s', async (name, verdict) => {
  expect(await inspectFile(toSource(readFileSync(join(FOLDER, name))))).toMatchObject(verdict);
});
