/** A page of what a consumer is told, with the records themselves as they are shown to it. */
import { sql } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import { recordHash } from '../../schema/canonical.ts';
import { openCursor, sealCursor, type DisclosedRow } from '../disclosure/index.ts';
import type { Context, EntityManager } from '../kernel/index.ts';
import { advance } from './advance.ts';
import { consumerKey, openConsumer, type Consumer } from './consumer.ts';
import { rewriteIfWorth } from './generation.ts';
import { isTombstone, type ChangeKind } from './rules.ts';
import { canonicalOf, type FeedStream } from './stream.ts';

/** After so long a page ends where it is: whoever asks again goes on from there. */
const PATIENCE_MS = 10_000;

export interface Position {
  readonly generation: number;
  readonly sequence: number;
}

interface Entry {
  readonly sequence: number;
  readonly id: string;
  readonly kind: ChangeKind;
  readonly version: number;
  readonly hash: string | null;
  readonly at: Date;
  readonly dueBy: Date | null;
  /** Of what the consumer holds by now: another entry than this one, if there was one after it. */
  readonly latest: number | null;
}

export interface Change extends Omit<Entry, 'latest'> {
  readonly obsolete: boolean;
  readonly record: DisclosedRow | null;
}

export interface ChangePage {
  readonly edges: readonly { readonly node: Change; readonly cursor: string }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly salt: string;
  readonly generation: number;
}

export interface ChangeRequest {
  readonly first: number;
  readonly after: string | null;
}

/**
 * @throws INVALID_INPUT for a cursor that is forged, or of another consumer or stream; CURSOR_EXPIRED for one whose
 *   entries are gone: then `after: null` gives everything from the beginning
 */
export async function readChanges(stream: FeedStream, context: Context, request: ChangeRequest): Promise<ChangePage> {
  const key = consumerKey(context);
  const position = request.after === null ? null : openPosition(stream, context, request.after);
  await openConsumer(stream, context, key);
  const { consumer, isExhausted } = await bringUpToDate(stream, context, { position, first: request.first });
  const start = startOf(consumer, position);
  if (start === null) return waiting(consumer, request.after);
  const entries = await readEntries(context.em, stream.schema, { consumer, start, limit: request.first + 1 });
  const shown = entries.slice(0, request.first);
  const { changes, isSettled } = await withRecords(stream, context, consumer, shown);
  const seal = (sequence: number): string =>
    sealCursor(context.services.keys.cursor, binding(stream, key), [String(consumer.generation), String(sequence)]);
  const end = shown.at(-1)?.sequence ?? start;
  return {
    edges: changes.map((node) => ({
      node,
      get cursor() {
        return seal(node.sequence);
      },
    })),
    pageInfo: {
      hasNextPage: entries.length > request.first || !isExhausted || !isSettled,
      get endCursor() {
        return seal(end);
      },
    },
    salt: consumer.salt,
    generation: consumer.generation,
  };
}

function binding({ schema }: FeedStream, key: string): string {
  return JSON.stringify(['feed', schema, key]);
}

/** @throws INVALID_INPUT unless the cursor is one of this consumer's, of this stream */
export function openPosition(stream: FeedStream, context: Context, cursor: string): Position {
  const [generation, sequence] = openCursor(
    context.services.keys.cursor,
    binding(stream, consumerKey(context)),
    cursor,
  );
  return { generation: Number(generation), sequence: Number(sequence) };
}

/** Nothing has happened yet for whoever waits for the new generation to be complete. */
function waiting({ salt, generation }: Consumer, after: string | null): ChangePage {
  return { edges: [], pageInfo: { hasNextPage: true, endCursor: after }, salt, generation: generation - 1 };
}

/**
 * Where a reader goes on; null: where the present generation begins is not known yet.
 *
 * @throws CURSOR_EXPIRED when something between has not been kept
 */
function startOf(consumer: Consumer, position: Position | null): number | null {
  if (position === null) return 0;
  const { generation, sequence } = position;
  if (generation === consumer.generation && sequence <= consumer.lastSequence) return sequence;
  // Whoever had read the generation before to its end holds what the present one begins with.
  if (generation === consumer.generation - 1 && sequence === consumer.previousSequence)
    return consumer.rewriting === null ? consumer.baselineSequence : null;
  throw expired();
}

