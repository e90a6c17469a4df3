/** Disputes: the parties negotiate, then the data authority, then the government. Meanwhile the records are kept. */
import { randomUUID } from 'node:crypto';
import { LockMode, type InferEntity } from '@mikro-orm/core';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { publish, type ActResult, type Context, type EntityManager } from '../../kernel/index.ts';
import { DisputeEntity } from '../entities/procedure.ts';
import { visibleDisputes } from '../policy.ts';
import { refusal } from '../rules/application.ts';
import { lockGrant } from './grant-life.ts';
import { page, type Row } from './page.ts';
import { done, mustBe, perform, refused, writeLine } from './procedure.ts';

type Dispute = InferEntity<typeof DisputeEntity>;
type Records = Readonly<Record<string, readonly string[]>>;

export interface NewDispute {
  readonly grantId: string;
  readonly text: string;
  /** Null: every record that the grant has shown. */
  readonly recordIds: readonly string[] | null;
}

/**
 * Either party opens it. From the commit on `retention` hears of the records and does not destroy them.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 28
 */
export function openDispute(context: Context, { grantId, text, recordIds }: NewDispute): Promise<ActResult> {
  const { agency, today } = context.access;
  return perform(context, 'openDispute', async (tx) => {
    await lockGrant(tx, context, { id: grantId, as: 'EITHER' });
    const records = await readDisclosed(tx, grantId, recordIds);
    const found = new Set(Object.values(records).flat());
    const unknown = (recordIds ?? []).filter((each) => !found.has(each));
    const violations = [
      ...(text === '' ? [refusal('TEXT_MISSING', 'Say what the dispute is about.', '809 art. 28', 'text')] : []),
      ...unknown.map((each) =>
        refusal('RECORD_NOT_DISCLOSED', 'This grant has shown no such record.', '809 art. 28', `recordIds.${each}`),
      ),
    ];
    if (violations.length > 0) return refused(null, violations);
    const id = randomUUID();
    const row = { id, grantId, openedBy: agency ?? '', text, stage: 'NEGOTIATION', state: 'OPEN', records };
    await tx.insert(DisputeEntity, { ...row, openedOn: today });
    await tell(tx, { id, records, state: 'OPEN' });
    await writeLine(tx, context, { target: id, name: 'openDispute', state: 'NEGOTIATION', clause: '809 art. 28' });
    return done(id);
  });
}

/** A party that sees no end of it takes it one stage up. @throws NOT_FOUND @clause 809 art. 28 */
export function escalateDispute(context: Context, id: string): Promise<ActResult> {
  return perform(context, 'escalateDispute', async (tx) => {
    const row = await lockDispute(tx, id);
    await lockGrant(tx, context, { id: row.grantId, as: 'EITHER' });
    const next = { NEGOTIATION: 'AUTHORITY', AUTHORITY: 'GOVERNMENT' }[row.stage];
    if (row.state !== 'OPEN' || next === undefined)
      return refused(id, [refusal('NO_HIGHER_STAGE', 'It cannot be taken further.', '809 art. 28')]);
    row.stage = next;
    await tx.flush();
    await writeLine(tx, context, { target: id, name: 'escalateDispute', state: next, clause: '809 art. 28' });
    return done(id);
  });
}

/** While it is negotiated a party settles it; after that the data authority enters what was decided. @throws FORBIDDEN, NOT_FOUND @clause 809 art. 28 */
export async function settleDispute(context: Context, id: string, outcome: string): Promise<ActResult> {
  const { role, posts, today } = context.access;
  if (role !== 'DATA_AUTHORITY' && !posts.includes('SHARING_HEAD'))
    throw new DomainError('FORBIDDEN', undefined, { clause: '809 art. 28' });
  return perform(context, 'settleDispute', async (tx) => {
    const row = await lockDispute(tx, id);
    if (role !== 'DATA_AUTHORITY') await lockGrant(tx, context, { id: row.grantId, as: 'EITHER' });
    const isTheirs = (role === 'DATA_AUTHORITY') === (row.stage !== 'NEGOTIATION');
    const violations = [
      ...(row.state === 'OPEN' ? [] : [refusal('SETTLED_BEFORE', 'It is settled already.', '809 art. 28')]),
      ...(isTheirs ? [] : [refusal('NOT_YOUR_STAGE', 'At this stage others settle it.', '809 art. 28')]),
      ...(outcome === '' ? [refusal('OUTCOME_MISSING', 'Say how it was settled.', '809 art. 28', 'outcome')] : []),
    ];
    if (violations.length > 0) return refused(id, violations);
    Object.assign(row, { state: 'SETTLED', outcome, settledOn: today });
    await tx.flush();
    await tell(tx, { id, records: row.records, state: 'CLOSED' });
    await writeLine(tx, context, {
      target: id,
      name: 'settleDispute',
      state: 'SETTLED',
      clause: '809 art. 28',
      note: outcome,
    });
    return done(id);
  });
}

async function lockDispute(tx: EntityManager, id: string): Promise<Dispute> {
  const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
  return mustBe(await tx.findOne(DisputeEntity, { id }, lock), () => true);
}

/** One event a record type, for whoever destroys records. */
async function tell(
  tx: EntityManager,
  { id, records, state }: { readonly id: string; readonly records: Records; readonly state: 'OPEN' | 'CLOSED' },
): Promise<void> {
  const events = Object.entries(records).map(([recordType, recordIds]) => ({
    disputeId: id,
    recordType,
    recordIds,
    caseIds: recordType === 'Case' ? recordIds : [],
    state,
  }));
  await publish(tx, 'sharing', 'DISPUTE_CHANGED', events);
}

/** Of these ids, or of all, those that the grant has shown, by type: a hold reaches no record that it has not. */
async function readDisclosed(tx: EntityManager, grantId: string, ids: readonly string[] | null): Promise<Records> {
  const query = sql<{ type: string; ids: string[] }>`select t.key as type, array_agg(distinct r.id order by r.id) as ids
    from sharing.access_log l, jsonb_each(l.record_ids) t, jsonb_array_elements_text(t.value) r(id)
    where l.grant_id = ${grantId} and (${ids === null} or r.id = any(${ids ?? []}::text[])) group by t.key order by t.key`;
  const { rows } = await query.execute(tx.getKysely());
  return Object.fromEntries(rows.map((row) => [row.type, row.ids]));
}

const FROM = sql`sharing.dispute d join sharing.sharing_grant g on g.id = d.grant_id
  join sharing.catalogue_entry e on e.id = g.entry_id`;
const COLUMNS = sql`d.id, d.grant_id as "grantId", d.opened_by as "openedBy", d.text, d.stage, d.state, d.records, d.outcome,
  d.opened_on as "openedOn", d.settled_on as "settledOn"`;

export function listDisputes(context: Context, request: PageRequest): Promise<Page<Row>> {
  const where = visibleDisputes(context.access);
  return page(context, request, { name: 'disputes', columns: COLUMNS, from: FROM, id: sql`d.id`, where });
}

export async function findDispute(context: Context, id: string | null): Promise<Row | null> {
  const query = sql<Row>`select ${COLUMNS} from ${FROM} where d.id = ${id}::uuid and ${visibleDisputes(context.access)}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}
