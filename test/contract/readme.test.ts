/** What the READMEs show is what the system answers. `GOLDEN=write` writes the tables anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { withTable } from '../golden/readme-table.ts';

describe.each(['README.md', 'README.zh-CN.md'])('%s', (name) => {
  const file = join(projectRoot(), name);

  it('shows the main query and its answers as test/golden holds them', () => {
    const text = readFileSync(file, 'utf8');
    if (process.env['GOLDEN'] === 'write') writeFileSync(file, withTable(text));
    const now = readFileSync(file, 'utf8');
    expect(now).toBe(withTable(now));
    expect(now).toContain(readFileSync(join(projectRoot(), 'test/golden/main-query.graphql'), 'utf8').trim());
    expect(now).toContain(DEMO_MAIN_CASE_ID);
  });

  it('names only npm scripts that exist', () => {
    const scripts = Object.keys(
      (JSON.parse(readFileSync(join(projectRoot(), 'package.json'), 'utf8')) as { scripts: object }).scripts,
    );
    const named = [...readFileSync(file, 'utf8').matchAll(/npm (?:run (?:-s )?([\w:-]+)|(start|test)\b)/g)].map(
      (match) => match[1] ?? match[2],
    );
    expect(named.length).toBeGreaterThan(3);
    for (const script of named) expect(scripts).toContain(script);
  });
});
