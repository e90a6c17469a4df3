/**
 * Eight handling systems that repeat themselves and are killed at random: no case is lost, none is there twice, no file
 * is left over, and a system that is not killed needs no more memory at the end than at the beginning.
 * `INTAKE_CASES=100000 npx vitest run --config vitest.deep.config.ts test/chaos/intake.deep.test.ts` for the long run.
 */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sweepFiles } from '../../subgraphs/cases/index.ts';
import { databases, type TestDatabaseHandle } from '../support/databases.ts';
import { Desk } from '../support/intake.ts';

const CASES = Number(process.env['INTAKE_CASES'] ?? 400);
const WRITERS = 8;
const KILLS = Math.min(200, Math.max(8, Math.round(CASES / 40)));
const FILES_PER_CASE = 3;
const SCRIPT = join(import.meta.dirname, '../support/intake-writer-process.ts');
const PATIENCE_MS = 60_000 + CASES * 2_000;
const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('intake by killed writers on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let desk: Desk;
  beforeAll(async () => {
    database = await open();
    desk = await Desk.open(database);
  });
  afterAll(async () => {
    await database.close();
    desk.close();
  });

  it(
    `${CASES} cases by ${WRITERS} writers, ${KILLS} times killed: none lost, none twice, no file left over, memory flat`,
    async () => {
      const writers = Array.from(
        { length: WRITERS },
        (_each, at) => new Writer([database.url ?? '', desk.blobDir, desk.item.agency], at),
      );
      const all = Promise.all(writers.map((writer) => writer.run()));
      // The first is let live: its memory is looked at.
      try {
        await Promise.race([all, killAtRandom(writers.slice(1))]);
        await all;
      } finally {
        for (const writer of writers) writer.stop();
      }

      const { rows } = await sql<Record<string, number>>`select count(*)::int as cases,
          count(distinct system_key)::int as keys, count(*) filter (where state = 'ARCHIVED')::int as archived
        from cases.case_record`.execute(desk.running.fork().getKysely());
      expect(rows).toEqual([{ cases: CASES, keys: CASES, archived: CASES }]);
      expect(await perCase('case_step')).toEqual([{ least: 3, most: 3 }]);
      expect(await perCase('case_material')).toEqual([{ least: FILES_PER_CASE, most: FILES_PER_CASE }]);
      expect(await perCase('case_file')).toEqual([{ least: FILES_PER_CASE, most: FILES_PER_CASE }]);
      expect(await perCase('archiving_step')).toEqual([{ least: 10, most: 10 }]);

      await sweepFiles(desk.running, { unnamedMs: 0, unattachedMs: -1 });
      expect([contentIn('archive'), contentIn('intake')]).toEqual([CASES * FILES_PER_CASE, 0]);
      expect(await wrongFiles()).toEqual([]);
      const [early, late] = writers[0]?.heaps() ?? [0, 0];
      expect(late - early).toBeLessThan(24 * 1024 * 1024);
    },
    PATIENCE_MS,
  );

  async function perCase(table: string): Promise<readonly unknown[]> {
    const { rows } = await sql`select min(n)::int as least, max(n)::int as most from
      (select r.id, count(c.case_id) as n from cases.case_record r
        left join ${sql.table(`cases.${table}`)} c on c.case_id = r.id group by r.id) as each`.execute(
      desk.running.fork().getKysely(),
    );
    return rows;
  }

  function contentIn(store: string): number {
    const names = readdirSync(join(desk.blobDir, store), { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /(^|\/)[0-9a-f]{32}$/.test(name)).length;
  }

  /** Materials whose file is not what the system had said of it. */
  async function wrongFiles(): Promise<readonly unknown[]> {
    const { rows } = await sql`select m.id from cases.case_material m left join cases.case_file f on f.id = m.file_id
      where f.id is null or f.sm3 <> m.digest_sm3 or f.bytes <> m.file_bytes`.execute(desk.running.fork().getKysely());
    return rows;
  }
});

async function killAtRandom(writers: readonly Writer[]): Promise<void> {
  for (let kills = 0; kills < KILLS;) {
    await pause(300 + Math.random() * 700);
    const victim = writers[Math.floor(Math.random() * writers.length)];
    if (victim?.kill() === true) kills += 1;
    if (writers.every((writer) => writer.isFinished)) return;
  }
}

/** One handling system: started again where its last report was, whenever it is killed. */
class Writer {
  readonly #args: readonly string[];
  readonly #heaps: number[] = [];
  #next: number;
  #child: ChildProcess | null = null;
  #isReady = false;
  isFinished = false;

  constructor(where: readonly string[], at: number) {
    this.#args = where;
    this.#next = at;
  }

  async run(): Promise<void> {
    while (!this.isFinished) {
      const args = [...this.#args, String(this.#next), String(WRITERS), String(CASES)];
      const child = fork(SCRIPT, args, { execArgv: ['--expose-gc', '--import', 'tsx'], stdio: 'inherit' });
      this.#child = child;
      this.#isReady = false;
      child.on('message', (message: Report) => this.#hear(message));
      const [code, signal] = (await once(child, 'exit')) as [number | null, string | null];
      if (signal !== 'SIGKILL' && !this.isFinished) throw new Error(`A writer ended with ${code}.`);
    }
  }

  #hear({ ready, done, heapBytes, finished }: Report): void {
    if (ready === true) this.#isReady = true;
    if (done !== undefined) this.#next = done + WRITERS;
    if (heapBytes !== undefined) this.#heaps.push(heapBytes);
    if (finished !== true) return;
    this.isFinished = true;
    this.#child?.kill();
  }

  stop(): void {
    this.isFinished = true;
    this.#child?.kill('SIGKILL');
  }

  /** Only what works is worth killing. */
  kill(): boolean {
    if (!this.#isReady || this.isFinished) return false;
    this.#isReady = false;
    return this.#child?.kill('SIGKILL') ?? false;
  }

  /** After a quarter of its cases, when everything is loaded, and at the end. */
  heaps(): readonly [number, number] {
    return [this.#heaps[Math.floor(this.#heaps.length / 4)] ?? 0, this.#heaps.at(-1) ?? 0];
  }
}

interface Report {
  readonly ready?: boolean;
  readonly done?: number;
  readonly heapBytes?: number;
  readonly finished?: boolean;
}
