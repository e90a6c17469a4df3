/** One run of an export: which cases, each as a package, and a journal by which it goes on after it was ended. */
import { createHash, randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readdir, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import { PACKAGE_EXTENSION, toPackage, writePackage, type WrittenPackage } from '../../../subgraphs/packages/index.ts';
import { CASE_IDS, CASE_QUERY, type ToldCase } from './case-query.ts';
import { GatewayClient, GatewayRefusal, type Caller } from './gateway-client.ts';
import { Journal } from './journal.ts';
import type { Progress } from './progress.ts';
import { several } from './several.ts';
import { toExported, type Exported } from './to-archived.ts';

export interface ExportOptions {
  readonly caller: Caller;
  readonly agency: string | null;
  readonly into: string;
  /** Null: those of the filter. */
  readonly caseIds: readonly string[] | null;
  readonly filter: Readonly<Record<string, unknown>>;
  readonly atOnce: number;
}

interface Head {
  readonly run: string;
  /** Of what is asked for, and as whom: another question is another run. */
  readonly asked: string;
}

interface Line {
  readonly caseId: string;
  readonly file: string;
  readonly sha256: string;
  readonly isComplete: boolean;
}

export interface ExportReport {
  readonly exported: number;
  readonly complete: number;
  readonly decided: number;
  /** Asked for by key, and not there for this caller. */
  readonly absent: number;
  readonly failed: readonly { readonly caseId: string; readonly reason: string }[];
}

const PAGE = 200;
const JOURNAL = 'journal.ndjson';

interface IdPage {
  readonly cases: {
    readonly totalCount: number;
    readonly edges: readonly { readonly node: { readonly id: string } }[];
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  };
}

export class ExportRun {
  readonly #options: ExportOptions;
  readonly #client: GatewayClient;
  readonly #journal: Journal<Head, Line>;
  readonly #done: Map<string, Line>;
  readonly #failed: { caseId: string; reason: string }[] = [];
  #complete = 0;
  #decided = 0;
  #absent = 0;

  private constructor(options: ExportOptions, journal: Journal<Head, Line>, done: Map<string, Line>) {
    this.#options = options;
    this.#client = new GatewayClient(options.caller);
    this.#journal = journal;
    this.#done = done;
  }

  /** @throws StartError when another export was begun in this folder */
  static async open(options: ExportOptions): Promise<ExportRun> {
    const { caller, agency, caseIds, filter, into } = options;
    const question = [caller.url, agency, caller.grant, caller.useCause, caseIds, filter];
    const asked = createHash('sha256').update(JSON.stringify(question)).digest('hex');
    const done = new Map<string, Line>();
    const journal = await Journal.open<Head, Line>(join(into, JOURNAL), {
      begin: () => ({ run: randomUUID(), asked }),
      isSame: (head) => head.asked === asked,
      onLine: (line) => void done.set(line.caseId, line),
    });
    await removeParts(into);
    return new ExportRun(options, journal, done);
  }

  /** @throws GatewayRefusal when nothing is answered at all, such as to a token that has expired */
  async run(progress: Progress): Promise<ExportReport> {
    try {
      await several(this.#ids(progress), this.#options.atOnce, async (caseId) => {
        await this.#export(caseId);
        progress.step();
      });
    } finally {
      progress.end();
    }
    const report: ExportReport = {
      exported: this.#complete + this.#decided,
      complete: this.#complete,
      decided: this.#decided,
      absent: this.#absent,
      failed: this.#failed,
    };
    await writeFile(join(this.#options.into, 'report.json'), `${JSON.stringify(report, null, 2)}\n`);
    return report;
  }

  async *#ids(progress: Progress): AsyncIterable<string> {
    const { caseIds, filter } = this.#options;
    if (caseIds !== null) {
      progress.total(caseIds.length);
      yield* caseIds;
      return;
    }
    for (let after: string | null = null; ;) {
      const { cases }: IdPage = await this.#client.ask<IdPage>(CASE_IDS, { filter, first: PAGE, after });
      progress.total(cases.totalCount);
      for (const { node } of cases.edges) yield node.id;
      if (!cases.pageInfo.hasNextPage) return;
      after = cases.pageInfo.endCursor;
    }
  }

  async #export(caseId: string): Promise<void> {
    const line = this.#done.get(caseId);
    if (line !== undefined && (await this.#isWhole(line))) return this.#count(line.isComplete);
    try {
      const written = await this.#write(caseId);
      if (written === null) {
        this.#absent += 1;
        return;
      }
      await this.#journal.add(written);
      this.#count(written.isComplete);
    } catch (error) {
      // Who may not ask at all learns nothing from the next case either.
      if (error instanceof GatewayRefusal && FATAL.includes(error.code)) throw error;
      if (!(error instanceof GatewayRefusal || error instanceof DomainError || error instanceof FileDiffers))
        throw error;
      this.#failed.push({ caseId, reason: error.message });
    }
  }

  #count(isComplete: boolean): void {
    if (isComplete) this.#complete += 1;
    else this.#decided += 1;
  }

  async #write(caseId: string): Promise<Line | null> {
    const { into, caller, agency } = this.#options;
    const told = (await this.#client.ask<{ case: ToldCase | null }>(CASE_QUERY, { id: caseId })).case;
    if (told === null || told.tombstone !== null) return null;
    const exported = toExported(told, { caller, agency, at: toInstant(Date.now()) });
    const file = `${exported.name}${PACKAGE_EXTENSION}`;
    const path = join(into, file);
    const written = await writePackage(path, {
      package: toPackage(exported.archived, exported.name),
      open: async ({ path: within }) => {
        const link = exported.links.get(within);
        if (link === undefined) throw new FileDiffers(within);
        return this.#client.open(link);
      },
    });
    await assertWhole(exported, written, path);
    return { caseId, file, sha256: written.sha256, isComplete: exported.isComplete };
  }

  /** What the journal says is there, and is what was written. */
  async #isWhole({ file, sha256 }: Line): Promise<boolean> {
    const path = join(this.#options.into, file);
    if ((await stat(path).catch(() => null)) === null) return false;
    const hash = createHash('sha256');
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
    return hash.digest('hex') === sha256;
  }
}

const FATAL: readonly string[] = ['UNAUTHENTICATED', 'FORBIDDEN', 'LIMIT_EXCEEDED'];

class FileDiffers extends Error {
  override readonly name = 'FileDiffers';

  constructor(path: string) {
    super(`${path}: what came is not what the record says of it`);
  }
}

/** A file that is not what the record says of it is not handed on as if it were. */
async function assertWhole({ archived }: Exported, { entries }: WrittenPackage, path: string): Promise<void> {
  for (const material of archived.materials) {
    const found = entries.find((each) => each.path === material.path);
    if (material.path === null) continue;
    const isSame =
      found !== undefined &&
      (material.digestSm3 === null || found.sm3 === material.digestSm3) &&
      (material.digestSha256 === null || found.sha256 === material.digestSha256);
    if (isSame) continue;
    await rm(path, { force: true });
    throw new FileDiffers(material.path);
  }
}

/** What a killed run was writing. */
async function removeParts(folder: string): Promise<void> {
  for (const name of await readdir(folder)) if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
}
