import { describe, expect, it } from 'vitest';
import { parseItemCode } from './item-code.ts';

const BASIC = {
  basicCode: '442199806003',
  province: '44',
  itemType: '21',
  department: '99',
  mainItem: '806',
  subItem: '003',
};
const LONG = '12441500196720244T3442199806003';

describe('an item code', () => {
  it('is recognised as a basic code', () => {
    expect(parseItemCode('442199806003')).toEqual({
      ok: true,
      value: { code: '442199806003', parsed: { kind: 'BASIC', ...BASIC } },
    });
  });

  it('may have a letter in its type', () => {
    expect(parseItemCode('511Z07001006')).toMatchObject({
      ok: true,
      value: {
        parsed: {
          kind: 'BASIC',
          province: '51',
          itemType: '1Z',
          department: '07',
          mainItem: '001',
          subItem: '006',
        },
      },
    });
  });

  it('is recognised as an implementation code', () => {
    expect(parseItemCode(LONG)).toEqual({
      ok: true,
      value: {
        code: LONG,
        parsed: { kind: 'IMPLEMENTATION', agency: '12441500196720244T', level: '3', ...BASIC },
      },
    });
  });

  it('is recognised as a handling code', () => {
    expect(parseItemCode(`${LONG}01`)).toMatchObject({
      ok: true,
      value: {
        parsed: { kind: 'HANDLING', agency: '12441500196720244T', level: '3', handling: '01', ...BASIC },
      },
    });
  });

  it('is recognised in the form of one province', () => {
    expect(parseItemCode('511Z07001006-511602000000-000-11990000MB0DEM017Y-1-00')).toMatchObject({
      ok: true,
      value: {
        parsed: {
          kind: 'PROVINCIAL',
          agency: '11990000MB0DEM017Y',
          region: '511602000000',
          basicCode: '511Z07001006',
        },
      },
    });
  });

  it.each([
    'XK-2018-003',
    '许可·001',
    '12441500196720244T0442199806003',
    '12441500196720244U3442199806003',
    '12441500196720244T344219980600A',
    '511Z07001006-511602000000-000-11990000MB0DEM017X-1-00',
    'x'.repeat(64),
  ])('stays opaque: %s', (code) => {
    expect(parseItemCode(code)).toEqual({ ok: true, value: { code, parsed: null } });
  });

  it.each([
    ['', 'length'],
    ['x'.repeat(65), 'length'],
    ['4421 99806003', 'characters'],
    ['442199806003\n', 'characters'],
    ['４42199806003', 'characters'],
    ['4421\uD800', 'characters'],
    [442199806003, 'type'],
  ])('refuses %j for its %s', (input, part) => {
    expect(parseItemCode(input)).toMatchObject({ ok: false, faults: [{ part }] });
  });
});
