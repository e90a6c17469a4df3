import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../profile.ts';
import { applyMask, type MaskKind, type MaskSettings } from './masks.ts';

const DEFAULTS = DEFAULT_PROFILE.masks;
const CUSTOMARY: MaskSettings = { ...DEFAULTS, CITIZEN_ID: { prefix: 6, suffix: 4 } };
const KINDS = [
  'PERSON_NAME',
  'CITIZEN_ID',
  'MOBILE',
  'PHONE',
  'ADDRESS',
  'BANK_CARD',
  'PASSPORT',
  'BIRTH_DATE',
] as const;

/** How many characters each kind may show at most, under the national settings. */
const MOST_VISIBLE = {
  PERSON_NAME: 2,
  CITIZEN_ID: 5,
  MOBILE: 7,
  PHONE: 6,
  BANK_CARD: 4,
  PASSPORT: 3,
  BIRTH_DATE: 4,
} as const;

const likely = fc.oneof(
  fc.stringMatching(/^[0-9]{10,19}[0-9Xx]$/),
  fc.stringMatching(/^0[0-9]{2,3}-?[0-9]{7,8}$/),
  fc.stringMatching(/^[EG][0-9]{8}$/),
  fc.stringMatching(/^[省市区县某东西·张三欧阳*𬍛]{0,20}$/u),
  fc.constantFrom('*', '**', '***', '****', '*****', ' ', '张', '张*', '1990', '1990-03-07', '某省****', '0'),
);
const anyValue = fc.oneof(likely, fc.string(), fc.string({ unit: 'binary' }));

function visible(masked: string): string {
  return masked.replaceAll(/[* -]/g, '');
}

describe('the masks of the standard', () => {
  it.each<[MaskKind, string, string]>([
    ['PERSON_NAME', '张三', '张*'],
    ['PERSON_NAME', '欧阳明月', '欧阳**'],
    ['CITIZEN_ID', '990106199003070017', '990*************17'],
    ['MOBILE', '19900000000', '199****0000'],
    ['PHONE', '0599-1234512', '0599-*****12'],
    ['ADDRESS', '某省某市某区某路1号', '某省某市某区****'],
    ['BANK_CARD', '9900001234561234', '**** 1234'],
    ['PASSPORT', 'E0000012', 'E*****12'],
    ['BIRTH_DATE', '1990-03-07', '1990'],
  ])('%s: %s is shown as %s', (kind, value, masked) => {
    expect(applyMask(kind, value, DEFAULTS)).toBe(masked);
  });

  it('show of an identity number what the settings say', () => {
    expect(applyMask('CITIZEN_ID', '990106199003070017', CUSTOMARY)).toBe('990106********0017');
    expect(applyMask('CITIZEN_ID', '11010519491231002X', DEFAULTS)).toBe('110*************2X');
  });
});

describe('a personal name', () => {
  it.each([
    ['张', '****'],
    ['张三丰', '张**'],
    ['欧阳', '欧*'],
    ['欧阳修', '欧阳*'],
    ['诸葛', '诸*'],
    ['阿里木江', '阿***'],
    ['买买提·阿不都', '买****'],
    ['约翰·史密斯', '约****'],
    ['John Smith', 'J****'],
    ['Ö', '****'],
    ['𬍛', '****'],
    ['𬍛三', '𬍛*'],
    ['张𬍛', '张*'],
    ['欧阳𬍛', '欧阳*'],
    ['张\u{E863}', '张*'],
    ['葛\u{E0100}城', '葛*'],
    ['J\u0301ohn', 'J****'],
    ['张三（曾用名李四）', '张****'],
    ['990106199003070017', '****'],
    ['\uD800三', '****'],
    ['  张三 ', '张*'],
    ['  ', '****'],
    ['👨‍👩‍👧 张', '****'],
  ])('%s is shown as %s', (value, masked) => {
    expect(applyMask('PERSON_NAME', value, DEFAULTS)).toBe(masked);
  });

  it('is hidden whole where the profile says so', () => {
    const settings: MaskSettings = { ...DEFAULTS, PERSON_NAME: { ...DEFAULTS.PERSON_NAME, keep: 'NOTHING' } };

    expect(applyMask('PERSON_NAME', '欧阳明月', settings)).toBe('****');
  });
});

