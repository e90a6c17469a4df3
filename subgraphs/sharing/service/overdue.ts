/** What is late, for whoever owes it, whoever waits for it, and the data authority. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { visibleOverdue } from '../policy.ts';
import { page, type Row } from './page.ts';

/** `responsible` owes it; null is the data authority. `other` waits for it. Ids of different kinds never meet: they are random. */
const itemsOn = (today: string) => sql`(
    select id, 'CATALOGUE_REVIEW' as kind, review_due_on as due, review_due_provisional as provisional,
      null as responsible, provider as other
    from sharing.catalogue_draft where state = 'DRAFTED' and review_due_on < ${today}::date
  union all select id, 'CATALOGUE_REVISION', due_on, due_provisional, provider, null
    from sharing.catalogue_draft where is_revision and state in ('REVIEWED', 'RETURNED') and due_on < ${today}::date
  union all select id, 'APPLICATION', due_on, due_provisional, provider, applicant
    from sharing.sharing_application where state = 'ENDORSED' and due_on < ${today}::date
  union all select id, 'CORRECTION', due_on, due_provisional, provider, requester
    from sharing.correction where state = 'OPEN' and due_on < ${today}::date
  union all select g.id, 'RECTIFICATION', g.rectify_by, false, g.grantee, e.provider
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.state = 'SUSPENDED' and g.rectify_by < ${today}::date and g.valid_to >= ${today}::date
  union all select g.id, 'DISPOSAL', g.dispose_by, g.dispose_by_provisional, g.grantee, e.provider
    from sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id
    where g.state <> 'DISPOSED' and g.dispose_by < ${today}::date
  ) o`;

/** @clause 809 art. 17; 809 art. 21; 809 art. 26; 809 art. 27 */
export function listOverdue(context: Context, request: PageRequest): Promise<Page<Row>> {
  const { access } = context;
  return page(context, request, {
    name: 'overdue',
    columns: sql`o.id, o.kind, o.due as "dueOn", o.provisional as "dueProvisional", o.responsible`,
    from: itemsOn(access.today),
    id: sql`o.id`,
    where: visibleOverdue(access),
  });
}
