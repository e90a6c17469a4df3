/** Random acts around grants: demands, consents, disagreements and persons' requests; and what the model learns of them. */
import { DEMO_BODIES, DEMO_CITIZEN_ID } from '../../gateway/development/identities.ts';
import type { AccessContext, Post } from '../../schema/actor.ts';
import type { Fixtures } from '../../tools/demo/fixtures.ts';
import { access, subjectRef } from './services.ts';
import type { Outcome } from './sharing.ts';
import { mayConsentTo, type ModelCase, type ModelDemand, type ModelGrant } from './sharing-model.ts';

/** What the acts need of whoever makes people act. */
export interface Hands {
  readonly random: Fixtures;
  readonly cases: readonly ModelCase[];
  readonly grants: readonly ModelGrant[];
  /** Grant → cases that somebody has asked for by it. */
  readonly askedFor: ReadonlyMap<string, ReadonlySet<string>>;
  /** What was done and should not have been, in words. */
  readonly faults: string[];
  now(): { readonly today: string; readonly at: string };
  on(who: AccessContext): AccessContext;
  person(right: string, ...posts: readonly Post[]): AccessContext;
  authority(): AccessContext;
  recent<T>(list: readonly T[]): T | undefined;
  call<T>(who: AccessContext, name: string, args: Readonly<Record<string, unknown>>, of: string): Promise<Outcome<T>>;
}

interface Keyed {
  readonly id: string;
}

interface ModelDispute extends Keyed {
  readonly grant: ModelGrant;
  isOpen: boolean;
}

/** Who may come with a demand: the names of the tokens that tests ask with, and their bodies. */
const AUTHORITIES = [DEMO_BODIES.transport, DEMO_BODIES.market, DEMO_BODIES.civilAffairs] as const;
const TOKEN_OF: Readonly<Record<string, string>> = {
  [DEMO_BODIES.transport]: 'transport',
  [DEMO_BODIES.market]: 'market',
  [DEMO_BODIES.civilAffairs]: 'civil-affairs',
};
const HOUR_MS = 3_600_000;

export class OtherActs {
  readonly demands: ModelDemand[] = [];
  readonly disputes: ModelDispute[] = [];
  readonly #corrections: (Keyed & { readonly provider: string })[] = [];
  readonly #requests: (Keyed & { readonly provider: string })[] = [];
  readonly #hands: Hands;
  #documents = 0;

  constructor(hands: Hands) {
    this.#hands = hands;
  }

  readonly each: readonly (() => Promise<void>)[] = [
    () => this.#approveDemand(),
    () => this.#endDemand(),
    () => this.#bodyConsent(),
    () => this.#bodyConsent(),
    () => this.#subjectConsent(),
    () => this.#subjectConsent(),
    () => this.#requestCorrection(),
    () => this.#answerCorrection(),
    () => this.#openDispute(),
    () => this.#escalateDispute(),
    () => this.#settleDispute(),
    () => this.#requestOnRecord(),
    () => this.#answerRequest(),
  ];

  /** A demand, and whoever chance sends to approve it. */
  async demand(): Promise<void> {
    const { random, cases, person, call, now } = this.#hands;
    const { int, pick } = random;
    const of = pick(cases);
    const who = person(of.formingUnit, 'ARCHIVIST');
    const authority = pick(AUTHORITIES.filter((each) => each !== of.formingUnit || int(1, 8) === 1));
    // Some of them ask at the gateway, some are among those who could approve it.
    const first = pick([TOKEN_OF[authority] ?? '', 'somebody-else']);
    const officers = [first, pick([`person-${int(1, 7)}`, 'another', first])];
    const { at } = now();
    const hours = pick([24, 72, 72, 240, 240, 240, 400]);
    const until = new Date(Date.parse(at) + hours * HOUR_MS).toISOString();
    // Mostly a document of its own; at times one that was used before.
    if (int(1, 10) > 1 || this.#documents === 0) this.#documents += 1;
    const words = { documentNumber: `调${this.#documents}`, legalBasis: int(1, 12) === 1 ? ' ' : '法' };
    const input = { kind: 'COURT', ...words, authority, officers, recordId: of.id, until };
    const { subject } = await call<Keyed>(who, 'recordDemand', { input }, 'demand { id }');
    if (subject === null) return;
    const recorded = { recorder: who.actorId, recorderBody: who.agency, recordedAt: at };
    const demand = { id: subject.id, authority, officers, of, until, ...recorded, approvals: [], isEnded: false };
    this.demands.push(demand);
    for (let each = int(0, 2); each < 4; each += 1) await this.#approveDemand(demand);
  }

  async #approveDemand(of: ModelDemand | undefined = this.#hands.recent(this.demands)): Promise<void> {
    if (of === undefined) return;
    const who = this.#hands.person(of.of.formingUnit, 'APPROVER');
    const { codes } = await this.#hands.call(who, 'approveDemand', { id: of.id }, 'demand { id }');
    if (codes.length === 0) of.approvals.push({ by: who.actorId, body: who.agency });
  }

