/**
 * The rows of the truth table: who can ask, for what record, for which field; and the comparison of engine
 * and oracle over them.
 */
import fc from 'fast-check';
import { ROLES, type Coordinate, type Role } from '../../schema/actor.ts';
import { FACT_OWNERS, MASK_KINDS, SHARING_ATTRIBUTES, type DisclosureClass } from '../../schema/directives.ts';
import type { AccessClass, GrantClass } from '../../schema/policy/access-class.ts';
import type { RecordType } from '../../schema/policy/classify.ts';
import { CUSTODIES, OPENNESS, packLabel, type LabelFacts } from '../../schema/policy/label.ts';
import { decideField, type FieldClass } from '../../schema/policy/rules.ts';
import { decideRecord, type RecordDecision } from '../../schema/policy/table.ts';
import { judgeField, judgeRecord, type Verdict } from './oracle.ts';

const LEVELS = ['P0', 'P1', 'P2', 'P3', 'P4', null] as const;
export const BOTH = [false, true] as const;
export const ITEM: Coordinate = 'Case.item';
export const OTHER: Coordinate = 'Case.other';

/** A caller with a use cause; demand and grant only where the row says so. */
export function caller(role: Role, given: Partial<AccessClass> = {}): AccessClass {
  return { role, useCauseGiven: true, demanded: false, grant: null, key: 'truth-table', ...given };
}

export function grant(given: Partial<Record<'named' | 'withBasis' | 'offeredMasked', Coordinate[]>> = {}): GrantClass {
  const { named = [], withBasis = [], offeredMasked = [] } = given;
  return {
    named: new Set(named),
    withBasis: new Set(withBasis),
    offeredMasked: new Set(offeredMasked),
    entryNonSharing: false,
  };
}

/** A closed record of an adult, still with its forming unit, to which the caller has no relation. */
export function record(given: Partial<LabelFacts> = {}): LabelFacts {
  return {
    ownPart: false,
    subject: false,
    transferrer: false,
    custodian: false,
    inGrant: false,
    controllerConsent: false,
    sourceConsent: false,
    demanded: false,
    custody: 'FORMING',
    openness: 'CLOSED',
    minor: false,
    sensitive: false,
    destroyed: false,
    nonSharing: false,
    ...given,
  };
}

/** A record in the rows of the grant, all consents given. */
export function covered(given: Partial<LabelFacts> = {}): LabelFacts {
  return record({ inGrant: true, controllerConsent: true, sourceConsent: true, ...given });
}

export function field(level: DisclosureClass | null, given: Partial<FieldClass> = {}): FieldClass {
  const coordinate = given.coordinate ?? ITEM;
  return {
    coordinate,
    name: coordinate.slice('Case.'.length),
    level,
    of: 'NOBODY',
    sharing: 'CONDITIONAL',
    mask: null,
    basis: null,
    ...given,
  };
}

export function recordType(...fields: FieldClass[]): RecordType {
  return { name: 'Case', fields: fields.map((each, at) => ({ ...each, name: `${each.name}${at}` })) };
}

/** `WITHHOLD RESTRICTED uncounted`, `SHOW`. */
export function inWords(verdict: Omit<Verdict, 'rule'>): string {
  const words = [verdict.effect, verdict.reason ?? '', verdict.countable ? '' : 'uncounted'];
  return words.filter(Boolean).join(' ');
}

type Some<T> = readonly Partial<T>[];

/** Every element of one list with every element of each other. */
function cross<T extends object>(...axes: Some<T>[]): Partial<T>[] {
  return axes.reduce<Partial<T>[]>(
    (rows, axis) => rows.flatMap((row) => axis.map((each) => ({ ...row, ...each }))),
    [{}],
  );
}

/** The relations that a caller of this role can have to a record. */
function relations(role: Role): Some<LabelFacts> {
  switch (role) {
    case 'AGENCY':
      return BOTH.flatMap((ownPart) => BOTH.map((transferrer) => ({ ownPart, transferrer })));
    case 'ARCHIVE_HALL':
      return BOTH.map((custodian) => ({ custodian }));
    case 'PERSON':
    case 'ENTERPRISE':
      return BOTH.map((subject) => ({ subject }));
    default:
      return [{}];
  }
}

