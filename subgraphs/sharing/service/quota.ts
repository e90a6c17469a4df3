/** The guards of a grant: answers leased to gateway processes, distinct subjects counted with the log. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { EntityManager, Runtime } from '../../kernel/index.ts';
import { periodOf, type Period } from '../rules/period.ts';

/** Answers that a process may give without asking again, in one period. */
export interface AnswerLease extends Pick<Period, 'from' | 'until'> {
  readonly id: string;
  readonly size: number;
}

/** Small quotas are leased one by one, so that no process sits on what another needs. */
const LEASES_PER_QUOTA = 20;
const LARGEST_LEASE = 50;

/**
 * A lease on the answers of the period that `at` is in; null when all are spent or leased.
 *
 * @clause 809 art. 25
 */
export async function leaseAnswers(runtime: Runtime, input: unknown): Promise<AnswerLease | null> {
  const { grantId, at } = input as { grantId: string; at: string };
  return runtime.fork().transactional(async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{ kind: string; answers: number }>`select coalesce(quota_period, 'DAY') as kind,
        quota_requests as answers from sharing.sharing_grant where id = ${grantId}::uuid and quota_requests is not null`.execute(
      db,
    );
    const [quota] = rows;
    if (quota === undefined) return null;
    const period = periodOf(quota.kind, at);
    await openPeriod(tx, grantId, period);
    const most = Math.min(LARGEST_LEASE, Math.max(1, Math.ceil(quota.answers / LEASES_PER_QUOTA)));
    const size = (await spend(tx, { grantId, period, size: most })) ?? (await spend(tx, { grantId, period, size: 1 }));
    if (size === null) return null;
    const id = randomUUID();
    await sql`insert into sharing.answer_lease (id, grant_id, period_from, size)
      values (${id}::uuid, ${grantId}::uuid, ${period.from}::timestamptz, ${size})`.execute(db);
    return { id, size, from: period.from, until: period.until };
  });
}

/** What a grant allows in the period that `at` is in, and what of it is neither given nor leased. */
export interface QuotaLeft {
  readonly answers: number;
  readonly left: number;
  /** RFC 3339. */
  readonly until: string;
}

/** Null where the grant has no quota. @clause 809 art. 25 */
export async function readQuota(runtime: Runtime, input: unknown): Promise<QuotaLeft | null> {
  const { grantId, at } = input as { grantId: string; at: string };
  const db = runtime.fork().getKysely();
  const { rows } = await sql<{ kind: string; answers: number }>`select coalesce(quota_period, 'DAY') as kind,
    quota_requests as answers from sharing.sharing_grant where id::text = ${grantId}
    and quota_requests is not null`.execute(db);
  const [quota] = rows;
  if (quota === undefined) return null;
  const { from, until } = periodOf(quota.kind, at);
  const usage = await sql<{ answers: number }>`select answers from sharing.grant_usage
    where grant_id::text = ${grantId} and period_from = ${from}::timestamptz`.execute(db);
  const spent = usage.rows[0]?.answers ?? 0;
  return { answers: quota.answers, left: Math.max(0, quota.answers - spent), until };
}

/** When the period that `at` is in ends, RFC 3339; null for a grant without a guard. @clause 809 art. 25 */
export async function findPeriodEnd(runtime: Runtime, input: unknown): Promise<string | null> {
  const { grantId, at } = input as { grantId: string; at: string };
  const { rows } = await sql<{ kind: string }>`select coalesce(quota_period, 'DAY') as kind from sharing.sharing_grant
    where id::text = ${grantId} and (quota_requests is not null or quota_subjects is not null)`.execute(
    runtime.fork().getKysely(),
  );
  return rows[0] === undefined ? null : periodOf(rows[0].kind, at).until;
}

interface Spending {
  readonly grantId: string;
  readonly period: Period;
  readonly size: number;
}

/** One conditional update: however many ask at once, together they never get more than the quota. */
async function spend(tx: EntityManager, { grantId, period, size }: Spending): Promise<number | null> {
  const spent = await sql`update sharing.grant_usage as u set answers = u.answers + ${size}
    from sharing.sharing_grant g where g.id = u.grant_id and u.grant_id = ${grantId}::uuid
      and u.period_from = ${period.from}::timestamptz and u.answers + ${size} <= g.quota_requests`.execute(
    tx.getKysely(),
  );
  return spent.numAffectedRows === 1n ? size : null;
}

