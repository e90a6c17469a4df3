/** Applications as their parties and supervisors read them, and the timelines of everything. */
import { sql, type RawBuilder } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { visibleApplications } from '../policy.ts';
import { page, type Row } from './page.ts';

const FROM = sql`sharing.sharing_application a`;
const COLUMNS = sql`a.id, a.state, a.entry_id as "entryId", a.applicant, a.provider, a.basis, a.scenario, a.named as fields,
  a.field_bases as "fieldBases", a.rows, a.use_causes as "useCauses", a.modes, a.valid_from as "validFrom",
  a.valid_to as "validTo", a.quota_period as "quotaPeriod", a.quota_requests as "quotaRequests",
  a.quota_subjects as "quotaSubjects", a.return_flow as "returnFlow", a.impact_digest as "impactDigest",
  a.impact_reference as "impactReference", a.missing, a.due_on as "dueOn", a.due_provisional as "dueProvisional",
  a.extension_days as "extensionDays", a.extension_reason as "extensionReason",
  a.extension_consented_by is not null as "extensionConsented", a.rule_id as "ruleId",
  a.refusal_reasons as "refusalReasons", a.grant_id as "grantId"`;

export interface ApplicationFilter {
  readonly state: string | null;
}

export function listApplications(
  context: Context,
  request: PageRequest,
  { state }: ApplicationFilter,
): Promise<Page<Row>> {
  const where = sql<boolean>`${visibleApplications(context.access)} and (${state}::text is null or a.state = ${state})`;
  return page(context, request, {
    name: `applications:${state ?? ''}`,
    columns: COLUMNS,
    from: FROM,
    id: sql`a.id`,
    where,
  });
}

/** As it stands now; null alike for what does not exist and for what the caller may not see. */
export async function findApplication(context: Context, id: string | null): Promise<Row | null> {
  const where: RawBuilder<boolean> = visibleApplications(context.access);
  const query = sql<Row>`select ${COLUMNS} from ${FROM} where a.id = ${id}::uuid and ${where}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}

/** For whoever sees the row that it is about: ask only from such a row. */
export async function listTimeline(context: Context, target: string): Promise<readonly Row[]> {
  const query = sql<Row>`select id::text as id, at, name, state, actor_id as "actorId", agency, note, rule_id as "ruleId", clause
    from sharing.act where target = ${target}::uuid order by sharing.act.id`;
  return (await query.execute(context.em.getKysely())).rows;
}
