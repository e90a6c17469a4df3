/** The README's mirroring, as pasted: `npm start` in one terminal, the mirror in another. */
import { spawn, execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { projectRoot } from '../../subgraphs/kernel/index.ts';

const PORT = 4_873;
const COMMAND = `npm run -s mirror -- --url http://127.0.0.1:4000 --token "$(npm run -s token -- civil-affairs)" \\
  --grant a3f1c2d4-5b6e-4f70-8a91-b2c3d4e5f607 --use-cause social-assistance-review \\
  --into data/mirror --once`;
const run = promisify(execFile);

it('ends in "reconcile: equal", and again when it goes on', async () => {
  const readme = readFileSync(join(projectRoot(), 'README.md'), 'utf8');
  if (readme.includes('### Mirroring')) expect(readme).toContain(COMMAND);
  const folder = mkdtempSync(join(tmpdir(), 'asg-mirroring-'));
  const env = { ...process.env, PORT: String(PORT), DATA_DIR: join(folder, 'data'), LOG_LEVEL: 'error' };
  const server = spawn('npm', ['start'], {
    cwd: projectRoot(),
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on('data', (chunk: Buffer) => chunk.toString().includes('ready ') && resolve());
      server.once('exit', () => reject(new Error('npm start ended.')));
    });
    const command = COMMAND.replace(':4000', `:${PORT}`).replace('data/mirror', join(folder, 'mirror'));
    for (let times = 0; times < 2; times += 1) {
      const { stdout } = await run('sh', ['-c', command], { cwd: projectRoot(), env });
      expect(stdout).toMatch(/cases: \d\d+ records\n[^]*reconcile: equal\n$/);
    }
  } finally {
    // The whole group: npm does not hand every signal on.
    if (server.pid !== undefined && server.exitCode === null) process.kill(-server.pid, 'SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  }
}, 600_000);
