/** Catalogue drafts as their provider and the data authority read them. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { visibleDrafts } from '../policy.ts';
import { page, type Row } from './page.ts';

const FROM = sql`sharing.catalogue_draft d`;
const COLUMNS = sql`d.id, d.entry_id as "entryId", d.is_revision as "isRevision", d.version, d.state, d.code, d.provider,
  d.name, d.attribute, d.modes, d.conditions, d.legal_basis as "legalBasis", d.update_cycle as "updateCycle", d.fields,
  d.offered_masked as "offeredMasked", d.format, d.data_class as "dataClass", d.data_level as "dataLevel",
  d.secrecy_risk as "secrecyRisk", d.pi_impact as "piImpact", d.review_due_on as "reviewDueOn",
  d.review_due_provisional as "reviewDueProvisional", d.due_on as "dueOn", d.due_provisional as "dueProvisional",
  d.return_reasons as "returnReasons"`;

export function listDrafts(context: Context, request: PageRequest): Promise<Page<Row>> {
  const where = visibleDrafts(context.access);
  return page(context, request, { name: 'drafts', columns: COLUMNS, from: FROM, id: sql`d.id`, where });
}

export async function findDraft(context: Context, id: string | null): Promise<Row | null> {
  const query = sql<Row>`select ${COLUMNS} from ${FROM} where d.id = ${id}::uuid and ${visibleDrafts(context.access)}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}
