import { describe, expect, it } from 'vitest';
import { parseRegionCode, toRegionPrefix } from './region-code.ts';

function prefixOf(code: string): string | null {
  const region = parseRegionCode(code);
  return region.ok ? toRegionPrefix(region.value) : null;
}

describe('a region code', () => {
  it.each(['990106', '511602000000', '990106001002'])('takes %s', (code) => {
    expect(parseRegionCode(code)).toEqual({ ok: true, value: code });
  });

  it.each([
    ['99010', ['length']],
    ['9901060', ['length']],
    ['9901060010020', ['length']],
    ['99010X', ['digits']],
    ['９90106', ['digits']],
    ['99010X0', ['digits', 'length']],
    [990106, ['type']],
  ])('refuses %s for its %j', (input, parts) => {
    const region = parseRegionCode(input);

    expect(region.ok ? [] : region.faults.map(({ part }) => part)).toEqual(parts);
  });

  it.each([
    ['990000', '99'],
    ['990100', '9901'],
    ['990106', '990106'],
    ['990110', '990110'],
    ['990106000000', '990106'],
    ['990106001000', '990106001'],
    ['990106010000', '990106010'],
    ['990106001002', '990106001002'],
    ['500000', '50'],
    ['100000', ''],
    ['000000000000', ''],
  ])('%s covers all that begins with "%s"', (code, prefix) => {
    expect(prefixOf(code)).toBe(prefix);
  });
});
