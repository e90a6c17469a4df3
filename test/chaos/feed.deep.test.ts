/**
 * A feed while gateway, relay and mirrors are killed at random: nothing is lost, doubled or kept.
 * `npm run -s chaos -- feed --changes 1000000` for the long run.
 */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { databases } from '../support/databases.ts';

const CHANGES = Number(process.env['FEED_CHANGES'] ?? 20_000);
const PATIENCE_MS = 120_000 + CHANGES * 30;
const hasPostgres = databases().some(({ kind }) => kind === 'PostgreSQL');
const run = promisify(execFile);

describe.runIf(hasPostgres)('a feed in chaos on PostgreSQL', () => {
  it(
    `${CHANGES} changes: each mirror is what the consumer may see`,
    async () => {
      const seed = String(Math.floor(Math.random() * 1_000_000));
      const args = ['run', '-s', 'chaos', '--', 'feed', '--changes', String(CHANGES), '--seed', seed];
      const url = process.env['TEST_DATABASE_URL'] ?? '';
      const where = url === '' ? [] : ['--database-url', url];
      // What it says is the report of a failure: it names the seed.
      const { stdout } = await run('npm', [...args, ...where], { timeout: PATIENCE_MS }).catch((error: object) => {
        throw new Error(`${Reflect.get(error, 'stdout')}\n${Reflect.get(error, 'stderr')}`);
      });

      expect(stdout).toMatch(/nothing lost, nothing doubled, nothing kept/);
    },
    PATIENCE_MS + 10_000,
  );
});
