import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { inspectFile, toSource } from '../../checks/index.ts';
import { stripSeals } from './strip.ts';
import { SealFault } from './stripped.ts';

const sample = (name: string): Buffer =>
  readFileSync(join(import.meta.dirname, '../../../test/fixtures/samples', name));

const VALUE = '<3082abcdef>';
const pdf = (value: string, gap = value.length): Buffer => {
  const head = '%PDF-1.7\n1 0 obj <</Type/Sig/Contents ';
  const tail = `/ByteRange [0 ${head.length} ${head.length + gap} 9]>> endobj\n%%EOF`;
  return Buffer.from(head + value + tail, 'latin1');
};

describe('of a sealed OFD', () => {
  it('the signatures go, the document stays as it was, and the picture of the seal is kept', async () => {
    const bytes = sample('ofd/signed.ofd');
    const stripped = await stripSeals(bytes);
    const [before, after] = [await inspectFile(toSource(bytes)), await inspectFile(toSource(stripped?.bytes ?? bytes))];

    expect([before.signatures, after.signatures]).toEqual([1, 0]);
    expect(after).toMatchObject({ format: 'OFD', damage: null, unsure: null });
    expect(stripped?.removed).toEqual([
      'Doc_0/Signs/Signatures.xml',
      'Doc_0/Signs/Sign_0/Signature.xml',
      'Doc_0/Signs/Sign_0/Seal.esl',
      'Doc_0/Signs/Sign_0/SignedValue.dat',
    ]);
    expect(stripped?.pictures.length).toBe(1);
    expect(await inspectFile(toSource(stripped?.pictures[0]?.bytes ?? Buffer.alloc(0)))).toMatchObject({
      format: stripped?.pictures[0]?.format,
      damage: null,
    });
  });

  it('the same comes out each time, and of what is stripped nothing more', async () => {
    const [one, other] = [await stripSeals(sample('ofd/signed.ofd')), await stripSeals(sample('ofd/signed.ofd'))];

    expect(one?.bytes.equals(other?.bytes ?? Buffer.alloc(0))).toBe(true);
    expect(await stripSeals(one?.bytes ?? Buffer.alloc(0))).toBeNull();
  });

  it('without signatures nothing is touched', async () => {
    expect(await stripSeals(sample('ofd/hello.ofd'))).toBeNull();
  });
});

describe('of a signed PDF', () => {
  it('the value of the signature becomes zeros, and no other byte changes', async () => {
    const bytes = pdf(VALUE);
    const stripped = await stripSeals(bytes);

    expect(stripped?.bytes.toString('latin1')).toBe(bytes.toString('latin1').replace(VALUE, '<0000000000>'));
    expect(await stripSeals(stripped?.bytes ?? bytes)).toBeNull();
  });

  it('whose signature does not say where its value stands, nothing is guessed', async () => {
    await expect(stripSeals(pdf(VALUE, 5))).rejects.toThrow(SealFault);
  });

  it('without a signature nothing is touched', async () => {
    expect(await stripSeals(sample('pdf/pdfa2b-pass.pdf'))).toBeNull();
    expect(await stripSeals(Buffer.from('text'))).toBeNull();
  });
});
