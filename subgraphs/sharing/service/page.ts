/** One page of a list of `sharing`, in the order of its ids. */
import { sql, type RawBuilder } from 'kysely';
import { COUNT_CAP, openCursor, sealCursor, type Page, type PageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';

export type Row = Readonly<Record<string, unknown>> & { readonly id: string };

interface ListParts {
  readonly name: string;
  readonly columns: RawBuilder<unknown>;
  readonly from: RawBuilder<unknown>;
  readonly id: RawBuilder<unknown>;
  readonly where: RawBuilder<boolean>;
}

export async function page(context: Context, request: PageRequest, parts: ListParts): Promise<Page<Row>> {
  const key = context.services.keys.cursor;
  const binding = JSON.stringify([parts.name, context.access.actorId, context.access.agency]);
  const [lastId] = request.after === null ? [] : openCursor(key, binding, request.after);
  const beyond = lastId === undefined ? sql`true` : sql`${parts.id} > ${lastId}`;
  const db = context.em.getKysely();
  const query = sql<Row>`select ${parts.columns} from ${parts.from} where ${parts.where} and ${beyond} order by ${parts.id} limit ${request.first + 1}`;
  const { rows } = await query.execute(db);
  const edges = rows.slice(0, request.first).map((node) => ({ node, cursor: sealCursor(key, binding, [node.id]) }));
  return {
    edges,
    pageInfo: { hasNextPage: rows.length > request.first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => {
      const count = sql<{
        n: number;
      }>`select count(*)::int as n from (select 1 from ${parts.from} where ${parts.where} limit ${COUNT_CAP}) as found`;
      return (await count.execute(db)).rows[0]?.n ?? 0;
    },
  };
}
