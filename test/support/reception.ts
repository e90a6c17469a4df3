/** Agency and hall on one `holdings`, with what `cases` and `retention` would tell it: a transfer without the rest of the house. */
import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import type { AccessContext } from '../../schema/actor.ts';
import { packStored } from '../../schema/policy/label.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import { holdings, type Awaited } from '../../subgraphs/holdings/index.ts';
import type { Database, OutboxEvent, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { HALL_ASKS, REQUIREMENTS, STATEMENTS, TRANSFER, type TransferOutcome } from '../../tools/demo/transfer-desk.ts';
import { CASE_FILES, makeCasePackage, type FileInput } from './case-package.ts';
import { dataOf, numberAll } from './house.ts';
import { createRows, type Rows } from './rows.ts';
import { access, subjectRef, testServices } from './services.ts';

export const DRAFT = { kind: 'TRANSFER' } as const;

export class Reception {
  readonly rows: Rows;
  readonly running: RunningSubgraph;
  readonly archivist: AccessContext;
  readonly receiver: AccessContext;
  readonly #cases: OutboxEvent[] = [];
  readonly #retention: OutboxEvent[] = [];
  #answered = 0;

  private constructor(running: RunningSubgraph, seed: number) {
    this.rows = createRows(seed);
    this.running = running;
    const { agency, hall } = this.rows;
    this.archivist = access({ agency, useCause: '移交', actorId: 'archivist', posts: ['ARCHIVIST'] });
    const ofHall = { role: 'ARCHIVE_HALL', agency: hall, region: '990100', useCause: '接收' } as const;
    this.receiver = access({ ...ofHall, actorId: 'receiver', posts: ['RECEIVER', 'ARCHIVIST'] });
  }

  static async open(database: Database, blobDir: string, seed = 31): Promise<Reception> {
    const running = await holdings.start(database, { ...testServices(), files: { blobDir, clamd: null } });
    return new Reception(running, seed);
  }

  /** The hall's fonds of the agency, and its requirements. */
  async setUp(asks: object = {}): Promise<void> {
    const { fonds, agency } = this.rows;
    const input = { number: fonds.number, name: fonds.name, formingUnit: agency };
    await this.query(this.receiver, FONDS, { input });
    await this.query(this.receiver, REQUIREMENTS, { input: { ...HALL_ASKS, ...asks } });
  }

  query(who: AccessContext, document: string, variables: object = {}) {
    return dataOf(this.running, document, who, variables as Record<string, unknown>);
  }

  async act(who: AccessContext, name: keyof typeof TRANSFER, variables: object): Promise<TransferOutcome> {
    return Object.values(await this.query(who, TRANSFER[name], variables))[0] as TransferOutcome;
  }

  /** Cases that are archived and kept for thirty years, as the others tell of them. */
  async archived(count: number, given: Partial<CaseRow> = {}): Promise<string[]> {
    const cases = Array.from({ length: count }, () =>
      this.rows.caseRow({ state: 'ARCHIVED', archivedOn: '2024-06-01', ...given }),
    );
    this.tellCases(cases);
    const ids = cases.map(({ id }) => String(id));
    this.tellRetention(ids, {});
    await this.turn();
    return ids;
  }

  readonly #told = new Map<string, CaseRow>();

  tellCases(cases: readonly CaseRow[], destroyedOn: string | null = null): void {
    for (const row of cases) this.#told.set(String(row.id), row);
    const nothing = { custody: 'FORMING', openness: 'CLOSED', sensitive: false, nonSharing: false } as const;
    const payloads = cases.map((row) => ({
      id: row.id,
      facts: packStored({ ...nothing, destroyed: destroyedOn !== null }),
      formingUnit: row.formingUnit,
      hall: null,
      transferrer: null,
      subjects: [subjectRef(row.applicantIdNumber)],
      minorUntil: '2008-03-07',
      region: row.region,
      itemCode: row.taskCode,
      periodOn: row.completedOn,
      recordCode: row.recordCode,
      state: row.state,
      completedOn: row.completedOn,
      archivedOn: row.archivedOn ?? null,
      destroyedOn,
      destructionListNumber: destroyedOn === null ? null : 'X-1',
    }));
    push(this.#cases, 'CASE_CHANGED', payloads);
  }

  async destroy(caseId: string): Promise<void> {
    const row = this.#told.get(caseId);
    if (row === undefined) throw new Error('There is no such case.');
    this.tellCases([row], '2026-11-20');
    await this.turn();
  }

  tellRetention(caseIds: readonly string[], facts: object): void {
    const usual = {
      change: 'RULED',
      state: 'ACTIVE',
      period: 'D30',
      dueOn: '2054-12-31',
      held: false,
      disputed: false,
    };
    push(
      this.#retention,
      'RETENTION_CHANGED',
      caseIds.map((caseId) => ({ ...usual, caseId, ...facts })),
    );
  }

  /** What `retention` answers to every handing over that it has not answered yet. */
  async answer(state = 'ACTIVE'): Promise<void> {
    await numberAll(this.running);
    for (const { position, kind, payload } of await this.running.events(this.#answered, 500)) {
      this.#answered = position;
      const { token, caseIds } = payload as { readonly token?: string; readonly caseIds?: readonly string[] };
      if (kind === 'TRANSFER_CHANGED' && token !== undefined)
        push(
          this.#retention,
          'TRANSFER_ANSWERED',
          (caseIds ?? []).map((caseId) => ({ caseId, token, state })),
        );
    }
    await this.turn();
  }

  async turn(): Promise<void> {
    await this.running.turn({ cases: sourceOf(this.#cases), retention: sourceOf(this.#retention) });
  }

  async draft(caseIds: readonly string[], statements: object = STATEMENTS, kind: object = DRAFT): Promise<string> {
    const input = { hall: this.rows.hall, ...kind };
    const { subject, violations } = await this.act(this.archivist, 'draft', { input });
    if (subject === null) throw new Error(JSON.stringify(violations));
    await this.put(subject.id, caseIds, statements);
    return subject.id;
  }

  put(batchId: string, caseIds: readonly string[], statements: object = STATEMENTS): Promise<TransferOutcome> {
    const items = caseIds.map((caseId) => ({ caseId, ...statements }));
    return this.act(this.archivist, 'put', { input: { batchId, items } });
  }

  submit(batchId: string): Promise<TransferOutcome> {
    return this.act(this.archivist, 'submit', { batchId });
  }

  check(batchId: string): Promise<TransferOutcome> {
    return this.act(this.receiver, 'check', { batchId, accepted: null });
  }

  receive(batchId: string, consent = true): Promise<TransferOutcome> {
    return this.act(this.receiver, 'receipt', { batchId, consent });
  }

  async awaited(batchId: string, who: AccessContext = this.archivist): Promise<readonly Awaited[]> {
    const call = { access: who, batchId };
    const { stream } = (await this.running.call('listAwaited', call)) as { readonly stream: Readable };
    const lines = (await text(stream)).split('\n').filter((line) => line !== '');
    return lines.map((line) => JSON.parse(line) as Awaited);
  }

  /** All content that is still to come. */
  async deliver(
    batchId: string,
    files: readonly FileInput[] = CASE_FILES,
    who: AccessContext = this.archivist,
  ): Promise<void> {
    for (const { caseId, described, has } of await this.awaited(batchId, who)) {
      const description = await describeRecord(files);
      const call = { access: who, batchId, caseId };
      const told = Buffer.from(JSON.stringify(description.text), 'utf8');
      if (!described) await this.running.call('receiveDescription', { ...call, body: Readable.from([told]) });
      for (const [fileCode, bytes] of description.contents)
        if (!has.includes(fileCode))
          await this.running.call('receiveContent', { ...call, fileCode, body: Readable.from([bytes]) });
    }
  }

  /** From submission to the receipt, with nothing in the way. */
  async transfer(caseIds: readonly string[], consent = true): Promise<TransferOutcome> {
    const batchId = await this.draft(caseIds);
    await this.submit(batchId);
    await this.answer();
    await this.deliver(batchId);
    await this.check(batchId);
    return this.receive(batchId, consent);
  }
}

const FONDS = `mutation ($input: FondsInput!) { registerFonds(input: $input) {
  subject { id } violations { code message clause path } } }`;

function push(events: OutboxEvent[], kind: string, payloads: readonly Readonly<Record<string, unknown>>[]): void {
  for (const payload of payloads) events.push({ position: events.length + 1, kind, payload });
}

function sourceOf(events: readonly OutboxEvent[]) {
  return async (after: number, limit: number): Promise<readonly OutboxEvent[]> =>
    events.filter(({ position }) => position > after).slice(0, limit);
}

/** What `cases` would say of a record with these files. */
export async function describeRecord(files: readonly FileInput[]) {
  const { pkg, facts } = await makeCasePackage((input) => {
    input.files = [...files];
  });
  const metadata = '<?xml version="1.0" encoding="UTF-8"?><base_info/>';
  const listed = pkg.files.map(({ path, content }) => ({
    path,
    bytes: content?.bytes ?? null,
    sm3: content?.sm3 ?? null,
    sha256: content?.sha256 ?? null,
  }));
  const manifest = JSON.stringify({ metadataSm3: sm3(metadata), files: listed });
  return {
    text: {
      elements: pkg.metadata,
      metadata,
      manifest,
      manifestSm3: sm3(manifest),
      steps: pkg.steps,
      scope: facts.scope,
      folders: pkg.folders,
      files: pkg.files.map(({ code, sequence, path, folderId, scopeCode, metadata: told }, at) => ({
        code,
        sequence,
        path,
        folderId,
        scopeCode,
        metadata: told,
        bytes: listed[at]?.bytes ?? null,
        sm3: listed[at]?.sm3 ?? null,
        sha256: listed[at]?.sha256 ?? null,
      })),
    },
    contents: new Map(pkg.files.map(({ code }, at) => [code, files[at]?.bytes ?? Buffer.alloc(0)])),
  };
}

function sm3(content: string): string {
  return createHash('sm3').update(content, 'utf8').digest('hex');
}