function expired(): DomainError {
  return new DomainError('CURSOR_EXPIRED', 'The entries after this cursor are gone: begin anew without one.');
}

async function bringUpToDate(
  stream: FeedStream,
  context: Context,
  { position, first }: { readonly position: Position | null; readonly first: number },
): Promise<{ consumer: Consumer; isExhausted: boolean }> {
  const until = performance.now() + PATIENCE_MS;
  for (;;) {
    const { consumer: advanced, more } = await advance(stream, context);
    const of = { key: consumerKey(context), consumer: advanced, isAsked: position === null };
    const consumer = (await rewriteIfWorth(stream.schema, context, of)) ?? advanced;
    const start = startOf(consumer, position);
    const isEnough = start !== null && consumer.lastSequence - start > first;
    if (!more || isEnough || performance.now() > until) return { consumer, isExhausted: !more };
  }
}

async function readEntries(
  em: EntityManager,
  schema: string,
  { consumer, start, limit }: { readonly consumer: Consumer; readonly start: number; readonly limit: number },
): Promise<readonly Entry[]> {
  const { rows } = await sql<Entry>`select e.sequence, e.record_id as id, e.kind, e.version, e.at,
      e.due_by as "dueBy", t.sequence as latest, case when t.sequence = e.sequence then t.hash end as hash
    from ${sql.table(`${schema}.feed_entry`)} e
    left join ${sql.table(`${schema}.feed_told`)} t on t.consumer = e.consumer and t.record_id = e.record_id
    where e.consumer = ${consumer.id} and e.generation = ${consumer.generation} and e.sequence > ${start}
      and e.sequence <= ${consumer.lastSequence}
    order by e.sequence limit ${limit}`.execute(em.getKysely());
  // The log may have begun anew since: then only withdrawals are left of what was there.
  const expected = Math.min(limit, consumer.lastSequence - start);
  if (rows.length !== expected || rows.some(({ sequence }, at) => sequence !== start + at + 1)) throw expired();
  return rows;
}

/**
 * Gives each entry its record, where it is the last about it. A record that has changed since is given by a later entry:
 * that there will be one is seen to here, even if it changes back before anybody looks.
 */
async function withRecords(
  stream: FeedStream,
  context: Context,
  consumer: Consumer,
  entries: readonly Entry[],
): Promise<{ changes: readonly Change[]; isSettled: boolean }> {
  const isLast = ({ kind, latest, sequence }: Entry): boolean => !isTombstone(kind) && latest === sequence;
  const ids = entries.filter(isLast).map(({ id }) => id);
  const rows = new Map((await stream.read(context, ids)).map((row) => [row.id, row]));
  const unsettled: Entry[] = [];
  const changes = entries.map(({ latest, ...entry }): Change => {
    if (isTombstone(entry.kind)) return { ...entry, obsolete: false, record: null };
    const record = latest === entry.sequence ? (rows.get(entry.id) ?? null) : null;
    const isSame = record !== null && recordHash(consumer.salt, canonicalOf(stream, record)) === entry.hash;
    if (latest === entry.sequence && !isSame) unsettled.push({ latest, ...entry });
    return { ...entry, hash: isSame ? entry.hash : null, obsolete: !isSame, record: isSame ? record : null };
  });
  if (unsettled.length > 0) await unsettle(context.em, stream.schema, consumer, unsettled);
  return { changes, isSettled: unsettled.length === 0 };
}

/** Under the consumer's lock, like all that writes what it was told: else two would wait for each other. */
function unsettle(em: EntityManager, schema: string, consumer: Consumer, entries: readonly Entry[]): Promise<void> {
  const pairs = JSON.stringify(entries.map(({ id, sequence }) => ({ id, sequence })));
  return em.transactional(async (tx) => {
    const db = tx.getKysely();
    await sql`select id from ${sql.table(`${schema}.feed_consumer`)} where id = ${consumer.id} for update`.execute(db);
    await sql`with marked as (update ${sql.table(`${schema}.feed_told`)} t set hash = null
        from jsonb_array_elements(${pairs}::jsonb) as r where t.consumer = ${consumer.id}
          and t.record_id = (r->>'id')::uuid and t.sequence = (r->>'sequence')::int returning t.record_id)
      insert into ${sql.table(`${schema}.feed_due`)} (consumer, record_id) select ${consumer.id}, record_id from marked
      on conflict (consumer, record_id) do nothing`.execute(db);
  });
}
