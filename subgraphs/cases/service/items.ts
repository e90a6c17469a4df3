/** Items and handling systems: what must be known before a case can come in. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { parseItemCode } from '../../../schema/identifiers/item-code.ts';
import { parseRegionCode } from '../../../schema/identifiers/region-code.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { checkText, faultsOf } from '../input-rules.ts';
import type { RegisterItemInput, RegisterSystemInput } from '../inputs/intake.ts';
import { checkItemType, isByReference } from '../rules.ts';
import { agencyOf, refusal, SCHEMA } from './handling.ts';
import { passDoor } from './door.ts';

/** The same version again changes nothing; with another content it is another version. @throws CONFLICT */
export async function registerItem(context: Context, input: RegisterItemInput): Promise<ActResult> {
  const agency = agencyOf(context);
  const violations = [
    ...(await passDoor(context, input)),
    ...faultsOf('taskCode', parseItemCode(input.taskCode), 'GB/T 39554.1-2020'),
    ...checkText('version', input.version, 20),
    ...checkText('name', input.name, 300),
    ...(typeof input.paperAlsoBy === 'string' ? checkText('paperAlsoBy', input.paperAlsoBy, 300) : []),
    ...checkItemType(input.itemType),
  ];
  if (violations.length > 0) return act(context, named('registerItem'), async () => ({ target: null, violations }));
  return act(context, named('registerItem'), async (tx) => {
    const { taskCode, version, name, itemType, paperAlsoBy = null } = input;
    const sensitive = input.sensitive ?? false;
    await sql`insert into cases.service_item
        (id, task_code, version, name, item_type, agency, by_reference, sensitive, paper_also_by)
      values (${randomUUID()}::uuid, ${taskCode}, ${version}, ${name}, ${itemType}, ${agency}, ${isByReference(itemType)},
        ${sensitive}, ${paperAlsoBy}) on conflict (task_code, version) do nothing`.execute(tx.getKysely());
    const { rows } = await sql<{ id: string; same: boolean }>`select id, (name = ${name} and item_type = ${itemType}
        and agency = ${agency} and sensitive = ${sensitive}
        and paper_also_by is not distinct from ${paperAlsoBy}::text) as same
      from cases.service_item where task_code = ${taskCode} and version = ${version}`.execute(tx.getKysely());
    const message = 'This version is registered with other content. Register a new version.';
    if (rows[0]?.same !== true)
      return { target: null, violations: [refusal('ITEM_VERSION_TAKEN', message, '26号 art. 7', 'version')] };
    return { target: rows[0].id, violations: [] };
  });
}

export async function registerSystem(context: Context, input: RegisterSystemInput): Promise<ActResult> {
  const agency = agencyOf(context);
  const violations = [
    ...(await passDoor(context, input)),
    ...checkText('system', input.system, 200),
    ...faultsOf('taskCode', parseItemCode(input.taskCode), 'GB/T 39554.1-2020'),
    ...faultsOf('region', parseRegionCode(input.region), 'GB/T 2260'),
  ];
  return act(context, named('registerHandlingSystem'), async (tx) => {
    if (violations.length > 0) return { target: null, violations };
    const { system, taskCode, region } = input;
    const { actorId, at } = context.access;
    const { rows } = await sql<{ id: string }>`insert into cases.handling_system
        (id, agency, system, task_code, region, registered_by, registered_at)
      values (${randomUUID()}::uuid, ${agency}, ${system}, ${taskCode}, ${region}, ${actorId}, ${at}::timestamptz)
      on conflict (agency, system, task_code, region) do update set system = excluded.system returning id`.execute(
      tx.getKysely(),
    );
    return { target: rows[0]?.id ?? null, violations: [] };
  });
}

/** A system acts for the agency, item and region that it is registered for, and for no others. @clause 26号 art. 6 */
export async function checkSystem(
  tx: EntityManager,
  context: Context,
  { taskCode, region }: { readonly taskCode: string; readonly region: string },
): Promise<Refusal[]> {
  const { rows } = await sql`select id from cases.handling_system where agency = ${agencyOf(context)}
    and system = ${context.access.actorId} and task_code = ${taskCode} and region = ${region}`.execute(tx.getKysely());
  if (rows.length > 0) return [];
  const message = 'This handling system is not registered for this item and region. An archivist registers it.';
  return [refusal('SYSTEM_NOT_REGISTERED', message, '26号 art. 6')];
}

export interface SystemView {
  readonly id: string;
}

/** Those of the caller's own agency. */
export async function listSystems(context: Context): Promise<readonly SystemView[]> {
  const { rows } = await sql<SystemView>`select id, system, task_code as "taskCode", region,
      registered_at as "registeredAt" from cases.handling_system where agency = ${agencyOf(context)}
    order by system, task_code, region`.execute(context.em.getKysely());
  return rows;
}

export function named(name: string): { readonly schema: string; readonly name: string } {
  return { schema: SCHEMA, name };
}
