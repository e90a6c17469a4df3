/** Rows of preservation as they are read and locked, and how work is ordered. */
import { randomUUID } from 'node:crypto';
import { sql, type RawBuilder } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { publish, type Context, type EntityManager } from '../../kernel/index.ts';
import { ORDERED, type Order, type SetPlace } from '../../preservation/index.ts';
import { rowsOf } from '../rows.ts';
import { assertOwn } from './acting.ts';

export interface SetRow {
  readonly id: string;
  readonly keeper: string;
  readonly keeperKind: 'AGENCY' | 'HALL';
  readonly role: 'ONLINE' | 'BACKUP';
  readonly kind: string;
  readonly mount: string | null;
  readonly state: string;
}

export const SET_COLUMNS = sql.raw(`s.id, s.keeper, s.keeper_kind as "keeperKind", s.role, s.kind, s.mount, s.state`);

/** Locked until the act ends. @throws NOT_FOUND for what does not exist and for what belongs to others alike */
export async function lockSet(context: Context, tx: EntityManager, id: string): Promise<SetRow> {
  const [row] = await rowsOf(
    tx,
    sql<SetRow>`select ${SET_COLUMNS} from holdings.preservation_set s where s.id = ${id}::uuid for update`,
  );
  assertOwn(context.access, row?.keeper);
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row;
}

export function isEnded({ state }: Pick<SetRow, 'state'>): boolean {
  return state === 'REPLACED' || state === 'RETIRED';
}

/** Whether a machine can get at it. */
export function isWithinReach({ role, mount }: Pick<SetRow, 'role' | 'mount'>): boolean {
  return role === 'ONLINE' || mount !== null;
}

export function placeOf({ id, mount }: Pick<SetRow, 'id' | 'mount'>): SetPlace {
  return { setId: id, medium: mount };
}

/** Sets of a keeper within reach, the set in use first. */
export function placesOf(tx: EntityManager, keeper: string): Promise<SetRow[]> {
  return rowsOf(
    tx,
    sql<SetRow>`select ${SET_COLUMNS} from holdings.preservation_set s where s.keeper = ${keeper}
      and s.state not in ('REPLACED', 'RETIRED') and (s.role = 'ONLINE' or s.mount is not null)
      order by s.role desc, s.complete_at desc nulls last, s.id`,
  );
}

/** Is such work ordered or under way already? @param condition on `r`, a run */
export async function isUnderWay(tx: EntityManager, condition: RawBuilder<unknown>): Promise<boolean> {
  const rows = await rowsOf(
    tx,
    sql`select 1 from holdings.preservation_run r
      where r.state in ('ORDERED', 'RUNNING', 'WAITING') and ${condition} limit 1`,
  );
  return rows.length > 0;
}

type Without<T, K extends string> = T extends unknown ? Omit<T, K> : never;

export interface RunOrder {
  readonly order: Without<Order, 'jobId'>;
  readonly orderedBy: string;
  readonly planId?: string | null;
  readonly setId: string | null;
  readonly fromSetId?: string | null;
  readonly incidentId?: string | null;
  readonly permille?: number | null;
  readonly isMigration?: boolean;
  readonly converter?: string | null;
}

/** The run, and the order to whoever has the content: both or neither. @returns the key of the run */
export async function orderRun(tx: EntityManager, run: RunOrder): Promise<string> {
  const id = randomUUID();
  const { kind, keeper } = run.order;
  await sql`insert into holdings.preservation_run (id, work, keeper, set_id, from_set_id, plan_id, incident_id, permille,
      is_migration, converter, state, ordered_by, ordered_at)
    values (${id}::uuid, ${kind}, ${keeper}, ${run.setId}::uuid, ${run.fromSetId ?? null}::uuid,
      ${run.planId ?? null}::uuid, ${run.incidentId ?? null}::uuid, ${run.permille ?? null}::int,
      ${run.isMigration ?? false}, ${run.converter ?? null}, 'ORDERED', ${run.orderedBy}, now())`.execute(
    tx.getKysely(),
  );
  await publish(tx, 'holdings', ORDERED, [{ ...run.order, jobId: id }]);
  return id;
}
