/** Random people doing random acts of sharing, and the model that learns from the outcomes alone. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext, Post } from '../../schema/actor.ts';
import type { FieldClass } from '../../schema/policy/rules.ts';
import type { RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import type { Fixtures } from '../../tools/demo/fixtures.ts';
import { access } from './services.ts';
import { act, DISTRICT, DISTRICT_BUREAU, type Outcome } from './sharing.ts';
import { draftByChance, PROVIDERS, type DraftContent } from './sharing-drafts.ts';
import type { ModelApplication, ModelCase, ModelEntry, ModelGrant } from './sharing-model.ts';
import { OtherActs } from './sharing-other-acts.ts';

export const USE_CAUSES = ['review', 'inspection'] as const;
export const USERS = [DEMO_BODIES.civilAffairs, DEMO_BODIES.transport, DEMO_BODIES.market, DISTRICT_BUREAU] as const;

/** What the mutations answer, as far as the model learns from it. */
interface Told {
  readonly id: string;
  readonly state: string;
  readonly grant?: { readonly id: string } | null;
  readonly entry?: { readonly id: string } | null;
}

const SUBJECT_OF = {
  application: 'application { id state grant { id } }',
  grant: 'grant { id state }',
  draft: 'draft { id state entry { id } }',
  entry: 'entry { id state }',
} as const;

interface DraftModel {
  readonly id: string;
  readonly entry: ModelEntry | null;
  readonly content: DraftContent;
}

export class Actors {
  readonly entries: ModelEntry[];
  readonly applications: ModelApplication[] = [];
  readonly grants: ModelGrant[] = [];
  readonly #drafts: DraftModel[] = [];
  /** How often each act was done, and refused. */
  readonly done = new Map<string, number>();
  readonly refused = new Map<string, number>();
  /** What was done and should not have been, in words. */
  readonly faults: string[] = [];
  /** Grant → cases that somebody has asked for by it. */
  readonly askedFor = new Map<string, Set<string>>();
  readonly others: OtherActs;
  /** What happened, for whoever has to read a failure. */
  readonly story: string[] = [];
  today: string;
  readonly #running: RunningSubgraph;
  readonly #random: Fixtures;
  readonly #fields: readonly FieldClass[];
  readonly #cases: readonly ModelCase[];

