/** The walks that the README shows, each step as it must come out. */
import { describe, expect, it } from 'vitest';
import { walk as walkArchiving } from '../../tools/walk/archiving.ts';
import { walk } from '../../tools/walk/sharing.ts';
import { walk as walkTransfer } from '../../tools/walk/transfer.ts';
import { databases } from '../support/databases.ts';

const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('the walk on $kind', ({ open }) => {
  it('sharing goes from an application to the end of its grant', async () => {
    const database = await open();
    const lines: string[] = [];
    try {
      await walk((line) => void lines.push(line), database.url);
    } finally {
      await database.close();
    }

    expect(lines.filter((line) => line.startsWith('✓')).length).toBe(10);
    expect(lines.filter((line) => line.startsWith('✗'))).toEqual([]);
  });
});

it('archiving goes from opening to the archive, returned once with all findings, and reads its files back', async () => {
  const lines: string[] = [];
  await walkArchiving((line) => void lines.push(line));

  expect(lines.filter((line) => line.includes('SM3 as declared'))).toHaveLength(3);
  expect(lines.filter((line) => /check report, stage (GD|YJ): (accepted|returned)/.test(line))).toHaveLength(3);
  expect(lines.some((line) => line.includes('GD-2-9  B01: the mandatory material is missing.'))).toBe(true);
});

it('transfer goes into the hall: refused, damaged, returned with reasons, received once under reference codes', async () => {
  const lines: string[] = [];
  await walkTransfer((line) => void lines.push(line));
  const text = lines.join('\n');

  expect(text).toContain('OPINION_MISSING');
  expect(text).toContain('YJ-1-1  ');
  // One came twice; which of the three that is, their record codes decide.
  expect(text).toMatch(/(?=.*ACCEPTED \(2\))ACCEPTED \([12]\), ACCEPTED \([12]\), ACCEPTED \([12]\)/);
  expect(text.match(/ACCEPTED \(2\)/g)).toHaveLength(1);
  expect(text).toContain('custody is with the hall: HALL, HALL, HALL');
  expect(text).toMatch(/Z901-ZY·QR·2026·D30-00000[123]/);
});
