/** One run of an import: each package is sent once, and what became of it is written down, so that the run can go on. */
import { createHash, randomUUID } from 'node:crypto';
import { stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';
import type { PackageAnswer } from '../../../subgraphs/cases/index.ts';
import { PackageRefused, readDigestFile } from '../../../subgraphs/packages/index.ts';
import { GatewayClient, GatewayRefusal, type Caller } from './gateway-client.ts';
import { Journal } from './journal.ts';
import { digestsOf, packagesIn, type FileDigests } from './package-files.ts';
import type { Progress } from './progress.ts';
import { several } from './several.ts';

export interface ImportOptions {
  readonly caller: Caller;
  readonly paths: readonly string[];
  /** Folder of the journal and the report. */
  readonly work: string;
  readonly atOnce: number;
}

interface Head {
  readonly run: string;
  readonly asked: string;
}

/** What became of one package. */
export interface ImportLine extends Omit<PackageAnswer, 'reasons'> {
  readonly path: string;
  readonly bytes: number;
  readonly changedAtMs: number;
  readonly sha256: string | null;
  readonly reasons: readonly { readonly code: string; readonly message: string; readonly clause: string }[];
}

export interface ImportReport {
  readonly packages: number;
  readonly outcomes: Readonly<Record<PackageAnswer['outcome'], number>>;
  /** How many packages have this reason. */
  readonly reasons: Readonly<Record<string, number>>;
}

export const IMPORT_JOURNAL = 'packages.ndjson';

export class ImportRun {
  readonly #options: ImportOptions;
  readonly #client: GatewayClient;
  readonly #journal: Journal<Head, ImportLine>;
  /** Path → size and time of the file of which the journal tells. */
  readonly #done: Map<string, string>;
  readonly #outcomes = { ACCEPTED: 0, ALREADY_THERE: 0, REFUSED: 0, RETURNED: 0 };
  readonly #reasons = new Map<string, number>();
  /** Packages of one record go one after another: which of two comes first must not depend on the hour. */
  readonly #underWay = new Map<string, Promise<void>>();

  private constructor(options: ImportOptions, journal: Journal<Head, ImportLine>, lines: readonly ImportLine[]) {
    this.#options = options;
    this.#client = new GatewayClient(options.caller);
    this.#journal = journal;
    this.#done = new Map(lines.map((line) => [line.path, toMark(line)]));
    for (const line of lines) this.#count(line);
  }

  /** @throws StartError when another import was begun in this folder */
  static async open(options: ImportOptions): Promise<ImportRun> {
    const asked = createHash('sha256')
      .update(JSON.stringify([options.caller.url, options.paths.map((path) => resolve(path))]))
      .digest('hex');
    const lines = new Map<string, ImportLine>();
    const journal = await Journal.open<Head, ImportLine>(join(options.work, IMPORT_JOURNAL), {
      begin: () => ({ run: randomUUID(), asked }),
      isSame: (head) => head.asked === asked,
      onLine: (line) => void lines.set(line.path, line),
    });
    return new ImportRun(options, journal, [...lines.values()]);
  }

  /** @throws GatewayRefusal when the gateway takes nothing from this caller */
  async run(progress: Progress): Promise<ImportReport> {
    let total = 0;
    for await (const _path of packagesIn(this.#options.paths)) total += 1;
    progress.total(total);
    try {
      await several(packagesIn(this.#options.paths), this.#options.atOnce, async (path) => {
        await this.#inTurn(path);
        progress.step();
      });
    } finally {
      progress.end();
    }
    const report: ImportReport = {
      packages: total,
      outcomes: this.#outcomes,
      reasons: Object.fromEntries([...this.#reasons].toSorted()),
    };
    await writeFile(join(this.#options.work, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  }

  async #inTurn(path: string): Promise<void> {
    const name = basename(path);
    const before = this.#underWay.get(name) ?? Promise.resolve();
    const turn = before.catch(() => undefined).then(() => this.#import(path));
    this.#underWay.set(name, turn);
    try {
      await turn;
    } finally {
      if (this.#underWay.get(name) === turn) this.#underWay.delete(name);
    }
  }

  async #import(path: string): Promise<void> {
    const { size, mtimeMs } = await stat(path);
    const file = { path: resolve(path), bytes: size, changedAtMs: Math.floor(mtimeMs) };
    if (this.#done.get(file.path) === toMark(file)) return;
    const digests = await digestsOf(path);
    const answer = (await refuseHere(path, digests)) ?? (await this.#send(path, digests));
    const { outcome, recordCode, caseId } = answer;
    const reasons = answer.reasons.map(({ code, message, clause }) => ({ code, message, clause }));
    const line: ImportLine = { ...file, sha256: digests.sha256, outcome, recordCode, caseId, reasons };
    await this.#journal.add(line);
    this.#count(line);
  }

  /** Under a name of its own in this run: sent again after a kill, it hears what it would have heard before. */
  async #send(path: string, digests: FileDigests): Promise<PackageAnswer> {
    const place = createHash('sha256').update(resolve(path)).digest('hex').slice(0, 16);
    try {
      return await this.#client.putPackage({ path, ...digests, run: `${this.#journal.head.run}-${place}` });
    } catch (error) {
      if (!(error instanceof GatewayRefusal) || FATAL.includes(error.code)) throw error;
      return refused(error.code, error.message);
    }
  }

  #count({ outcome, reasons }: Pick<ImportLine, 'outcome' | 'reasons'>): void {
    this.#outcomes[outcome] += 1;
    for (const code of new Set(reasons.map((each) => each.code)))
      this.#reasons.set(code, (this.#reasons.get(code) ?? 0) + 1);
  }
}

const FATAL: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN'];

function toMark({ bytes, changedAtMs }: Pick<ImportLine, 'bytes' | 'changedAtMs'>): string {
  return `${bytes} ${changedAtMs}`;
}

function refused(code: string, message: string): PackageAnswer {
  const reason = { code, message, clause: 'GB/T 42727-2023', path: null };
  return { outcome: 'REFUSED', recordCode: null, caseId: null, reasons: [reason] };
}

/** A package that is not what the file of digests beside it says is not sent at all. */
async function refuseHere(path: string, found: FileDigests): Promise<PackageAnswer | null> {
  try {
    const declared = await readDigestFile(path);
    const differs =
      (declared.sha256 !== undefined && declared.sha256 !== found.sha256) ||
      (declared.sm3 !== undefined && declared.sm3 !== found.sm3);
    return differs ? refused('PACKAGE_DIGEST', 'It has not the digest that was sent beside it.') : null;
  } catch (error) {
    if (!(error instanceof PackageRefused)) throw error;
    return refused(error.faults[0]?.code ?? 'DIGEST_FILE', error.message);
  }
}
