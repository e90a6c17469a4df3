/** Numbers that run without gaps and are never given twice: the row is locked to the end of the transaction. */
import { sql } from 'kysely';
import type { EntityManager } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';

/**
 * Takes numbers of a series. Whoever else wants one waits; a transaction that fails gives its numbers back.
 *
 * @param from what has been given elsewhere: the series begins after it
 * @returns the first of them
 */
export async function takeNumbers(
  tx: EntityManager,
  series: string,
  { count = 1, from = 0 }: { readonly count?: number; readonly from?: number } = {},
): Promise<number> {
  const [row] = await rowsOf(
    tx,
    sql<{ last: number }>`insert into holdings.number_series as s (series, last) values (${series}, ${from + count})
      on conflict (series) do update set last = greatest(s.last, ${from}) + ${count} returning last`,
  );
  return (row?.last ?? count) - count + 1;
}
