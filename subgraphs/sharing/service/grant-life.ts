/** Grants after they are given: suspended, resumed, ended, disposed of. Each change is in force within a second. */
import { LockMode, type InferEntity } from '@mikro-orm/core';
import { sql } from 'kysely';
import { localDate } from '../../../schema/ids.ts';
import { addWorkingDays } from '../../../schema/working-days.ts';
import { publish, type ActResult, type Context, type EntityManager } from '../../kernel/index.ts';
import { CatalogueEntryEntity } from '../entities/catalogue.ts';
import { GrantEntity } from '../entities/grant.ts';
import { DisputeEntity } from '../entities/procedure.ts';
import {
  checkDisposal,
  checkEnding,
  checkResumption,
  checkSuspension,
  DISPOSAL_WORKING_DAYS,
  type Ending,
} from '../rules/grant.ts';
import { raiseEpoch } from './epoch.ts';
import { bodiesOf, change, done, dueAfter, mustBe, perform, refused, writeLine, type Loaded } from './procedure.ts';

export type Grant = Loaded<InferEntity<typeof GrantEntity>>;

export interface LockedGrant {
  readonly grant: Grant;
  readonly provider: string;
}

/** The row is the caller's alone until the transaction ends. @throws NOT_FOUND unless the caller is one of its parties */
export async function lockGrant(
  tx: EntityManager,
  { access }: Context,
  { id, as }: { readonly id: string; readonly as: 'PROVIDER' | 'GRANTEE' | 'EITHER' },
): Promise<LockedGrant> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  const grant = mustBe((await tx.findOne(GrantEntity, { id }, lock)) as Grant | null, () => true);
  const entry = mustBe(await tx.findOne(CatalogueEntryEntity, { id: grant.entryId }), () => true);
  const bodies = bodiesOf(access);
  const isProvider = as !== 'GRANTEE' && bodies.includes(entry.provider);
  const isGrantee = as !== 'PROVIDER' && bodies.includes(grant.grantee);
  mustBe(grant, () => isProvider || isGrantee);
  return { grant, provider: entry.provider };
}

interface Change {
  readonly name: string;
  readonly values: Partial<Grant>;
  readonly note: string;
}

/** State, version, timeline, epoch and `GRANT_CHANGED` `{ grantId, state }` together. */
async function commit(
  tx: EntityManager,
  context: Context,
  grant: Grant,
  { name, values, note }: Change,
): Promise<void> {
  change(grant, { ...values, version: grant.version + 1 });
  await tx.flush();
  await writeLine(tx, context, { target: grant.id, name, state: grant.state, clause: '809 art. 27', note });
  await raiseEpoch(tx);
  await publish(tx, 'sharing', 'GRANT_CHANGED', [{ grantId: grant.id, state: grant.state }]);
}

export interface Suspension {
  readonly id: string;
  readonly breach: string;
  readonly rectifyBy: string;
}

/** @throws NOT_FOUND @clause 809 art. 27 */
export function suspendGrant(context: Context, { id, breach, rectifyBy }: Suspension): Promise<ActResult> {
  return perform(context, 'suspendGrant', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id, as: 'PROVIDER' });
    const violations = checkSuspension(grant, { breach, rectifyBy }, context.access.today);
    if (violations.length > 0) return refused(id, violations);
    const values = { state: 'SUSPENDED', breach, rectifyBy };
    await commit(tx, context, grant, { name: 'suspendGrant', values, note: breach });
    return done(id);
  });
}

/** @throws NOT_FOUND @clause 809 art. 27 */
export function resumeGrant(context: Context, id: string, note: string): Promise<ActResult> {
  return perform(context, 'resumeGrant', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id, as: 'PROVIDER' });
    const violations = checkResumption(grant, note, context.access.today);
    if (violations.length > 0) return refused(id, violations);
    const values = { state: 'ACTIVE', breach: null, rectifyBy: null };
    await commit(tx, context, grant, { name: 'resumeGrant', values, note });
    return done(id);
  });
}

/** @throws NOT_FOUND @clause 809 art. 27 */
export function terminateGrant(context: Context, id: string, ending: Ending): Promise<ActResult> {
  return perform(context, 'terminateGrant', async (tx) => {
    const { grant, provider } = await lockGrant(tx, context, { id, as: 'EITHER' });
    const by = bodiesOf(context.access).includes(provider) ? 'PROVIDER' : 'GRANTEE';
    const violations = checkEnding(grant, ending, { by, today: context.access.today });
    if (violations.length > 0) return refused(id, violations);
    await end(tx, context, grant, { ...ending, name: 'terminateGrant' });
    return done(id);
  });
}

/** Ends a grant that the caller has locked. */
export async function end(
  tx: EntityManager,
  context: Context,
  grant: Grant,
  { cause, reason, name }: Ending & { readonly name: string },
): Promise<void> {
  const due = dueAfter(context, () => DISPOSAL_WORKING_DAYS);
  const values = {
    state: 'TERMINATED',
    endCause: cause,
    endReason: reason,
    endedOn: context.access.today,
    disposeBy: due.on,
    disposeByProvisional: due.isProvisional,
  };
  await commit(tx, context, grant, { name, values, note: reason });
}

/** The user confirms that it has destroyed what it held. @throws NOT_FOUND @clause 809 art. 27 */
export function confirmDisposal(context: Context, id: string, how: string): Promise<ActResult> {
  const { today } = context.access;
  return perform(context, 'confirmDisposal', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id, as: 'GRANTEE' });
    const isDisputed = (await tx.count(DisputeEntity, { grantId: id, state: 'OPEN' })) > 0;
    const violations = checkDisposal(grant, { how, isDisputed }, today);
    if (violations.length > 0) return refused(id, violations);
    const values = { state: 'DISPOSED', disposedOn: today, disposal: how };
    await commit(tx, context, grant, { name: 'confirmDisposal', values, note: how });
    return done(id);
  });
}

/** By when a user must have destroyed what it holds, should the grant run its full time. */
export function disposeAfter({ services }: Context, validTo: string) {
  const due = addWorkingDays(localDate(validTo), DISPOSAL_WORKING_DAYS, services.profile.holidays);
  return { disposeBy: due.on, disposeByProvisional: due.isProvisional };
}

/**
 * Enters as expired what has expired. Decisions, lists and acts tell it by the day and do not wait for this.
 *
 * @param today the calendar day in Asia/Shanghai
 */
export async function sweepExpired(tx: EntityManager, today: string): Promise<number> {
  const { rows } = await sql<{ grantId: string; state: string }>`with over as (select id from sharing.sharing_grant
      where state in ('ACTIVE', 'SUSPENDED') and valid_to < ${today}::date for update skip locked)
    update sharing.sharing_grant g set state = 'EXPIRED', version = version + 1, ended_on = valid_to
    from over where g.id = over.id returning g.id as "grantId", g.state`.execute(tx.getKysely());
  if (rows.length > 0) await raiseEpoch(tx);
  await publish(tx, 'sharing', 'GRANT_CHANGED', rows);
  return rows.length;
}
