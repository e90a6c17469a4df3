/**
 * Random acts by random people on records of every kind, and a model that knows only what was accepted: it judges each
 * record that is gone after a step.
 */
import type { AccessContext, Post } from '../../schema/actor.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { OutboxEvent, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { retention } from '../../subgraphs/retention/index.ts';
import { createFixtures, type Fixtures } from '../../tools/demo/fixtures.ts';
import { actAs, raw, toldOf, type Act } from './disposal.ts';
import { dataOf } from './house.ts';
import { createRows } from './rows.ts';
import { access, subjectRef } from './services.ts';

const TODAY = '2026-11-21';
const POSTS: readonly Post[] = ['ARCHIVIST', 'APPRAISER', 'APPROVER', 'OPERATOR', 'SUPERVISOR'];

/** A consumer's receipt of its feed: no act on a record (`feed-acts.ts` has its sequences). */
const OF_THE_FEED = 'acknowledgeRetentionChanges';

/** Every act of the subgraph; a new one fails the test until sequences hold it. */
export const ACTS = Object.keys(retention.access).flatMap((name) =>
  name.startsWith('Mutation.') && !name.endsWith(`.${OF_THE_FEED}`) ? [name.slice('Mutation.'.length)] : [],
);

interface ListModel {
  readonly proposer: string;
  readonly cases: readonly string[];
  readonly hands: Map<string, 'APPROVER' | 'SUPERVISOR' | 'OPERATOR'>;
}

export interface Outcome {
  readonly faults: readonly string[];
  readonly destroyed: number;
  readonly tried: ReadonlySet<string>;
  readonly done: ReadonlySet<string>;
  readonly refusals: ReadonlySet<string>;
}

/** @param steps of one sequence; the same seed gives the same */
export async function runSequence(
  running: RunningSubgraph,
  { seed, steps }: { readonly seed: number; readonly steps: number },
): Promise<Outcome> {
  const sequence = new Sequence(running, seed);
  await sequence.prepare();
  for (let step = 0; step < steps; step += 1) await sequence.step(step);
  await sequence.settle('the end');
  return sequence;
}

class Sequence implements Outcome {
  readonly faults: string[] = [];
  readonly tried = new Set<string>();
  readonly done = new Set<string>();
  readonly refusals = new Set<string>();
  readonly #running: RunningSubgraph;
  readonly #seed: number;
  readonly #random: Fixtures;
  readonly #rows;
  readonly #people: AccessContext[] = [];
  readonly #cases: CaseRow[] = [];
  readonly #gone = new Set<string>();
  /** Keys in force, by case. */
  readonly #holds = new Map<string, string>();
  readonly #disputes = new Map<string, string>();
  readonly #transfers = new Set<string>();
  readonly #restrictions: string[] = [];
  readonly #orders: string[] = [];
  readonly #schedules: string[] = [];
  readonly #sets: string[] = [];
  readonly #appraisals = new Map<string, readonly string[]>();
  readonly #said = new Set<string>();
  readonly #reported = new Set<string>();
  /** Concluded, and with nothing of them on a list that was proposed. */
  readonly #concluded = new Set<string>();
  readonly #lists = new Map<string, ListModel>();
  #serial = 0;

  constructor(running: RunningSubgraph, seed: number) {
    this.#running = running;
    this.#seed = seed;
    this.#random = createFixtures(seed);
    this.#rows = createRows(seed);
  }

  get destroyed(): number {
    return this.#gone.size;
  }

