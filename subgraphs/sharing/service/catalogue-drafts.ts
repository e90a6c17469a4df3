/** The catalogue as it is written: drafted, reviewed by the data authority, published, revised, withdrawn. */
import { randomUUID } from 'node:crypto';
import { LockMode, type InferEntity } from '@mikro-orm/core';
import { sql } from 'kysely';
import { localDate } from '../../../schema/ids.ts';
import { addWorkingDays } from '../../../schema/working-days.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { CatalogueDraftEntity, CatalogueEntryEntity } from '../entities/catalogue.ts';
import { GrantEntity } from '../entities/grant.ts';
import { refusal } from '../rules/application.ts';
import { checkEntry, type EntryContent } from '../rules/catalogue.ts';
import { raiseEpoch } from './epoch.ts';
import { classOf } from './fields.ts';
import { end, type Grant } from './grant-life.ts';
import { bodiesOf, change, done, dueAfter, mustBe, perform, refused, writeLine, type Loaded } from './procedure.ts';

type Draft = Loaded<InferEntity<typeof CatalogueDraftEntity>>;
type Entry = Loaded<InferEntity<typeof CatalogueEntryEntity>>;

export interface DraftEntry {
  /** The entry that it revises; null for a new one. */
  readonly revises: string | null;
  /** Of a revision: the day on which what it describes changed. */
  readonly changedOn: string | null;
  readonly content: EntryContent & { readonly dataClass: string; readonly dataLevel: number };
}

const LOCK = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;

async function lockDraft(tx: EntityManager, context: Context, id: string, isCallers = true): Promise<Draft> {
  const bodies = bodiesOf(context.access);
  const row = (await tx.findOne(CatalogueDraftEntity, { id }, LOCK)) as Draft | null;
  return mustBe(row, ({ provider }) => !isCallers || bodies.includes(provider));
}

async function lockEntry(tx: EntityManager, context: Context, id: string): Promise<Entry> {
  const bodies = bodiesOf(context.access);
  return mustBe((await tx.findOne(CatalogueEntryEntity, { id }, LOCK)) as Entry | null, (row) =>
    bodies.includes(row.provider),
  );
}

/** Of one provider nobody publishes two entries at once: each must see what the other holds. */
async function lockCatalogue(tx: EntityManager, provider: string): Promise<void> {
  await sql`select 1 from sharing.agency where uscc = ${provider} for update`.execute(tx.getKysely());
}

async function violationsOf(
  tx: EntityManager,
  context: Context,
  { provider, entryId, content }: { provider: string; entryId: string | null; content: EntryContent },
): Promise<Refusal[]> {
  const published = await tx.find(CatalogueEntryEntity, { provider, state: 'PUBLISHED' }, { refresh: true });
  const others = published.filter(({ id }) => id !== entryId);
  const taken = new Map(others.flatMap(({ code, fields }) => fields.map((field) => [field, code] as const)));
  const sameCode = await tx.findOne(CatalogueEntryEntity, { code: content.code });
  return [
    ...checkEntry(content, { classOf: (coordinate) => classOf(context.services, coordinate), taken }),
    ...(sameCode === null || sameCode.id === entryId
      ? []
      : [refusal('CODE_TAKEN', 'This resource code is in use.', '809 art. 13', 'code')]),
  ];
}

/**
 * A draft that breaks a rule is not kept: it is refused with everything that is wrong. One that is kept waits for the
 * data authority, which has two working days; a revision has ten from the change until it must be in force.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 13; 809 art. 15; 809 art. 17
 */
