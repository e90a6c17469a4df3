/** What whoever has the content tells of work that was ordered, and what follows from it in the register. */
import { sql } from 'kysely';
import type { EntityManager, EventHandler } from '../kernel/index.ts';
import type { Told } from '../preservation/index.ts';
import { rowsOf } from './rows.ts';

interface RunRow {
  readonly id: string;
  readonly work: Told['kind'];
  readonly keeper: string;
  readonly setId: string | null;
  readonly fromSetId: string | null;
  readonly incidentId: string | null;
  readonly permille: number | null;
  readonly isMigration: boolean;
}

/** For `PRESERVATION_TOLD`, one a slice and in order. What is told of a run that nobody ordered here is not ours. */
export const preservationTold: EventHandler = async (tx, payloads) => {
  for (const told of payloads as unknown as readonly Told[]) {
    const [run] = await rowsOf(
      tx,
      sql<RunRow>`update holdings.preservation_run set state = ${told.state}, reason = ${told.reason},
          files = ${told.files}, bytes = ${told.bytes}::bigint, busy_ms = ${told.busyMs},
          ended_at = case when ${told.state} in ('DONE', 'FAILED') then now() end
        where id = ${told.jobId}::uuid and state not in ('DONE', 'FAILED')
        returning id, work, keeper, set_id as "setId", from_set_id as "fromSetId", incident_id as "incidentId", permille,
          is_migration as "isMigration"`,
    );
    if (run !== undefined) await apply(tx, run, told);
  }
};

async function apply(tx: EntityManager, run: RunRow, told: Told): Promise<void> {
  await openIncidents(tx, run, told);
  if (run.work === 'CONVERT') await noteConversions(tx, run, told);
  if (run.work === 'REPAIR') await settleRepair(tx, run, told);
  if (told.state !== 'DONE' && told.state !== 'FAILED') return;
  if (run.work === 'COPY') await endCopy(tx, run, told);
  if (run.work === 'INSPECT' && run.permille === 1_000) await noteReading(tx, run);
}

/** The same, found again while it is open, is the same incident. */
async function openIncidents(tx: EntityManager, run: RunRow, { findings }: Told): Promise<void> {
  if (findings.length === 0) return;
  await sql`insert into holdings.preservation_incident (id, keeper, set_id, run_id, kind, file, other, round, state, found_at)
    select gen_random_uuid(), ${run.keeper}, (f->>'setId')::uuid, ${run.id}::uuid, f->>'kind', f->>'file', f->>'other', 0,
      'OPEN', now()
    from jsonb_array_elements(${JSON.stringify(findings)}::jsonb) as f
    join holdings.preservation_set s on s.id = (f->>'setId')::uuid and s.keeper = ${run.keeper}
    on conflict (set_id, kind, file, round) do update set state = 'OPEN', repaired_from = null, repaired_at = null,
      run_id = excluded.run_id, found_at = excluded.found_at
      where holdings.preservation_incident.state = 'REPAIRED'`.execute(tx.getKysely());
}

/** @clause 令22 art. 28 */
async function noteConversions(tx: EntityManager, run: RunRow, { conversions }: Told): Promise<void> {
  await sql`insert into holdings.file_conversion (run_id, file_id, case_id, outcome, derived_id, version, from_format,
      to_format, before_sm3, before_sha256, after_sm3, after_sha256, checks, reason, at)
    select ${run.id}::uuid, c->>'fileId', (c->>'caseId')::uuid, c->>'outcome', c->>'derivedId', c->>'version',
      c->>'fromFormat', c->>'toFormat', c->'before'->>'sm3', c->'before'->>'sha256', c->'after'->>'sm3',
      c->'after'->>'sha256', c->'checks', c->>'reason', now()
    from jsonb_array_elements(${JSON.stringify(conversions)}::jsonb) as c
    where c->>'outcome' <> 'NOT_NEEDED' and not exists (select from holdings.case_copy k
      where k.id = (c->>'caseId')::uuid and k.destroyed_on is not null)
    on conflict do nothing`.execute(tx.getKysely());
}

async function settleRepair(tx: EntityManager, run: RunRow, { state, reason, repairedFrom }: Told): Promise<void> {
  if (state === 'DONE')
    await sql`update holdings.preservation_incident set state = 'REPAIRED', repaired_from = ${repairedFrom}::uuid,
        repaired_at = now(), hindrance = null
      where id = ${run.incidentId}::uuid and state = 'OPEN'`.execute(tx.getKysely());
  else
    await sql`update holdings.preservation_incident set hindrance = ${reason}
      where id = ${run.incidentId}::uuid and state = 'OPEN'`.execute(tx.getKysely());
}

/** A set is complete as of the order: what has come since is for the next copy. */
async function endCopy(tx: EntityManager, run: RunRow, { state, files, bytes }: Told): Promise<void> {
  const db = tx.getKysely();
  const isWhole = state === 'DONE';
  await sql`update holdings.preservation_set s set files = s.files + ${files}, bytes = s.bytes + ${bytes}::bigint,
      state = ${isWhole ? 'COMPLETE' : 'INCOMPLETE'},
      complete_at = case when ${isWhole} then r.ordered_at else s.complete_at end,
      last_read_on = case when ${isWhole} then (now() at time zone 'Asia/Shanghai')::date else s.last_read_on end,
      read_due_on = case when ${isWhole} then (now() at time zone 'Asia/Shanghai')::date + s.read_every_days
        else s.read_due_on end
    from holdings.preservation_run r
    where r.id = ${run.id}::uuid and s.id = ${run.setId}::uuid and s.state not in ('REPLACED', 'RETIRED')`.execute(db);
  if (!isWhole || !run.isMigration) return;
  await sql`update holdings.preservation_set s set state = 'REPLACED', replaced_by = ${run.setId}::uuid, ended_at = now(),
      ended_by = r.ordered_by
    from holdings.preservation_run r where r.id = ${run.id}::uuid and s.id = ${run.fromSetId}::uuid`.execute(db);
  await sql`update holdings.preservation_plan set set_id = ${run.setId}::uuid
    where set_id = ${run.fromSetId}::uuid and state = 'ACTIVE'`.execute(db);
}

/** A whole inspection has read the medium from end to end. */
async function noteReading(tx: EntityManager, run: RunRow): Promise<void> {
  await sql`update holdings.preservation_set set last_read_on = (now() at time zone 'Asia/Shanghai')::date,
      read_due_on = (now() at time zone 'Asia/Shanghai')::date + read_every_days
    where id = ${run.setId}::uuid`.execute(tx.getKysely());
}