  async prepare(): Promise<void> {
    const rows = this.#rows;
    const item = (serial: string): string => `${rows.agency}4000199001${serial}`;
    const schedule = rows.schedule();
    await this.#running.call('load', {
      schedules: [schedule],
      rules: [
        rows.rule({ scheduleId: schedule.id, code: '1', itemCode: item('001'), period: 'D10' }),
        rows.rule({ scheduleId: schedule.id, code: '2', itemCode: item('002'), period: 'Y' }),
      ],
    });
    for (let n = 0; n < 14; n += 1)
      this.#cases.push(
        rows.caseRow({
          state: 'ARCHIVED',
          archivedOn: '2012-06-01',
          completedOn: n === 0 ? '2024-03-15' : '2011-03-15',
          taskCode: item(n === 1 ? '002' : '001'),
        }),
      );
    await this.#tell(
      'cases',
      'CASE_CHANGED',
      this.#cases.map((row) => toldOf(row, subjectRef(row.applicantIdNumber))),
    );
    for (let n = 0; n < 7; n += 1) {
      const posts = POSTS.filter((_, at) => at === n % POSTS.length || this.#random.int(1, 3) === 1);
      this.#people.push(access({ agency: rows.agency, actorId: `p${n}`, useCause: '档案管理', posts }));
    }
    this.#people.push(
      access({ agency: rows.otherAgency, actorId: 'stranger', posts: [...POSTS] }),
      access({ role: 'ARCHIVES_AUTHORITY', agency: rows.otherAgency, actorId: 'authority' }),
      access({ role: 'SYSTEM_ADMIN', actorId: 'admin', posts: [...POSTS] }),
      access({ role: 'PERSON', actorId: 'owner', subjectRef: subjectRef(this.#cases[2]?.applicantIdNumber ?? '') }),
    );
  }

  /** Mostly the step that a list or record waits for, by somebody who may; otherwise anything by anybody. */
  async step(step: number): Promise<void> {
    const isAnything = this.#random.int(1, 5) === 1;
    if (this.#random.int(1, 15) === 1) await this.#tellOfOthers();
    if (this.#random.int(1, 15) === 1)
      await this.#act('placeHold', this.#random.pick(this.#people), this.#arguments('placeHold'));
    const [name, args] = isAnything ? this.#anything() : this.#random.pick(this.#waiting());
    const holders = this.#people.filter((who) => mayTry(who, name));
    const who = this.#random.pick(isAnything || holders.length === 0 ? this.#people : holders);
    await this.#act(name, who, args);
    if (this.#random.int(1, 3) > 1) await this.settle(`step ${step}, ${name} by ${who.actorId}`);
  }

  #anything(): Step {
    const name = this.#random.pick(ACTS);
    return [name, this.#arguments(name)];
  }

  /** What records, appraisals and lists wait for. */
  #waiting(): Step[] {
    const ask = (name: string): Step => [name, this.#arguments(name)];
    const appraisals = [...this.#appraisals].flatMap(([appraisalId, caseIds]): Step[] => {
      if (this.#reported.has(appraisalId)) return [];
      const said = { recommendation: raw('DESTROY'), text: '理由' };
      const conclusions = caseIds.map((caseId) => ({ caseId, conclusion: raw('DESTROY') }));
      const unsaid = caseIds.filter((caseId) => !this.#said.has(`${appraisalId} ${caseId}`));
      if (unsaid.length > 0)
        return unsaid.map((caseId): Step => ['giveOpinion', { input: { appraisalId, caseId, ...said } }]);
      return [['concludeAppraisal', { input: { appraisalId, report: '报告', conclusions } }]];
    });
    const proposals = [...this.#concluded].map((appraisalId): Step => {
      this.#serial += 1;
      return ['proposeDestruction', { appraisalId, number: `w${this.#seed}-${this.#serial}` }];
    });
    const lists = [...this.#lists].flatMap(([listId, { hands }]): Step[] => {
      const next = [...hands.values()].includes('APPROVER')
        ? ['superviseDestruction', 'executeDestruction']
        : ['approveDestruction'];
      return hands.size === 4 ? [] : next.map((name): Step => [name, { listId }]);
    });
    const others = ['registerExpiry', 'openAppraisal', 'openAppraisal', 'liftHold'].map(ask);
    return [...others, ...appraisals, ...proposals, ...lists];
  }

  async #act(name: string, who: AccessContext, args: Step[1]): Promise<void> {
    this.tried.add(name);
    if (args === null) return;
    let act: Act;
    try {
      act = await actAs(this.#running, who, name, args);
    } catch (error) {
      // Not even tried: forbidden, or not known to this caller. Anything else is a fault of ours.
      if (/FORBIDDEN|NOT_FOUND/.test(String(error))) return;
      throw new Error(`seed ${this.#seed}: ${name} by ${who.actorId}`, { cause: error });
    }
    for (const { code, clause } of act.violations) {
      this.refusals.add(code);
      if (clause === '') this.faults.push(`seed ${this.#seed}: ${code} names no clause`);
    }
    if (act.violations.length > 0) return;
    this.done.add(name);
    await this.#learn(name, { who, args, id: String(act.subject?.['id'] ?? '') });
  }

  #arguments(name: string): Record<string, unknown> | null {
    const random = this.#random;
    this.#serial += 1;
    const number = `${this.#seed}-${this.#serial}`;
    const some = <T>(from: Iterable<T>): T | null => {
      const all = [...from];
      const recent = random.int(1, 4) === 1 ? all : all.slice(-2);
      return recent.length === 0 ? null : random.pick(recent);
    };
    const left = this.#cases.filter(({ id }) => !this.#gone.has(String(id)));
    const caseId = String(random.pick(random.int(1, 6) === 1 || left.length === 0 ? this.#cases : left).id);
    const caseIds = [caseId, ...(random.int(1, 4) === 1 ? [String(random.pick(this.#cases).id)] : [])];
    const appraisalId = some(this.#appraisals.keys());
    const listId = some(this.#lists.keys());
    const withList = listId === null ? null : { listId };
    const rule = { itemCode: 'x', basis: '依据', lookBackAdministration: 5, lookBackLitigation: 5, lookBackAudit: 5 };
    const rules = ['001', '002'].map((serial) => ({
      ...rule,
      code: serial,
      itemCode: `${this.#rows.agency}4000199001${serial}`,
      period: serial === '002' ? 'Y' : random.pick(['D10', 'D10', 'D15', 'D3']),
    }));
    const keyed = (id: string | null, rest: object = {}) => (id === null ? null : { id, ...rest });
    const makers: Readonly<Record<string, () => Record<string, unknown> | null>> = {
      draftSchedule: () => ({ input: { version: number, title: '表', rules } }),
      reviseSchedule: () => keyed(some(this.#schedules), { input: { title: '表', rules } }),
      submitSchedule: () => keyed(some(this.#schedules)),
      approveSchedule: () => keyed(some(this.#schedules)),
      returnSchedule: () => keyed(some(this.#schedules), { reason: '退回' }),
      placeHold: () => ({ input: { caseId, reason: raw(random.pick(['LITIGATION', 'AUDIT'])), ground: '文书' } }),
      liftHold: () => keyed(random.pick([...this.#holds.keys(), null]), { reason: '结束' }),
      registerExpiry: () => ({}),
      openAppraisal: () => ({ number, caseIds }),
      giveOpinion: () => {
        const of = this.#appraisals.get(appraisalId ?? '') ?? [];
        const about = some(of);
        const said = { recommendation: raw('DESTROY'), text: '理由' };
        return about === null ? null : { input: { appraisalId, caseId: about, ...said } };
      },
      concludeAppraisal: () => {
        const conclusions = (this.#appraisals.get(appraisalId ?? '') ?? []).map((each) =>
          random.int(1, 8) === 1
            ? { caseId: each, conclusion: raw('RETAIN'), period: 'D10' }
            : { caseId: each, conclusion: raw('DESTROY') },
        );
        return appraisalId === null ? null : { input: { appraisalId, report: '报告', conclusions } };
      },
      proposeDestruction: () => (appraisalId === null ? null : { appraisalId, number }),
      approveDestruction: () => withList,
      returnDestruction: () => (listId === null ? null : { listId, reason: '退回' }),
      withdrawFromDestruction: () => (listId === null ? null : { listId, caseId }),
      superviseDestruction: () => withList,
      executeDestruction: () => withList,
      registerBackupSet: () => ({ input: { label: number, medium: raw('OFFLINE'), takenOn: '2020-01-01' } }),
      confirmBackupErasure: () => {
        const setId = some(this.#sets);
        return listId === null || setId === null ? null : { input: { listId, setId, method: '销毁' } };
      },
      issueCertificate: () => withList,
      demandErasure: () => ({ caseId: String(this.#cases[2]?.id) }),
      liftRestriction: () => keyed(some(this.#restrictions), { ground: '撤回' }),
      orderRectification: () => ({
        input: { agency: this.#rows.agency, number, demand: '整改', dueOn: '2026-12-31' },
      }),
      answerRectification: () => keyed(some(this.#orders), { answer: '已改' }),
      closeRectification: () => keyed(some(this.#orders), { accepted: random.int(1, 2) === 1 }),
    };
    const make = makers[name];
    if (make === undefined) throw new Error(`Sequences do not know ${name}.`);
    return make();
  }

  async #learn(
    name: string,
    { who, args, id }: { readonly who: AccessContext; readonly args: Record<string, unknown>; readonly id: string },
  ): Promise<void> {
    const input = args['input'] as Readonly<Record<string, unknown>> | undefined;
    if (name === 'draftSchedule') this.#schedules.push(id);
    if (name === 'placeHold') this.#holds.set(id, String(input?.['caseId']));
    if (name === 'liftHold') this.#holds.delete(String(args['id']));
    if (name === 'openAppraisal') this.#appraisals.set(id, args['caseIds'] as string[]);
    if (name === 'giveOpinion') this.#said.add(`${input?.['appraisalId']} ${input?.['caseId']}`);
    if (name === 'concludeAppraisal') {
      this.#concluded.add(id);
      this.#reported.add(id);
    }
    if (name === 'proposeDestruction') this.#concluded.delete(String(args['appraisalId']));
    if (name === 'registerBackupSet') this.#sets.push(id);
    if (name === 'demandErasure') this.#restrictions.push(id);
    if (name === 'orderRectification') this.#orders.push(id);
    if (name === 'proposeDestruction') {
      const query = `query ($id: ID) { destructionLists(id: $id) { items { caseId } } }`;
      const { destructionLists } = await dataOf(this.#running, query, who, { id });
      const cases = destructionLists[0].items.map(({ caseId }: { caseId: string }) => caseId);
      this.#lists.set(id, { proposer: who.actorId, cases, hands: new Map() });
    }
    const hand = HANDS[name];
    if (hand !== undefined) this.#lists.get(id)?.hands.set(who.actorId, hand);
  }

  /** What other subgraphs tell: disputes and transfers, of any of the records. */
  async #tellOfOthers(): Promise<void> {
    const caseId = String(this.#random.pick(this.#cases).id);
    const isOpen = this.#random.int(1, 3) === 1;
    if (this.#random.int(1, 2) === 1) {
      const disputeId = `${this.#seed}-${caseId}`;
      await this.#tell('sharing', 'DISPUTE_CHANGED', [
        { disputeId, caseIds: [caseId], state: isOpen ? 'OPEN' : 'RESOLVED' },
      ]);
      if (isOpen) this.#disputes.set(disputeId, caseId);
      else this.#disputes.delete(disputeId);
      return;
    }
    await this.#tell('holdings', 'TRANSFER_CHANGED', [{ caseIds: [caseId], state: isOpen ? 'SUBMITTED' : 'RETURNED' }]);
    if (isOpen) this.#transfers.add(caseId);
    else this.#transfers.delete(caseId);
  }

  /** Only these events, and none of our own: what was ordered stays ordered. */
  async #tell(source: 'cases' | 'sharing' | 'holdings', kind: string, payloads: readonly object[]): Promise<void> {
    position += payloads.length;
    const last = position;
    const events: OutboxEvent[] = payloads.map((payload, at) => ({
      position: last - payloads.length + at + 1,
      kind,
      payload: { ...payload },
    }));
    await this.#running.turn({ [source]: async (after: number) => events.filter((each) => each.position > after) });
    await this.#judge(`${kind} from ${source}`);
  }

  /** Until what was ordered is done. */
  async settle(after: string): Promise<void> {
    for (let quiet = 0; quiet < 2;) {
      const busy = (await this.#running.turn({})) + (await this.#running.backlog());
      quiet = busy === 0 ? quiet + 1 : 0;
    }
    await this.#judge(after);
  }

  async #judge(after: string): Promise<void> {
    const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Case { id retention { tombstone { destroyedOn } } } } }`;
    const ids = this.#cases.map(({ id }) => ({ __typename: 'Case', id }));
    const [reader] = this.#people;
    if (reader === undefined) return;
    const { _entities } = await dataOf(this.#running, query, reader, { ids });
    for (const found of _entities) {
      if (found?.retention?.tombstone === null || found?.retention === null) continue;
      const caseId = String(found.id);
      if (this.#gone.has(caseId)) continue;
      this.#gone.add(caseId);
      for (const fault of this.#faultsOf(caseId)) this.faults.push(`seed ${this.#seed}, after ${after}: ${fault}`);
    }
  }

  #faultsOf(caseId: string): string[] {
    const row = this.#cases.find(({ id }) => id === caseId);
    const lists = [...this.#lists.values()].filter(({ cases }) => cases.includes(caseId));
    const isInOrder = ({ proposer, hands }: ListModel): boolean => {
      const of = (hand: string): string[] => [...hands].flatMap(([actor, each]) => (each === hand ? [actor] : []));
      const [approver] = of('APPROVER');
      return hands.size === 4 && of('SUPERVISOR').length === 2 && of('OPERATOR').length === 1 && approver !== proposer;
    };
    return [
      ...(String(row?.taskCode).endsWith('002') ? ['it was permanent'] : []),
      ...(String(row?.completedOn) >= `${Number(TODAY.slice(0, 4)) - 10}` ? ['its retention had not ended'] : []),
      ...([...this.#holds.values()].includes(caseId) ? ['it was held'] : []),
      ...([...this.#disputes.values()].includes(caseId) ? ['a dispute was open'] : []),
      ...(this.#transfers.has(caseId) ? ['a transfer was open'] : []),
      ...(lists.some(isInOrder) ? [] : ['it had not its four people']),
    ];
  }
}

/** One order for all sequences: they share the place up to which each source has been read. */
let position = 0;

const HANDS: Readonly<Record<string, 'APPROVER' | 'SUPERVISOR' | 'OPERATOR'>> = {
  approveDestruction: 'APPROVER',
  superviseDestruction: 'SUPERVISOR',
  executeDestruction: 'OPERATOR',
};

type Step = readonly [name: string, args: Record<string, unknown> | null];

function mayTry({ role, posts }: AccessContext, name: string): boolean {
  const rule = Object.entries(retention.access).find(([each]) => each === `Mutation.${name}`)?.[1];
  const isInPost = rule?.posts === undefined || rule.posts.some((post) => posts.includes(post));
  return rule?.call.includes(role) === true && isInPost;
}
