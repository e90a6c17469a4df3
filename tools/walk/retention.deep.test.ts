import { expect, it } from 'vitest';
import { walk } from './retention.ts';

it('one record goes the whole way, and each is shown of it what is theirs to know', { timeout: 120_000 }, async () => {
  const lines: string[] = [];
  await walk((line) => lines.push(line));
  const text = lines.join('\n');
  const [before = '', after = ''] = text.split('The record afterwards');
  const seenBy = (part: string, who: string): string =>
    part.split('\n').find((line) => line.includes(`  ${who} `)) ?? '';

  expect(seenBy(before, 'housing')).toContain('"held":false');
  expect(seenBy(before, 'citizen')).toContain('"held":null');
  expect(text).toContain('"recordsDestroyed": 1');
  for (const who of ['housing', 'transport', 'citizen', 'auditor'])
    expect(seenBy(after, who)).toContain('"listNumber":"销-Z901-2026-9"');
  expect(after).not.toContain('欧阳明远');
});
