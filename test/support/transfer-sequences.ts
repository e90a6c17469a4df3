/**
 * Random acts by random people on records on their way into a hall, online and on media, and on their opening; and a model
 * that knows only what was accepted. It judges every record after every act.
 */
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { BIT, packStored, type Custody } from '../../schema/policy/label.ts';
import { STATEMENTS, TRANSFER } from '../../tools/demo/transfer-desk.ts';
import type { FileInput } from './case-package.ts';
import { takeIn, writeDelivery, type Written } from './deliveries.ts';
import type { Reception } from './reception.ts';
import { ACTS, mayTry, peopleOf, type ActName, type Person } from './transfer-people.ts';

/** What chance has drawn for one act: which, by whom, about what. */
export interface Drawn {
  /** Anything by anybody; otherwise what the records wait for, by somebody who may. */
  readonly wild: boolean;
  readonly act: number;
  readonly who: number;
  readonly about: number;
  readonly yes: boolean;
}

export interface Seen {
  readonly faults: string[];
  /** Names of acts that were accepted at least once. */
  readonly done: Set<string>;
  readonly received: number;
  readonly opened: number;
}

/** Small ones in every folder, so that many sequences fit. */
const FILES: readonly FileInput[] = ['申报文件/A01', '过程文件/B01', '结果文件/C01'].map((path) => ({
  bytes: Buffer.from(`${path}\r\n`),
  path: `${path}.txt`,
  format: 'TXT',
}));
const DUE = '1999-03-15';
const TODAY = '2026-11-21';
const NOTHING = { openingAdvice: null, openingOpinion: null, disclosureStatus: null, secrecyChange: null };

interface BatchModel {
  readonly kind: 'TRANSFER' | 'EARLY_CUSTODY';
  readonly controller: 'UNIT' | 'HALL';
  /** Case → all three statements were made. */
  readonly items: Map<string, boolean>;
  isReceived: boolean;
}

interface ReviewModel {
  readonly id: string;
  readonly by: string;
  /** The unit has proposed it, or has been heard. */
  unitHasSpoken: boolean;
}

interface Step {
  readonly act: ActName;
  readonly caseId: string;
  readonly batchId: string;
  readonly yes: boolean;
}

/** @param desk of which the records are; each sequence has records of its own */
export async function runSequence(desk: Reception, drawn: readonly Drawn[]): Promise<Seen> {
  const sequence = new Sequence(desk, await desk.archived(3, { completedOn: DUE, archivedOn: '2000-06-01' }));
  for (const each of drawn) await sequence.step(each);
  return sequence;
}

class Sequence implements Seen {
  readonly faults: string[] = [];
  readonly done = new Set<string>();
  readonly #desk: Reception;
  readonly #cases: readonly string[];
  readonly #people: readonly Person[];
  readonly #batches = new Map<string, BatchModel>();
  readonly #custody = new Map<string, Custody>();
  readonly #reviews = new Map<string, ReviewModel>();
  readonly #opening = new Map<string, string>();
  readonly #seals = new Map<string, { readonly id: string; readonly by: string }>();
  readonly #media = new Map<string, Written>();
  #transfers = 0;
  /** The batch that was drafted last has its first record. */
  #isPut = false;

  constructor(desk: Reception, cases: readonly string[]) {
    this.#desk = desk;
    this.#cases = cases;
    this.#people = peopleOf(desk.rows);
  }

  get received(): number {
    return this.#transfers;
  }

