/** What may decide: a policy is proposed by one security officer, approved by another, and then taken live by a gateway. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import { publish, type ActResult, type Context, type EntityManager, type Runtime } from '../../kernel/index.ts';
import { checkDecision, checkProposal, type PolicyEffect } from '../rules/policy-change.ts';
import { page, type Row } from './page.ts';
import { done, perform, refused, writeLine } from './procedure.ts';

const CLAUSE = '三员分立';
const COLUMNS = sql`p.id, p.digest, left(p.digest, 16) as version, left(p.base, 16) as "baseVersion", p.state, p.effects,
  p.reason, p.proposed_by as "proposedBy", p.proposed_at as "proposedAt", p.decided_by as "decidedBy",
  p.decided_at as "decidedAt", p.note, p.live_at as "liveAt"`;

export interface ProposePolicyChange {
  readonly base: string;
  readonly digest: string;
  readonly effects: readonly PolicyEffect[];
  readonly reason: string;
}

/**
 * Gives nothing until a second officer has approved it.
 *
 * @throws CONFLICT when it was compared with another policy than the live one
 * @clause 三员分立
 */
export function proposePolicyChange(context: Context, change: ProposePolicyChange): Promise<ActResult> {
  const { actorId, at } = context.access;
  return perform(context, 'proposePolicyChange', async (tx) => {
    const { base, digest, reason } = change;
    const live = await lockLive(tx);
    if (live?.digest !== base) throw new DomainError('CONFLICT', staleSentence(live));
    const isOpen = (await find(tx, { base, digest, states: ['PROPOSED', 'APPROVED'] })) !== null;
    const violations = checkProposal({ isSame: digest === base, isOpen, reason });
    if (violations.length > 0) return refused(null, violations);
    const id = randomUUID();
    await sql`insert into sharing.policy_change (id, digest, base, state, effects, reason, proposed_by, proposed_at)
      values (${id}::uuid, ${digest}, ${base}, 'PROPOSED', ${JSON.stringify(change.effects)}::jsonb, ${reason}, ${actorId},
        ${at}::timestamptz)`.execute(tx.getKysely());
    await writeLine(tx, context, { target: id, name: 'proposePolicyChange', state: 'PROPOSED', clause: CLAUSE });
    return done(id);
  });
}

export interface DecidePolicyChange {
  readonly id: string;
  readonly approve: boolean;
  readonly note: string;
}

/**
 * The second officer approves or rejects. What is approved is taken live by the gateways that are given it.
 *
 * @throws NOT_FOUND
 * @throws CONFLICT when another policy has become live since it was proposed
 * @clause 三员分立
 */
export function decidePolicyChange(context: Context, { id, approve, note }: DecidePolicyChange): Promise<ActResult> {
  const { actorId, at } = context.access;
  return perform(context, 'decidePolicyChange', async (tx) => {
    const live = await lockLive(tx);
    const found = await sql<{ base: string | null; state: string; proposedBy: string | null }>`
      select base, state, proposed_by as "proposedBy" from sharing.policy_change where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    const [row] = found.rows;
    if (row === undefined) throw new DomainError('NOT_FOUND');
    if (row.state === 'STALE') throw new DomainError('CONFLICT', staleSentence(live));
    const violations = checkDecision({ ...row, decider: actorId, approve, note });
    if (violations.length > 0) return refused(id, violations);
    const state = approve ? 'APPROVED' : 'REJECTED';
    await sql`update sharing.policy_change set state = ${state}, decided_by = ${actorId},
      decided_at = ${at}::timestamptz, note = ${note === '' ? null : note} where id = ${id}::uuid`.execute(
      tx.getKysely(),
    );
    await writeLine(tx, context, { target: id, name: 'decidePolicyChange', state, clause: CLAUSE, note: note || null });
    return done(id);
  });
}

/** Officers and auditor see all: who may see nothing of it is kept out by `trust-policy.ts`. */
export function listPolicyChanges(context: Context, request: PageRequest): Promise<Page<Row>> {
  return page(context, request, {
    name: 'policyChanges',
    columns: COLUMNS,
    from: sql`sharing.policy_change p`,
    id: sql`p.id`,
    where: sql<boolean>`true`,
  });
}

export async function findPolicyChange(context: Context, id: string | null): Promise<Row | null> {
  if (id === null) return null;
  const query = sql<Row>`select ${COLUMNS} from sharing.policy_change p where p.id = ${id}::uuid`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}

/** What a gateway is told that wants to serve a policy. */
export interface PolicyStanding {
  readonly mayServe: boolean;
  /** Digest of the policy that is live now. */
  readonly live: string;
  /** Where it may not be served: what has become of it so far; null: nobody has proposed it. */
  readonly state: string | null;
}

/**
 * Takes a policy live that two officers have approved against the one before. The first that is ever asked for is the
 * one that the installation was accepted with. What else was compared with the one before is stale from here.
 *
 * @clause 三员分立
 */
export async function takePolicyLive(runtime: Runtime, input: unknown): Promise<PolicyStanding> {
  const { digest, at } = input as { readonly digest: string; readonly at: string };
  return runtime.fork().transactional(async (tx) => {
    const db = tx.getKysely();
    const live = await lockLive(tx);
    if (live?.digest === digest) return { mayServe: true, live: digest, state: 'LIVE' };
    const approved = live && (await find(tx, { base: live.digest, digest, states: ['APPROVED'] }));
    if (live !== null && approved === null) {
      const last = await find(tx, { base: live.digest, digest, states: ['PROPOSED', 'REJECTED', 'STALE'] });
      return { mayServe: false, live: live.digest, state: last?.state ?? null };
    }
    const id = approved?.id ?? randomUUID();
    await sql`update sharing.policy_change set state = 'SUPERSEDED' where state = 'LIVE'`.execute(db);
    await sql`insert into sharing.policy_change (id, digest, state, effects, live_at)
      values (${id}::uuid, ${digest}, 'LIVE', '[]'::jsonb, ${at}::timestamptz)
      on conflict (id) do update set state = excluded.state, live_at = excluded.live_at`.execute(db);
    await sql`update sharing.policy_change set state = 'STALE' where state in ('PROPOSED', 'APPROVED')`.execute(db);
    await publish(tx, 'sharing', 'ACT', [{ act: 'takePolicyLive', outcome: 'DONE', target: id, reasons: [], at }]);
    return { mayServe: true, live: digest, state: 'LIVE' };
  });
}

interface Change {
  readonly id: string;
  readonly digest: string;
  readonly state: string;
}

/** Whoever changes a line here waits for the others. */
async function lockLive(tx: EntityManager): Promise<Change | null> {
  await sql`select pg_advisory_xact_lock(hashtext('sharing.policy'))`.execute(tx.getKysely());
  const { rows } = await sql<Change>`select id, digest, state from sharing.policy_change where state = 'LIVE'`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}

interface Wanted {
  readonly base: string;
  readonly digest: string;
  readonly states: readonly string[];
}

/** The last of these. */
async function find(tx: EntityManager, { base, digest, states }: Wanted): Promise<Change | null> {
  const { rows } = await sql<Change>`select id, digest, state from sharing.policy_change
    where base = ${base} and digest = ${digest} and state = any(${[...states]}::text[])
    order by proposed_at desc limit 1`.execute(tx.getKysely());
  return rows[0] ?? null;
}

function staleSentence(live: Pick<Change, 'digest'> | null): string {
  return live === null
    ? 'No policy is recorded as live: this installation takes policies live without approval.'
    : `The change was compared with a policy that is not live; ${live.digest.slice(0, 16)} is. Compare and propose it anew.`;
}
