/** Consents to a grant: of those who control records, of those who issued licences, of subjects and their guardians. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { GrantConsents, GrantRows } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { act, type ActResult, type Context, type EntityManager } from '../../kernel/index.ts';
import {
  applyConsents,
  checkBodyConsent,
  checkSubjectConsent,
  CONSENT_LIST,
  type BodyConsentKind,
} from '../rules/consent.ts';
import { ownBodies } from './demands.ts';
import { raiseEpoch } from './epoch.ts';
import { page, type Row } from './page.ts';

interface GrantRow {
  readonly state: string;
  readonly provider: string;
  readonly named: readonly string[];
  readonly withBasis: readonly string[];
  readonly rows: GrantRows;
  readonly consents: GrantConsents;
}

/** Consents to one grant wait for each other here. @throws NOT_FOUND */
async function lock(tx: EntityManager, grantId: string): Promise<GrantRow> {
  const { rows } =
    await sql<GrantRow>`select g.state, e.provider, g.named, g.with_basis as "withBasis", g.rows, g.consents
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.id = ${grantId}::uuid for update of g`.execute(tx.getKysely());
  const [row] = rows;
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

export interface BodyConsent {
  readonly grantId: string;
  readonly kind: BodyConsentKind;
  /** Of a withdrawal. */
  readonly reason: string | null;
}

/**
 * Enters that the caller's body agrees to a grant, as far as its own records or licences go.
 *
 * @throws NOT_FOUND for a grant that does not concern it
 * @clause 实施条例 art. 34; 809 art. 25
 */
export function giveBodyConsent(context: Context, input: BodyConsent): Promise<ActResult> {
  return changeBodyConsent(context, input, false);
}

/**
 * Takes it back, in every process within a second.
 *
 * @throws NOT_FOUND for a grant that does not concern it
 * @clause 809 art. 27
 */
export function withdrawBodyConsent(context: Context, input: BodyConsent): Promise<ActResult> {
  return changeBodyConsent(context, input, true);
}

function changeBodyConsent(context: Context, input: BodyConsent, isWithdrawal: boolean): Promise<ActResult> {
  const { access } = context;
  const { grantId, kind, reason } = input;
  const name = isWithdrawal ? 'WITHDRAW_BODY_CONSENT' : 'GIVE_BODY_CONSENT';
  return act(context, { schema: 'sharing', name }, async (tx) => {
    const grant = await lock(tx, grantId);
    if (!(await concerns(tx, context, { grantId, kind, provider: grant.provider }))) throw new DomainError('NOT_FOUND');
    const violations = checkBodyConsent(kind, { role: access.role, state: grant.state, isWithdrawal, reason });
    if (violations.length > 0 || access.agency === null) return { target: grantId, violations };
    const others = grant.consents[CONSENT_LIST[kind]].filter((each) => each !== access.agency);
    const list = isWithdrawal ? others : [...others, access.agency];
    const consents = { ...grant.consents, [CONSENT_LIST[kind]]: list };
    const db = tx.getKysely();
    await sql`update sharing.sharing_grant set consents = ${JSON.stringify(consents)}::jsonb, version = version + 1
      where id = ${grantId}::uuid`.execute(db);
    await close(tx, { grantId, kind, giver: access.agency, at: access.at });
    if (!isWithdrawal) await enter(tx, context, { grantId, kind, giver: access.agency, coordinates: [] });
    await sql`update sharing.hall_confirmation set confirmed_at = ${isWithdrawal ? null : access.at}::timestamptz
      where grant_id = ${grantId}::uuid and hall = ${access.agency}`.execute(db);
    await raiseEpoch(tx);
    return { target: grantId, violations };
  });
}

interface Concern {
  readonly grantId: string;
  readonly kind: BodyConsentKind;
  readonly provider: string;
}

/** A unit agrees to a grant on its own entry, a hall to one that it was asked about; who issued a licence to any. */
async function concerns(
  tx: EntityManager,
  { access }: Context,
  { grantId, kind, provider }: Concern,
): Promise<boolean> {
  if (kind === 'SOURCE' || ownBodies(access).includes(provider)) return true;
  if (kind === 'UNIT') return false;
  const { rows } = await sql`select 1 from sharing.hall_confirmation
    where grant_id = ${grantId}::uuid and hall = ${access.agency}`.execute(tx.getKysely());
  return rows.length > 0;
}

interface Entry {
  readonly grantId: string;
  readonly kind: string;
  readonly giver: string;
}

async function enter(
  tx: EntityManager,
  { access }: Context,
  { grantId, kind, giver, coordinates }: Entry & { readonly coordinates: readonly string[] },
): Promise<void> {
  await sql`insert into sharing.consent (id, grant_id, kind, giver, coordinates, given_by, given_at)
    values (${randomUUID()}::uuid, ${grantId}::uuid, ${kind}, ${giver}, ${[...coordinates]}::text[],
      ${access.actorId}, ${access.at}::timestamptz)`.execute(tx.getKysely());
}

async function close(tx: EntityManager, { grantId, kind, giver, at }: Entry & { readonly at: string }): Promise<void> {
  await sql`update sharing.consent set withdrawn_at = ${at}::timestamptz where grant_id = ${grantId}::uuid
    and kind = ${kind} and giver = ${giver} and withdrawn_at is null`.execute(tx.getKysely());
}

const SUBJECT = 'SUBJECT';

/**
 * Enters that the caller agrees to these fields: for itself unless it may be a minor, and for whom it lawfully stands
 * for. A field has this basis once every subject of the grant has agreed.
 *
 * @throws NOT_FOUND for a grant that is not about those subjects
 * @clause PIPL art. 29; PIPL art. 31; 公开条例 art. 32
 */
export function giveSubjectConsent(context: Context, grantId: string, fields: readonly string[]): Promise<ActResult> {
  return act(context, { schema: 'sharing', name: 'GIVE_SUBJECT_CONSENT' }, async (tx) => {
    const grant = await lock(tx, grantId);
    const subjects = await mayConsentFor(tx, context, grant.rows.subjects ?? []);
    if (subjects.length === 0) throw new DomainError('NOT_FOUND');
    const violations = checkSubjectConsent(fields, grant);
    if (violations.length > 0) return { target: grantId, violations };
    for (const giver of subjects) {
      await close(tx, { grantId, kind: SUBJECT, giver, at: context.access.at });
      await enter(tx, context, { grantId, kind: SUBJECT, giver, coordinates: fields });
    }
    await apply(tx, grantId, grant);
    return { target: grantId, violations };
  });
}

/**
 * Takes back what the caller agreed to, for whomever: in every process within a second.
 *
 * @throws NOT_FOUND for a grant that is not about those subjects
 * @clause PIPL art. 15
 */
export function withdrawSubjectConsent(context: Context, grantId: string): Promise<ActResult> {
  return act(context, { schema: 'sharing', name: 'WITHDRAW_SUBJECT_CONSENT' }, async (tx) => {
    const grant = await lock(tx, grantId);
    const subjects = await mayConsentFor(tx, context, grant.rows.subjects ?? []);
    if (subjects.length === 0) throw new DomainError('NOT_FOUND');
    for (const giver of subjects) await close(tx, { grantId, kind: SUBJECT, giver, at: context.access.at });
    await apply(tx, grantId, grant);
    return { target: grantId, violations: [] };
  });
}

/** The first subject of a record is whom it is about; the others stand for that one. */
async function mayConsentFor(
  tx: EntityManager,
  { access }: Context,
  among: readonly string[],
): Promise<readonly string[]> {
  const { subjectRef, today } = access;
  if (subjectRef === null) return [];
  const { rows } = await sql<{ subject: string }>`select s.subject from unnest(${[...among]}::text[]) as s(subject)
    where case when s.subject = ${subjectRef} then not exists (select 1 from sharing.record_copy c
        where c.subjects @> array[s.subject] and c.subjects[1] = s.subject and coalesce(c.minor_until > ${today}::date, true))
      else exists (select 1 from sharing.record_copy c
        where c.subjects @> array[${subjectRef}, s.subject]::text[] and c.subjects[1] = s.subject) end`.execute(
    tx.getKysely(),
  );
  return rows.map(({ subject }) => subject);
}

async function apply(tx: EntityManager, grantId: string, grant: GrantRow): Promise<void> {
  const db = tx.getKysely();
  const { rows } = await sql<{ giver: string; coordinates: string[]; added: string[]; isOpen: boolean }>`select giver,
      coordinates, added, withdrawn_at is null as "isOpen" from sharing.consent
    where grant_id = ${grantId}::uuid and kind = ${SUBJECT}`.execute(db);
  const open = rows.filter(({ isOpen }) => isOpen);
  const { withBasis, added } = applyConsents({
    subjects: grant.rows.subjects ?? [],
    agreed: new Map(open.map(({ giver, coordinates }) => [giver, coordinates])),
    named: grant.named,
    withBasis: grant.withBasis,
    added: rows.flatMap((row) => row.added),
  });
  await sql`update sharing.consent set added = case when withdrawn_at is null then ${added}::text[] else '{}' end
    where grant_id = ${grantId}::uuid and kind = ${SUBJECT}`.execute(db);
  await sql`update sharing.sharing_grant set with_basis = ${withBasis}::text[], version = version + 1
    where id = ${grantId}::uuid`.execute(db);
  await raiseEpoch(tx);
}

/** Running grants that wait for the word of the caller's hall. */
export function listConfirmations(context: Context, request: PageRequest): Promise<Page<Row>> {
  return page(context, request, {
    name: 'confirmations',
    columns: sql`h.grant_id::text as id, h.grant_id as "grantId", h.since, e.code as "entryCode", e.provider, g.grantee,
      g.scenario, g.basis, g.use_causes as "useCauses", g.named`,
    from: sql`sharing.hall_confirmation h join sharing.sharing_grant g on g.id = h.grant_id
      join sharing.catalogue_entry e on e.id = g.entry_id`,
    id: sql`h.grant_id`,
    where: sql<boolean>`h.hall = ${context.access.agency} and h.confirmed_at is null and g.state in ('ACTIVE', 'SUSPENDED')`,
  });
}
