/** What `retention` tells the others (`RECORD_DESTROYED`, in `load.ts`), and how it copies what `cases` tells. */
import { sql } from 'kysely';
import { BIT } from '../../schema/policy/label.ts';
import { copyFacts, type FactRow } from '../disclosure/index.ts';
import type { EventHandler, Services, SubgraphParts } from '../kernel/index.ts';
import { assignDecisions } from './assign.ts';

/** `CASE_CHANGED`, as far as retention reads it. Whether a record is destroyed is known here first. */
interface CaseChanged extends FactRow {
  readonly recordCode: string;
  readonly state: string;
  readonly taskCode: string;
  readonly completedOn: string | null;
  readonly archivedOn: string | null;
}

/**
 * A case that is archived gets its retention decision.
 *
 * @clause 26号 art. 7
 */
function caseChanged({ profile }: Services): EventHandler {
  return async (tx, payloads) => {
    const rows = payloads as unknown as CaseChanged[];
    await copyFacts(tx, 'retention.case_copy', rows, { bits: BIT.DESTROYED, custody: false });
    const latest = [...new Map(rows.map((row) => [row.id, row])).values()];
    await sql`update retention.case_copy as t set record_code = r->>'recordCode', state = r->>'state',
        task_code = r->>'taskCode', completed_on = (r->>'completedOn')::date, archived_on = (r->>'archivedOn')::date
      from jsonb_array_elements(${JSON.stringify(latest)}::jsonb) as r
      where t.id = (r->>'id')::uuid`.execute(tx.getKysely());
    await assignDecisions(
      tx,
      profile,
      latest.map((row) => row.id),
    );
  };
}

export const consumes: SubgraphParts['consumes'] = {
  cases: (services) => ({ CASE_CHANGED: caseChanged(services) }),
};
