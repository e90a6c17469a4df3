/** The clocks of one record. */
import { sql } from 'kysely';
import type { RetentionCode } from '../../../schema/codes.ts';
import { localDate } from '../../../schema/ids.ts';
import type { Context } from '../../kernel/index.ts';
import { clocksOf, hallLevelOf, type Clocks, type HallLevel } from '../clocks.ts';
import { rowsOf } from '../rows.ts';
import { ownBodies } from './acting.ts';

export interface ClocksView extends Clocks {
  readonly hallLevel: HallLevel;
  readonly retainUntil: string | null;
}

/**
 * Of a record of the caller's body; null for records of others. Where an appraisal has given a period of its own, the
 * end is that of the decision, whatever the clock said.
 *
 * @clause 档案法实施条例 art. 20
 */
export async function readClocks(context: Context, caseId: string): Promise<ClocksView | null> {
  const [row] = await rowsOf(
    context.em,
    sql<{ completedOn: string; period: RetentionCode; region: string; dueOn: string | null }>`select
        c.completed_on::text as "completedOn", d.period, c.region, d.due_on::text as "dueOn"
      from retention.decision d join retention.case_copy c on c.id = d.case_id
      where d.case_id = ${caseId}::uuid and d.destroyed_on is null
        and (c.forming_unit = any(${ownBodies(context.access)}::text[]) or c.hall = ${context.access.agency})`,
  );
  if (row === undefined) return null;
  const hallLevel = hallLevelOf(row.region);
  const facts = { formedOn: localDate(row.completedOn), period: row.period, hallLevel };
  return { ...clocksOf(facts, context.services.profile), hallLevel, retainUntil: row.dueOn };
}