function recordsMetBy(access: AccessClass, ...states: Some<LabelFacts>[]): LabelFacts[] {
  const grantFacts = cross<LabelFacts>(
    BOTH.map((inGrant) => ({ inGrant })),
    BOTH.map((controllerConsent) => ({ controllerConsent })),
    BOTH.map((sourceConsent) => ({ sourceConsent })),
  );
  return cross<LabelFacts>(
    relations(access.role),
    access.demanded ? BOTH.map((demanded) => ({ demanded })) : [{}],
    access.grant === null ? [{}] : grantFacts,
    ...states,
  ).map(record);
}

/** Grants as one field can meet them: not named, named, named with a basis; each offered masked or not. */
const GRANTS: readonly GrantClass[] = cross<GrantClass>(
  [grant({ named: [OTHER] }), grant({ named: [ITEM] }), grant({ named: [ITEM], withBasis: [ITEM] })].map(
    ({ named, withBasis }) => ({ named, withBasis }),
  ),
  [new Set([OTHER]), new Set([ITEM])].map((offeredMasked) => ({ offeredMasked })),
  BOTH.map((entryNonSharing) => ({ entryNonSharing })),
).map((given) => ({ ...grant(), ...given }));

export const UNGRANTED = ROLES.flatMap((role) =>
  BOTH.flatMap((useCauseGiven) => BOTH.map((demanded) => caller(role, { useCauseGiven, demanded }))),
);
export const GRANTED = (['AGENCY', 'ARCHIVE_HALL', 'NATIONAL_PLATFORM'] as const).flatMap((role) =>
  BOTH.flatMap((demanded) => GRANTS.map((each) => caller(role, { demanded, grant: each }))),
);

const FIELD_STATES: readonly Some<LabelFacts>[] = [
  CUSTODIES.map((custody) => ({ custody })),
  OPENNESS.filter((openness) => openness !== 'CLASSIFIED').map((openness) => ({ openness })),
  BOTH.map((minor) => ({ minor })),
  BOTH.map((nonSharing) => ({ nonSharing })),
];

export function fieldsOf(axes: { of: FieldClass['of'][]; sharing: FieldClass['sharing'][] }): FieldClass[] {
  const masks = [null, 'CITIZEN_ID'] as const;
  return LEVELS.flatMap((level) =>
    cross<FieldClass>(
      axes.of.map((of) => ({ of })),
      axes.sharing.map((sharing) => ({ sharing })),
      masks.map((mask) => ({ mask })),
    ).map((given) => field(level, given)),
  );
}

const COORDINATES: readonly Coordinate[] = ['Case.a', 'Case.b', 'Case.c', 'Case.d', 'Case.e', 'Case.f'];
const someCoordinates = fc.subarray([...COORDINATES]);

const anyGrant: fc.Arbitrary<GrantClass> = fc
  .tuple(someCoordinates, someCoordinates, someCoordinates, fc.boolean())
  .map(([named, based, offeredMasked, entryNonSharing]) => ({
    ...grant({ named, withBasis: based.filter((each) => named.includes(each)), offeredMasked }),
    entryNonSharing,
  }));

export const anyCaller: fc.Arbitrary<AccessClass> = fc.record({
  role: fc.constantFrom(...ROLES),
  useCauseGiven: fc.boolean(),
  demanded: fc.boolean(),
  grant: fc.option(anyGrant),
  key: fc.constant('truth-table'),
});

export const anyType: fc.Arbitrary<RecordType> = fc
  .tuple(...COORDINATES.map((coordinate) => anyField(coordinate)))
  .chain((fields) => fc.shuffledSubarray(fields))
  .map((fields) => ({ name: 'Case', fields }));

function anyField(coordinate: Coordinate): fc.Arbitrary<FieldClass> {
  return fc.record({
    coordinate: fc.constant(coordinate),
    name: fc.constant(coordinate.slice('Case.'.length)),
    level: fc.constantFrom(...LEVELS),
    of: fc.constantFrom(...FACT_OWNERS),
    sharing: fc.constantFrom(...SHARING_ATTRIBUTES),
    mask: fc.option(fc.constantFrom(...MASK_KINDS)),
    basis: fc.option(fc.constant('809 art. 15')),
  });
}