describe('an address', () => {
  it.each([
    ['北京市海淀区中关村大街1号', '北京市海淀区****'],
    ['上海市浦东新区世纪大道1号', '上海市浦东新区****'],
    ['某省定安县定城镇1号', '某省定安县****'],
    ['内蒙古自治区呼和浩特市新城区中山东路1号', '内蒙古自治区呼和浩特市新城区****'],
    ['内蒙古自治区锡林郭勒盟正蓝旗上都镇', '内蒙古自治区锡林郭勒盟正蓝旗****'],
    ['贵州省黔西南布依族苗族自治州兴义市桔山街道', '贵州省黔西南布依族苗族自治州兴义市****'],
    ['山东省济南市市中区经四路1号', '山东省济南市市中区****'],
    ['江西省景德镇市珠山区1号', '江西省景德镇市珠山区****'],
    ['浙江省杭州市西湖区文三路1号', '浙江省杭州市西湖区****'],
    ['李四浙江省杭州市西湖区', '****'],
    ['李四杭州市西湖区', '****'],
    ['某省某市幸福小区3号楼', '某省某市****'],
    ['某省某市阳光花园区3号楼', '某省某市****'],
    ['某省某市联华超市3楼', '某省某市****'],
    ['某省某市幸福路和平区1号', '某省某市****'],
    ['某省幸福村3组', '某省****'],
    ['上海市阳光城市花园3栋', '上海市****'],
    ['西湖区文三路1号', '****'],
    ['杭州市文三路1号', '****'],
    ['张三家', '****'],
    ['No. 1, Example Road', '****'],
    ['某省', '某省****'],
    ['某省****', '****'],
  ])('%s is shown as %s', (value, masked) => {
    expect(applyMask('ADDRESS', value, DEFAULTS)).toBe(masked);
  });

  it.each([
    ['NOTHING', '****'],
    ['PROVINCE', '某省****'],
    ['CITY', '某省某市****'],
    ['DISTRICT', '某省某市某区****'],
  ] as const)('is kept to %s', (keepTo, masked) => {
    expect(applyMask('ADDRESS', '某省某市某区某路1号', { ...DEFAULTS, ADDRESS: { keepTo } })).toBe(masked);
  });

  it('shows nothing of what follows the district', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (rest) => {
        expect(applyMask('ADDRESS', `某省某市某区1${rest}`, DEFAULTS)).toBe('某省某市某区****');
      }),
    );
  });

  it('shows no number, street, village or house', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[某东省市区县街路村号楼室小1-9]{1,30}$/u), (address) => {
        expect(applyMask('ADDRESS', address, DEFAULTS)).not.toMatch(/[街路村号楼室1-9]|小区/u);
      }),
    );
  });

  it('is cut in time that does not grow with its length', () => {
    expect(applyMask('ADDRESS', '某'.repeat(1e6), DEFAULTS)).toBe('****');
  });
});

describe('a fixed phone', () => {
  it.each([
    ['010-12345678', '010-******78'],
    ['01012345678', '010-******78'],
    ['059912345678', '0599-******78'],
    ['0991234567', '****'],
    ['(0599)1234512', '****'],
  ])('%s is shown as %s', (value, masked) => {
    expect(applyMask('PHONE', value, DEFAULTS)).toBe(masked);
  });
});

describe('a value that has not the form of its kind', () => {
  it.each<[MaskKind, string]>([
    ['CITIZEN_ID', '990106900307001'],
    ['CITIZEN_ID', '9901061990030700177'],
    ['CITIZEN_ID', '９90106199003070017'],
    ['CITIZEN_ID', '990106 19900307 0017'],
    ['MOBILE', '+8619900000000'],
    ['MOBILE', '1990000000'],
    ['MOBILE', '990106199003070017'],
    ['PHONE', '1234512'],
    ['PHONE', '19900000000'],
    ['BANK_CARD', '1234'],
    ['BANK_CARD', '9900 0012 3456 1234 9900 0012'],
    ['PASSPORT', 'E12'],
    ['PASSPORT', '990106199003070017'],
    ['BIRTH_DATE', '1990'],
    ['BIRTH_DATE', '19900307'],
    ['BIRTH_DATE', '990106199003070017'],
  ])('%s: %s is hidden whole', (kind, value) => {
    expect(applyMask(kind, value, DEFAULTS)).toBe('****');
  });

  it('is hidden even if the settings would add up to the whole of it', () => {
    const settings: MaskSettings = {
      ...DEFAULTS,
      PASSPORT: { prefix: 2, suffix: 2 },
      PHONE: { keepAreaCode: false, suffix: 0 },
    };

    expect(applyMask('PASSPORT', 'E123456', settings)).toBe('****');
    expect(applyMask('PHONE', '0599-1234512', settings)).toBe('*******');
    expect(applyMask('BANK_CARD', '9900001234561234', { ...DEFAULTS, BANK_CARD: { suffix: 0 } })).toBe('****');
    expect(applyMask('BIRTH_DATE', '1990-03-07', { ...DEFAULTS, BIRTH_DATE: { keep: 'NOTHING' } })).toBe('****');
  });
});

describe.each(KINDS)('every mask of kind %s', (kind) => {
  it('of nothing is nothing', () => {
    expect(applyMask(kind, '', DEFAULTS)).toBe('');
  });

  it('is never the value itself', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        fc.pre(value !== '');
        expect(applyMask(kind, value, DEFAULTS)).not.toBe(value);
      }),
      { numRuns: 1000 },
    );
  });

  it('shows no more than the settings allow', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const shown = Array.from(visible(applyMask(kind, value, DEFAULTS))).length;
        expect(shown).toBeLessThanOrEqual(kind === 'ADDRESS' ? 30 : MOST_VISIBLE[kind]);
      }),
      { numRuns: 1000 },
    );
  });

  it('is the same every time, and well-formed', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const masked = applyMask(kind, value, DEFAULTS);
        expect(applyMask(kind, value, DEFAULTS)).toBe(masked);
        expect(masked.isWellFormed()).toBe(true);
      }),
    );
  });
});
