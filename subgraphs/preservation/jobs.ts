/**
 * Work that was ordered, done in slices beside whatever else the process does. A slice ends in one transaction that
 * stores how far it has come and tells of it; whoever is killed loses a slice, and does it again.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { publish, type Chore, type EventHandler, type Runtime, type Services } from '../kernel/index.ts';
import type { Keeping } from './keeping.ts';
import { TOLD, type Order, type Told } from './orders.ts';
import { eraseFromSets } from './sets.ts';
import { convertSome } from './work/convert.ts';
import { copySome } from './work/copy.ts';
import { inspectSome } from './work/inspect.ts';
import type { Desk, Job, Worked } from './work/job.ts';
import { repair } from './work/repair.ts';

/** For `PRESERVATION_ORDERED`: takes what is for keepers of this subgraph. The same order twice is one job. */
export function takeOrders({ schema, keeperKind }: Keeping): EventHandler {
  return async (tx, payloads) => {
    const orders = (payloads as unknown as Order[]).filter((order) => order.keeperKind === keeperKind);
    if (orders.length === 0) return;
    await sql`insert into ${sql.table(`${schema}.preservation_job`)} (id, kind, job)
      select (r->>'jobId')::uuid, r->>'kind', r
      from jsonb_array_elements(${JSON.stringify(orders)}::jsonb) with ordinality as o (r, n) order by n
      on conflict do nothing`.execute(tx.getKysely());
  };
}

interface JobRow extends Job {
  readonly id: string;
  readonly version: number;
  readonly reason: string | null;
}

const SLICE_MS = 200;
/** How long a turn waits for a slice that is under way: events are not kept waiting by a large file. */
const GLANCE_MS = 40;
const RETRY_MS = 30_000;
const ERASE_MS = 60_000;

/**
 * One slice of the oldest open job.
 *
 * @returns 1 when there was one, 0 when nothing is to be done
 * @throws what a disk or a database answers; the job is tried again after a while
 */
export async function workOnce(keeping: Keeping, runtime: Runtime, budgetMs: number = SLICE_MS): Promise<number> {
  const jobs = sql.table(`${keeping.schema}.preservation_job`);
  const { rows } = await sql<JobRow>`select id, job as order, progress, version, reason from ${jobs}
    where is_open and (retry_at is null or retry_at <= now()) order by number limit 1`.execute(
    runtime.fork().getKysely(),
  );
  const [job] = rows;
  if (job === undefined) return 0;
  try {
    await settle(keeping, runtime, { job, worked: await work({ keeping, runtime, budgetMs }, job) });
  } catch (error) {
    await sql`update ${jobs} set retry_at = now() + ${RETRY_MS} * interval '1 millisecond'
      where id = ${job.id}::uuid and version = ${job.version}`.execute(runtime.fork().getKysely());
    throw error;
  }
  return 1;
}

function work(desk: Desk, { order, progress }: Job): Promise<Worked> {
  switch (order.kind) {
    case 'INSPECT':
      return inspectSome(desk, { order, progress });
    case 'COPY':
      return copySome(desk, { order, progress });
    case 'REPAIR':
      return repair(desk, { order, progress });
    case 'CONVERT':
      return convertSome(desk, { order, progress });
  }
}

/** Of two processes with the same slice one gets it in; the other's is as if it had not been done. */
async function settle(
  { schema }: Keeping,
  runtime: Runtime,
  { job, worked }: { readonly job: JobRow; readonly worked: Worked },
): Promise<void> {
  const { state, reason } = worked.told;
  const isWaiting = state === 'WAITING';
  const progress = worked.progress === null ? null : JSON.stringify(worked.progress);
  await runtime.fork().transactional(async (tx) => {
    const moved = await sql`update ${sql.table(`${schema}.preservation_job`)} set progress = ${progress}::jsonb,
        version = version + 1, is_open = ${state === 'RUNNING' || isWaiting}, reason = ${isWaiting ? reason : null},
        retry_at = case when ${isWaiting} then now() + ${RETRY_MS} * interval '1 millisecond' end
      where id = ${job.id}::uuid and version = ${job.version}`.execute(tx.getKysely());
    if (moved.numAffectedRows !== 1n) return;
    await worked.write?.(tx);
    const told: Told = { jobId: job.id, kind: job.order.kind, ...worked.told };
    // Waiting is told once, not at every attempt.
    if (!isWaiting || job.reason !== reason) await publish(tx, schema, TOLD, [{ ...told }]);
  });
}

/**
 * The chores of a subgraph that keeps content. A slice goes on beside the turns; each turn looks in for a moment, so
 * that a large file holds no event up.
 */
export function preservationChores(keeping: Keeping): readonly Chore[] {
  const underWay = new WeakMap<Services, Promise<number>>();
  const erasedAtMs = new WeakMap<Services, number>();
  const workOn: Chore = async (runtime) => {
    const slice = underWay.get(runtime.services) ?? workOnce(keeping, runtime);
    underWay.set(runtime.services, slice);
    const done = slice.finally(() => underWay.delete(runtime.services));
    // What it meets is told by the turn that looks in next; if none does, the process is ending.
    done.catch(() => undefined);
    return Promise.race([done, pause(GLANCE_MS, 1, { ref: false })]);
  };
  const erase: Chore = async (runtime) => {
    const now = Date.now();
    if (now - (erasedAtMs.get(runtime.services) ?? 0) < ERASE_MS) return 0;
    erasedAtMs.set(runtime.services, now);
    return eraseFromSets(keeping, runtime);
  };
  return [workOn, erase];
}
