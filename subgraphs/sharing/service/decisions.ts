/** Applications as they are approved, answered by rule, extended, decided; and the grant that follows. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { localDate } from '../../../schema/ids.ts';
import { addWorkingDays } from '../../../schema/working-days.ts';
import type { ActResult, Context, EntityManager } from '../../kernel/index.ts';
import { AgencyEntity } from '../entities/agency.ts';
import { GrantEntity } from '../entities/grant.ts';
import { askHalls } from '../hall-confirmations.ts';
import {
  ANSWER_RULES,
  checkComplete,
  checkPeople,
  checkSound,
  findAnswerRule,
  refusal,
  type AnswerRule,
} from '../rules/application.ts';
import { factsOf, isApplicant, lockApplication, wrongState, type Application } from './applications.ts';
import { raiseEpoch } from './epoch.ts';
import { disposeAfter } from './grant-life.ts';
import { bodiesOf, change, done, dueAfter, mustBe, perform, refused, writeLine } from './procedure.ts';

/**
 * The applicant's sharing head approves. The provider's time runs from here; where a rule answers, it does so at once.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 20; 809 art. 21; 809 art. 24
 */
export function endorseApplication(context: Context, id: string): Promise<ActResult> {
  return perform(context, 'endorseApplication', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), (each) => isApplicant(context, each));
    if (row.state !== 'SUBMITTED') return refused(id, [wrongState(row.state)]);
    const facts = await factsOf(tx, context, row);
    const { actorId } = context.access;
    const violations = [...checkPeople(actorId, row), ...checkComplete(row, facts), ...checkSound(row, facts)];
    if (violations.length > 0) return refused(id, violations);
    const due = dueAfter(context, (sla) =>
      facts.entry.attribute === 'UNCONDITIONAL' ? sla.unconditionalReply : sla.conditionalReply,
    );
    change(row, { state: 'ENDORSED', endorsedBy: actorId, dueOn: due.on, dueProvisional: due.isProvisional });
    await tx.flush();
    await writeLine(tx, context, { target: id, name: 'endorseApplication', state: row.state, clause: '809 art. 20' });
    const rule = findAnswerRule(row, facts);
    if (rule !== null) await grant(tx, context, row, { rule, registeredOnly: false });
    return done(id);
  });
}

export interface Decision {
  readonly id: string;
  readonly approve: boolean;
  readonly reasons: readonly string[];
  /** The grant is used by registered operations alone. */
  readonly registeredOnly: boolean;
}

/**
 * The provider's sharing head answers; it agrees thereby to sharing its own records.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 20; 809 art. 21; 实施条例 art. 34
 */
export function decideApplication(context: Context, decision: Decision): Promise<ActResult> {
  const { id, approve, reasons, registeredOnly } = decision;
  return perform(context, 'decideApplication', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), (each) => isAnswerable(context, each));
    if (row.state !== 'ENDORSED') return refused(id, [wrongState(row.state)]);
    const facts = await factsOf(tx, context, row);
    const { actorId, today } = context.access;
    const given = reasons.filter((each) => each.trim() !== '');
    // The first day may have passed while the application waited: the grant then begins today.
    const asked = { ...row, validFrom: row.validFrom !== null && row.validFrom < today ? today : row.validFrom };
    const violations = [
      ...checkPeople(actorId, row),
      ...(approve ? checkSound(asked, facts) : []),
      ...(approve || given.length > 0
        ? []
        : [refusal('REASONS_MISSING', 'A refusal gives its reasons.', '809 art. 21', 'reasons')]),
    ];
    if (violations.length > 0) return refused(id, violations);
    row.decidedBy = actorId;
    if (approve) {
      await grant(tx, context, row, { rule: null, registeredOnly });
      return done(id);
    }
    change(row, { state: 'REFUSED', refusalReasons: given });
    await tx.flush();
    const note = given.join('; ');
    await writeLine(tx, context, {
      target: id,
      name: 'decideApplication',
      state: row.state,
      clause: '809 art. 21',
      note,
    });
    return done(id);
  });
}

interface Answered {
  /** Null: the provider's head answered. */
  readonly rule: AnswerRule | null;
  readonly registeredOnly: boolean;
}

