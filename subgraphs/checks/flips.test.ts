/** For every check that code decides there is a smallest change that flips it and no other. */
import { describe, expect, it } from 'vitest';
import { makeCasePackage, readSample } from '../../test/support/case-package.ts';
import { adjust, first, FLIPS, type Change } from '../../test/support/check-flips.ts';
import { CHECK_NUMBERS, CHECKS } from './catalogue.ts';
import { runChecks } from './run.ts';
import type { CheckReport } from './types.ts';

/** Results of each check, the worst first. */
function resultsOf(report: CheckReport): Record<string, string> {
  const order = ['FAIL', 'WARNING', 'MANUAL_REVIEW', 'NOT_APPLICABLE', 'PASS'];
  return Object.fromEntries(
    Object.entries(Object.groupBy(report.rows, ({ number }) => number)).map(([number, rows = []]) => [
      number,
      order.find((result) => rows.some((row) => row.result === result)) ?? '',
    ]),
  );
}

async function check(change?: Change): Promise<Record<string, string>> {
  const { pkg, facts } = await makeCasePackage(change);
  return resultsOf(runChecks(pkg, 'GD', facts));
}

const automatic = CHECK_NUMBERS.filter((number) => CHECKS[number].automation === 'A');

const pdf = readSample('pdf/pdfa2b-pass.pdf');

it('a right package passes every check that code decides', async () => {
  const results = await check();

  expect(automatic.filter((number) => results[number] !== 'PASS')).toEqual(['1-12']);
  expect(results['1-12']).toBe('NOT_APPLICABLE');
});

it('what needs an engine or a person is never passed without one', async () => {
  const results = await check(
    adjust((_pkg, facts) => {
      facts.virusEngine = null;
    }),
  );

  expect(
    CHECK_NUMBERS.filter((number) => CHECKS[number].automation !== 'A').map((number) => results[number]),
  ).not.toContain('PASS');
  expect(results).toMatchObject({ '3-4': 'MANUAL_REVIEW', '4-1': 'MANUAL_REVIEW', '4-2': 'MANUAL_REVIEW' });
});

it('every check that code decides can be flipped', () => {
  expect(Object.keys(FLIPS).toSorted()).toEqual(automatic.toSorted());
});

describe.each(Object.entries(FLIPS))('GD-%s is flipped, and nothing else, when', (number, flips) => {
  it.each(flips)('$title', async ({ base, change, moot = [] }) => {
    const before = await check(base);
    const after = await check(change);
    const changed = CHECK_NUMBERS.filter((each) => before[each] !== after[each]);

    expect(before[number]).toBe('PASS');
    expect(['FAIL', 'WARNING']).toContain(after[number]);
    expect(changed.filter((each) => !moot.includes(each))).toEqual([number]);
    expect(moot.map((each) => after[each])).toEqual(moot.map(() => 'NOT_APPLICABLE'));
  });
});

describe('what an engine tells', () => {
  it('a virus flips 4-2 alone', async () => {
    const before = await check();
    const after = await check(first({ described: { scan: { engine: 'ClamAV 1.4', infected: true } } }));

    expect(CHECK_NUMBERS.filter((each) => before[each] !== after[each])).toEqual(['4-2']);
    expect([before['4-2'], after['4-2']]).toEqual(['PASS', 'FAIL']);
  });

  it('a file that was not scanned is for a person', async () => {
    expect(await check(first({ described: { scan: null } }))).toMatchObject({ '4-2': 'MANUAL_REVIEW' });
  });
});

describe('what cannot be told is for a person', () => {
  it('a signature that is attached', async () => {
    expect(
      await check(first({ bytes: readSample('ofd/signed.ofd'), path: '申报文件/A01.ofd', format: 'OFD' })),
    ).toMatchObject({
      '1-1': 'MANUAL_REVIEW',
    });
  });

  it('a PDF whose table of references is damaged', async () => {
    const damaged = Buffer.from(pdf.toString('latin1').replace(/startxref\s+/, 'startxref\n1'), 'latin1');

    expect(await check(first({ bytes: damaged }))).toMatchObject({ '3-8': 'MANUAL_REVIEW' });
  });

  it('content without a declared digest', async () => {
    expect(await check(first({ described: { declaredDigests: {} } }))).toMatchObject({ '1-1': 'MANUAL_REVIEW' });
  });

  it('a file that is cut off cannot be opened', async () => {
    expect(await check(first({ bytes: pdf.subarray(0, pdf.length - 100) }))).toMatchObject({ '3-4': 'FAIL' });
  });
});
