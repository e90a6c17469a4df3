/**
 * A feed while gateway, relay and mirrors are killed at random: nothing is lost, doubled or kept.
 * Here 20,000 changes, or `FEED_CHANGES`; `npm run -s chaos -- feed --changes 1000000` is the long run.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { projectRoot } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';

const CHANGES = Number(process.env['FEED_CHANGES'] ?? 20_000);
const PATIENCE_MS = 240_000 + CHANGES * 40;
const hasPostgres = databases().some(({ kind }) => kind === 'PostgreSQL');

describe.runIf(hasPostgres)('a feed in chaos on PostgreSQL', () => {
  it(
    `${CHANGES} changes: each mirror is what the consumer may see`,
    async () => {
      const seed = String(Math.floor(Math.random() * 1_000_000));
      const args = ['run', '-s', 'chaos', '--', 'feed', '--changes', String(CHANGES), '--seed', seed];
      const url = process.env['TEST_DATABASE_URL'] ?? '';
      const where = url === '' ? [] : ['--database-url', url];
      // A group of its own: what it started goes with it, when it takes too long.
      const chaos = spawn('npm', [...args, ...where], {
        cwd: projectRoot(),
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const kill = (): void => {
        if (chaos.pid !== undefined && chaos.exitCode === null) process.kill(-chaos.pid, 'SIGKILL');
      };
      const timer = setTimeout(kill, PATIENCE_MS);
      const said = Promise.all([text(chaos.stdout), text(chaos.stderr)]);
      await once(chaos, 'close');
      clearTimeout(timer);

      // What it says is the report of a failure: it names the seed.
      expect((await said).join('\n')).toMatch(/nothing lost, nothing doubled, nothing kept/);
    },
    PATIENCE_MS + 10_000,
  );
});