export function draftEntry(context: Context, { revises, changedOn, content }: DraftEntry): Promise<ActResult> {
  const { access, services } = context;
  const { slaWorkingDays, holidays } = services.profile;
  return perform(context, 'draftCatalogueEntry', async (tx) => {
    const entry = revises === null ? null : await lockEntry(tx, context, revises);
    const provider = entry?.provider ?? access.agency ?? '';
    const changed = changedOn ?? access.today;
    const violations = [
      ...(await violationsOf(tx, context, { provider, entryId: revises, content })),
      ...(entry === null || entry.state === 'PUBLISHED' ? [] : [withdrawnBefore()]),
      ...(entry === null || entry.code === content.code
        ? []
        : [refusal('CODE_CHANGED', 'A revision keeps its resource code.', '809 art. 17', 'code')]),
      ...(changed <= access.today
        ? []
        : [refusal('CHANGE_AHEAD', 'It has not changed yet.', '809 art. 17', 'changedOn')]),
    ];
    if (violations.length > 0) return refused(null, violations);
    const review = dueAfter(context, (sla) => sla.catalogueReview);
    const due = entry === null ? null : addWorkingDays(localDate(changed), slaWorkingDays.catalogueUpdate, holidays);
    const id = randomUUID();
    await tx.insert(CatalogueDraftEntity, {
      ...content,
      modes: [...content.modes],
      fields: [...content.fields],
      offeredMasked: [...content.offeredMasked],
      id,
      entryId: revises,
      isRevision: entry !== null,
      version: (entry?.version ?? 0) + 1,
      state: 'DRAFTED',
      provider,
      draftedBy: access.actorId,
      reviewDueOn: review.on,
      reviewDueProvisional: review.isProvisional,
      dueOn: due?.on ?? null,
      dueProvisional: due?.isProvisional ?? false,
    });
    await writeLine(tx, context, { target: id, name: 'draftCatalogueEntry', state: 'DRAFTED', clause: '809 art. 13' });
    return done(id);
  });
}

export interface Review {
  readonly id: string;
  readonly pass: boolean;
  readonly reasons: readonly string[];
}

/** The data authority passes a draft, or returns it with reasons. @throws NOT_FOUND @clause 809 art. 17 */
export function reviewEntry(context: Context, { id, pass, reasons }: Review): Promise<ActResult> {
  return perform(context, 'reviewCatalogueEntry', async (tx) => {
    const row = await lockDraft(tx, context, id, false);
    const given = reasons.filter((each) => each !== '');
    const violations = [
      ...(row.state === 'DRAFTED' ? [] : [wrongDraftState(row.state)]),
      ...(pass || given.length > 0
        ? []
        : [refusal('REASONS_MISSING', 'A return gives its reasons.', '809 art. 17', 'reasons')]),
    ];
    if (violations.length > 0) return refused(id, violations);
    const state = pass ? 'REVIEWED' : 'RETURNED';
    change(row, { state, reviewedBy: context.access.actorId, returnReasons: pass ? [] : given });
    await tx.flush();
    const note = given.join('; ') || null;
    await writeLine(tx, context, { target: id, name: 'reviewCatalogueEntry', state, clause: '809 art. 17', note });
    return done(id);
  });
}

/** The one longer time that a revision may take. @throws NOT_FOUND @clause 809 art. 17 */
export function extendRevision(context: Context, id: string, reason: string): Promise<ActResult> {
  const { slaWorkingDays, holidays } = context.services.profile;
  return perform(context, 'extendCatalogueRevision', async (tx) => {
    const row = await lockDraft(tx, context, id);
    const { dueOn } = row;
    const violations = [
      ...(dueOn === null || row.state === 'PUBLISHED' ? [wrongDraftState(row.state)] : []),
      ...(row.extensionReason === null
        ? []
        : [refusal('EXTENDED_BEFORE', 'The time is extended once only.', '809 art. 17')]),
      ...(reason === '' ? [refusal('REASONS_MISSING', 'Say why.', '809 art. 17', 'reason')] : []),
    ];
    if (dueOn === null || violations.length > 0) return refused(id, violations);
    const due = addWorkingDays(localDate(dueOn), slaWorkingDays.catalogueExt, holidays);
    change(row, { dueOn: due.on, dueProvisional: due.isProvisional, extensionReason: reason });
    await tx.flush();
    const line = { target: id, name: 'extendCatalogueRevision', state: row.state, clause: '809 art. 17', note: reason };
    await writeLine(tx, context, line);
    return done(id);
  });
}

/**
 * What was reviewed comes into force. Grants lose at once what a new version no longer offers.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 13; 809 art. 17; 809 art. 25
 */