/** Also such combinations of facts as no caller meets: a decision holds for them all the same. */
export const anyRecord: fc.Arbitrary<LabelFacts> = fc.record({
  ownPart: fc.boolean(),
  subject: fc.boolean(),
  transferrer: fc.boolean(),
  custodian: fc.boolean(),
  inGrant: fc.boolean(),
  controllerConsent: fc.boolean(),
  sourceConsent: fc.boolean(),
  demanded: fc.boolean(),
  custody: fc.constantFrom(...CUSTODIES),
  openness: fc.constantFrom(...OPENNESS),
  minor: fc.boolean(),
  sensitive: fc.boolean(),
  destroyed: fc.boolean(),
  nonSharing: fc.boolean(),
});

function sameVerdict(engine: Omit<Verdict, 'rule'> & { rule: string }, page: Verdict): boolean {
  return (
    engine.effect === page.effect &&
    engine.rule === page.rule &&
    engine.reason === page.reason &&
    engine.countable === page.countable
  );
}

/** The first few differences between engine and page, and the rules that decided anything. */
export class Comparison {
  readonly differences: string[] = [];
  readonly deciding = new Set<string>();

  field(access: AccessClass, facts: LabelFacts, each: FieldClass, engine = decideField(access, facts, each)): void {
    const page = judgeField(access, facts, each);
    this.deciding.add(engine.rule);
    if (sameVerdict(engine, page)) return;
    this.note(`page ${page.rule} ${inWords(page)}, engine ${engine.rule} ${inWords(engine)}`, access, facts, each);
  }

  record(access: AccessClass, facts: LabelFacts, type: RecordType, engine: RecordDecision): void {
    const page = judgeRecord(access, facts, type.fields);
    this.deciding.add(page);
    if (engine.presence !== page) this.note(`page ${page}, engine ${engine.presence}`, access, facts, type);
    const having = (effect: string): string[] =>
      type.fields.map(({ name }) => name).filter((name) => engine.outcomes.get(name)?.effect === effect);
    if (page !== 'FIELDS') {
      if (having('SHOW').length + having('MASK').length > 0) this.note(`${page} tells`, access, facts, type);
      return;
    }
    const withheld = String(engine.withheld) === String(having('WITHHOLD'));
    const masked = String(engine.masked.map((each) => each.field)) === String(having('MASK'));
    if (!withheld || !masked) this.note('withheld or masked fields differ', access, facts, type);
    for (const each of type.fields) this.field(access, facts, each, engine.outcomes.get(each.name));
  }

  private note(difference: string, ...row: unknown[]): void {
    if (this.differences.length >= 5) return;
    const plain = (_: string, value: unknown): unknown => (value instanceof Set ? [...value] : value);
    this.differences.push(`${difference}: ${JSON.stringify(row, plain)}`);
  }
}

export function compareFields(callers: readonly AccessClass[], fields: readonly FieldClass[]): Comparison {
  const comparison = new Comparison();
  for (const access of callers) {
    for (const facts of recordsMetBy(access, ...FIELD_STATES)) {
      for (const each of fields) comparison.field(access, facts, each);
    }
  }
  return comparison;
}

const TYPES: readonly RecordType[] = [
  recordType(field('P0'), field('P1'), field('P2', { mask: 'PHONE', of: 'HOLDER' }), field(null)),
  recordType(field('P0', { coordinate: OTHER }), field('P3')),
  recordType(field('P2', { mask: 'PHONE', of: 'THIRD_PERSON' }), field('P1', { sharing: 'NON_SHARING' })),
  recordType(field('P0', { sharing: 'NON_SHARING' }), field('P4', { of: 'COMPLAINANT' })),
  recordType(field(null)),
  recordType(),
];

const RECORD_STATES: readonly Some<LabelFacts>[] = [
  [{ custody: 'EARLY_CUSTODY' }, { custody: 'HALL' }],
  OPENNESS.map((openness) => ({ openness })),
  BOTH.map((destroyed) => ({ destroyed })),
  BOTH.map((sensitive) => ({ sensitive })),
  BOTH.map((minor) => ({ minor })),
  BOTH.map((nonSharing) => ({ nonSharing })),
];

export function compareRecords(callers: readonly AccessClass[]): Comparison {
  const comparison = new Comparison();
  for (const access of callers) {
    for (const facts of recordsMetBy(access, ...RECORD_STATES)) {
      for (const type of TYPES) {
        comparison.record(access, facts, type, decideRecord(access, packLabel(facts), type));
      }
    }
  }
  return comparison;
}
