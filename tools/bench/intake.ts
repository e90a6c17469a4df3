/** What archiving costs: cases from opening to the archive, and bytes looked at by the four-property check. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import { SUBGRAPHS } from '../../gateway/index.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { toInstant, toShanghaiDate } from '../../schema/ids.ts';
import type { UploadCall } from '../../subgraphs/cases/index.ts';
import { inspectFile, toSource } from '../../subgraphs/checks/index.ts';
import { loadServices, type RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { caseStory, INTAKE, scopeFor, type CaseStory, type IntakeItem } from '../demo/intake.ts';
import { samplePdf, sampleXml } from '../demo/sample-files.ts';
import { benchConfig } from './bench-config.ts';
import { NOBODY } from './open-policy.ts';
import { openRows } from './real-rows.ts';

const CASES = 60;
const WARM_UP = 10;
const AT_A_TIME = 4;
const FILE_MB = 8;
const FILE_ROUNDS = 6;

const ITEM: IntakeItem = {
  taskCode: `${DEMO_BODIES.housing}3000199009009`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};

export async function measureIntake(where: {
  readonly keyDir: string;
  readonly databaseUrl: string | null;
}): Promise<string> {
  const blobDir = mkdtempSync(join(tmpdir(), 'asg-bench-blobs-'));
  const database = await openRows(where.databaseUrl);
  try {
    const services = { ...loadServices(benchConfig(where.keyDir)), files: { blobDir, clamd: null } };
    const running = await SUBGRAPHS.find(({ name }) => name === 'cases')?.start(database, services);
    if (running === undefined) throw new RangeError('cases does not run');
    const desk = new Desk(running);
    await desk.setUp();
    await desk.tellAll(0, WARM_UP, 1);
    const one = await desk.tellAll(WARM_UP, CASES, 1);
    const several = await desk.tellAll(WARM_UP + CASES, CASES, AT_A_TIME);
    const kind = where.databaseUrl === null ? 'PGlite in memory' : 'PostgreSQL';
    return [
      `A case is 12 acts and 3 small files, each made durable; on ${kind}, in one process.\n\n`,
      '| What | |\n|---|---|\n',
      `| from opening to the archive, one after the other | ${one.toFixed(1)} cases/s |\n`,
      `| the same, ${AT_A_TIME} at a time | ${several.toFixed(1)} cases/s |\n`,
      `| a PDF of ${FILE_MB} MB looked at, both digests included | ${await inspected(samplePdf('bench', FILE_MB * 1e6))} MB/s |\n`,
      `| XML of ${FILE_MB} MB, likewise | ${await inspected(largeXml())} MB/s |\n`,
    ].join('');
  } finally {
    await database.close();
    rmSync(blobDir, { recursive: true, force: true });
  }
}

function largeXml(): Buffer {
  return sampleXml(
    Object.fromEntries(Array.from({ length: FILE_MB * 8_000 }, (_each, at) => [`e${at}`, 'x'.repeat(100)])),
  );
}

async function inspected(bytes: Buffer): Promise<string> {
  await inspectFile(toSource(bytes));
  const startedAtMs = performance.now();
  for (let round = 0; round < FILE_ROUNDS; round += 1) await inspectFile(toSource(bytes));
  return ((FILE_ROUNDS * bytes.length) / 1e3 / (performance.now() - startedAtMs)).toFixed(0);
}

class Desk {
  readonly #running: RunningSubgraph;
  readonly #system = own('bench-system', ['HANDLING_SYSTEM']);
  readonly #archivist = own('bench-archivist', ['ARCHIVIST']);

  constructor(running: RunningSubgraph) {
    this.#running = running;
  }

  async setUp(): Promise<void> {
    const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
    await this.#act(this.#archivist, 'registerItem', { input: { taskCode, version, name, itemType: 'CONFIRMATION' } });
    await this.#act(this.#archivist, 'registerSystem', { input: { system: this.#system.actorId, taskCode, region } });
    const drafted = await this.#act(this.#archivist, 'draftScope', { input: scopeFor(ITEM) });
    const authority: AccessContext = { ...NOBODY, ...now(), role: 'ARCHIVES_AUTHORITY', actorId: 'bench-authority' };
    const scopeId = (drafted as { scope: { id: string } }).scope.id;
    await this.#act(authority, 'reviewScope', { input: { scopeId, approve: true } });
  }

  /** @returns cases a second */
  async tellAll(from: number, count: number, atATime: number): Promise<number> {
    const run = `b${Date.now().toString(36)}`;
    const startedAtMs = performance.now();
    const lanes = Array.from({ length: atATime }, async (_each, lane) => {
      for (let number = from + lane; number < from + count; number += atATime)
        await this.#tell(caseStory(ITEM, number, run));
    });
    await Promise.all(lanes);
    return (count * 1000) / (performance.now() - startedAtMs);
  }

  async #tell({ open, steps, files, materials, complete }: CaseStory): Promise<void> {
    const opened = (await this.#act(this.#system, 'openCase', { input: open })) as { case: { id: string } };
    const caseId = opened.case.id;
    for (const step of steps) await this.#act(this.#system, 'addStep', { input: { caseId, ...step } });
    for (const { uploadKey, bytes } of files) {
      const body = Readable.from([bytes]);
      const call: UploadCall = { access: this.#system, method: 'PUT', key: uploadKey, headers: {}, body };
      await this.#running.call('receiveUpload', call);
    }
    for (const material of materials)
      await this.#act(this.#system, 'attachMaterial', { input: { caseId, ...material } });
    await this.#act(this.#system, 'completeCase', { input: { caseId, ...complete } });
    await this.#act(this.#archivist, 'archiveCase', { id: caseId });
  }

  /** @throws Error when it is refused */
  async #act(
    who: AccessContext,
    name: keyof typeof INTAKE,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<unknown> {
    const request = { query: INTAKE[name], operationName: undefined, variables };
    const { data, errors } = await this.#running.execute(request, { ...who, ...now() });
    const [outcome] = Object.values(data ?? {}) as { readonly violations: readonly unknown[] }[];
    if (errors !== undefined || outcome === undefined || outcome.violations.length > 0)
      throw new Error(`${name}: ${JSON.stringify(errors ?? outcome?.violations)}`);
    return outcome;
  }
}

function own(actorId: string, posts: AccessContext['posts']): AccessContext {
  return { ...NOBODY, ...now(), role: 'AGENCY', agency: ITEM.agency, useCause: 'bench', actorId, posts };
}

function now(): Pick<AccessContext, 'at' | 'today'> {
  return { at: toInstant(Date.now()), today: toShanghaiDate(Date.now()) };
}
