/** Grants as their parties and supervisors read them. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { visibleGrants } from '../policy.ts';
import { page, type Row } from './page.ts';

const FROM = sql`sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id`;

/** A grant whose time is over has expired, whether or not anybody has entered it. */
const columnsOn = (today: string) => sql`g.id,
  case when g.state in ('ACTIVE', 'SUSPENDED') and g.valid_to < ${today}::date then 'EXPIRED' else g.state end as state,
  g.entry_id as "entryId", g.grantee, g.basis, g.scenario, g.use_causes as "useCauses", g.modes,
  g.valid_from as "validFrom", g.valid_to as "validTo", g.named, g.rows, g.with_basis as "withBasis",
  coalesce(g.field_bases, '[]') as "fieldBases", g.return_flow as "returnFlow",
  g.registered_only as "registeredOnly", g.rule_id as "ruleId",
  g.grantee_approver as "granteeApprover", g.provider_approver as "providerApprover",
  g.application_id as "applicationId", g.quota_period as "quotaPeriod", g.quota_requests as "quotaRequests",
  g.quota_subjects as "quotaSubjects", g.impact_digest as "impactDigest", g.impact_reference as "impactReference",
  g.breach, g.rectify_by as "rectifyBy", g.end_cause as "endCause", g.end_reason as "endReason",
  g.ended_on as "endedOn", g.dispose_by as "disposeBy", g.dispose_by_provisional as "disposeByProvisional",
  g.disposed_on as "disposedOn", g.disposal`;

export function listGrants(context: Context, request: PageRequest): Promise<Page<Row>> {
  const { access } = context;
  const where = visibleGrants(access);
  return page(context, request, { name: 'grants', columns: columnsOn(access.today), from: FROM, id: sql`g.id`, where });
}

/** As it stands now; null alike for what does not exist and for what the caller may not see. */
export async function findGrant(context: Context, id: string | null): Promise<Row | null> {
  const { access } = context;
  const query = sql<Row>`select ${columnsOn(access.today)} from ${FROM}
    where g.id = ${id}::uuid and ${visibleGrants(access)}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}
