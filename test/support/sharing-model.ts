/**
 * What grants cover, kept beside the system from its outcomes alone, and written from `decision.md` R12–R16, not from
 * the engine. Deliberately plain: it knows who did which act, and on which day.
 */
import type { FieldClass } from '../../schema/policy/rules.ts';

export interface ModelEntry {
  readonly id: string;
  readonly provider: string;
  readonly code: string;
  attribute: string;
  fields: readonly string[];
  offeredMasked: readonly string[];
  modes: readonly string[];
  isPublished: boolean;
  version: number;
}

export interface ModelApplication {
  readonly id: string;
  readonly applicant: string;
  entry: ModelEntry;
  fields: readonly string[];
  fieldBases: readonly { readonly coordinate: string; readonly basis: string }[];
  regions: readonly string[] | null;
  items: readonly string[] | null;
  /** Identity numbers of those whom alone it is about. */
  subjects: readonly string[] | null;
  useCauses: readonly string[];
  modes: readonly string[];
  validFrom: string;
  validTo: string;
  basis: string;
  writers: Set<string>;
  endorsedBy: string | null;
}

export interface ModelGrant {
  readonly id: string;
  readonly application: ModelApplication;
  /** Null: a rule answered. */
  readonly decidedBy: string | null;
  readonly grantedOn: string;
  state: 'ACTIVE' | 'SUSPENDED' | 'TERMINATED' | 'DISPOSED';
  named: readonly string[];
  modes: readonly string[];
  /** Units that agree to it: their own records are shared with it, and nobody else's. */
  readonly units: Set<string>;
  /** Subject → fields to which the subject, or who stands for it, has agreed. */
  readonly agreed: Map<string, readonly string[]>;
}

/** A case as far as rows and consent go: forming custody, closed. */
export interface ModelCase {
  readonly id: string;
  readonly formingUnit: string;
  readonly region: string;
  readonly item: string;
  readonly sensitive: boolean;
  /** Identity numbers: whom it is about, then who stands for that one. */
  readonly subjects: readonly string[];
  readonly isOfMinor: boolean;
}

/** A statutory demand as it was entered, with whoever was let approve it. */
export interface ModelDemand {
  readonly id: string;
  readonly authority: string;
  readonly officers: readonly string[];
  readonly of: ModelCase;
  /** RFC 3339. */
  readonly until: string;
  readonly recorder: string;
  readonly recorderBody: string | null;
  readonly recordedAt: string;
  readonly approvals: { readonly by: string; readonly body: string | null }[];
  isEnded: boolean;
}

export interface Request {
  readonly agency: string;
  readonly useCause: string;
  readonly today: string;
}

/** Whether the grant is in force for this request and covers this case, as decision.md R12 and R13 say. */
export function covers(grant: ModelGrant, { agency, useCause, today }: Request, of: ModelCase): boolean {
  const { application } = grant;
  return (
    grant.state === 'ACTIVE' &&
    application.applicant === agency &&
    application.useCauses.includes(useCause) &&
    grant.modes.includes('API') &&
    application.validFrom <= today &&
    grant.grantedOn <= today &&
    today <= application.validTo &&
    application.entry.provider === of.formingUnit &&
    grant.units.has(of.formingUnit) &&
    (application.subjects === null || application.subjects.some((each) => of.subjects.includes(each))) &&
    (application.regions === null || application.regions.some((each) => of.region.startsWith(each))) &&
    (application.items === null || application.items.includes(of.item))
  );
}

/** R10, R12, R14, R15, R16 for a field that nobody is shown without a grant. */
export function effectOf(grant: ModelGrant, field: FieldClass, of: ModelCase): 'SHOW' | 'MASK' | 'WITHHOLD' {
  const { entry, fieldBases, subjects } = grant.application;
  const coordinate = String(field.coordinate);
  const isNamed = grant.named.includes(coordinate);
  const isOffered = entry.offeredMasked.includes(coordinate);
  if (field.sharing === 'NON_SHARING') return 'WITHHOLD';
  if (entry.attribute === 'NON_SHARING' && (isNamed || isOffered)) return 'WITHHOLD';
  const isRestricted = field.level === 'P3' || field.level === 'P4';
  // By consent: all whom the grant is about have agreed, for one does not pay for another.
  const isAgreed = subjects !== null && subjects.every((each) => grant.agreed.get(each)?.includes(coordinate) === true);
  const hasBasis = isNamed && (isAgreed || fieldBases.some((each) => each.coordinate === coordinate));
  if (isRestricted || of.isOfMinor) return hasBasis ? 'SHOW' : 'WITHHOLD';
  if (isNamed) return 'SHOW';
  return field.level === 'P2' && field.mask !== null && isOffered ? 'MASK' : 'WITHHOLD';
}

