/** What halls ask of transfers (移交要求): versions that are published and never changed. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Context } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { checkRequirements, hallLevelOf, type RequirementText } from '../transfer-rules.ts';
import { bodyOf, done, perform, refused, type Outcome } from './acting.ts';

export interface RequirementView {
  readonly id: string;
  readonly [field: string]: unknown;
}

export interface NewRequirement extends RequirementText {
  readonly sealRule: string;
}

const COLUMNS = sql.raw(`id, hall, version, level, formats, metadata, statements, collectable, seal_rule as "sealRule",
  note, to_char(published_at at time zone 'Asia/Shanghai', 'YYYY-MM-DD"T"HH24:MI:SS.MS"+08:00"') as "publishedAt"`);

/** Public: newest first. */
export async function listRequirements(
  context: Context,
  of: { readonly hall?: string | null; readonly id?: string },
): Promise<readonly RequirementView[]> {
  const { hall = null, id = null } = of;
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; hall: string }>`select ${COLUMNS} from holdings.transfer_requirement
      where (${hall}::text is null or hall = ${hall}) and (${id}::uuid is null or id = ${id}::uuid)
      order by hall, version desc`,
  );
  return rows.map((row) => ({ ...row, hall: { uscc: row.hall } }));
}

/**
 * A new version, in force from now on; batches that were drafted before keep theirs.
 *
 * @clause 26号 art. 5
 */
export function publishRequirements(context: Context, input: NewRequirement): Promise<Outcome<RequirementView>> {
  const { access, services } = context;
  const hall = bodyOf(access);
  const level = hallLevelOf(access.region ?? '');
  return perform(context, 'publishTransferRequirements', {
    work: async (tx) => {
      const violations = checkRequirements(input, level, services.profile);
      if (violations.length > 0) return refused(null, violations);
      const id = randomUUID();
      await sql`select pg_advisory_xact_lock(hashtext(${`holdings.requirement ${hall}`}))`.execute(tx.getKysely());
      await sql`insert into holdings.transfer_requirement
          (id, hall, version, level, formats, metadata, statements, collectable, seal_rule, note, published_by, published_at)
        select ${id}::uuid, ${hall}, coalesce(max(version), 0) + 1, ${level}, ${[...input.formats]}::text[],
          ${[...input.metadata]}::text[], ${[...input.statements]}::text[], ${[...input.collectable]}::text[],
          ${input.sealRule}, ${input.note}, ${access.actorId}, ${access.at}::timestamptz
        from holdings.transfer_requirement where hall = ${hall}`.execute(tx.getKysely());
      return done(id);
    },
    find: async (id) => (await listRequirements(context, { id }))[0] ?? null,
  });
}
