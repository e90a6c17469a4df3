/** Keys that sign calls of registered operations, and what each has signed within its time. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { ActResult, Context, EntityManager, Runtime } from '../../kernel/index.ts';
import { OperationKeyEntity } from '../entities/operation.ts';
import { stateOn } from '../rules/grant.ts';
import { checkKey, checkWithdrawal, parsePublicKey } from '../rules/operation.ts';
import { raiseEpoch } from './epoch.ts';
import { lockGrant } from './grant-life.ts';
import { tighten } from './operations.ts';
import { done, mustBe, perform, refused, writeLine } from './procedure.ts';

const CLAUSE = '数据安全法 art. 27';

/** @returns as target the key's id @throws NOT_FOUND unless the caller is the grant's user @clause 数据安全法 art. 27 */
export function registerKey(
  context: Context,
  { grantId, pem }: { readonly grantId: string; readonly pem: string },
): Promise<ActResult> {
  return perform(context, 'registerOperationKey', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id: grantId, as: 'GRANTEE' });
    const key = parsePublicKey(pem);
    const { actorId, at, today } = context.access;
    const inForce = (await keysOf(tx, grantId)).map(({ publicKey }) => publicKey);
    const violations = checkKey(key, { grantState: stateOn(grant, today), inForce });
    if (violations.length > 0 || key === null) return refused(null, violations);
    const id = randomUUID();
    await tx.insert(OperationKeyEntity, { ...key, id, grantId, registeredBy: actorId, registeredAt: new Date(at) });
    const line = { target: grantId, name: 'registerOperationKey', state: grant.state, clause: CLAUSE, note: id };
    await writeLine(tx, context, line);
    await raiseEpoch(tx);
    return done(id);
  });
}

/** By either party. @throws NOT_FOUND unless it is a key in force of a grant of the caller's @clause 数据安全法 art. 27 */
export function withdrawKey(
  context: Context,
  { grantId, keyId, reason }: { readonly grantId: string; readonly keyId: string; readonly reason: string },
): Promise<ActResult> {
  return perform(context, 'withdrawOperationKey', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id: grantId, as: 'EITHER' });
    const violations = checkWithdrawal(reason);
    if (violations.length > 0) return refused(keyId, violations);
    const { actorId, at } = context.access;
    const withdrawn = await sql`update sharing.operation_key set withdrawn_by = ${actorId},
        withdrawn_at = ${at}::timestamptz
      where id = ${keyId}::uuid and grant_id = ${grantId}::uuid and withdrawn_at is null`.execute(tx.getKysely());
    mustBe(withdrawn.numAffectedRows === 1n ? grant : null, () => true);
    await tighten(tx, context, grant, { name: 'withdrawOperationKey', note: `${keyId}: ${reason}`, clause: CLAUSE });
    return done(keyId);
  });
}

interface KeyInForce {
  readonly id: string;
  readonly publicKey: string;
}

async function keysOf(tx: EntityManager, grantId: string): Promise<readonly KeyInForce[]> {
  const { rows } = await sql<KeyInForce>`select id, public_key as "publicKey" from sharing.operation_key
    where grant_id = ${grantId}::uuid and withdrawn_at is null`.execute(tx.getKysely());
  return rows;
}

/** Those of a grant, the withdrawn with them; for whoever sees the grant. */
export async function listKeys({ em }: Context, grantId: string): Promise<readonly unknown[]> {
  const { rows } = await sql`select id, algorithm, public_key as "publicKey", registered_by as "registeredBy",
      registered_at as "registeredAt", withdrawn_at as "withdrawnAt"
    from sharing.operation_key where grant_id = ${grantId}::uuid order by registered_at, id limit 100`.execute(
    em.getKysely(),
  );
  return rows;
}

/**
 * Durable when it returns, and true for one of all who ask, at whatever gateway.
 *
 * @param input `until`: RFC 3339, from when on the signature is too old anyway
 */
export async function spendNonce(runtime: Runtime, input: unknown): Promise<boolean> {
  const { keyId, nonce, until } = input as { keyId: string; nonce: string; until: string };
  const spent = await sql`insert into sharing.spent_nonce (key_id, nonce, until)
    values (${keyId}::uuid, ${nonce}, ${until}::timestamptz) on conflict do nothing`.execute(
    runtime.fork().getKysely(),
  );
  return spent.numAffectedRows === 1n;
}

/** By an hour more than the clocks of gateways may differ. */
export async function forgetNonces(tx: EntityManager, now: Date): Promise<void> {
  await sql`delete from sharing.spent_nonce where until < ${now}::timestamptz - interval '1 hour'`.execute(
    tx.getKysely(),
  );
}