  async #endDemand(): Promise<void> {
    const of = this.#hands.recent(this.demands);
    if (of === undefined || this.#hands.random.int(1, 2) === 1) return;
    const who = this.#hands.person(of.of.formingUnit, 'SHARING_HEAD');
    const { codes } = await this.#hands.call(who, 'endDemand', { id: of.id }, 'demand { id }');
    if (codes.length === 0) of.isEnded = true;
  }

  async #bodyConsent(): Promise<void> {
    const { random, grants, recent, person, call } = this.#hands;
    const { int, pick } = random;
    const grant = recent(grants);
    if (grant === undefined) return;
    const provider = grant.application.entry.provider;
    const isBack = grant.units.has(provider) ? int(1, 3) === 1 : int(1, 4) === 1;
    const kind = pick(['UNIT', 'UNIT', 'UNIT', 'UNIT', 'HALL', 'SOURCE']);
    const who = person(provider, 'SHARING_HEAD');
    const name = isBack ? 'withdrawBodyConsent' : 'giveBodyConsent';
    const reason = int(1, 5) === 1 ? ' ' : '超范围';
    const input = { grantId: grant.id, kind, reason: isBack ? reason : null };
    const { codes } = await call(who, name, { input }, 'grantId');
    if (codes.length > 0 || kind === 'SOURCE') return;
    if (who.agency !== provider || kind === 'HALL') this.#hands.faults.push(`${who.agency} ${name} to ${grant.id}`);
    if (isBack) grant.units.delete(provider);
    else grant.units.add(provider);
  }

  async #subjectConsent(): Promise<void> {
    const { random, grants, recent, call, faults, now } = this.#hands;
    const { int, pick } = random;
    const about = grants.filter(({ application }) => application.subjects !== null);
    const grant = int(1, 6) === 1 ? recent(grants) : recent(about);
    if (grant === undefined) return;
    const { who, number } = this.#subject(grant.application.subjects);
    const isBack = int(1, 4) === 1;
    const isAll = int(1, 3) > 1;
    const fields = isAll ? grant.named : [...new Set([pick([...grant.named, 'Case.title']), 'Case.applicantName'])];
    const args = isBack ? { grantId: grant.id } : { input: { grantId: grant.id, fields } };
    const { codes } = await call(who, isBack ? 'withdrawSubjectConsent' : 'giveSubjectConsent', args, 'grantId');
    if (codes.length > 0) return;
    const givers = mayConsentTo(grant, number, this.#hands.cases);
    if (givers.length === 0) faults.push(`${now().today}: ${number} agreed to ${grant.id}, which is not about them`);
    for (const giver of givers) {
      if (isBack) grant.agreed.delete(giver);
      else grant.agreed.set(giver, fields);
    }
  }

  /** Mostly somebody whom it is about. */
  #subject(among: readonly string[] | null): { readonly who: AccessContext; readonly number: string } {
    const { random, cases, on } = this.#hands;
    const { int, pick } = random;
    const likely = among === null || int(1, 6) === 1 ? cases.flatMap(({ subjects }) => subjects) : among;
    const number = int(1, 3) === 1 ? DEMO_CITIZEN_ID : pick(likely);
    const who = access({ role: 'PERSON', actorId: `subject-${number}`, subjectRef: subjectRef(number) });
    return { who: on(who), number };
  }

  /** A grant that has been used, and a case that was asked for by it; at times any other. */
  #shown(): { readonly grant: ModelGrant; readonly recordId: string } | null {
    const { random, grants, cases, askedFor, recent } = this.#hands;
    const used = grants.filter(({ id }) => askedFor.has(id));
    const grant = used.length > 0 && random.int(1, 5) > 1 ? random.pick(used) : recent(grants);
    if (grant === undefined) return null;
    const asked = [...(askedFor.get(grant.id) ?? [])];
    return { grant, recordId: asked.length > 0 && random.int(1, 5) > 1 ? random.pick(asked) : random.pick(cases).id };
  }

  #mustBeShown(name: string, { id }: ModelGrant, recordIds: readonly string[]): void {
    const asked = this.#hands.askedFor.get(id);
    for (const each of recordIds)
      if (asked?.has(each) !== true) this.#hands.faults.push(`${name} about ${each}, which ${id} has not shown`);
  }

  async #requestCorrection(): Promise<void> {
    const shown = this.#shown();
    if (shown === null) return;
    const { grant, recordId } = shown;
    const who = this.#hands.person(grant.application.applicant, 'HANDLER');
    const about = { recordType: 'Case', recordId, coordinate: 'Case.applicantName', text: '姓名有误' };
    const args = { grant: grant.id, ...about };
    const { subject } = await this.#hands.call<Keyed>(who, 'requestCorrection', args, 'correction { id }');
    if (subject === null) return;
    this.#mustBeShown('requestCorrection', grant, [recordId]);
    this.#corrections.push({ id: subject.id, provider: grant.application.entry.provider });
  }

  async #answerCorrection(): Promise<void> {
    const of = this.#hands.recent(this.#corrections);
    if (of === undefined) return;
    const who = this.#hands.person(of.provider, 'HANDLER');
    const args = { id: of.id, accept: this.#hands.random.int(1, 2) === 1, answer: '已核实' };
    await this.#hands.call(who, 'answerCorrection', args, 'correction { id }');
  }

  async #openDispute(): Promise<void> {
    const shown = this.#shown();
    if (shown === null) return;
    const { grant, recordId } = shown;
    const { applicant, entry } = grant.application;
    const { int, pick } = this.#hands.random;
    const who = this.#hands.person(pick([applicant, entry.provider]), 'SHARING_HEAD');
    const recordIds = int(1, 2) === 1 ? [recordId] : null;
    const args = { grant: grant.id, text: '范围有争议', recordIds };
    const { subject } = await this.#hands.call<Keyed>(who, 'openDispute', args, 'dispute { id }');
    if (subject === null) return;
    this.#mustBeShown('openDispute', grant, recordIds ?? []);
    this.disputes.push({ id: subject.id, grant, isOpen: true });
  }

  async #escalateDispute(): Promise<void> {
    const of = this.#hands.recent(this.disputes);
    if (of === undefined) return;
    const who = this.#hands.person(of.grant.application.applicant, 'SHARING_HEAD');
    await this.#hands.call(who, 'escalateDispute', { id: of.id }, 'dispute { id }');
  }

  async #settleDispute(): Promise<void> {
    const of = this.#hands.recent(this.disputes);
    if (of === undefined) return;
    const { random, person, authority, call } = this.#hands;
    const who = random.int(1, 2) === 1 ? authority() : person(of.grant.application.applicant, 'SHARING_HEAD');
    const { codes } = await call(who, 'settleDispute', { id: of.id, outcome: '达成一致' }, 'dispute { id }');
    if (codes.length === 0) of.isOpen = false;
  }

  async #requestOnRecord(): Promise<void> {
    const { random, cases, call, faults } = this.#hands;
    const of = random.pick(cases);
    const { who, number } = this.#subject(of.subjects);
    const kind = random.pick(['CORRECTION', 'RESTRICTION', 'EXPLANATION']);
    const input = { recordId: of.id, kind, statement: random.int(1, 6) === 1 ? ' ' : '请更正' };
    const { subject } = await call<Keyed>(who, 'requestOnRecord', { input }, 'request { id }');
    if (subject === null) return;
    if (!of.subjects.includes(number)) faults.push(`${number} asked about ${of.id}, which is not theirs`);
    this.#requests.push({ id: subject.id, provider: of.formingUnit });
  }

  async #answerRequest(): Promise<void> {
    const of = this.#hands.recent(this.#requests);
    if (of === undefined) return;
    const who = this.#hands.person(of.provider, 'HANDLER');
    const input = { id: of.id, isGranted: this.#hands.random.int(1, 2) === 1, answer: '已办理' };
    await this.#hands.call(who, 'answerRecordRequest', { input }, 'request { id }');
  }
}
