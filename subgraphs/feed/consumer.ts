/** Who a feed is for: one consumer for each body, purpose and way in which it asks. */
import { createHmac, randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { Context, EntityManager } from '../kernel/index.ts';
import { BASELINE, rightsOf, type Rights, type Sweep } from './rights.ts';
import type { FeedStream } from './stream.ts';

/** What of a caller makes its consumer. A demand opens one record to two officers, and no feed to anybody. */
type Asker = Pick<AccessContext, 'role' | 'agency' | 'predecessors' | 'onBehalfOf' | 'useCause' | 'mode'>;

export interface Consumer {
  readonly id: number;
  readonly asker: Asker & { readonly policyVersion: string };
  /** The grant has ended, and what it showed is still to be taken back. */
  ended: boolean;
  endedAt: Date | null;
  /** When it asked last, to the day: see `prune.ts`. */
  pulledAt: Date | null;
  /** What it was told is being forgotten, and its log begins anew. */
  forgetting: boolean;
  readonly salt: string;
  generation: number;
  generationAt: Date;
  lastSequence: number;
  /** The last entry of what the present generation began with. */
  baselineSequence: number;
  /** The last entry of the generation before, which the present one goes on from. */
  previousSequence: number | null;
  /** With more entries it is worth counting whether the log should begin anew. */
  rewriteAfter: number;
  /** The log is being begun anew with what is held: up to this key it is. */
  rewriting: string | null;
  /** Position in the outbox. */
  seen: number;
  rights: Rights;
  sweep: Sweep | null;
}

/**
 * A name for the consumer that tells nothing. It is the same before and after its grant has ended.
 *
 * @throws UNAVAILABLE while nobody can tell whether the grant that was presented holds; FORBIDDEN under a demand
 */
export function consumerKey({ access, services }: Context): string {
  const { role, agency, onBehalfOf, useCause, mode, grant, grantId = null, demand } = access;
  if (demand !== null)
    throw new DomainError('FORBIDDEN', 'A demand opens one record: there is no feed under it.', {
      clause: '809 art. 2',
    });
  if (grantId !== null && grant === null)
    throw new DomainError('UNAVAILABLE', 'Whether the grant still holds cannot be found out.', {
      clause: '809 art. 25',
    });
  const parts = JSON.stringify(['feed', role, agency, onBehalfOf, grant?.id ?? null, mode, useCause]);
  return createHmac('sha256', services.keys.subject).update(parts).digest('base64url');
}

/** Makes the consumer if it is not there; what was published before is in what it then reads. */
export async function openConsumer({ schema }: FeedStream, context: Context, key: string): Promise<void> {
  const { access, accessClass, em } = context;
  const { role, agency, predecessors, onBehalfOf, useCause, mode, policyVersion } = access;
  const asker = { role, agency, predecessors, onBehalfOf, useCause, mode, policyVersion };
  const table = sql.table(`${schema}.feed_consumer`);
  await sql`insert into ${table} (key, asker, grant_id, salt, seen, rights, sweep, generation_at, pulled_at)
    select ${key}, ${JSON.stringify(asker)}::jsonb, ${access.grant?.id ?? null}, ${randomBytes(24).toString('base64url')},
      (select coalesce(max(position), 0) from ${sql.table(`${schema}.outbox`)}),
      ${JSON.stringify(rightsOf(access, accessClass))}::jsonb, ${JSON.stringify(BASELINE)}::jsonb, ${access.at}::timestamptz,
      ${new Date()}::timestamptz
    where not exists (select from ${table} where key = ${key}) on conflict (key) do nothing`.execute(em.getKysely());
}

const COLUMNS = sql`id::int8 as id, asker, ended, ended_at as "endedAt", pulled_at as "pulledAt", forgetting, salt, generation, generation_at as "generationAt",
  last_sequence as "lastSequence", baseline_sequence as "baselineSequence", previous_sequence as "previousSequence",
  rewrite_after as "rewriteAfter", rewriting, seen::int8 as seen, rights, sweep`;

/** The row is the caller's alone until the transaction ends. */
export async function lockConsumer(tx: EntityManager, schema: string, key: string): Promise<Consumer> {
  const { rows } = await sql<Consumer>`select ${COLUMNS} from ${sql.table(`${schema}.feed_consumer`)}
    where key = ${key} for update`.execute(tx.getKysely());
  return toConsumer(rows[0]);
}

export async function readConsumer(em: EntityManager, schema: string, key: string): Promise<Consumer | null> {
  const { rows } = await sql<Consumer>`select ${COLUMNS} from ${sql.table(`${schema}.feed_consumer`)}
    where key = ${key}`.execute(em.getKysely());
  return rows[0] === undefined ? null : toConsumer(rows[0]);
}

function toConsumer(row: Consumer | undefined): Consumer {
  if (row === undefined) throw new DomainError('INTERNAL');
  const { id, seen, generationAt, endedAt, pulledAt } = row;
  return {
    ...row,
    id: Number(id),
    seen: Number(seen),
    generationAt: new Date(generationAt),
    endedAt: endedAt && new Date(endedAt),
    pulledAt: pulledAt && new Date(pulledAt),
  };
}

export async function saveConsumer(tx: EntityManager, schema: string, consumer: Consumer): Promise<void> {
  const { sweep, rights } = consumer;
  await sql`update ${sql.table(`${schema}.feed_consumer`)} set ended = ${consumer.ended},
      ended_at = ${consumer.endedAt}, pulled_at = ${consumer.pulledAt}, forgetting = ${consumer.forgetting},
      rewriting = ${consumer.rewriting},
      generation = ${consumer.generation}, generation_at = ${consumer.generationAt}, rewrite_after = ${consumer.rewriteAfter},
      last_sequence = ${consumer.lastSequence},
      baseline_sequence = ${consumer.baselineSequence}, previous_sequence = ${consumer.previousSequence},
      seen = ${consumer.seen}, rights = ${JSON.stringify(rights)}::jsonb,
      sweep = ${sweep === null ? null : JSON.stringify(sweep)}::jsonb
    where id = ${consumer.id}`.execute(tx.getKysely());
}
