/** Processes that are there to be killed: each is started again at once, as its operator would. */
import { spawn, type ChildProcess } from 'node:child_process';
import { extname, join } from 'node:path';
import { projectRoot, StartError } from '../../subgraphs/kernel/index.ts';

export interface Program {
  readonly name: string;
  /** File in `tools/`, without its ending: source where this runs from source, built where this is built. */
  readonly script: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** What it prints when it is at work: only then is it worth killing. */
  readonly ready: string;
}

const READY_WITHIN_MS = 300_000;
const ERRORS_KEPT = 4_000;

export class Supervised {
  readonly #program: Program;
  #child: ChildProcess | null = null;
  #isReady = false;
  #isWanted = false;
  #errors = '';
  kills = 0;

  constructor(program: Program) {
    this.#program = program;
  }

  get name(): string {
    return this.#program.name;
  }

  /** Until it is at work. @throws StartError when it does not come up, with what it said last */
  async start(): Promise<void> {
    this.#isWanted = true;
    this.#spawn();
    const deadline = Date.now() + READY_WITHIN_MS;
    while (!this.#isReady) {
      if (Date.now() > deadline) throw new StartError(`${this.name} does not start.\n${this.#errors}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  /** @returns false when it was not at work */
  kill(): boolean {
    if (!this.#isReady || this.#child === null) return false;
    this.#isReady = false;
    this.kills += 1;
    return this.#child.kill('SIGKILL');
  }

  /** @throws StartError when it had ended by itself */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.#isWanted = false;
    const child = this.#child;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill(signal);
    await ended;
  }

  #spawn(): void {
    const { args, environment, ready } = this.#program;
    const child = spawn('env', [...settings(environment), ...command(this.#program.script), ...args], {
      cwd: projectRoot(),
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    child.stdout.on('data', (chunk: Buffer) => {
      if (chunk.toString().includes(ready)) this.#isReady = true;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      this.#errors = (this.#errors + chunk.toString()).slice(-ERRORS_KEPT);
    });
    child.once('exit', () => {
      this.#isReady = false;
      if (this.#isWanted && this.#child === child) setTimeout(() => this.#isWanted && this.#spawn(), 100);
    });
  }
}

export interface Ended {
  readonly code: number | null;
  readonly output: string;
}

/** A process that ends by itself. */
export function run({ script, args, environment }: Pick<Program, 'script' | 'args' | 'environment'>): Promise<Ended> {
  const child = spawn('env', [...settings(environment), ...command(script), ...args], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, output })));
}

function settings(environment: Program['environment']): string[] {
  return Object.entries(environment).map(([name, value]) => `${name}=${value}`);
}

function command(script: string): string[] {
  const ending = extname(import.meta.filename);
  const file = join(import.meta.dirname, '..', `${script}${ending}`);
  return [process.execPath, ...(ending === '.ts' ? ['--import', 'tsx'] : []), file];
}
