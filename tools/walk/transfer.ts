/**
 * Records from their agency into the hall: one arrives damaged, is returned with reasons, comes again, and all are received
 * under reference codes. Every step says what it expects; the first that comes out otherwise ends the walk with an error.
 */
import { openSync, closeSync, readdirSync, readSync, statSync, writeSync } from 'node:fs';
import { join } from 'node:path';

import { STATEMENTS, TransferDesk, type BatchSeen, type TransferOutcome } from '../demo/transfer-desk.ts';
import { openHallStage, type HallStage } from './hall-stage.ts';
import { walkOpening } from './opening.ts';

export type Print = (line: string) => void;

export async function walk(print: Print): Promise<void> {
  const stage = await openHallStage(print);
  try {
    await new TransferWalk(stage).run();
  } finally {
    await stage.close();
  }
}

const AGENCY = 'housing-archivist';
const SHOWN = `query ($id: ID!) { case(id: $id) { title applicantName
  holding { referenceCode custody hall { uscc } receivedOn openingOpinion } } }`;

class TransferWalk {
  readonly #stage: HallStage;
  readonly #desk: TransferDesk;

  constructor(stage: HallStage) {
    this.#stage = stage;
    this.#desk = new TransferDesk(stage);
  }

  async run(): Promise<void> {
    const { step } = this.#stage;
    await this.#desk.setUp();
    step('the hall publishes its requirements; housing has a system, an item and an approved archiving scope');
    const cases = [await this.#desk.archive(1, true), await this.#desk.archive(2), await this.#desk.archive(3)];
    step(`three cases are archived, with three files each; they are with housing: ${await this.#custody(cases)}`);
    const batchId = await this.#submit(cases);
    await this.#move(batchId);
    await this.#return(batchId, cases);
    const batch = await this.#receive(batchId);
    await this.#afterwards(batch, cases);
    const [caseId = ''] = cases;
    const record = batch.items.find((item) => item.caseId === caseId)?.record;
    if (record === null || record === undefined) throw new Error('The record is not there.');
    await walkOpening(this.#stage, { recordId: record.id, caseId });
  }

  async #submit(cases: readonly string[]): Promise<string> {
    const { step, note } = this.#stage;
    const batchId = await this.#desk.draft(cases);
    await this.#desk.put(batchId, cases.slice(2), {});
    const refused = await this.#desk.submit(batchId);
    expect(refused.violations.length === 3, 'a record without its statements is not handed over');
    step('housing drafts a batch, one record without its statements: refused, with every reason');
    for (const { code, message, clause } of refused.violations) note(`${code}  ${message} (${clause})`);
    await this.#desk.put(batchId, cases.slice(2), STATEMENTS);
    const { subject } = passed(await this.#desk.submit(batchId));
    step(
      `with all statements it is handed over: ${subject.number}, ${subject.state}, manifest ${short(subject.manifestSm3)}`,
    );
    return batchId;
  }

  async #move(batchId: string): Promise<void> {
    const { step } = this.#stage;
    const others = await this.#desk.sendContent(batchId, 'city-archives-receiver');
    expect(others.status === 403, 'only the agency moves its content');
    const first = await this.#desk.sendContent(batchId);
    const again = await this.#desk.sendContent(batchId);
    step(`POST /transfers/{batch}/content: ${JSON.stringify(first.body)}`);
    step(`sent again, nothing moves twice: ${JSON.stringify(again.body)}`);
    expect((first.body as { complete: boolean }).complete, 'all content has come');
    damage(join(this.#stage.blobDir, 'holdings-staging'));
    step('a disk of the reception flips one bit of one file');
  }

  async #return(batchId: string, cases: readonly string[]): Promise<void> {
    const { step, note } = this.#stage;
    const { subject } = passed(await this.#desk.check(batchId));
    const returned = subject.items.filter(({ state }) => state === 'RETURNED');
    expect(returned.length === 1 && subject.state === 'RETURNED', 'one record comes back');
    step(`the hall checks what it got: ${subject.items.map(({ state }) => state).join(', ')}`);
    for (const { code, message } of returned[0]?.reasons ?? []) note(`${code}  ${message}`);
    const early = await this.#desk.receive(batchId);
    step(`no receipt yet: ${early.violations.map(({ code }) => code).join(', ')}`);
    expect(early.violations.length > 0, 'no receipt before every record has passed');
    passed(await this.#desk.submit(batchId));
    const sent = await this.#desk.sendContent(batchId);
    step(`housing hands the record over again, its content comes anew: ${JSON.stringify(sent.body)}`);
    const checked = passed(await this.#desk.check(batchId)).subject;
    expect(checked.state === 'ACCEPTED', 'all records pass');
    step(`the hall checks it: ${checked.items.map(({ state, attempt }) => `${state} (${attempt})`).join(', ')}`);
    expect((await this.#custody(cases)) === 'FORMING, FORMING, FORMING', 'custody has not moved');
  }

  async #receive(batchId: string): Promise<BatchSeen> {
    const { step, note } = this.#stage;
    const { subject } = passed(await this.#desk.receive(batchId));
    step(`receipt ${subject.receipt?.number}, SM3 ${short(subject.receipt?.digestSm3 ?? null)}`);
    for (const line of subject.receipt?.text.trimEnd().split('\n') ?? []) note(line);
    const again = passed(await this.#desk.receive(batchId)).subject;
    expect(again.receipt?.number === subject.receipt?.number, 'custody moves once');
    step(`asked again, it is the same receipt: ${again.receipt?.number}`);
    return subject;
  }

  async #afterwards(batch: BatchSeen, cases: readonly string[]): Promise<void> {
    const { step, note, answer } = this.#stage;
    step(`custody is with the hall: ${await this.#custody(cases)}`);
    for (const as of ['city-archives', 'housing', 'civil-affairs', 'citizen', 'transport', 'public']) {
      const { data } = await answer(as, SHOWN, { id: cases[0] });
      note(`${as.padEnd(14)} ${JSON.stringify(data?.['case'] ?? null)}`);
    }
    const { errors, data } = await answer(AGENCY, `query { transferBatches(id: "${batch.id}") { number state } }`);
    step(`housing still sees its batch: ${JSON.stringify(data ?? errors)}`);
  }

  async #custody(cases: readonly string[]): Promise<string> {
    const states: string[] = [];
    for (const id of cases) {
      const { data } = await this.#stage.answer('city-archives', SHOWN, { id });
      const found = data?.['case'] as { readonly holding: { readonly custody: string } | null } | null;
      states.push(found?.holding?.custody ?? 'FORMING');
    }
    return states.join(', ');
  }
}

function passed(outcome: TransferOutcome): { readonly subject: BatchSeen } {
  if (outcome.subject === null) throw new Error(JSON.stringify(outcome.violations));
  return { subject: outcome.subject };
}

function expect(holds: boolean, what: string): void {
  if (!holds) throw new Error(`Expected: ${what}.`);
}

function short(digest: string | null): string {
  return `${digest?.slice(0, 16)}…`;
}

/** Flips the first bit of the smallest file there. */
function damage(folder: string): void {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /^[0-9a-f]{32}$/.test(entry.name))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted((one, other) => statSync(one).size - statSync(other).size);
  const [file] = files;
  if (file === undefined) throw new Error('Nothing has come.');
  const handle = openSync(file, 'r+');
  const byte = Buffer.alloc(1);
  readSync(handle, byte, 0, 1, 0);
  byte[0] = (byte[0] ?? 0) ^ 1;
  writeSync(handle, byte, 0, 1, 0);
  closeSync(handle);
}
