/** What a consumer should hold, in numbers and as a tree of digests: of nothing else than what it was told. */
import { createHash } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { DomainError } from '../../schema/errors.ts';
import type { Context } from '../kernel/index.ts';
import { consumerKey, readConsumer } from './consumer.ts';
import type { FeedStream } from './stream.ts';

export interface Count {
  readonly agency: string | null;
  readonly day: string;
  readonly records: number;
}

export interface CountFilter {
  readonly day: string | null;
  readonly agency: string | null;
}

const MOST_COUNTS = 10_000;
const MOST_LEAVES = 64;

/** @throws LIMIT_EXCEEDED when there are more numbers than anybody reads: by day or by body there are fewer */
export async function countTold(
  stream: FeedStream,
  context: Context,
  { day, agency }: CountFilter,
): Promise<readonly Count[]> {
  const held = await heldBy(stream, context);
  if (held === null) return [];
  const on = sql`(at at time zone 'Asia/Shanghai')::date`;
  const { rows } = await sql<Count>`select agency, ${on}::text as day, count(*)::int as records ${held}
      ${day === null ? sql`` : sql`and ${on} = ${day}::date`} ${agency === null ? sql`` : sql`and agency = ${agency}`}
    group by 1, 2 order by 2, 1 nulls first limit ${MOST_COUNTS + 1}`.execute(context.em.getKysely());
  if (rows.length > MOST_COUNTS) throw new DomainError('LIMIT_EXCEEDED', 'Too many numbers: name a day or a body.');
  return rows;
}

interface Node {
  readonly prefix: string;
  readonly count: number;
  readonly hash: string;
}

export interface Tree {
  readonly node: Node;
  readonly children: readonly Node[];
  readonly records: readonly { readonly id: string; readonly hash: string | null }[];
}

/** @throws INVALID_INPUT for what is no beginning of a key */
export async function readTree(stream: FeedStream, context: Context, prefix: string): Promise<Tree> {
  if (!/^[0-9a-f]{0,32}$/.test(prefix))
    throw new DomainError('INVALID_INPUT', 'prefix: up to 32 digits, 0 to 9 and a to f, expected.');
  const held = await heldBy(stream, context);
  if (held === null) return { node: { prefix, count: 0, hash: digestOf([]) }, children: [], records: [] };
  const { em } = context;
  const within = sql`${held} and record_id between ${toKey(prefix, '0')}::uuid and ${toKey(prefix, 'f')}::uuid`;
  const { rows: records } = await sql<{ id: string; hash: string | null }>`select record_id as id, hash ${within}
    order by record_id limit ${MOST_LEAVES + 1}`.execute(em.getKysely());
  if (records.length <= MOST_LEAVES)
    return { node: { prefix, count: records.length, hash: digestOf(records) }, children: [], records };
  const lines = sql`record_id::text || ':' || coalesce(hash, '') || E'\\n'`;
  const digest = (order: RawBuilder<unknown>): RawBuilder<string> =>
    sql<string>`encode(sha256(convert_to(string_agg(${lines}, '' order by ${order}), 'UTF8')), 'hex')`;
  const digit = sql`substr(replace(record_id::text, '-', ''), ${prefix.length + 1}::int, 1)`;
  const { rows: children } = await sql<Node>`select ${prefix}::text || ${digit} as prefix, count(*)::int as count,
      ${digest(sql`record_id`)} as hash ${within} group by 1 order by 1`.execute(em.getKysely());
  const { rows: nodes } = await sql<Node>`select ${prefix}::text as prefix, count(*)::int as count,
      ${digest(sql`record_id`)} as hash ${within}`.execute(em.getKysely());
  const [node] = nodes;
  return { node: node ?? { prefix, count: 0, hash: digestOf([]) }, children, records: [] };
}

function digestOf(records: Tree['records']): string {
  const hash = createHash('sha256');
  for (const { id, hash: of } of records) hash.update(`${id}:${of ?? ''}\n`);
  return hash.digest('hex');
}

function toKey(prefix: string, filler: string): string {
  const digits = prefix.padEnd(32, filler);
  return [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join(
    '-',
  );
}

/** `from … where …` of what this consumer holds; null when it was never told of anything. */
async function heldBy({ schema }: FeedStream, context: Context): Promise<RawBuilder<unknown> | null> {
  const consumer = await readConsumer(context.em, schema, consumerKey(context));
  if (consumer === null) return null;
  return sql`from ${sql.table(`${schema}.feed_told`)}
    where consumer = ${consumer.id} and state in ('HELD', 'PART')`;
}
