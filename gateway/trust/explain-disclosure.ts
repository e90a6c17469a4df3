/** Why a record is disclosed as it is: to the caller, and to an officer in somebody else's place. Never a value. */
import { ROLES, type AccessContext, type Role } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import type { Classified } from '../../schema/policy/classify.ts';
import type { Policy } from '../../schema/policy/policy.ts';
import { isOverLimit, RULES, toldBasis, type Outcome } from '../../schema/policy/rules.ts';
import type { LabelledRecord, LabelQuery } from '../../subgraphs/cases/index.ts';
import type { Inspection } from '../../subgraphs/sharing/index.ts';
import type { Grants } from '../grants.ts';
import type { House } from '../house.ts';
import { limitExceeded } from '../quotas.ts';
import { toStandingQuery } from '../standing-query.ts';
import { toRemedy } from '../summary.ts';
import type { DisclosureExplanation, FieldExplanation, ViewAs } from './types.ts';

export interface DisclosureQuestion {
  readonly record: string;
  /** Names or coordinates; null: all. */
  readonly fields: readonly string[] | null;
  readonly as: ViewAs | null;
}

export interface ExplainParts {
  readonly policy: Policy;
  readonly classified: Classified;
  readonly house: Pick<House, 'call'>;
  readonly grants: Pick<Grants, 'find' | 'entriesFor'>;
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const MOST_FIELDS = 200;
const LONGEST_REASON = 500;

/**
 * @returns null for a key that stands for nothing, and alike for a record that is absent for who asks
 * @throws INVALID_INPUT, whatever the record is; FORBIDDEN for anybody but the security officer in another's place
 */
export async function explainDisclosure(
  parts: ExplainParts,
  access: AccessContext,
  question: DisclosureQuestion,
): Promise<DisclosureExplanation | null> {
  checkQuestion(parts, question);
  const { record, as } = question;
  const viewed = as === null ? access : await viewAs(parts, access, question);
  const found = await findLabel(parts, { access: viewed, id: record.toLowerCase(), asSubject: as?.isSubject === true });
  if (found === null) return null;
  const { typeName, isTombstone } = found;
  return {
    record,
    typeName,
    presence: isTombstone ? 'TOMBSTONE' : 'FIELDS',
    policyVersion: access.policyVersion,
    fields: explainFields(parts, viewed, { found, names: question.fields }),
  };
}

/** Before anything is looked up, so that what is wrong with a question tells nothing of the record. */
function checkQuestion({ classified }: ExplainParts, { record, fields, as }: DisclosureQuestion): void {
  const known = new Set([...classified.records.values()].flatMap((type) => type.fields).flatMap(namesOf));
  const faults = [
    ...(UUID.test(record) ? [] : ['record: must be a key of this system, a UUID']),
    ...((fields ?? []).length > MOST_FIELDS ? [`fields: at most ${MOST_FIELDS}`] : []),
    ...(fields ?? []).flatMap((name, at) => (known.has(name) ? [] : [`fields.${at}: no record has such a field`])),
    ...(as === null ? [] : faultsOf(as)),
  ];
  if (faults.length > 0) throw new DomainError('INVALID_INPUT', `${faults.slice(0, 20).join('; ')}.`);
}

function namesOf({ name, coordinate }: { readonly name: string; readonly coordinate: string }): string[] {
  return [name, coordinate];
}

function faultsOf({ role, agency, onBehalfOf, grant, reason, isSubject }: ViewAs): string[] {
  const isBody = (code: string | null | undefined): boolean => code == null || parseUscc(code).ok;
  return [
    ...(isRole(role) ? [] : ['as.role: no such role']),
    ...(isBody(agency) ? [] : ['as.agency: must be a unified social credit code']),
    ...(isBody(onBehalfOf) ? [] : ['as.onBehalfOf: must be a unified social credit code']),
    ...(grant == null || UUID.test(grant) ? [] : ['as.grant: must be the key of a grant']),
    ...(isSubject === true && role !== 'PERSON' && role !== 'ENTERPRISE' ? ['as.isSubject: of a person only'] : []),
    ...(reason.trim() === '' || reason.length > LONGEST_REASON
      ? [`as.reason: must say why, in at most ${LONGEST_REASON} characters`]
      : []),
  ];
}

function isRole(role: string): role is Role {
  return ROLES.some((each) => each === role);
}

/**
 * An act that is entered before it is answered. Whom a record is about is no question that can be asked this way: in
 * a person's place one is the subject or a stranger, and nobody in particular.
 *
 * @clause 三员分立
 */
async function viewAs(
  { house, grants }: ExplainParts,
  access: AccessContext,
  { record, as }: DisclosureQuestion,
): Promise<AccessContext> {
  if (access.role !== 'SECURITY_OFFICER') throw new DomainError('FORBIDDEN', undefined, { clause: '三员分立' });
  if (as === null || !isRole(as.role)) throw new DomainError('INVALID_INPUT');
  const { role, agency = null, useCause = null, grant: grantId = null, onBehalfOf = null, isSubject } = as;
  const viewedAs = { role, agency, onBehalfOf, grantId, useCause, isSubject: isSubject === true };
  const inspection: Inspection = { access, recordId: record, reason: as.reason.trim(), viewedAs };
  await house.call('sharing', 'enterInspection', inspection);
  const whose = { agency, onBehalfOf, role, actorId: access.actorId };
  const standing = await grants.find(toStandingQuery(whose, { grantId, demandId: null }));
  const { grant, predecessors, epoch } = standing;
  const isOver = grant !== null && isOverLimit({ ...grant, ownRecordsOnly: false });
  if (isOver) throw limitExceeded();
  const nobody = { region: null, posts: [], subjectRef: null, demand: null, mode: 'API' } as const;
  return { ...access, ...nobody, role, agency, onBehalfOf, useCause, grant, predecessors, epoch };
}

/** Each owner is asked, whoever it turns out to be: an answer takes as long whether there is one or not. */
async function findLabel({ house }: ExplainParts, query: LabelQuery): Promise<LabelledRecord | null> {
  const owners = ['cases', 'licences', 'retention', 'holdings'] as const;
  const answers = await Promise.all(owners.map((name) => house.call(name, 'labelOf', query)));
  return (answers as (LabelledRecord | null)[]).find((answer) => answer !== null) ?? null;
}

interface Explained {
  readonly found: LabelledRecord;
  readonly names: readonly string[] | null;
}

function explainFields(parts: ExplainParts, access: AccessContext, { found, names }: Explained): FieldExplanation[] {
  const { policy, grants } = parts;
  const { typeName, label, provider } = found;
  const table = policy.table(policy.accessClass(access), typeName);
  const { fields } = table.type;
  const asked = names?.flatMap((name) => fields.filter((field) => namesOf(field).includes(name))) ?? fields;
  const { outcomes } = table.decide(label);
  return asked.map(({ name, coordinate }) => {
    const outcome = outcomes.get(name);
    if (outcome === undefined) return { coordinate, outcome: 'WITHHOLD', ...DESTROYED, remedy: null };
    const { effect, reason } = outcome;
    const { rule, clause } = toldBasis(outcome);
    const remedy =
      reason === null ? null : toRemedy(reason, grants.entriesFor(coordinate, providersOf(outcome, provider)));
    return { coordinate, outcome: effect, rule, clause, reason, remedy };
  });
}

const DESTROYED = { rule: 'R1', clause: RULES.R1, reason: null } as const;

function providersOf({ reason }: Outcome, provider: string | null): string[] {
  return reason === 'GRANT_REQUIRED' && provider !== null ? [provider] : [];
}