/** Application and grant in one transaction; gateways learn of it by the epoch. */
async function grant(
  tx: EntityManager,
  context: Context,
  row: Application,
  { rule, registeredOnly }: Answered,
): Promise<void> {
  const { today, actorId } = context.access;
  const grantId = randomUUID();
  const provider = await tx.findOne(AgencyEntity, { uscc: row.provider });
  const isHall = provider?.kind === 'ARCHIVE_HALL';
  const { validFrom, validTo } = row;
  if (validFrom === null || validTo === null || row.endorsedBy === null)
    throw new Error('an endorsed application expected');
  await tx.insert(GrantEntity, {
    id: grantId,
    version: 1,
    entryId: row.entryId,
    grantee: row.applicant,
    state: 'ACTIVE',
    basis: row.basis,
    scenario: row.scenario,
    useCauses: row.useCauses,
    modes: row.modes,
    validFrom: validFrom < today ? today : validFrom,
    validTo,
    ...disposeAfter(context, validTo),
    named: row.named,
    withBasis: row.fieldBases.map(({ coordinate }) => coordinate),
    rows: row.rows,
    consents: { units: isHall ? [] : [row.provider], halls: isHall ? [row.provider] : [], sources: [] },
    returnFlow: row.returnFlow,
    registeredOnly,
    granteeApprover: row.endorsedBy,
    providerApprover: rule === null ? actorId : null,
    ruleId: rule,
    applicationId: row.id,
    grantedOn: today,
    quotaPeriod: row.quotaPeriod,
    quotaRequests: row.quotaRequests,
    quotaSubjects: row.quotaSubjects,
    fieldBases: row.fieldBases,
    impactDigest: row.impactDigest,
    impactReference: row.impactReference,
  });
  change(row, { state: 'GRANTED', ruleId: rule, grantId });
  await tx.flush();
  const name = rule === null ? 'decideApplication' : 'answerByRule';
  const clause = rule === null ? '809 art. 20' : ANSWER_RULES[rule];
  await writeLine(tx, context, { target: row.id, name, state: row.state, clause, ruleId: rule });
  await writeLine(tx, context, { target: grantId, name: 'grant', state: 'ACTIVE', clause, ruleId: rule });
  await askHalls(tx, sql<boolean>`g.id = ${grantId}::uuid`);
  await raiseEpoch(tx);
}

export interface ExtensionRequest {
  readonly id: string;
  readonly workingDays: number;
  readonly reason: string;
}

/** The provider asks the data authority for more time, once, while its time still runs. @throws NOT_FOUND @clause 809 art. 21 */
export function requestExtension(context: Context, { id, workingDays, reason }: ExtensionRequest): Promise<ActResult> {
  const { extensionMax } = context.services.profile.slaWorkingDays;
  const wrong = (code: string, message: string, path: string | null) => refusal(code, message, '809 art. 21', path);
  return perform(context, 'requestExtension', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), (each) => isAnswerable(context, each));
    if (row.state !== 'ENDORSED') return refused(id, [wrongState(row.state)]);
    const violations = [
      ...(row.extensionDays === null ? [] : [wrong('EXTENDED_BEFORE', 'The time is extended once only.', null)]),
      ...(workingDays >= 1 && workingDays <= extensionMax
        ? []
        : [wrong('EXTENSION_TOO_LONG', `An extension has 1 to ${extensionMax} working days.`, 'workingDays')]),
      ...(row.dueOn !== null && context.access.today > row.dueOn
        ? [wrong('TOO_LATE', 'The time is over already.', null)]
        : []),
      ...(reason.trim() === '' ? [wrong('REASONS_MISSING', 'Say why more time is needed.', 'reason')] : []),
    ];
    if (violations.length > 0) return refused(id, violations);
    const extensionRequestedBy = context.access.actorId;
    change(row, { extensionDays: workingDays, extensionReason: reason, extensionRequestedBy });
    await tx.flush();
    const line = { target: id, name: 'requestExtension', state: row.state, clause: '809 art. 21', note: reason };
    await writeLine(tx, context, line);
    return done(id);
  });
}

/**
 * The data authority agrees to an extension, and the applicant reads so on the timeline: that is its notice.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 21
 */
export function consentToExtension(context: Context, id: string): Promise<ActResult> {
  return perform(context, 'consentToExtension', async (tx) => {
    const row = mustBe(await lockApplication(tx, id), ({ state }) => state === 'ENDORSED');
    const { dueOn, extensionDays } = row;
    if (dueOn === null || extensionDays === null || row.extensionConsentedBy !== null) {
      const message = 'No extension waits for consent.';
      return refused(id, [refusal('NO_EXTENSION_REQUESTED', message, '809 art. 21')]);
    }
    const due = addWorkingDays(localDate(dueOn), extensionDays, context.services.profile.holidays);
    const extensionConsentedBy = context.access.actorId;
    change(row, { extensionConsentedBy, dueOn: due.on, dueProvisional: due.isProvisional });
    await tx.flush();
    const note = `${extensionDays} working days, until ${due.on}: ${row.extensionReason}`;
    await writeLine(tx, context, {
      target: id,
      name: 'consentToExtension',
      state: row.state,
      clause: '809 art. 21',
      note,
    });
    return done(id);
  });
}

/** What the applicant's head has not approved does not exist for the provider. */
function isAnswerable({ access }: Context, { provider, endorsedBy }: Application): boolean {
  return endorsedBy !== null && bodiesOf(access).includes(provider);
}
