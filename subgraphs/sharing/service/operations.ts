/** A consumer's operations, registered for a grant: entered, replaced, withdrawn, demanded. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { OperationVariable } from '../../../schema/operation-document.ts';
import {
  Context,
  mayCall,
  type ActResult,
  type EntityManager,
  type Refusal,
  type Runtime,
} from '../../kernel/index.ts';
import { OperationEntity } from '../entities/operation.ts';
import { REGISTER_OPERATION } from '../operation-policy.ts';
import { stateOn } from '../rules/grant.ts';
import {
  checkDemandForOperations,
  checkRegistration,
  checkWithdrawal,
  type KnownOperation,
} from '../rules/operation.ts';
import { raiseEpoch } from './epoch.ts';
import { lockGrant, type Grant } from './grant-life.ts';
import { bodiesOf, change, done, mustBe, perform, refused, writeLine } from './procedure.ts';

/** What a gateway has found good, or not: it knows the schema, `sharing` the grant. */
export interface OperationToEnter {
  readonly access: AccessContext;
  readonly grantId: string;
  readonly name: string;
  /** Canonical. */
  readonly document: string;
  readonly hash: string;
  readonly variables: readonly OperationVariable[];
  /** What the gateway has found wrong. */
  readonly violations: readonly Refusal[];
}

export interface EnteredOperation extends ActResult {
  /** Null when it was refused. */
  readonly version: number | null;
}

/**
 * In force everywhere within a second; a name that is in use has a new version then, and the old one is none any more.
 *
 * @throws FORBIDDEN; NOT_FOUND unless the caller is the grant's user
 * @clause 809 art. 25
 */
export async function enterOperation(runtime: Runtime, input: unknown): Promise<EnteredOperation> {
  const { access, violations: found, ...offered } = input as OperationToEnter;
  if (!mayCall(REGISTER_OPERATION, access))
    throw new DomainError('FORBIDDEN', undefined, { clause: REGISTER_OPERATION.clause });
  const context = new Context(access, runtime.services, runtime.fork());
  let version: number | null = null;
  const result = await perform(context, 'registerOperation', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id: offered.grantId, as: 'GRANTEE' });
    const known = await readVersions(tx, grant.id);
    const violations = [...found, ...checkRegistration(offered, { grantState: stateOn(grant, access.today), known })];
    if (violations.length > 0) return refused(grant.id, violations);
    version = 1 + Math.max(0, ...known.filter(({ name }) => name === offered.name).map((each) => each.version));
    await enter(tx, context, { ...offered, version });
    return done(grant.id);
  });
  return { ...result, version: result.violations.length > 0 ? null : version };
}

async function readVersions(tx: EntityManager, grantId: string): Promise<readonly KnownOperation[]> {
  const { rows } = await sql<KnownOperation>`select name, version, hash, state, withdrawn_for as "withdrawnFor"
    from sharing.registered_operation where grant_id = ${grantId}::uuid`.execute(tx.getKysely());
  return rows;
}

type Entered = Omit<OperationToEnter, 'access' | 'violations'> & { readonly version: number };

async function enter(tx: EntityManager, context: Context, operation: Entered): Promise<void> {
  const { grantId, name, version } = operation;
  const { actorId, at } = context.access;
  await sql`update sharing.registered_operation set state = 'SUPERSEDED'
    where grant_id = ${grantId}::uuid and name = ${name} and state = 'IN_FORCE'`.execute(tx.getKysely());
  await tx.insert(OperationEntity, {
    ...operation,
    state: 'IN_FORCE',
    registeredBy: actorId,
    registeredAt: new Date(at),
  });
  const note = `${name}, version ${version}`;
  await writeLine(tx, context, {
    target: grantId,
    name: 'registerOperation',
    state: 'ACTIVE',
    clause: '809 art. 25',
    note,
  });
  await raiseEpoch(tx);
}

export interface OperationWithdrawal {
  readonly grantId: string;
  readonly name: string;
  readonly reason: string;
}

