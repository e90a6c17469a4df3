/** 档号: given at receipt, without gaps and never twice, however many halls and clerks give them at the same time. */
import { sql } from 'kysely';
import { parseReferenceCode } from '../../../schema/identifiers/reference-code.ts';
import type { EntityManager } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { toReferenceCode } from '../transfer-rules.ts';
import { takeNumbers } from './numbers.ts';

export interface Uncoded {
  readonly caseId: string;
  readonly fondsId: string;
  /** 全宗号 */
  readonly fonds: string;
  /** What stands before the number. */
  readonly series: string;
  /** The code that it bears already. */
  readonly present: string | null;
}

export interface Coded extends Pick<Uncoded, 'caseId' | 'fondsId'> {
  readonly code: string;
}

/**
 * In the order given, series by series: a series is locked from its first number to the end of the transaction, in the
 * order of names, so that two receipts never wait for each other in a circle.
 *
 * @clause DA/T 13-2022
 */
export async function assignCodes(tx: EntityManager, records: readonly Uncoded[]): Promise<readonly Coded[]> {
  const kept = records.filter(isCoded).map(({ caseId, fondsId, present }) => ({ caseId, fondsId, code: present }));
  const bySeries = Map.groupBy(
    records.filter((each) => !isCoded(each)),
    ({ series }) => series,
  );
  const given: Coded[] = [];
  for (const [series, members] of [...bySeries].toSorted(([one], [other]) => (one < other ? -1 : 1))) {
    const first = await takeNumbers(tx, series, { count: members.length, from: await lastOf(tx, series) });
    given.push(
      ...members.map(({ caseId, fondsId }, at) => ({ caseId, fondsId, code: toReferenceCode(series, first + at) })),
    );
  }
  return [...kept, ...given];
}

function isCoded(of: Uncoded): of is Uncoded & { readonly present: string } {
  if (of.present === null) return false;
  const parsed = parseReferenceCode(of.present);
  return parsed.ok && parsed.value.fonds === of.fonds;
}

/** Numbers that were given before this series was counted here: by an agency, or loaded. */
async function lastOf(tx: EntityManager, series: string): Promise<number> {
  const [row] = await rowsOf(
    tx,
    sql<{ last: number }>`select coalesce(max(substring(reference_code from '[0-9]+$')::int), 0) as last
      from holdings.archival_record where starts_with(reference_code, ${`${series}-`})
        and substring(reference_code from ${series.length + 2}) ~ '^[0-9]{3,6}$'`,
  );
  return row?.last ?? 0;
}
