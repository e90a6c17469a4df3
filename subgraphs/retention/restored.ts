/** What backups and restores ask of destruction: that nothing comes back, and that each backup is on the register. */
import { sql } from 'kysely';
import type { Runtime } from '../kernel/index.ts';
import { destroyRecords, type Destroyed } from './execute.ts';
import { rowsOf } from './rows.ts';

const PAGE = 500;

/** What is destroyed, page by page, for a journal that outlives the database. @param input `{ after }`, null at the beginning */
export async function listDestructions(runtime: Runtime, input: unknown): Promise<readonly Destroyed[]> {
  const { after } = input as { readonly after: string | null };
  return rowsOf(
    runtime.fork(),
    sql<Destroyed>`select case_id as "caseId", destroyed_on::text as "destroyedOn",
        destruction_list_number as "listNumber"
      from retention.decision where destroyed_on is not null
        and (${after}::uuid is null or case_id > ${after}::uuid) order by case_id limit ${PAGE}`,
  );
}

/**
 * After a restore: destructions that a journal knows and the restored rows do not. They have happened, by a procedure
 * that the backup is older than: nothing stands against them any more.
 *
 * @param input `Destroyed[]`
 * @returns how many records were there again
 * @clause 令22 art. 30
 */
export async function takeDestroyed(runtime: Runtime, input: unknown): Promise<number> {
  const told = input as readonly Destroyed[];
  return runtime.fork().transactional(async (tx) => {
    const back = await rowsOf(
      tx,
      sql<{ caseId: string }>`select case_id as "caseId" from retention.decision
        where case_id = any(${told.map(({ caseId }) => caseId)}::uuid[]) and destroyed_on is null
        order by case_id for update`,
    );
    const ids = new Set(back.map(({ caseId }) => caseId));
    await destroyRecords(
      tx,
      told.filter(({ caseId }) => ids.has(caseId)),
    );
    return ids.size;
  });
}

/**
 * A backup of the whole installation may hold records of every body: each has it on its register, and confirms it
 * when it destroys.
 *
 * @param input `{ label, takenOn, registeredBy }`
 * @clause 令22 art. 26
 */
export async function registerBackups(runtime: Runtime, input: unknown): Promise<void> {
  const { label, takenOn, registeredBy } = input as Readonly<Record<'label' | 'takenOn' | 'registeredBy', string>>;
  await sql`insert into retention.backup_set (id, body, label, medium, taken_on, registered_by)
    select gen_random_uuid(), body, ${label}, 'OFFLINE', ${takenOn}::date, ${registeredBy}
    from (select distinct unnest(array[forming_unit, hall]) as body from retention.case_copy) bodies
    where body is not null on conflict (body, label) do nothing`.execute(runtime.fork().getKysely());
}