  get opened(): number {
    return [...this.#opening.values()].filter((state) => state === 'OPEN').length;
  }

  async step({ wild, act, who, about, yes }: Drawn): Promise<void> {
    const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T;
    const waiting = await this.#waiting(yes);
    const step = wild || waiting.length === 0 ? this.#anything(act, about, yes) : pick(waiting, act);
    const holders = wild ? this.#people : this.#people.filter((person) => mayTry(person, step.act));
    const person = pick(holders.length === 0 ? this.#people : holders, who);
    await this.#try(step, person);
    await this.#judge(`${step.act} by ${person.who.actorId}`);
  }

  #anything(act: number, about: number, yes: boolean): Step {
    const batches = [...this.#batches.keys()];
    return {
      act: ACTS[act % ACTS.length] ?? 'draft',
      caseId: this.#cases[about % this.#cases.length] ?? '',
      batchId: batches[about % Math.max(1, batches.length)] ?? NOBODY,
      yes,
    };
  }

  /** What records and batches wait for, told by their states: only the judgement is the model's. */
  async #waiting(yes: boolean): Promise<Step[]> {
    const { rows } = await sql<{ id: string; state: string; isHere: boolean; caseIds: string[] }>`select b.id, b.state,
        coalesce(bool_and(i.file_count is not null), false) as "isHere", array_agg(i.case_id::text) as "caseIds"
      from holdings.transfer_batch b join holdings.transfer_item i on i.batch_id = b.id and i.state <> 'WITHDRAWN'
      where i.case_id = any(${[...this.#cases]}::uuid[]) group by b.id order by b.number`.execute(this.#db());
    const next: Readonly<Record<string, readonly ActName[]>> = {
      DRAFT: ['put', 'submit', 'submit', 'submit'],
      RETURNED: ['submit', 'submit', 'put'],
      ACCEPTED: ['answer', 'receipt', 'receipt', 'receipt', 'oldMedium', 'return'],
    };
    const open = new Set(rows.filter(({ state }) => state !== 'RECEIVED').flatMap(({ caseIds }) => caseIds));
    const free = this.#cases.filter((each) => !open.has(each) && this.#custodyOf(each) !== 'HALL');
    const ofBatches = rows.flatMap(({ id, state, isHere, caseIds }): Step[] => {
      const submitted: readonly ActName[] = isHere
        ? ['check', 'check', 'answer', 'oldMedium']
        : ['medium', 'online', 'medium', 'online', 'answer'];
      const acts = state === 'SUBMITTED' ? submitted : (next[state] ?? []);
      const [first = ''] = caseIds;
      return acts.map((act) => ({
        act,
        batchId: id,
        caseId: act === 'put' && yes ? (free[0] ?? first) : first,
        yes: true,
      }));
    });
    const ofCases = free.flatMap((caseId): Step[] =>
      (['draft', 'early'] as const).map((act) => ({ act, caseId, batchId: NOBODY, yes })),
    );
    const ofRecords = [...this.#custody.keys()].flatMap((caseId): Step[] => {
      const acts: readonly ActName[] = this.#reviews.has(caseId)
        ? ['advise', 'decide', 'decide']
        : this.#opening.get(caseId) === 'OPEN'
          ? ['seal', 'lift']
          : ['propose', 'propose'];
      return acts.map((act) => ({ act, caseId, batchId: NOBODY, yes: true }));
    });
    return [...ofBatches, ...ofCases, ...ofRecords];
  }

  #db() {
    return this.#desk.running.fork().getKysely();
  }