/**
 * By either party. A query under way goes on without the grant.
 *
 * @throws NOT_FOUND unless the caller is a party and such an operation is in force
 * @clause 809 art. 27
 */
export function withdrawOperation(
  context: Context,
  { grantId, name, reason }: OperationWithdrawal,
): Promise<ActResult> {
  return perform(context, 'withdrawOperation', async (tx) => {
    const { grant, provider } = await lockGrant(tx, context, { id: grantId, as: 'EITHER' });
    const violations = checkWithdrawal(reason);
    if (violations.length > 0) return refused(grantId, violations);
    const { actorId, at } = context.access;
    const by = bodiesOf(context.access).includes(provider) ? 'PROVIDER' : 'GRANTEE';
    const withdrawn = await sql`update sharing.registered_operation set state = 'WITHDRAWN', withdrawn_by = ${actorId},
        withdrawn_at = ${at}::timestamptz, withdrawn_for = ${by}, reason = ${reason}
      where grant_id = ${grantId}::uuid and name = ${name} and state = 'IN_FORCE'`.execute(tx.getKysely());
    mustBe(withdrawn.numAffectedRows === 1n ? grant : null, () => true);
    await tighten(tx, context, grant, { name: 'withdrawOperation', note: `${name}: ${reason}`, clause: '809 art. 27' });
    return done(grantId);
  });
}

/**
 * The provider wants the grant used by registered operations alone, or no longer so.
 *
 * @throws NOT_FOUND
 * @clause 809 art. 25
 */
export function demandOperations(
  context: Context,
  { grantId, demanded, reason }: { readonly grantId: string; readonly demanded: boolean; readonly reason: string },
): Promise<ActResult> {
  return perform(context, 'demandRegisteredOperations', async (tx) => {
    const { grant } = await lockGrant(tx, context, { id: grantId, as: 'PROVIDER' });
    const isChange = grant.registeredOnly !== demanded;
    const violations = checkDemandForOperations(stateOn(grant, context.access.today), { reason, isChange });
    if (violations.length > 0) return refused(grantId, violations);
    change(grant, { registeredOnly: demanded });
    const note = `${demanded ? 'registered operations only' : 'any operation'}: ${reason}`;
    await tighten(tx, context, grant, { name: 'demandRegisteredOperations', note, clause: '809 art. 25' });
    return done(grantId);
  });
}

interface Tightened {
  readonly name: string;
  readonly note: string;
  readonly clause: string;
}

/** A new version of the grant: what is under way under the old one goes on without it. Feeds are not concerned. */
export async function tighten(tx: EntityManager, context: Context, grant: Grant, line: Tightened): Promise<void> {
  change(grant, { version: grant.version + 1 });
  await tx.flush();
  await writeLine(tx, context, { ...line, target: grant.id, state: grant.state });
  await raiseEpoch(tx);
}

/** A document in force, as a gateway answers it. */
export interface OperationInForce {
  readonly name: string;
  readonly version: number;
  readonly hash: string;
  readonly document: string;
}

/** Those of one grant, by name. Whose grant it is has been found out before: see `findStanding`. */
export async function readOperations(runtime: Runtime, input: unknown): Promise<readonly OperationInForce[]> {
  const { grantId } = input as { grantId: string };
  const { rows } = await sql<OperationInForce>`select name, version, hash, document from sharing.registered_operation
    where grant_id::text = ${grantId} and state = 'IN_FORCE' order by name`.execute(runtime.fork().getKysely());
  return rows;
}

/** Every version, newest first within a name; for whoever sees the grant. */
export async function listOperations({ em }: Context, grantId: string): Promise<readonly unknown[]> {
  const { rows } = await sql`select name, version, document, hash, state, registered_by as "registeredBy",
      registered_at as "registeredAt", withdrawn_by as "withdrawnBy", withdrawn_at as "withdrawnAt", reason
    from sharing.registered_operation where grant_id = ${grantId}::uuid order by name, version desc limit 500`.execute(
    em.getKysely(),
  );
  return rows;
}
