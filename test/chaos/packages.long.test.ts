/**
 * Packages imported through a gateway while importer and gateway are killed at random: the result is that of one go, row
 * by row and file by file, nothing is left over, and neither process needs more than 500 MB.
 * `PACKAGES=20000 npx vitest run --config vitest.long.config.ts test/chaos/packages.long.test.ts` for the long run;
 * `KILLS` and `SEED` as wanted.
 */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { issueToken } from '../../gateway/index.ts';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { cases, sweepFiles } from '../../subgraphs/cases/index.ts';
import { projectRoot, readConfig } from '../../subgraphs/kernel/index.ts';
import { INTAKE, scopeFor, type IntakeItem } from '../../tools/demo/intake.ts';
import { several } from '../../tools/package/exchange/several.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { offlinePackage, writeOffline } from '../support/offline-packages.ts';
import { contentIn, recordsIn } from '../support/package-rows.ts';
import { testServices } from '../support/services.ts';

const PACKAGES = Number(process.env['PACKAGES'] ?? 150);
const KILLS = Number(process.env['KILLS'] ?? (PACKAGES < 1_000 ? 4 : 10));
const SEED = Number(process.env['SEED'] ?? 7);
const PATIENCE_MS = 240_000 + PACKAGES * 600;
const MAX_RSS = 500 * 1024 * 1024;
const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');
const ITEM: IntakeItem = {
  taskCode: `${DEMO_BODIES.housing}3990017001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};

describe.each(postgres)('packages on $kind', ({ open }) => {
  const root = mkdtempSync(join(tmpdir(), 'asg-import-'));
  const folder = join(root, 'packages');
  const random = dice(SEED);
  let killed: ImportHouse;
  let straight: ImportHouse;

  beforeAll(async () => {
    killed = await ImportHouse.open(await open(), join(root, 'killed'));
    straight = await ImportHouse.open(await open(), join(root, 'straight'));
    await writePackages(folder);
  }, PATIENCE_MS);
  afterAll(async () => {
    await killed.close();
    await straight.close();
    rmSync(root, { recursive: true, force: true });
  });

  it(
    `${PACKAGES} packages, ${KILLS} kills (seed ${SEED}): the same as in one go, nothing left over, memory bounded`,
    async () => {
      await straight.start();
      const inOneGo = await timed(() => straight.importAll(folder));
      await straight.stop();

      await killed.start();
      await killed.importKilled(folder, { random, kills: KILLS });
      await killed.stop();

      expect(killed.report()).toEqual(straight.report());
      expect(killed.report().outcomes).toEqual({ ACCEPTED: PACKAGES - 4, ALREADY_THERE: 1, REFUSED: 2, RETURNED: 1 });
      const [one, other] = [await straight.look(), await killed.look()];
      expect(other.records.size).toBe(PACKAGES - 4);
      expect([...other.records]).toEqual([...one.records]);
      expect(other.content.leftOver).toEqual([]);
      expect([...other.content.files].toSorted()).toEqual([...one.content.files].toSorted());
      const rss = [straight.peakRss, killed.peakRss].map((each) => Math.max(...Object.values(each)));
      console.log(
        `${PACKAGES} packages in one go: ${Math.round(PACKAGES / (inOneGo / 1_000))}/s; peaks`,
        straight.peakRss,
        killed.peakRss,
      );
      for (const peak of rss) expect(peak).toBeLessThan(MAX_RSS);
    },
    2 * PATIENCE_MS,
  );
});

/** All but four are in order: one is there twice, one is cut off, one is of another agency, one lacks a material. */
async function writePackages(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const numbers = Array.from({ length: PACKAGES - 3 }, (_each, at) => at);
  await several(numbers, 8, async (number) => {
    const whole = offlinePackage(ITEM, number);
    const lacking = { ...whole.archived, materials: whole.archived.materials.slice(1) };
    await writeOffline(folder, number === 0 ? { ...whole, archived: lacking } : whole);
  });
  const again = join(folder, 'again');
  mkdirSync(again);
  const name = 'OFF-2026-000001.zip';
  copyFileSync(join(folder, name), join(again, name));
  await writeOffline(again, offlinePackage({ ...ITEM, agency: DEMO_BODIES.market }, PACKAGES));
  const cut = join(again, 'OFF-2026-999999.zip');
  copyFileSync(join(folder, name), cut);
  truncateSync(cut, 700);
}

async function timed(work: () => Promise<void>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}

/** The same numbers for the same seed. */
function dice(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

/** A gateway process on a database of its own, and an importer that speaks to it. */
class ImportHouse {
  readonly #database: TestDatabaseHandle;
  readonly #folder: string;
  readonly #environment: Readonly<Record<string, string>>;
  readonly #url: string;
  #gateway: ChildProcess | null = null;
  #importer: ChildProcess | null = null;
  readonly peakRss = { gateway: 0, importer: 0 };

  private constructor(database: TestDatabaseHandle, folder: string, port: number) {
    this.#database = database;
    this.#folder = folder;
    this.#url = `http://127.0.0.1:${port}`;
    this.#environment = {
      DATABASE_URL: database.url ?? '',
      DATA_DIR: folder,
      KEY_DIR: join(folder, 'keys'),
      PORT: String(port),
      LOG_LEVEL: 'error',
      NODE_ENV: 'test',
    };
  }

  static async open(database: TestDatabaseHandle, folder: string): Promise<ImportHouse> {
    const house = new ImportHouse(database, folder, await freePort());
    await house.start();
    await house.#setUp();
    await house.stop();
    return house;
  }

  async #setUp(): Promise<void> {
    const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
    await this.#ask('housing-archivist', INTAKE.registerItem, { taskCode, version, name, itemType: 'CONFIRMATION' });
    await this.#ask('housing-archivist', INTAKE.registerSystem, { system: 'housing-system', taskCode, region });
    const drafted = await this.#ask('housing-archivist', INTAKE.draftScope, scopeFor(ITEM));
    const scopeId = (drafted['draftScope'] as { readonly scope: { readonly id: string } }).scope.id;
    await this.#ask('archives-authority', INTAKE.reviewScope, { scopeId, approve: true });
  }

  async #ask(as: string, query: string, input: object): Promise<Record<string, unknown>> {
    const response = await fetch(`${this.#url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${await this.#token(as)}` },
      body: JSON.stringify({ query, variables: { input } }),
    });
    const { data, errors } = (await response.json()) as {
      readonly data?: Record<string, unknown>;
      readonly errors?: unknown;
    };
    if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  #token(as: string): Promise<string> {
    return issueToken(readConfig(this.#environment), as);
  }

  async start(): Promise<void> {
    const child = run('tools/gateway.ts', [], this.#environment);
    this.#gateway = child;
    await readyLine(child);
    child.stdout?.resume();
  }

  async stop(): Promise<void> {
    await end(this.#gateway, 'SIGTERM');
  }

  async importAll(folder: string): Promise<void> {
    const importer = await this.#startImporter(folder);
    await this.#watched(once(importer, 'exit'));
  }

  async #startImporter(folder: string): Promise<ChildProcess> {
    const token = await this.#token('housing-archivist');
    const args = ['import', '--url', this.#url, '--token', token, '--work', join(this.#folder, 'work'), folder];
    this.#importer = run('tools/package.ts', args, {});
    this.#importer.stdout?.resume();
    return this.#importer;
  }

  /** Kills come when packages have come in, so that each hits work. */
  async importKilled(
    folder: string,
    { random, kills }: { readonly random: () => number; readonly kills: number },
  ): Promise<void> {
    const marks = Array.from({ length: kills }, () => random() * (PACKAGES - 10)).toSorted((one, other) => one - other);
    let importer = await this.#startImporter(folder);
    for (const mark of marks) {
      while (this.#sent() < mark && importer.exitCode === null) {
        this.#measure();
        await pause(20);
      }
      if (random() < 0.5) {
        await end(this.#gateway, 'SIGKILL');
        await this.start();
      } else {
        await end(importer, 'SIGKILL');
        importer = await this.#startImporter(folder);
      }
    }
    if (importer.exitCode === null) await this.#watched(once(importer, 'exit'));
  }

  /** Lines of the journal. */
  #sent(): number {
    try {
      return readFileSync(join(this.#folder, 'work/packages.ndjson'), 'utf8').split('\n').length - 2;
    } catch {
      return 0;
    }
  }

  async #watched(work: Promise<unknown>): Promise<void> {
    const timer = setInterval(() => this.#measure(), 250);
    await work.finally(() => clearInterval(timer));
  }

  #measure(): void {
    this.peakRss.gateway = Math.max(this.peakRss.gateway, rssOf(this.#gateway));
    this.peakRss.importer = Math.max(this.peakRss.importer, rssOf(this.#importer));
  }

  report(): { readonly outcomes: unknown; readonly reasons: unknown } {
    return JSON.parse(readFileSync(join(this.#folder, 'work/report.json'), 'utf8')) as ReturnType<
      ImportHouse['report']
    >;
  }

  /** What is there when all that was left over has been swept. */
  async look() {
    const blobDir = join(this.#folder, 'blobs');
    const running = await cases.start(this.#database, { ...testServices(), files: { blobDir, clamd: null } });
    await sweepFiles(running, { unnamedMs: 0, unattachedMs: -1 });
    return { records: await recordsIn(running.fork()), content: contentIn(blobDir) };
  }

  async close(): Promise<void> {
    await end(this.#importer, 'SIGKILL');
    await end(this.#gateway, 'SIGKILL');
    await this.#database.close();
  }
}

function run(script: string, args: readonly string[], environment: Readonly<Record<string, string>>): ChildProcess {
  const settings = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  return spawn('env', [...settings, process.execPath, '--import', 'tsx', join(projectRoot(), script), ...args], {
    cwd: projectRoot(),
    stdio: ['ignore', 'pipe', 'ignore'],
  });
}

/** @throws Error when it ends instead */
function readyLine(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The gateway ended with ${code}.`)));
    createInterface(child.stdout ?? process.stdin).on('line', (line) => {
      if (line.startsWith('ready ')) resolve();
    });
  });
}

async function end(child: ChildProcess | null, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (child === null || child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill(signal);
  await ended;
}

/** Bytes; 0 of a process that has ended. */
function rssOf(child: ChildProcess | null): number {
  try {
    const status = readFileSync(`/proc/${child?.pid}/status`, 'utf8');
    return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1] ?? 0) * 1024;
  } catch {
    return 0;
  }
}

function freePort(): Promise<number> {
  const server = createServer();
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