  #custodyOf(caseId: string): Custody {
    return this.#custody.get(caseId) ?? 'FORMING';
  }

  async #try(step: Step, person: Person): Promise<void> {
    try {
      const id = await this.#do(step, person.who);
      if (id === null) return;
      this.done.add(step.act);
      this.#learn(step, person, id);
    } catch (error) {
      // Not even tried: forbidden, not known to this caller, or not waited for any more. Anything else is a fault.
      const code = error instanceof Error && 'code' in error ? String(error.code) : '';
      if (!/FORBIDDEN|NOT_FOUND|CONFLICT/.test(`${code} ${String(error)}`)) throw error;
    }
  }

  /** @returns key of what was done, or null when it was refused */
  async #do({ act, caseId, batchId, yes }: Step, who: AccessContext): Promise<string | null> {
    const desk = this.#desk;
    const transfer = async (name: keyof typeof TRANSFER, variables: object): Promise<string | null> =>
      (await desk.act(who, name, variables)).subject?.id ?? null;
    const put = (batch: string, all: boolean): Promise<string | null> =>
      transfer('put', { input: { batchId: batch, items: [{ caseId, ...(all ? STATEMENTS : NOTHING) }] } });
    const { hall } = desk.rows;
    const agreement = { controller: yes ? 'HALL' : 'UNIT', duties: '按协议', signedOn: TODAY };
    switch (act) {
      case 'draft':
      case 'early': {
        const kind = act === 'draft' ? { kind: 'TRANSFER' } : { kind: 'EARLY_CUSTODY', agreement };
        const id = await transfer('draft', { input: { hall, ...kind } });
        this.#isPut = id !== null && (await put(id, yes)) !== null;
        return id;
      }
      case 'put':
        return put(batchId, yes);
      case 'remove':
        return transfer('remove', { batchId, caseId });
      case 'submit':
        return transfer('submit', { batchId });
      case 'withdraw':
        return transfer('withdraw', { batchId, reason: '撤回' });
      case 'answer':
        await desk.answer();
        return batchId;
      case 'online':
        await desk.deliver(batchId, FILES, who);
        return batchId;
      case 'medium':
        if (batchId === NOBODY) return null;
        this.#media.set(batchId, await writeDelivery(desk, batchId, { files: FILES }));
        return this.#bring(batchId, who);
      case 'oldMedium':
        return this.#bring(batchId, who);
      case 'check':
        return transfer('check', { batchId, accepted: null });
      case 'return':
        return transfer('return', { batchId, caseId, reasons: ['意见与内容不符'] });
      case 'receipt':
        return transfer('receipt', { batchId, consent: yes });
      default:
        return this.#doOpening({ act, caseId, yes }, who);
    }
  }

  async #bring(batchId: string, who: AccessContext): Promise<string | null> {
    const written = this.#media.get(batchId);
    if (written === undefined) return null;
    return (await takeIn(this.#desk, batchId, written, who)).outcome === 'TAKEN' ? batchId : null;
  }

  async #doOpening(
    { act, caseId, yes }: Pick<Step, 'act' | 'caseId' | 'yes'>,
    who: AccessContext,
  ): Promise<string | null> {
    const { rows } = await sql<{ id: string }>`select id from holdings.archival_record
      where case_id = ${caseId}::uuid`.execute(this.#db());
    const recordId = rows[0]?.id ?? NOBODY;
    const reviewId = this.#reviews.get(caseId)?.id ?? NOBODY;
    const result = yes ? 'result: OPEN' : 'result: CONTROLLED, reasons: [OTHER]';
    const content = `${result}, statement: "x"${yes ? '' : ', consentNumber: "1"'}`;
    const calls: Readonly<Record<string, string>> = {
      propose: `proposeOpening(input: { recordId: "${recordId}", ${content} })`,
      advise: `adviseOpening(input: { reviewId: "${reviewId}", ${result} })`,
      decide: `decideOpening(input: { reviewId: "${reviewId}", ${content}, note: "y" })`,
      giveUp: `withdrawOpening(id: "${reviewId}")`,
      seal: `sealRecord(input: { recordId: "${recordId}", reason: "x", basis: "y" })`,
      lift: `liftSeal(id: "${this.#seals.get(caseId)?.id ?? NOBODY}", reason: "x")`,
    };
    const data = await this.#desk.query(who, `mutation { ${calls[act]} { subject { id } violations { code } } }`);
    return (Object.values(data)[0] as { subject: { id: string } | null }).subject?.id ?? null;
  }

  #learn({ act, caseId, batchId, yes }: Step, person: Person, id: string): void {
    const { who, body } = person;
    // The answer is retention's, whoever is drawn for it.
    if (body === 'other' && act !== 'answer') this.#fault(`${act} was accepted of ${who.actorId}`);
    const batch = this.#batches.get(batchId);
    if (act === 'draft')
      this.#batches.set(id, { kind: 'TRANSFER', controller: 'HALL', items: new Map(), isReceived: false });
    if (act === 'draft' || act === 'early')
      this.#batches.set(id, {
        kind: act === 'draft' ? 'TRANSFER' : 'EARLY_CUSTODY',
        controller: yes ? 'HALL' : 'UNIT',
        items: new Map(this.#isPut ? [[caseId, yes]] : []),
        isReceived: false,
      });
    if (act === 'put') batch?.items.set(caseId, yes);
    if (act === 'remove') batch?.items.delete(caseId);
    if (act === 'withdraw') batch?.items.clear();
    if ((act === 'medium' || act === 'oldMedium') && !(body === 'hall' && who.posts.includes('ARCHIVIST')))
      this.#fault(`a medium was taken of ${who.actorId}`);
    if (act === 'receipt' && batch !== undefined && !batch.isReceived) this.#learnReceipt(batch, person);
    if (act === 'propose') this.#reviews.set(caseId, { id, by: who.actorId, unitHasSpoken: body === 'unit' });
    const review = this.#reviews.get(caseId);
    if (act === 'advise' && review !== undefined) {
      if (body !== 'unit') this.#fault(`${who.actorId} spoke for the unit`);
      review.unitHasSpoken = true;
    }
    if (act === 'decide') this.#learnDecision(caseId, person, yes);
    if (act === 'decide' || act === 'giveUp') this.#reviews.delete(caseId);
    if (act === 'seal') this.#seals.set(caseId, { id, by: who.actorId });
    if (act !== 'lift') return;
    if (this.#seals.get(caseId)?.by === who.actorId) this.#fault('who sealed it has lifted the seal');
    this.#seals.delete(caseId);
  }

  #learnReceipt(batch: BatchModel, { who, body }: Person): void {
    if (body !== 'hall' || !who.posts.includes('RECEIVER')) this.#fault(`${who.actorId} gave a receipt`);
    batch.isReceived = true;
    const early = batch.controller === 'HALL' ? 'EARLY_CUSTODY_HALL' : 'EARLY_CUSTODY';
    for (const [caseId, isStated] of batch.items) {
      if (!isStated) this.#fault('a record was received without its opinion');
      if (this.#custodyOf(caseId) === 'HALL') this.#fault('custody moved twice');
      this.#custody.set(caseId, batch.kind === 'TRANSFER' ? 'HALL' : early);
      this.#transfers += 1;
    }
  }

  #learnDecision(caseId: string, { who, body }: Person, yes: boolean): void {
    const review = this.#reviews.get(caseId);
    const custody = this.#custodyOf(caseId);
    const keeper = custody === 'HALL' || custody === 'EARLY_CUSTODY_HALL' ? 'hall' : 'unit';
    if (review === undefined) this.#fault('decided without a review');
    if (review?.by === who.actorId) this.#fault('decided by who proposed it');
    if (review?.unitHasSpoken === false) this.#fault('decided without the unit');
    if (body !== keeper) this.#fault(`decided by the ${body}, and the ${keeper} keeps it`);
    this.#opening.set(caseId, yes ? 'OPEN' : 'CONTROLLED');
  }

  #fault(what: string): void {
    this.faults.push(what);
  }

  /** Custody is the one that the model knows, in every place where it is written; and so is opening. */
  async #judge(step: string): Promise<void> {
    const { rows } = await sql<{
      caseId: string;
      custody: Custody;
      facts: number;
      hall: string | null;
      opening: string;
      sealed: boolean;
      claims: number;
      opinions: number;
    }>`select a.case_id as "caseId", a.custody, a.custody_facts as facts, a.hall, a.opening_state as opening, a.sealed,
        (select count(*)::int from holdings.transfer_claim t where t.case_id = a.case_id) as claims,
        num_nonnulls(a.opening_opinion, a.disclosure_status, a.secrecy_change) as opinions
      from holdings.archival_record a where a.case_id = any(${[...this.#cases]}::uuid[])`.execute(this.#db());
    const wrong = (what: string): void => this.#fault(`after ${step}: ${what}`);
    for (const row of rows) {
      const custody = this.#custodyOf(row.caseId);
      const nothing = { sensitive: false, destroyed: false, nonSharing: false } as const;
      const mask = BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH;
      const told = packStored({ custody: row.custody, openness: 'CLOSED', ...nothing });
      if (row.custody !== custody) wrong(`custody is ${row.custody}, and should be ${custody}`);
      if ((row.facts & mask) !== (told & mask)) wrong('the facts say another custody');
      if (row.hall !== this.#desk.rows.hall) wrong('another hall has it');
      if (row.custody === 'HALL' && row.claims > 0) wrong('it is still on its way');
      if (row.opinions < 3) wrong('it came without its statements');
      const opening = this.#opening.get(row.caseId) ?? 'NOT_REVIEWED';
      if (row.opening !== opening) wrong(`it is ${row.opening}, and should be ${opening}`);
      if (row.sealed !== this.#seals.has(row.caseId)) wrong('its seal is not what it should be');
      const openness = this.#seals.has(row.caseId) ? 'SEALED' : opening === 'OPEN' ? 'OPEN' : 'CLOSED';
      const open = packStored({ custody: row.custody, openness, ...nothing });
      if (row.facts !== open) wrong('its facts tell another opening');
    }
    if (rows.length !== this.#custody.size) wrong(`${rows.length} records, and ${this.#custody.size} should be there`);
  }
}

const NOBODY = '00000000-0000-4000-8000-000000000000';
