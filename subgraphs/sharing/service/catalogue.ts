/** The catalogue as everybody reads it. */
import { sql } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { Context, Runtime } from '../../kernel/index.ts';
import { page, type Row } from './page.ts';

const ENTRY_COLUMNS = sql`e.id, e.code, e.name, e.provider, e.attribute, e.modes, e.conditions, e.legal_basis as "legalBasis",
  e.update_cycle as "updateCycle", e.fields, e.offered_masked as "offeredMasked", e.state, e.version, e.format, e.data_class as "dataClass",
  e.data_level as "dataLevel", e.published_on as "publishedOn", e.withdrawn_on as "withdrawnOn"`;

export function listEntries(context: Context, request: PageRequest, provider: string | null): Promise<Page<Row>> {
  const where = sql<boolean>`e.state = 'PUBLISHED' and (${provider}::text is null or e.provider = ${provider})`;
  return page(context, request, {
    name: `entries:${provider ?? ''}`,
    columns: ENTRY_COLUMNS,
    from: sql`sharing.catalogue_entry e`,
    id: sql`e.id`,
    where,
  });
}

/** All entries in force of one provider: a catalogue has dozens, not thousands. */
export async function listPublished(context: Context, provider: string): Promise<readonly Row[]> {
  const query = sql<Row>`select ${ENTRY_COLUMNS} from sharing.catalogue_entry e
    where e.provider = ${provider} and e.state = 'PUBLISHED' order by e.code`;
  return (await query.execute(context.em.getKysely())).rows;
}

/** Batched over the request. */
export function findEntry(context: Context, id: string): Promise<Row | null> {
  return context.load('CatalogueEntry.id', id, async (ids) => {
    const query = sql<Row>`select ${ENTRY_COLUMNS} from sharing.catalogue_entry e where e.id = any(${[...ids]}::uuid[])`;
    const { rows } = await query.execute(context.em.getKysely());
    return new Map(rows.map((row) => [row.id, row]));
  });
}

/** As it stands now, whatever the request has read before. */
export async function findEntryNow(context: Context, id: string | null): Promise<Row | null> {
  const query = sql<Row>`select ${ENTRY_COLUMNS} from sharing.catalogue_entry e where e.id = ${id}::uuid`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}

/** Coordinate → which published entries hold it, and whose they are: whom to apply to. */
export type Remedies = Readonly<Record<string, readonly { readonly provider: string; readonly code: string }[]>>;

export async function readRemedies(runtime: Runtime): Promise<Remedies> {
  const query = sql<{ coordinate: string; offers: Remedies[string] }>`select field as coordinate,
      jsonb_agg(jsonb_build_object('provider', provider, 'code', code) order by code) as offers
    from sharing.catalogue_entry, unnest(fields) as field
    where state = 'PUBLISHED' and attribute <> 'NON_SHARING' group by field`;
  const { rows } = await query.execute(runtime.fork().getKysely());
  return Object.fromEntries(rows.map(({ coordinate, offers }) => [coordinate, offers]));
}
