/** Certificates of destruction (销毁证明), and the register of backups that one cannot be issued without. */
import { createHash, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { refuseIf } from '../refusals.ts';
import { changes, INSTANT, rowsOf } from '../rows.ts';
import {
  assertOwn,
  bodyOf,
  done,
  ownBodies,
  perform,
  refuseEmpty,
  refused,
  visibleBodies,
  type Outcome,
} from './acting.ts';

/** Subgraphs that hold content of a record, and tell what they have deleted of it. */
const STORES: readonly string[] = ['cases', 'holdings'];

export interface View {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** Sets of backups of the caller's body. */
export function listBackupSets(context: Context, id: string | null = null): Promise<readonly View[]> {
  const one = id === null ? sql`` : sql`and id = ${id}::uuid`;
  return rowsOf(
    context.em,
    sql<View>`select id, label, medium, taken_on::text as "takenOn", retired_on::text as "retiredOn"
      from retention.backup_set where body = any(${ownBodies(context.access)}::text[]) ${one} order by taken_on, id`,
  );
}

export interface NewBackupSet {
  readonly label: string;
  readonly medium: 'ONLINE' | 'OFFLINE';
  readonly takenOn: string;
}

/** @clause 令22 art. 26 */
export function registerBackupSet(context: Context, set: NewBackupSet): Promise<Outcome<View>> {
  const { access } = context;
  const body = bodyOf(access);
  return perform(context, 'registerBackupSet', {
    work: async (tx) => {
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into retention.backup_set (id, body, label, medium, taken_on, registered_by)
          values (${id}::uuid, ${body}, ${set.label}, ${set.medium}, ${set.takenOn}::date, ${access.actorId})
          on conflict (body, label) do nothing`,
      );
      return refused(id, refuseIf(!isNew, 'LABEL_TAKEN', 'label'));
    },
    find: async (id) => (await listBackupSets(context, id))[0] ?? null,
  });
}

export interface Confirmation {
  readonly listId: string;
  readonly setId: string;
  /** How it was seen to: overwritten, medium destroyed, made anew. */
  readonly method: string;
}

/**
 * That the records of a list are gone from one set. Each set is confirmed by hand, by itself: media in a cabinet tell
 * nothing on their own.
 *
 * @throws NOT_FOUND
 * @clause 令22 art. 30
 */
export function confirmBackupErasure(context: Context, confirmation: Confirmation): Promise<Outcome<View>> {
  const { access } = context;
  const { listId, setId, method } = confirmation;
  return perform(context, 'confirmBackupErasure', {
    work: async (tx) => {
      const list = await lockExecuted(context, tx, listId);
      const [set] = await rowsOf(
        tx,
        sql<{ body: string; concerned: boolean }>`select body, retired_on is null
            and taken_on <= ${list.executedOn}::date as concerned
          from retention.backup_set where id = ${setId}::uuid for update`,
      );
      assertOwn(access, set?.body);
      const violations = [
        ...refuseIf(list.state !== 'EXECUTED', 'LIST_STATE', 'listId'),
        ...refuseIf(set?.concerned !== true, 'BACKUP_LATER', 'setId'),
        ...refuseEmpty(method, 'method'),
      ];
      if (violations.length > 0) return refused(listId, violations);
      const isNew = await changes(
        tx,
        sql`insert into retention.backup_confirmation (list_id, set_id, method, confirmed_by, confirmed_on)
          values (${listId}::uuid, ${setId}::uuid, ${method}, ${access.actorId}, ${access.today}::date)
          on conflict do nothing`,
      );
      return isNew ? done(setId) : refused(listId, refuseIf(true, 'BACKUP_CONFIRMED', 'setId'));
    },
    find: async (id) => (await listBackupSets(context, id))[0] ?? null,
  });
}

interface LockedList {
  readonly body: string;
  readonly number: string;
  readonly state: string;
  readonly proposedBy: string;
  readonly executedOn: string | null;
}

/** @throws NOT_FOUND */
async function lockExecuted(context: Context, tx: EntityManager, listId: string): Promise<LockedList> {
  const [list] = await rowsOf(
    tx,
    sql<LockedList>`select body, number, state, proposed_by as "proposedBy", executed_on::text as "executedOn"
      from retention.destruction_list where id = ${listId}::uuid for update`,
  );
  assertOwn(context.access, list?.body);
  if (list === undefined) throw new DomainError('NOT_FOUND');
  return list;
}

/** Null: none has been issued, or it is not for the caller. */
export async function findCertificate(context: Context, listId: string): Promise<View | null> {
  const [row] = await rowsOf(
    context.em,
    sql<{ body: string }>`select c.list_id as id, c.issued_by as "issuedBy", c.issued_on::text as "issuedOn", c.body,
        c.digest_sm3 as "digestSm3"
      from retention.certificate c join retention.destruction_list l on l.id = c.list_id
      where c.list_id = ${listId}::uuid and ${visibleBodies(context.access, 'l.body')}`,
  );
  if (row === undefined) return null;
  const { totals } = JSON.parse(row.body) as CertificateBody;
  return { id: listId, ...row, ...totals };
}

interface CertificateBody {
  readonly totals: Record<'recordsDestroyed' | 'recordsKept' | 'rows' | 'files' | 'bytes', number>;
}

/**
 * Issued when every record is settled, every store has told what it deleted, and every set of backups is confirmed. It
 * says what those said, and nothing that is only hoped for; its digest is of exactly its text.
 *
 * @throws NOT_FOUND
 * @clause 令22 art. 30
 */
export function issueCertificate(context: Context, listId: string): Promise<Outcome<View>> {
  const { access } = context;
  return perform(context, 'issueCertificate', {
    work: async (tx) => {
      const list = await lockExecuted(context, tx, listId);
      const violations = await missing(tx, listId, list);
      if (violations.length > 0) return refused(listId, violations);
      const body = JSON.stringify(await writeBody(tx, listId, list));
      const digest = createHash('sm3').update(body).digest('hex');
      await sql`insert into retention.certificate (list_id, issued_by, issued_on, body, digest_sm3)
        values (${listId}::uuid, ${access.actorId}, ${access.today}::date, ${body}, ${digest})`.execute(tx.getKysely());
      await sql`update retention.destruction_list set state = 'CERTIFIED' where id = ${listId}::uuid`.execute(
        tx.getKysely(),
      );
      return done(listId);
    },
    find: (id) => findCertificate(context, id),
  });
}

async function missing(tx: EntityManager, listId: string, list: LockedList): Promise<readonly Refusal[]> {
  const unheard = await rowsOf(
    tx,
    sql<{ store: string }>`select distinct s.store from unnest(${[...STORES]}::text[]) as s(store)
      join retention.destruction_item i on i.list_id = ${listId}::uuid and i.state = 'DESTROYED'
      where not exists (select from retention.content_receipt r where r.case_id = i.case_id and r.store = s.store)
      order by s.store`,
  );
  const unconfirmed = await rowsOf(
    tx,
    sql<{ id: string }>`select b.id from retention.backup_set b
      where b.body = ${list.body} and b.retired_on is null and b.taken_on <= ${list.executedOn}::date
        and not exists (select from retention.backup_confirmation c where c.list_id = ${listId}::uuid and c.set_id = b.id)
      order by b.id`,
  );
  return [
    ...refuseIf(list.state === 'EXECUTING', 'EXECUTION_RUNS', 'listId'),
    ...refuseIf(list.state !== 'EXECUTED' && list.state !== 'EXECUTING', 'LIST_STATE', 'listId'),
    ...unheard.flatMap(({ store }) => refuseIf(true, 'RECEIPT_MISSING', `stores.${store}`)),
    ...unconfirmed.flatMap(({ id }) => refuseIf(true, 'BACKUP_UNCONFIRMED', `backups.${id}`)),
  ];
}

interface ItemLine {
  readonly outcome: string;
  readonly stores: readonly Record<'rows' | 'files' | 'bytes', number>[];
}

async function writeBody(tx: EntityManager, listId: string, list: LockedList): Promise<Record<string, unknown>> {
  const records = await rowsOf(
    tx,
    sql<ItemLine>`select i.record_code as "recordCode", i.period, i.completed_on::text as "completedOn",
        i.due_on::text as "dueOn", i.state as outcome, i.reasons,
        coalesce((select jsonb_agg(jsonb_build_object('store', r.store, 'rows', r.rows, 'files', r.files,
            'bytes', r.bytes, 'digests', to_jsonb(r.digests)) order by r.store)
          from retention.content_receipt r where r.case_id = i.case_id and i.state = 'DESTROYED'), '[]') as stores
      from retention.destruction_item i where i.list_id = ${listId}::uuid order by i.record_code, i.case_id`,
  );
  const people = await rowsOf(
    tx,
    sql`select hand, actor, ${INSTANT} as at from retention.destruction_hand where list_id = ${listId}::uuid order by at, seat`,
  );
  const backups = await rowsOf(
    tx,
    sql`select b.label, b.medium, b.taken_on::text as "takenOn", c.method, c.confirmed_by as "confirmedBy",
        c.confirmed_on::text as "confirmedOn"
      from retention.backup_confirmation c join retention.backup_set b on b.id = c.set_id
      where c.list_id = ${listId}::uuid order by b.label`,
  );
  const entries = await rowsOf(
    tx,
    sql`select id::text as entry, payload->>'act' as act, payload->>'outcome' as outcome, payload->>'actorId' as actor,
        payload->>'at' as at
      from retention.outbox where kind = 'ACT' and payload->>'target' = ${listId} order by id`,
  );
  const stores = records.flatMap((record) => record.stores);
  const sum = (of: 'rows' | 'files' | 'bytes'): number => stores.reduce((total, store) => total + store[of], 0);
  const destroyed = records.filter(({ outcome }) => outcome === 'DESTROYED').length;
  const totals: CertificateBody['totals'] = {
    recordsDestroyed: destroyed,
    recordsKept: records.length - destroyed,
    rows: sum('rows'),
    files: sum('files'),
    bytes: sum('bytes'),
  };
  const { number, body, executedOn, proposedBy } = list;
  return { number, body, executedOn, totals, proposedBy, people, records, backups, entries };
}
