/**
 * `npm run test:mutate-guards [-- --only PART OF A NAME]`: takes out one guard after another, in a copy of the project,
 * and demands that its tests go red. A guard without a test that misses it is no guard. The source is never touched.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { GUARDS, type Guard } from './guards.ts';

const root = join(import.meta.dirname, '../..');
/** Neither belongs to the source, and the modules are linked. */
const LEFT_OUT = new Set(['node_modules', '.git', 'dist', 'data', 'coverage']);
/** The guard that is missing is looked for, not the speed of the machine. */
const OPTIONS = [
  'run',
  '--config=vitest.any.config.ts',
  '--bail=1',
  '--maxWorkers=1',
  '--hookTimeout=300000',
  '--testTimeout=120000',
];

const { values, positionals } = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const wanted = values.only ?? positionals[0] ?? '';
const chosen = GUARDS.filter(({ name }) => name.includes(wanted));
const copy = mkdtempSync(join(tmpdir(), 'asg-guards-'));
let running: ChildProcess | null = null;
process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const)
  process.on(signal, () => {
    running?.kill(signal);
    process.exit(1);
  });

cpSync(root, copy, { recursive: true, filter: (from) => !LEFT_OUT.has(from.slice(root.length + 1)) });
symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
const files = [...new Set(chosen.flatMap(({ tests }) => tests))];
const before = await run(files);
if (before.color !== 'green') throw new Error(`With every guard in its place the tests must be green:\n${before.end}`);

let missed = 0;
for (const guard of chosen) {
  const whole = takeOut(guard);
  const { color, detail } = await run(guard.tests);
  writeFileSync(join(copy, guard.file), whole);
  if (color === 'red') missed += 1;
  process.stdout.write(`${color.padEnd(7)} ${guard.name} (${guard.file})\n${detail}`);
}
process.stdout.write(`${chosen.length} guards taken out, ${missed} of which a test missed\n`);
process.exitCode = missed === chosen.length && chosen.length > 0 ? 0 : 1;

/** @returns the file as it was */
function takeOut({ name, file, is, without }: Guard): string {
  const path = join(copy, file);
  const text = readFileSync(path, 'utf8');
  if (text.split(is).length !== 2) throw new Error(`${file} does not hold the guard "${name}" exactly once.`);
  writeFileSync(
    path,
    text.replace(is, () => without),
  );
  return text;
}

interface Outcome {
  /** `no run`: a file that does not compile, or a city that does not open, is no test that fails. */
  readonly color: 'red' | 'green' | 'no run';
  /** The test that missed the guard, or why there was no run. */
  readonly detail: string;
  readonly end: string;
}

async function run(tests: readonly string[]): Promise<Outcome> {
  const { promise, resolve } = Promise.withResolvers<number | null>();
  const { FORCE_COLOR: _colored, ...env } = process.env;
  const child = spawn(process.execPath, [join('node_modules', 'vitest', 'vitest.mjs'), ...OPTIONS, ...tests], {
    cwd: copy,
    env: { ...env, NO_COLOR: '1', PGLITE_DUMPS: copy },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  running = child;
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  child.once('close', resolve);
  const status = await promise;
  const end = output.slice(-4_000);
  if (status === 0) return { color: 'green', detail: '', end };
  const failed = /^ FAIL {2}\S+ > (.*)$/m.exec(output)?.[1];
  if (failed !== undefined && /Tests .*failed/.test(output))
    return { color: 'red', detail: `        missed by: ${failed}\n`, end };
  return { color: 'no run', detail: end, end };
}
