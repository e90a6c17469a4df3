/** Looks at records as the consumer may see them, and tells it what that has come to. Under the lock of the consumer. */
import { sql } from 'kysely';
import { recordHash } from '../../schema/canonical.ts';
import { BIT, unpackLabel } from '../../schema/policy/label.ts';
import type { DisclosedRow } from '../disclosure/index.ts';
import type { Context } from '../kernel/index.ts';
import { Classes } from './classes.ts';
import type { Consumer } from './consumer.ts';
import { enter, type Held, type Telling } from './log.ts';
import { signatureOf, toClassLabel } from './rights.ts';
import { tellGone, tellSeen, type Gone } from './rules.ts';
import { canonicalOf, textOf, type FeedStream } from './stream.ts';

export interface ToldRow extends Held {
  readonly id: string;
}

/** What the consumer holds of these records. */
export async function readTold(
  context: Context,
  of: { readonly schema: string; readonly consumer: number },
  ids: readonly string[],
): Promise<ReadonlyMap<string, ToldRow>> {
  const { rows } =
    await sql<ToldRow>`select record_id as id, state, class, version, hash, agency, provider, place, edition
    from ${sql.table(`${of.schema}.feed_told`)}
    where consumer = ${of.consumer} and record_id = any(${[...ids]}::uuid[])`.execute(context.em.getKysely());
  return new Map(rows.map((row) => [row.id, row]));
}

/**
 * @param context on the transaction
 * @param ids in the order in which the consumer is to be told
 */
export async function tellOf(
  stream: FeedStream,
  context: Context,
  consumer: Consumer,
  ids: readonly string[],
): Promise<void> {
  if (ids.length === 0) return;
  const of = { schema: stream.schema, consumer: consumer.id };
  const told = await readTold(context, of, ids);
  const rows = new Map((await stream.read(context, ids)).map((row) => [row.id, row]));
  const concerned = ids.filter((id) => told.has(id) || rows.has(id));
  const facts = await stream.records.factsOf(context.em, concerned);
  const classes = await Classes.read(context.em, of);
  const tellings: Telling[] = [];
  for (const id of concerned) {
    const row = rows.get(id);
    const place = facts.get(id)?.place ?? null;
    const before = told.get(id) ?? null;
    const telling =
      row === undefined || row.tombstone !== null
        ? gone(before, classes, { because: reasonOf(row, facts.get(id)?.facts), place })
        : await seen({ stream, context, consumer, classes }, row, { before, place });
    if (telling !== null) tellings.push(telling);
  }
  await enter(context.em, context, { schema: stream.schema, consumer }, tellings);
}

function reasonOf(row: DisclosedRow | undefined, facts: number | undefined): Gone['because'] {
  if (facts !== undefined && unpackLabel(facts).openness === 'CLASSIFIED') return 'CLASSIFIED';
  const isDestroyed = row !== undefined || (facts !== undefined && (facts & BIT.DESTROYED) !== 0);
  return isDestroyed ? 'DESTROYED' : 'OTHER';
}

function gone(before: ToldRow | null, classes: Classes, why: Gone): Telling | null {
  if (before === null) return null;
  const verdict = tellGone({ ...before, signature: classes.signature(before.class) }, why);
  return verdict && { ...before, ...verdict, recordId: before.id, hash: null };
}

interface Looking {
  readonly stream: FeedStream;
  readonly context: Context;
  readonly consumer: Consumer;
  readonly classes: Classes;
}

async function seen(
  { stream, context, consumer, classes }: Looking,
  row: DisclosedRow,
  { before, place }: { readonly before: ToldRow | null; readonly place: number | null },
): Promise<Telling | null> {
  const table = context.services.policy.table(context.accessClass, stream.records.typeName);
  const label = toClassLabel(row.label);
  const signature = signatureOf(table, label);
  const hash = recordHash(consumer.salt, canonicalOf(stream, row));
  const edition = textOf(row, stream.editionField);
  const told = before && { ...before, signature: classes.signature(before.class) };
  const verdict = tellSeen(told, { signature, hash, place, edition });
  const classId = await classes.idOf(label, signature);
  const known = before !== null && verdict === null;
  if (known && before.class === classId && before.place === place) return null;
  return {
    recordId: row.id,
    kinds: verdict?.kinds ?? [],
    state: verdict?.state ?? before?.state ?? 'HELD',
    class: classId,
    version: before?.version ?? 0,
    hash,
    agency: textOf(row, stream.agencyField),
    provider: textOf(row, 'provider'),
    place,
    edition,
  };
}
