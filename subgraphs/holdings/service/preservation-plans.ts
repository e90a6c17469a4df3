/** What plans ask for today, and rehearsals that were held. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { Context, EntityManager, Runtime, Services } from '../../kernel/index.ts';
import { rowsOf } from '../rows.ts';
import { isUnderWay, orderRun, placeOf, SET_COLUMNS, type SetRow } from './preservation-rows.ts';
import type { View } from './preservation-views.ts';

const LOOK_MS = 1_000;
const BATCH = 20;

interface DuePlan extends SetRow {
  readonly planId: string;
  readonly work: 'INSPECT' | 'COPY';
  readonly permille: number;
}

/**
 * Orders what is due. The plan moves on in the transaction that orders: of two processes one does it.
 *
 * @returns how many runs were ordered
 * @clause 26号 art. 11
 */
export async function orderDue(runtime: Runtime): Promise<number> {
  return runtime.fork().transactional(async (tx) => {
    const due = await rowsOf(
      tx,
      sql<DuePlan>`select ${SET_COLUMNS}, p.id as "planId", p.work, p.permille from holdings.preservation_plan p
        join holdings.preservation_set s on s.id = p.set_id
        where p.state = 'ACTIVE' and p.next_on <= (now() at time zone 'Asia/Shanghai')::date
          and not exists (select from holdings.preservation_run r where r.set_id = p.set_id and r.work = p.work
            and r.state in ('ORDERED', 'RUNNING', 'WAITING'))
        order by p.next_on, p.id limit ${BATCH} for update of p skip locked`,
    );
    let ordered = 0;
    for (const plan of due) if (await orderPlanned(tx, plan)) ordered += 1;
    return ordered;
  });
}

async function orderPlanned(tx: EntityManager, plan: DuePlan): Promise<boolean> {
  const { planId, work, keeper, keeperKind, permille, id: setId } = plan;
  if (await isUnderWay(tx, sql`r.set_id = ${setId}::uuid and r.work = ${work}`)) return false;
  const common = { planId, setId, orderedBy: 'plan' };
  if (work === 'INSPECT') {
    await orderRun(tx, {
      ...common,
      order: { kind: 'INSPECT', keeper, keeperKind, place: placeOf(plan), permille },
      permille,
    });
  } else {
    const [from] = await rowsOf(
      tx,
      sql<SetRow>`select ${SET_COLUMNS} from holdings.preservation_set s where s.keeper = ${keeper}
        and s.role = 'ONLINE' and s.state not in ('REPLACED', 'RETIRED')`,
    );
    // The compliance view says that there is no set in use; the plan stays due until there is.
    if (from === undefined) return false;
    await orderRun(tx, {
      ...common,
      order: { kind: 'COPY', keeper, keeperKind, from: placeOf(from), to: placeOf(plan) },
      fromSetId: from.id,
    });
  }
  await sql`update holdings.preservation_plan set next_on =
      greatest(next_on + every_days, (now() at time zone 'Asia/Shanghai')::date + 1)
    where id = ${planId}::uuid`.execute(tx.getKysely());
  return true;
}

const looked = new WeakMap<Services, number>();

/** As a chore: once a second. */
export async function orderDueNowAndThen(runtime: Runtime): Promise<number> {
  const now = Date.now();
  if (now - (looked.get(runtime.services) ?? 0) < LOOK_MS) return 0;
  looked.set(runtime.services, now);
  return orderDue(runtime);
}

/** As the command that has rehearsed tells it; `npm run -s backup -- rehearse`. */
export interface Rehearsal {
  readonly backup: string;
  readonly backupAt: string;
  readonly succeeded: boolean;
  readonly report: readonly string[];
  readonly rehearsedBy: string;
}

/** @param input a `Rehearsal` @returns its key */
export async function recordRehearsal(runtime: Runtime, input: unknown): Promise<string> {
  const { backup, backupAt, succeeded, report, rehearsedBy } = input as Rehearsal;
  const id = randomUUID();
  await sql`insert into holdings.backup_rehearsal (id, backup, backup_at, outcome, report, rehearsed_by, rehearsed_at)
    values (${id}::uuid, ${backup}, ${backupAt}::timestamptz, ${succeeded ? 'SUCCEEDED' : 'FAILED'},
      ${JSON.stringify(report)}::jsonb, ${rehearsedBy}, now())`.execute(runtime.fork().getKysely());
  return id;
}

export function listRehearsals(context: Context): Promise<readonly View[]> {
  return rowsOf(
    context.em,
    sql<View>`select id, backup, backup_at as "backupAt", outcome = 'SUCCEEDED' as succeeded, report,
        rehearsed_by as "rehearsedBy", rehearsed_at as "rehearsedAt"
      from holdings.backup_rehearsal order by rehearsed_at desc, id limit 100`,
  );
}
