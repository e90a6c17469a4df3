/** Grants as their parties and supervisors read them. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { visibleGrants } from '../policy.ts';
import { page, type Row } from './page.ts';

export function listGrants(context: Context, request: PageRequest): Promise<Page<Row>> {
  const columns = sql`g.id, g.state, g.entry_id as "entryId", g.grantee, g.basis, g.scenario, g.use_causes as "useCauses", g.modes,
    g.valid_from as "validFrom", g.valid_to as "validTo", g.named`;
  const from = sql`sharing.sharing_grant g join sharing.catalogue_entry e on e.id = g.entry_id`;
  return page(context, request, { name: 'grants', columns, from, id: sql`g.id`, where: visibleGrants(context.access) });
}