/** With the first use of a period the rows of those long over go. */
async function openPeriod(tx: EntityManager, grantId: string, { from, keepFrom }: Period): Promise<void> {
  const db = tx.getKysely();
  const opened = await sql`insert into sharing.grant_usage (grant_id, period_from, answers)
    values (${grantId}::uuid, ${from}::timestamptz, 0) on conflict do nothing`.execute(db);
  if (opened.numAffectedRows !== 1n) return;
  for (const table of ['grant_usage', 'answer_lease', 'grant_subject'])
    await sql`delete from ${sql.table(`sharing.${table}`)}
      where grant_id = ${grantId}::uuid and period_from < ${keepFrom}::timestamptz`.execute(db);
}

/** Gives back what a process did not spend. Once: a second time there is no such lease. */
export async function returnAnswers(runtime: Runtime, input: unknown): Promise<void> {
  const { leaseId, unspent } = input as { leaseId: string; unspent: number };
  await runtime.fork().transactional(async (tx) => {
    await sql`with ended as (delete from sharing.answer_lease where id = ${leaseId}::uuid
        and ${unspent}::int between 0 and size returning grant_id, period_from)
      update sharing.grant_usage as u set answers = u.answers - ${unspent}::int from ended
      where u.grant_id = ended.grant_id and u.period_from = ended.period_from`.execute(tx.getKysely());
  });
}

/** An answer under a grant, and the records that it gave something of. */
export interface GrantedAnswer {
  readonly requestId: string;
  readonly grantId: string | null;
  readonly at: string;
  readonly granted: readonly string[];
}

/** A grant that is bound to so many subjects a period. */
export interface SubjectGuard {
  readonly id: string;
  readonly kind: string;
  readonly subjects: number;
}

/** In the order of their keys: two batches never wait for each other crosswise. */
export async function readGuards(
  em: EntityManager,
  answers: readonly GrantedAnswer[],
): Promise<readonly SubjectGuard[]> {
  const grants = answers.flatMap(({ grantId, granted }) => (grantId === null || granted.length === 0 ? [] : [grantId]));
  if (grants.length === 0) return [];
  const { rows } = await sql<SubjectGuard>`select id, coalesce(quota_period, 'DAY') as kind, quota_subjects as subjects
    from sharing.sharing_grant where id = any(${[...new Set(grants)]}::uuid[]) and quota_subjects is not null
    order by id`.execute(em.getKysely());
  return rows;
}

/**
 * Counts the subjects of these answers, and tells which of them would exceed their grant: of those nothing is counted.
 * A record whose subject is not known here yet counts as a subject of its own. Within the transaction of the log.
 *
 * @clause 809 art. 25
 */
export async function countSubjects(
  tx: EntityManager,
  guards: readonly SubjectGuard[],
  answers: readonly GrantedAnswer[],
): Promise<readonly string[]> {
  const exceeding: string[] = [];
  for (const guard of guards) {
    for (const { requestId, at, granted } of answers.filter(({ grantId }) => grantId === guard.id)) {
      if (granted.length === 0) continue;
      const period = periodOf(guard.kind, at);
      await openPeriod(tx, guard.id, period);
      if (!(await admitSubjects(tx, guard, { period, granted }))) exceeding.push(requestId);
    }
  }
  return exceeding;
}

interface Granted {
  readonly period: Period;
  readonly granted: readonly string[];
}

async function admitSubjects(tx: EntityManager, guard: SubjectGuard, { period, granted }: Granted): Promise<boolean> {
  const db = tx.getKysely();
  // Whoever counts for this grant and period waits here for its turn.
  await sql`select 1 from sharing.grant_usage where grant_id = ${guard.id}::uuid
    and period_from = ${period.from}::timestamptz for update`.execute(db);
  const known = sql`select subject from sharing.grant_subject where grant_id = ${guard.id}::uuid
    and period_from = ${period.from}::timestamptz`;
  const now = sql`select distinct coalesce(c.subjects[1], 'record:' || a.id) as subject
    from unnest(${[...granted]}::text[]) as a(id) left join sharing.record_copy c on c.id::text = a.id`;
  const { rows } = await sql<{
    n: number;
  }>`select count(*)::int as n from (${known} union ${now}) as all_of_them`.execute(db);
  if ((rows[0]?.n ?? 0) > guard.subjects) return false;
  await sql`insert into sharing.grant_subject (grant_id, period_from, subject)
    select ${guard.id}::uuid, ${period.from}::timestamptz, subject from (${now}) as n on conflict do nothing`.execute(
    db,
  );
  return true;
}