  constructor(parts: {
    readonly running: RunningSubgraph;
    readonly random: Fixtures;
    readonly fields: readonly FieldClass[];
    readonly entries: ModelEntry[];
    readonly cases: readonly ModelCase[];
    readonly today: string;
  }) {
    this.#running = parts.running;
    this.#random = parts.random;
    this.#fields = parts.fields;
    this.entries = parts.entries;
    this.#cases = parts.cases;
    this.today = parts.today;
    this.others = new OtherActs({
      random: parts.random,
      cases: parts.cases,
      grants: this.grants,
      askedFor: this.askedFor,
      faults: this.faults,
      now: () => ({ today: this.today, at: this.#on(access()).at }),
      on: (who) => this.#on(who),
      person: (right, ...posts) => this.#person(right, ...posts),
      authority: () => this.#authority(),
      recent: (list) => this.#recent(list),
      call: (who, name, args, of) => this.#callFor(who, name, args, of),
    });
  }

  /** One random act by a random person: often the right one, else anybody. */
  async step(): Promise<void> {
    const { int, pick } = this.#random;
    if (int(1, 25) === 1) return this.#pass(int(1, 12));
    const kind = int(1, 16);
    if (kind <= 4) return this.#procedure();
    if (kind === 5) return this.#revision();
    if (kind <= 7) return this.others.demand();
    if (kind <= 11) return pick(this.others.each)();
    await pick(Object.values(this.#acts))();
  }

  #pass(days: number): void {
    this.today = new Date(Date.parse(`${this.today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
    this.story.push(`it is ${this.today}`);
  }

  #person(right: string, ...posts: readonly Post[]): AccessContext {
    const { int, pick } = this.#random;
    const isRight = int(1, 10) <= 8;
    const agency = isRight ? right : pick([...USERS, ...PROVIDERS]);
    const held = isRight ? posts : pick([['HANDLER'], ['SHARING_HEAD'], [], ['HANDLER', 'SHARING_HEAD']] as Post[][]);
    // Few people, some of whom act for several bodies: the same person comes up twice.
    return this.#on(access({ agency, actorId: `person-${int(1, 7)}`, posts: held }));
  }

  #on(who: AccessContext): AccessContext {
    return { ...who, today: this.today, at: `${this.today}T10:00:00.000+08:00` };
  }

  #call(
    who: AccessContext,
    name: string,
    args: Readonly<Record<string, unknown>>,
    subject: keyof typeof SUBJECT_OF = 'application',
  ): Promise<Outcome<Told>> {
    return this.#callFor<Told>(who, name, args, SUBJECT_OF[subject]);
  }

  async #callFor<T>(
    who: AccessContext,
    name: string,
    args: Readonly<Record<string, unknown>>,
    subject: string,
  ): Promise<Outcome<T>> {
    const outcome = await act<T>(this.#running, who, name, args, subject);
    const counts = outcome.codes.length === 0 ? this.done : this.refused;
    counts.set(name, (counts.get(name) ?? 0) + 1);
    this.story.push(
      `${who.actorId} of ${who.agency} ${name} ${JSON.stringify(args)}: ${outcome.codes.join(' ') || 'done'}`,
    );
    return outcome;
  }

  readonly #acts = {
    apply: () => this.#apply(),
    submit: () => this.#onApplication('submitApplication', ({ applicant }) => this.#person(applicant, 'HANDLER')),
    endorse: () => this.#endorse(),
    decide: () => this.#decide(),
    withdraw: () =>
      this.#random.int(1, 4) === 1
        ? this.#onApplication('withdrawApplication', ({ applicant }) => this.#person(applicant, 'HANDLER'))
        : Promise.resolve(),
    extend: () =>
      this.#onApplication('requestExtension', ({ entry }) => this.#person(entry.provider, 'SHARING_HEAD'), {
        workingDays: this.#random.int(1, 11),
        reason: '核实',
      }),
    consent: () => this.#onApplication('consentToExtension', () => this.#authority()),
    suspend: () =>
      this.#onGrant('suspendGrant', 'PROVIDER', { breach: '超范围', rectifyBy: this.#daysOn(5) }, 'SUSPENDED'),
    resume: () => this.#onGrant('resumeGrant', 'PROVIDER', { note: '已整改' }, 'ACTIVE'),
    terminate: () => this.#terminate(),
    dispose: () => this.#onGrant('confirmDisposal', 'GRANTEE', { how: '已删除' }, 'DISPOSED'),
    draft: () => this.#draft(),
    review: () => this.#review(),
    extendRevision: () => this.#extendRevision(),
    publish: () => this.#publish(),
    withdrawEntry: () => (this.#random.int(1, 12) === 1 ? this.#withdrawEntry() : Promise.resolve()),
    sweep: async () => void (await this.#running.call('sweep', { today: this.today })),
  };

  #authority(): AccessContext {
    const { int } = this.#random;
    return this.#on(access({ role: int(1, 10) === 1 ? 'AUDITOR' : 'DATA_AUTHORITY', actorId: 'authority' }));
  }

  #daysOn(days: number): string {
    return new Date(Date.parse(`${this.today}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
  }

  /** The newer, the likelier: old ones are mostly past. */
  #recent<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.#random.pick(list.slice(-6));
  }

  #some<T>(list: readonly T[], most: number): T[] {
    const { int, pick } = this.#random;
    if (list.length === 0) return [];
    return [...new Set(Array.from({ length: int(1, most) }, () => pick(list)))];
  }

  #coordinates(accepts: (field: FieldClass) => boolean): string[] {
    return this.#fields.filter(accepts).map(({ coordinate }) => String(coordinate));
  }

  async #apply(): Promise<void> {
    const { int, pick } = this.#random;
    // Most know what they are doing: else hardly anything would ever be granted.
    const isCareful = int(1, 10) > 3;
    const chance = (oneIn: number): boolean => !isCareful && int(1, oneIn) === 1;
    const applicant = pick(USERS);
    const open = this.entries.filter(
      ({ isPublished, attribute, provider }) =>
        isPublished &&
        attribute === 'CONDITIONAL' &&
        provider !== applicant &&
        PROVIDERS.some((each) => each === provider),
    );
    const entry = isCareful && open.length > 0 ? pick(open) : pick(this.entries);
    const fields = this.#some(chance(4) ? this.#coordinates(() => true) : ofCases(entry.fields), 12);
    const restricted = this.#coordinates(({ level }) => level === 'P3' || level === 'P4');
    const based = fields.filter((each) => restricted.includes(each) || int(1, 12) === 1);
    const fieldBases = based.map((coordinate) => ({ coordinate, basis: chance(5) ? ' ' : '法' }));
    const returnFlow = applicant === DISTRICT_BUREAU ? int(1, 2) === 1 : chance(4);
    const regions = returnFlow && isCareful ? [DISTRICT] : pick([null, null, [DISTRICT], ['990102'], ['990100']]);
    // The minor whom a case is about, both it and who stands for it, or everybody.
    const minor = this.#cases.find(({ isOfMinor }) => isOfMinor)?.subjects ?? [];
    const subjects = pick([null, null, minor.slice(0, 1), [...minor]]);
    const content = {
      fields,
      fieldBases,
      useCauses: this.#some(USE_CAUSES, 2),
      modes: isCareful && entry.modes.includes('API') ? ['API'] : this.#some(['API', 'BATCH'], 2),
      validFrom: this.#daysOn(chance(3) ? -2 : pick([0, 0, 3])),
      validTo: this.#daysOn(chance(3) ? -1 : pick([200, 30, 10])),
      basis: chance(5) ? ' ' : '法',
    };
    const rest = {
      scenario: '核对',
      quota: { period: 'DAY', requests: 1_000_000 },
      returnFlow,
      rows: { regions, subjects },
    };
    const impactAssessment = { digest: 'ab'.repeat(32), reference: '报告' };
    const who = this.#person(applicant, 'HANDLER');
    const input = { entry: entry.id, ...content, ...rest, impactAssessment };
    const { subject } = await this.#call(who, 'saveApplication', { input });
    if (subject === null) return;
    const prefixes = regions?.map((each) => each.replace(/(00)+$/, '')) ?? null;
    const saved = {
      id: subject.id,
      applicant: who.agency ?? '',
      entry,
      ...content,
      regions: prefixes,
      subjects,
      items: null,
    };
    this.applications.push({ ...saved, writers: new Set([who.actorId]), endorsedBy: null });
  }

  async #onApplication(
    name: string,
    whoFor: (of: ModelApplication) => AccessContext,
    args: Readonly<Record<string, unknown>> = {},
    of: ModelApplication | undefined = this.#recent(this.applications),
  ): Promise<void> {
    if (of === undefined) return;
    const who = whoFor(of);
    const { codes } = await this.#call(who, name, { id: of.id, ...args });
    if (codes.length === 0 && name === 'submitApplication') of.writers.add(who.actorId);
  }

