import { describe, expect, it } from 'vitest';
import { parseReferenceCode } from './reference-code.ts';

describe('a reference code', () => {
  it('is taken apart when arranged by item', () => {
    expect(parseReferenceCode('Z109-WS·2011·Y·办公室-0001')).toEqual({
      ok: true,
      value: {
        code: 'Z109-WS·2011·Y·办公室-0001',
        fonds: 'Z109',
        category: 'WS',
        levels: ['2011', 'Y', '办公室'],
        year: 2011,
        retention: 'Y',
        file: null,
        item: '0001',
      },
    });
  });

  it('is taken apart when arranged by volume', () => {
    expect(parseReferenceCode('J019-ZY·JC·CC·2019·D30-001-002')).toMatchObject({
      ok: true,
      value: {
        category: 'ZY',
        levels: ['JC', 'CC', '2019', 'D30'],
        year: 2019,
        retention: 'D30',
        file: '001',
        item: '002',
      },
    });
  });

  it.each(['A439-WS·2015·D30·003-005', 'Z008-WS·2019·Y-037', 'Z901-ZY·XK·2024·D30-000123'])('takes %s', (code) => {
    expect(parseReferenceCode(code)).toMatchObject({ ok: true, value: { code } });
  });

  it('needs neither year nor retention', () => {
    expect(parseReferenceCode('Z901-ZY-001')).toMatchObject({
      ok: true,
      value: { levels: [], year: null, retention: null },
    });
  });

  it('takes a department with a rare character', () => {
    expect(parseReferenceCode('Z901-ZY·𬍛街道-001')).toMatchObject({
      ok: true,
      value: { levels: ['𬍛街道'] },
    });
  });

  it.each([
    ['Z901-ZY·XK·2024', 'structure'],
    ['Z901-ZY-001-001-001', 'structure'],
    ['Z90-ZY-001', 'fonds'],
    ['z901-ZY-001', 'fonds'],
    ['Ｚ901-ZY-001', 'fonds'],
    ['Z901-ZYX-001', 'category'],
    ['Z901--001', 'category'],
    ['Z901-ZY··2024-001', 'category'],
    ['Z901-ZY·-001', 'category'],
    ['Z901-ZY·办 公-001', 'category'],
    ['Z901-ZY·XK・2024-001', 'category'],
    ['Z901-ZY•2024-001', 'category'],
    ['Z901-ZY·２０２４-001', 'category'],
    ['Z901-ZY·../x-001', 'category'],
    ['Z901-ZY·a\u0000b-001', 'category'],
    ['Z901-ZY-01', 'item number'],
    ['Z901-ZY-0000001', 'item number'],
    ['Z901-ZY-００１', 'item number'],
    ['Z901-ZY-1-001', 'file number'],
    ['Z901-ZY-001\n', 'item number'],
    ['', 'length'],
    ['Z'.repeat(129), 'length'],
    [7, 'type'],
  ])('refuses %j for its %s', (input, part) => {
    expect(parseReferenceCode(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });

  it('lists all faults', () => {
    expect(parseReferenceCode('901-Z·-1-x')).toMatchObject({
      ok: false,
      faults: [
        { part: 'fonds' },
        { part: 'category' },
        { part: 'category' },
        { part: 'file number' },
        { part: 'item number' },
      ],
    });
  });
});
