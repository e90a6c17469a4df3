import { describe, expect, it } from 'vitest';
import { makeCasePackage, readSample, type PackageInput } from '../../test/support/case-package.ts';
import { CHECKS } from './catalogue.ts';
import { runChecks } from './run.ts';
import type { CheckReport } from './types.ts';
import { compareReports, verdict } from './verdict.ts';

async function report(change?: (input: PackageInput) => void): Promise<CheckReport> {
  const { pkg, facts } = await makeCasePackage(change);
  return runChecks(pkg, 'GD', facts);
}

const codesOf = (rows: readonly { readonly code: string; readonly object: string }[]): string[] =>
  rows.map(({ code, object }) => `${code} ${object}`);

/** Held back until a named person decides. */
const withControlCharacter = (input: PackageInput): void => {
  input.metadata['task_name'] = '公租房\u0007';
};

it('a case with a mandatory material missing, a wrong digest, an impossible date and a duplicate number is returned with all four at once', async () => {
  const found = await report((input) => {
    input.metadata['receive_time'] = '2024-02-30';
    const [form, ...others] = input.files;
    if (form !== undefined)
      input.files = [{ ...form, described: { declaredDigests: { sm3: '0'.repeat(64) } } }, ...others];
    input.adjust = (_pkg, facts) => {
      facts.taken = { ...facts.taken, caseNumber: true };
      facts.scope = { ...facts.scope, materials: [...facts.scope.materials, 'A02'] };
    };
  });
  const { outcome, blocking } = verdict(found);

  expect(outcome).toBe('RETURN');
  expect(codesOf(blocking)).toEqual(['GD-1-1 A01', 'GD-1-3 receive_time', 'GD-1-8 project_id', 'GD-2-9 A02']);
});

it('a right case is accepted, with what is left for a person noted', async () => {
  const { outcome, blocking, open, notes } = verdict(await report());

  expect({ outcome, blocking, open }).toEqual({ outcome: 'ACCEPT', blocking: [], open: [] });
  expect(notes.every(({ result, number }) => result === 'MANUAL_REVIEW' && CHECKS[number].automation !== 'A')).toBe(
    true,
  );
});

describe('a failure that a named person may let pass', () => {
  const override = { code: 'GD-1-6', object: 'task_name', by: '张某', reason: '系统遗留字符' };

  it('holds the case until it is decided', async () => {
    const found = await report(withControlCharacter);

    expect(verdict(found)).toMatchObject({ outcome: 'OVERRIDE_NEEDED', open: [{ code: 'GD-1-6' }] });
    expect(verdict(found, {}, [override])).toMatchObject({ outcome: 'ACCEPT', open: [], overridden: [{ override }] });
  });

  it.each([
    ['nobody', { by: ' ' }],
    ['no reason', { reason: '' }],
    ['another object', { object: 'task_code' }],
    ['another check', { code: 'GD-1-5' }],
    ['another stage', { code: 'YJ-1-6' }],
  ])('is not let pass by %s', async (_title, change) => {
    expect(verdict(await report(withControlCharacter), {}, [{ ...override, ...change }]).outcome).toBe(
      'OVERRIDE_NEEDED',
    );
  });

  it('blocks, or is only noted, where the policy says so', async () => {
    const found = await report(withControlCharacter);

    expect(verdict(found, { '1-6': 'BLOCK' }, [override]).outcome).toBe('RETURN');
    expect(verdict(found, { '1-6': 'WARN' }).outcome).toBe('ACCEPT');
  });
});

it('what code should have decided and could not waits for a person', async () => {
  const found = await report((input) => {
    const damaged = readSample('pdf/pdfa2b-pass.pdf')
      .toString('latin1')
      .replace(/startxref\s+/, 'startxref\n1');
    const [form, ...others] = input.files;
    if (form !== undefined) input.files = [{ ...form, bytes: Buffer.from(damaged, 'latin1') }, ...others];
  });

  expect(verdict(found)).toMatchObject({ outcome: 'OVERRIDE_NEEDED', open: [{ code: 'GD-3-8', object: 'A01' }] });
});

it('a signature that is attached is noted, and holds nothing up: only a key service could verify it', async () => {
  const found = await report((input) => {
    const signed = { bytes: readSample('ofd/signed.ofd'), path: '结果文件/C01.ofd', format: 'OFD' };
    input.files = [...input.files.slice(0, 2), signed];
  });
  const { outcome, notes } = verdict(found);

  expect(outcome).toBe('ACCEPT');
  expect(codesOf(notes)).toContain('GD-1-1 C01/signature');
});

describe('two reports', () => {
  it('of the same package do not differ, whenever and by whomever they were made', async () => {
    const { pkg, facts } = await makeCasePackage();

    expect(compareReports(runChecks(pkg, 'GD', facts), runChecks(pkg, 'GD', { ...facts, operator: 'other' }))).toEqual(
      [],
    );
    expect(compareReports(runChecks(pkg, 'GD', facts), runChecks(pkg, 'YJ', facts))).toEqual([]);
  });

  it('differ by what was put right and what went wrong', async () => {
    const changes = compareReports(
      await report(withControlCharacter),
      await report((input) => {
        input.metadata['receive_department'] = '';
      }),
    );

    expect(changes.map(({ number, object, before, after }) => [number, object, before?.result, after?.result])).toEqual(
      [
        ['1-6', 'task_name', 'FAIL', undefined],
        ['1-6', 'package', undefined, 'PASS'],
        ['2-4', 'package', 'PASS', undefined],
        ['2-4', 'receive_department', undefined, 'FAIL'],
      ],
    );
  });
});

it('each stage runs its own checks under its own codes', async () => {
  const { pkg, facts } = await makeCasePackage();
  const codes = (stage: 'GD' | 'YJ' | 'LT'): Set<string> =>
    new Set(runChecks(pkg, stage, facts).rows.map(({ code }) => code));

  expect(codes('GD').size).toBe(40);
  expect(codes('YJ').has('YJ-1-1')).toBe(true);
  expect(codes('LT').has('LT-1-1')).toBe(true);
  expect(codes('LT').has('LT-2-9')).toBe(false);
});

it('a report repeats no value of the record', async () => {
  const secret = '欧阳明远';
  const found = await report((input) => {
    input.metadata['apply_name'] = `${secret}\u0007`;
    input.metadata['contacted_card'] = '990106199003070018';
    input.adjust = (pkg) => {
      pkg.receivedPaths = [...pkg.receivedPaths, `申报文件/${secret}.pdf`];
    };
  });

  expect(found.rows.filter(({ result }) => result === 'FAIL')).toHaveLength(3);
  expect(JSON.stringify(found)).not.toMatch(/欧阳|990106199003/);
});