  async #endorse(of: ModelApplication | undefined = this.#recent(this.applications)): Promise<void> {
    if (of === undefined) return;
    const who = this.#person(of.applicant, 'SHARING_HEAD');
    const { subject, codes } = await this.#call(who, 'endorseApplication', { id: of.id });
    if (codes.length > 0) return;
    of.endorsedBy = who.actorId;
    this.#learn(of, subject, null);
  }

  async #decide(of: ModelApplication | undefined = this.#recent(this.#decidable())): Promise<void> {
    if (of === undefined) return;
    const who = this.#person(of.entry.provider, 'SHARING_HEAD');
    const approve = this.#random.int(1, 5) > 1;
    const { subject, codes } = await this.#call(who, 'decideApplication', {
      id: of.id,
      approve,
      reasons: ['超出职责'],
    });
    if (codes.length === 0) this.#learn(of, subject, who.actorId);
  }

  #decidable(): ModelApplication[] {
    return this.applications.filter(({ endorsedBy }) => endorsedBy !== null || this.#random.int(1, 5) === 1);
  }

  /** One application all the way, if those whom chance sends are the right ones. */
  async #procedure(): Promise<void> {
    const before = this.applications.length;
    await this.#apply();
    const of = this.applications[before];
    if (of === undefined) return;
    await this.#onApplication('submitApplication', ({ applicant }) => this.#person(applicant, 'HANDLER'), {}, of);
    await this.#endorse(of);
    await this.#decide(of);
  }

  #learn(application: ModelApplication, told: Told | null, decidedBy: string | null): void {
    const id = told?.grant?.id;
    if (id === undefined) return;
    const { fields: named, modes } = application;
    const consents = { units: new Set([application.entry.provider]), agreed: new Map() };
    this.grants.push({ id, application, decidedBy, grantedOn: this.today, state: 'ACTIVE', named, modes, ...consents });
  }

  async #onGrant(
    name: string,
    side: 'PROVIDER' | 'GRANTEE',
    args: Readonly<Record<string, unknown>>,
    state: ModelGrant['state'],
  ): Promise<void> {
    const of = this.#recent(this.grants);
    if (of === undefined) return;
    const { entry, applicant } = of.application;
    const who = this.#person(side === 'PROVIDER' ? entry.provider : applicant, 'SHARING_HEAD');
    const { codes } = await this.#call(who, name, { id: of.id, ...args }, 'grant');
    if (codes.length > 0) return;
    of.state = state;
    if (state === 'DISPOSED' && this.others.disputes.some(({ grant, isOpen }) => grant === of && isOpen))
      this.faults.push(`${of.id} was disposed of in dispute`);
  }

  #terminate(): Promise<void> {
    const { int, pick } = this.#random;
    if (int(1, 3) > 1) return Promise.resolve();
    const cause = pick(['BREACH_NOT_RECTIFIED', 'LAW_CHANGED', 'PURPOSE_MET']);
    const side = cause === 'PURPOSE_MET' ? 'GRANTEE' : 'PROVIDER';
    return this.#onGrant('terminateGrant', side, { cause, reason: '见附件' }, 'TERMINATED');
  }

  async #draft(): Promise<void> {
    const { revised, content, input } = draftByChance(this.#random, { entries: this.entries, fields: this.#fields });
    const who = this.#person(content.provider, 'HANDLER');
    const { subject } = await this.#call(who, 'draftCatalogueEntry', { input }, 'draft');
    if (subject !== null) this.#drafts.push({ id: subject.id, entry: revised, content });
  }

  async #revision(): Promise<void> {
    const before = this.#drafts.length;
    await this.#draft();
    const of = this.#drafts[before];
    if (of === undefined) return;
    await this.#review(of);
    await this.#publish(of);
  }

  async #review(of: DraftModel | undefined = this.#recent(this.#drafts)): Promise<void> {
    if (of === undefined) return;
    const args = { id: of.id, pass: this.#random.int(1, 6) > 1, reasons: ['重写'] };
    await this.#call(this.#authority(), 'reviewCatalogueEntry', args, 'draft');
  }

  /** More time for a revision changes nothing of what is in force. */
  async #extendRevision(): Promise<void> {
    const of = this.#recent(this.#drafts);
    if (of === undefined) return;
    const who = this.#person(of.content.provider, 'SHARING_HEAD');
    await this.#call(who, 'extendCatalogueRevision', { id: of.id, reason: '核实' }, 'draft');
  }

  async #publish(of: DraftModel | undefined = this.#recent(this.#drafts)): Promise<void> {
    if (of === undefined) return;
    const who = this.#person(of.content.provider, 'SHARING_HEAD');
    const { subject, codes } = await this.#call(who, 'publishCatalogueEntry', { id: of.id }, 'draft');
    if (codes.length > 0) return;
    if (of.entry === null) {
      this.entries.push({ ...of.content, id: subject?.entry?.id ?? '', isPublished: true });
      return;
    }
    Object.assign(of.entry, of.content);
    for (const grant of this.grants.filter(({ application }) => application.entry === of.entry)) {
      grant.named = grant.named.filter((each) => of.content.fields.includes(each));
      grant.modes = grant.modes.filter((each) => of.content.modes.includes(each));
    }
  }

  async #withdrawEntry(): Promise<void> {
    const of = this.#random.pick(this.entries);
    const who = this.#person(of.provider, 'SHARING_HEAD');
    const { codes } = await this.#call(who, 'withdrawCatalogueEntry', { id: of.id, cause: '职责调整' }, 'entry');
    if (codes.length > 0) return;
    of.isPublished = false;
    for (const grant of this.grants.filter(({ application }) => application.entry === of))
      if (grant.state === 'ACTIVE' || grant.state === 'SUSPENDED') grant.state = 'TERMINATED';
  }
}

/** The questions that are asked meanwhile are about cases. */
function ofCases(fields: readonly string[]): readonly string[] {
  const some = fields.filter((each) => each.startsWith('Case.'));
  return some.length > 0 ? some : fields;
}