export function publishEntry(context: Context, id: string): Promise<ActResult> {
  const { today, actorId } = context.access;
  return perform(context, 'publishCatalogueEntry', async (tx) => {
    const row = await lockDraft(tx, context, id);
    await lockCatalogue(tx, row.provider);
    const entry = row.isRevision && row.entryId !== null ? await lockEntry(tx, context, row.entryId) : null;
    const violations = [
      ...(row.state === 'REVIEWED' ? [] : [wrongDraftState(row.state)]),
      ...(entry === null || entry.state === 'PUBLISHED' ? [] : [withdrawnBefore()]),
      ...(entry === null || entry.version === row.version - 1
        ? []
        : [refusal('VERSION_PASSED', 'Another revision was published meanwhile: draft anew.', '809 art. 17')]),
      ...(await violationsOf(tx, context, { provider: row.provider, entryId: row.entryId, content: row })),
    ];
    if (violations.length > 0) return refused(id, violations);
    const entryId = entry?.id ?? randomUUID();
    const content = { ...toContent(row), state: 'PUBLISHED', version: row.version, publishedOn: today };
    if (entry === null) await tx.insert(CatalogueEntryEntity, { id: entryId, ...content });
    else change(entry, content);
    change(row, { state: 'PUBLISHED', entryId, publishedBy: actorId });
    await tx.flush();
    if (entry !== null) await narrowGrants(tx, entryId);
    await writeLine(tx, context, {
      target: id,
      name: 'publishCatalogueEntry',
      state: 'PUBLISHED',
      clause: '809 art. 13',
    });
    await raiseEpoch(tx);
    return done(id);
  });
}

function toContent(row: Draft) {
  const { code, provider, name, attribute, modes, conditions, legalBasis, updateCycle, fields, offeredMasked } = row;
  const { format, dataClass, dataLevel, secrecyRisk, piImpact } = row;
  const offer = { code, provider, name, attribute, modes, conditions, legalBasis, updateCycle, fields, offeredMasked };
  return { ...offer, format, dataClass, dataLevel, secrecyRisk, piImpact };
}

/** A grant covers nothing that its entry does not hold. */
async function narrowGrants(tx: EntityManager, entryId: string): Promise<void> {
  await sql`update sharing.sharing_grant g set version = g.version + 1,
      named = array(select f from unnest(g.named) with ordinality as u(f, i) where f = any(e.fields) order by i),
      with_basis = array(select f from unnest(g.with_basis) with ordinality as u(f, i) where f = any(e.fields) order by i),
      modes = array(select m from unnest(g.modes) with ordinality as u(m, i) where m = any(e.modes) order by i)
    from sharing.catalogue_entry e
    where e.id = g.entry_id and e.id = ${entryId}::uuid and not (g.named <@ e.fields and g.modes <@ e.modes)`.execute(
    tx.getKysely(),
  );
}

/** Ends the grants on it, for its cause, in the same transaction. @throws NOT_FOUND @clause 809 art. 17; 809 art. 27 */
export function withdrawEntry(context: Context, id: string, cause: string): Promise<ActResult> {
  const { today } = context.access;
  return perform(context, 'withdrawCatalogueEntry', async (tx) => {
    const entry = await lockEntry(tx, context, id);
    const violations = [
      ...(entry.state === 'PUBLISHED' ? [] : [withdrawnBefore()]),
      ...(cause === '' ? [refusal('CAUSE_MISSING', 'Say why it is withdrawn.', '809 art. 27', 'cause')] : []),
    ];
    if (violations.length > 0) return refused(id, violations);
    change(entry, { state: 'WITHDRAWN', withdrawnOn: today, withdrawalCause: cause });
    const running = await tx.find(
      GrantEntity,
      { entryId: id, state: { $in: ['ACTIVE', 'SUSPENDED'] }, validTo: { $gte: today } },
      { ...LOCK, orderBy: { id: 'asc' } },
    );
    const ending = { cause: 'ENTRY_WITHDRAWN', reason: cause, name: 'terminateGrant' };
    for (const grant of running) await end(tx, context, grant as Grant, ending);
    await tx.flush();
    await writeLine(tx, context, {
      target: id,
      name: 'withdrawCatalogueEntry',
      state: 'WITHDRAWN',
      clause: '809 art. 17',
      note: cause,
    });
    await raiseEpoch(tx);
    return done(id);
  });
}

function wrongDraftState(state: string): Refusal {
  return refusal('WRONG_STATE', `This is not possible in the state ${state}.`, '809 art. 17');
}

function withdrawnBefore(): Refusal {
  return refusal('ENTRY_WITHDRAWN', 'This entry is withdrawn.', '809 art. 17');
}
