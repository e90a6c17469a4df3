/** The walks that the README shows, each step as it must come out. */
import { describe, expect, it } from 'vitest';
import { walk } from '../../tools/walk/sharing.ts';
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