/** Everything that is wrong with a grant that is in force, in words; decision.md and 政务数据共享条例 art. 20–24. */
export function faultsOf(grant: ModelGrant, regionOf: (agency: string) => string): string[] {
  const { application, decidedBy } = grant;
  const { entry, endorsedBy, writers } = application;
  const isByRule = decidedBy === null;
  const isUnconditional = entry.attribute === 'UNCONDITIONAL';
  const own = regionOf(application.applicant);
  const isReturnFlow =
    own.length > regionOf(entry.provider).length && application.regions?.every((each) => each.startsWith(own)) === true;
  return [
    ...(endorsedBy === null ? ['nobody approved for the user'] : []),
    ...(endorsedBy !== null && writers.has(endorsedBy) ? ['who handed it in approved it'] : []),
    ...(!isByRule && (decidedBy === endorsedBy || writers.has(decidedBy)) ? ['one person twice'] : []),
    ...(isByRule && !isUnconditional && !isReturnFlow ? ['no rule answers this'] : []),
    ...(isByRule && application.fieldBases.length > 0 ? ['a rule accepted a basis'] : []),
    ...(entry.isPublished ? [] : ['the entry is not in force']),
    ...(application.basis.trim() === '' ? ['no basis'] : []),
    ...(grant.named.every((each) => entry.fields.includes(each)) ? [] : ['a field outside the entry']),
    ...(application.validFrom <= application.validTo ? [] : ['its time is reversed']),
    ...(application.applicant === entry.provider ? ['one’s own entry'] : []),
  ];
}

/** For whom a person may agree to a grant: themselves if of age, and whom they stand for. */
export function mayConsentTo(grant: ModelGrant, number: string, cases: readonly ModelCase[]): string[] {
  const about = (subject: string): ModelCase[] => cases.filter(({ subjects }) => subjects[0] === subject);
  return (grant.application.subjects ?? []).filter((subject) =>
    subject === number
      ? about(subject).every(({ isOfMinor }) => !isOfMinor)
      : about(subject).some(({ subjects }) => subjects.includes(number)),
  );
}

/** Two different people have approved it, it has not been ended, and its time is not over. */
export function isInForce({ approvals, isEnded, until }: ModelDemand, nowMs: number): boolean {
  return new Set(approvals.map(({ by }) => by)).size >= 2 && !isEnded && nowMs < Date.parse(until);
}

/** For its one record, and for those two officers of that authority alone. */
export function opens(
  demand: ModelDemand,
  { as, agency, nowMs }: { readonly as: string; readonly agency: string; readonly nowMs: number },
  of: ModelCase,
): boolean {
  const isTheirs = demand.authority === agency && demand.officers.includes(as);
  return isTheirs && demand.of.id === of.id && isInForce(demand, nowMs);
}

/** Everything that is wrong with a demand that is in force, in words; 政务数据共享条例 art. 2, 个人信息保护法 art. 18, 35. */
export function faultsOfDemand({ approvals, officers, recorder, recorderBody, of, ...demand }: ModelDemand): string[] {
  const by = approvals.map((each) => each.by);
  const hours = (Date.parse(demand.until) - Date.parse(demand.recordedAt)) / 3_600_000;
  const isOwn = [recorderBody, ...approvals.map(({ body }) => body)].every((body) => body === of.formingUnit);
  return [
    ...(new Set(by).size === by.length ? [] : ['one person approved it twice']),
    ...(by.includes(recorder) ? ['who recorded it approved it'] : []),
    ...(by.some((each) => officers.includes(each)) ? ['its officer approved it'] : []),
    ...(officers.includes(recorder) ? ['its officer recorded it'] : []),
    ...(new Set(officers).size === 2 ? [] : ['it has not two officers']),
    ...(isOwn ? [] : ['others than the holder recorded or approved it']),
    ...(demand.authority === of.formingUnit ? ['a body demands from itself'] : []),
    ...(hours <= 240 ? [] : ['it runs for weeks']),
  ];
}
