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
}

/** A case as far as rows and consent go: forming custody, closed, its subject of age. */
export interface ModelCase {
  readonly id: string;
  readonly formingUnit: string;
  readonly region: string;
  readonly item: string;
  readonly sensitive: boolean;
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
    (application.regions === null || application.regions.some((each) => of.region.startsWith(each))) &&
    (application.items === null || application.items.includes(of.item))
  );
}

/** R10, R12, R14, R15, R16 for a field that nobody is shown without a grant. */
export function effectOf(grant: ModelGrant, field: FieldClass): 'SHOW' | 'MASK' | 'WITHHOLD' {
  const { entry, fieldBases } = grant.application;
  const coordinate = String(field.coordinate);
  const isNamed = grant.named.includes(coordinate);
  const isOffered = entry.offeredMasked.includes(coordinate);
  if (field.sharing === 'NON_SHARING') return 'WITHHOLD';
  if (entry.attribute === 'NON_SHARING' && (isNamed || isOffered)) return 'WITHHOLD';
  const isRestricted = field.level === 'P3' || field.level === 'P4';
  const hasBasis = isNamed && fieldBases.some((each) => each.coordinate === coordinate);
  if (isRestricted) return hasBasis ? 'SHOW' : 'WITHHOLD';
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
