/** Writes what a consumer is told: entries in its log, and what it holds by them. Under the lock of the consumer. */
import { sql } from 'kysely';
import type { Profile } from '../../schema/profile.ts';
import { localDate } from '../../schema/ids.ts';
import { addWorkingDays } from '../../schema/working-days.ts';
import type { Context, EntityManager } from '../kernel/index.ts';
import { isTombstone, type ChangeKind, type ToldState } from './rules.ts';
import type { Consumer } from './consumer.ts';

/** What a consumer holds of a record. */
export interface Held {
  readonly state: ToldState;
  readonly class: number;
  readonly version: number;
  readonly hash: string | null;
  readonly agency: string | null;
  readonly provider: string | null;
  readonly place: number | null;
  readonly edition: string | null;
}

/** What a record has come to for the consumer; the version is the one before this. */
export interface Telling extends Held {
  readonly recordId: string;
  /** One after the other; none: the consumer learns nothing, and what is kept of it is put right. */
  readonly kinds: readonly ChangeKind[];
}

/** The end of the last working day on which a consumer may hold what is taken back from it. */
export function dueBy(today: string, profile: Profile): string {
  const { on } = addWorkingDays(localDate(today), profile.withdrawalWorkingDays, profile.holidays);
  return `${on}T23:59:59.999+08:00`;
}

export async function enter(
  tx: EntityManager,
  context: Context,
  of: { readonly schema: string; readonly consumer: Consumer },
  tellings: readonly Telling[],
): Promise<void> {
  if (tellings.length === 0) return;
  const { schema, consumer } = of;
  const { at, today } = context.access;
  const due = dueBy(today, context.services.profile);
  const told: Record<string, unknown>[] = [];
  const entries: Record<string, unknown>[] = [];
  for (const { kinds, ...telling } of tellings) {
    kinds.forEach((kind, step) => {
      consumer.lastSequence += 1;
      const version = telling.version + step + 1;
      const isGone = isTombstone(kind);
      const facts = { sequence: consumer.lastSequence, recordId: telling.recordId, kind, version };
      entries.push({ ...facts, dueBy: isGone ? due : null });
    });
    const sequence = kinds.length === 0 ? null : consumer.lastSequence;
    told.push({ ...telling, version: telling.version + kinds.length, sequence });
  }
  const db = tx.getKysely();
  await sql`insert into ${sql.table(`${schema}.feed_entry`)}
      (consumer, generation, sequence, record_id, kind, version, at, due_by)
    select ${consumer.id}, ${consumer.generation}, (r->>'sequence')::int, (r->>'recordId')::uuid, r->>'kind',
      (r->>'version')::int, ${at}::timestamptz, (r->>'dueBy')::timestamptz
    from jsonb_array_elements(${JSON.stringify(entries)}::jsonb) as r`.execute(db);
  await sql`insert into ${sql.table(`${schema}.feed_told`)} as t
      (consumer, record_id, state, class, version, hash, sequence, at, agency, provider, place, edition)
    select ${consumer.id}, (r->>'recordId')::uuid, r->>'state', (r->>'class')::int, (r->>'version')::int, r->>'hash',
      coalesce((r->>'sequence')::int, 0), ${at}::timestamptz, r->>'agency', r->>'provider', (r->>'place')::int,
      r->>'edition'
    from jsonb_array_elements(${JSON.stringify(told)}::jsonb) as r
    on conflict (consumer, record_id) do update set state = excluded.state, class = excluded.class,
      version = excluded.version, hash = excluded.hash, agency = excluded.agency, provider = excluded.provider,
      place = excluded.place, edition = excluded.edition,
      sequence = case when excluded.sequence = 0 then t.sequence else excluded.sequence end,
      at = case when excluded.sequence = 0 then t.at else excluded.at end`.execute(db);
}

/** Keys that are to be looked at before anything else, in this order. */
export async function enqueue(
  tx: EntityManager,
  of: { readonly schema: string; readonly consumer: number },
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  await sql`insert into ${sql.table(`${of.schema}.feed_due`)} (consumer, record_id)
    select ${of.consumer}, id from unnest(${[...ids]}::uuid[]) with ordinality as each (id, n) order by n
    on conflict (consumer, record_id) do nothing`.execute(tx.getKysely());
}
