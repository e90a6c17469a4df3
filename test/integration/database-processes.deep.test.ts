/** Processes that start on a database that another has, or has just left. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cases } from '../../subgraphs/cases/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { databases } from '../support/databases.ts';

const children: ChildProcess[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) await kill(child);
});

/** Starts a process on a database. @returns what it says first */
async function startProcess(kind: 'pglite' | 'postgresql', where: string) {
  const script = join(import.meta.dirname, '../support/start-process.ts');
  const child = fork(script, [kind, where], { execArgv: ['--import', 'tsx'] });
  children.push(child);
  const [said] = (await once(child, 'message')) as [{ pid?: number; name?: string; message?: string }];
  return { child, said };
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

describe('a data folder of PGlite', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'asg-folder-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it(
    'is for one process: a second stops with a sentence that names the first, and the first goes on',
    { timeout: 60_000 },
    async () => {
      const { child, said: first } = await startProcess('pglite', folder);
      const { child: other, said } = await startProcess('pglite', folder);

      expect(said).toEqual({
        name: 'StartError',
        message: `StartError: Process ${first.pid} already uses the data folder ${folder}. Stop it, or set DATA_DIR to another folder.`,
      });
      expect(other.exitCode ?? (await once(other, 'exit'))[0]).toBe(1);
      expect(child.exitCode).toBeNull();
      expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(String(first.pid));
    },
  );

  it('is taken over from a process that was killed', { timeout: 60_000 }, async () => {
    const { child } = await startProcess('pglite', folder);
    await kill(child);
    expect(existsSync(join(folder, 'lock'))).toBe(true);

    const database = await openPglite(folder);
    expect(readFileSync(join(folder, 'lock'), 'utf8')).toBe(String(process.pid));
    await database.close();
    expect(existsSync(join(folder, 'lock'))).toBe(false);
  });
});

describe.each(databases().filter(({ kind }) => kind === 'PostgreSQL'))('$kind', ({ openEmpty }) => {
  it('that is empty is migrated by two processes at once, and both start', async () => {
    const database = await openEmpty();
    const { orm } = await database.orm({ schema: 'other', entities: cases.entities, migrations: [] });
    const empty = orm.config.get('clientUrl') ?? '';
    const started = await Promise.all([startProcess('postgresql', empty), startProcess('postgresql', empty)]);

    for (const { said } of started) expect(said).toEqual({ pid: expect.any(Number) });
    await database.close();
  }, 120_000);
});
