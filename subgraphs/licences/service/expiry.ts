/** What nobody asks for: licences whose validity has passed lapse, and the others are told. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { toInstant, toShanghaiDate } from '../../../schema/ids.ts';
import type { Runtime } from '../../kernel/index.ts';
import { publishLicences } from '../events.ts';

const BATCH = 200;
/** A name that no token has. */
const SWEEP = 'expiry-sweep';

/**
 * Lapses one batch. Any number of processes may: each row is taken by one of them, and an act that comes between finds
 * what the other left.
 *
 * @param nowMs since the epoch; a licence lapses on the day after its last, in Shanghai
 * @returns how many lapsed
 */
export async function expireLicences(runtime: Runtime, nowMs: number): Promise<number> {
  const today = toShanghaiDate(nowMs);
  const at = toInstant(nowMs);
  return runtime.fork().transactional(async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{ id: string }>`update licences.licence r set current_status = 'EXPIRED'
      where r.id in (select id from licences.licence
        where current_status in ('VALID', 'SUSPENDED') and valid_to < ${today}::date
        order by id limit ${BATCH} for update skip locked) returning r.id`.execute(db);
    const ids = rows.map(({ id }) => id);
    if (ids.length === 0) return 0;
    const lines = ids.map((licenceId) => ({ id: randomUUID(), licenceId }));
    await sql`insert into licences.licence_act (id, licence_id, sequence, operation, version, status, at, recorded_at,
        body, actor_id)
      select (l->>'id')::uuid, r.id,
        1 + coalesce((select max(a.sequence) from licences.licence_act a where a.licence_id = r.id), 0),
        'EXPIRE', r.version, 'EXPIRED', ${at}::timestamptz, ${at}::timestamptz, r.forming_unit, ${SWEEP}
      from jsonb_array_elements(${JSON.stringify(lines)}::jsonb) l
        join licences.licence r on r.id = (l->>'licenceId')::uuid`.execute(db);
    await publishLicences(tx, ids);
    return ids.length;
  });
}
