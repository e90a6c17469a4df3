/**
 * `npm run test:mutate-guards [-- PART OF A NAME]`: takes out one guard after another, in a copy of the project, and
 * demands that its tests go red. A guard without a test that misses it is no guard.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GUARDS, type Guard } from './guards.ts';

const root = join(import.meta.dirname, '../..');
/** Neither belongs to the source, and the modules are linked. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'data', 'coverage']);

const wanted = process.argv[2] ?? '';
const chosen = GUARDS.filter(({ name }) => name.includes(wanted));
const copy = mkdtempSync(join(tmpdir(), 'asg-guards-'));
let survived = 0;
try {
  cpSync(root, copy, { recursive: true, filter: (from) => !LEFT_OUT.has(from.slice(root.length + 1)) });
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  for (const guard of chosen) {
    const isMissed = withOut(guard, () => !passes(guard));
    if (!isMissed) survived += 1;
    process.stdout.write(`${isMissed ? 'red  ' : 'GREEN'}  ${guard.name} (${guard.file})\n`);
  }
} finally {
  rmSync(copy, { recursive: true, force: true });
}
process.stdout.write(`${chosen.length} guards taken out, ${survived} of which no test missed\n`);
process.exitCode = survived === 0 && chosen.length > 0 ? 0 : 1;

function withOut<T>({ name, file, is, without }: Guard, action: () => T): T {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(is).length !== 2) throw new Error(`${file} does not hold the guard "${name}" exactly once.`);
  writeFileSync(
    path,
    text.replace(is, () => without),
  );
  try {
    return action();
  } finally {
    writeFileSync(path, text);
  }
}

function passes({ tests }: Guard): boolean {
  const { status, stdout } = spawnSync(
    'npx',
    ['vitest', 'run', '--config', 'vitest.any.config.ts', '--bail=1', '--maxWorkers=1', ...tests],
    {
      cwd: copy,
      encoding: 'utf8',
      env: { ...process.env, FORCE_COLOR: '0' },
    },
  );
  // A file that does not compile is no test that fails.
  if (status !== 0 && !/Tests .*failed/.test(stdout))
    throw new Error(`The tests did not run:\n${stdout.slice(-2_000)}`);
  return status === 0;
}
