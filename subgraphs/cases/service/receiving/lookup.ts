/** What the house knows about a case that comes in a package: one question to the database. */
import { sql } from 'kysely';
import type { EntityManager } from '../../../kernel/index.ts';
import type { ScopeInForce } from '../scopes.ts';
import type { Policies } from '../../../checks/index.ts';
import type { ArrivedCase } from './arrived.ts';

export interface KnownItem {
  readonly id: string;
  readonly name: string;
  readonly itemType: string;
  readonly sensitive: boolean;
}

/** A record that bears the code already. */
export interface KnownRecord {
  readonly caseId: string;
  readonly unit: string;
  readonly isDestroyed: boolean;
  readonly isArchived: boolean;
  /** Of what was sealed of it. */
  readonly manifestSm3: string | null;
}

export interface Known {
  readonly item: KnownItem | null;
  readonly scope: ScopeInForce | null;
  readonly isSystemRegistered: boolean;
  readonly record: KnownRecord | null;
  /** Another case of the agency bears the number. */
  readonly isNumberTaken: boolean;
  /** Another case was opened under the key of the same system. */
  readonly isKeyTaken: boolean;
  readonly policies: Policies;
}

interface KnownRow extends Omit<Known, 'policies'> {
  readonly policies: Policies | null;
}

/** @param actorId whose registration as a handling system is asked about */
export async function lookUp(em: EntityManager, arrived: ArrivedCase, actorId: string): Promise<Known> {
  const { unit, recordCode, opening, system, systemKey } = arrived;
  const { taskCode, itemVersion, region, caseNumber } = opening;
  const { rows } = await sql<KnownRow>`select
      (select jsonb_build_object('id', i.id, 'name', i.name, 'itemType', i.item_type, 'sensitive', i.sensitive)
        from cases.service_item i where i.task_code = ${taskCode} and i.version = ${itemVersion}
          and i.agency = ${unit}) as item,
      (select jsonb_build_object('id', s.id, 'content', s.content) from cases.scope_list s
        where s.agency = ${unit} and s.task_code = ${taskCode} and s.item_version = ${itemVersion}
          and s.state = 'APPROVED' limit 1) as scope,
      exists (select 1 from cases.handling_system h where h.agency = ${unit} and h.system = ${actorId}
        and h.task_code = ${taskCode} and h.region = ${region}) as "isSystemRegistered",
      (select jsonb_build_object('caseId', r.id, 'unit', r.forming_unit, 'isDestroyed', (r.facts & 16384) <> 0,
          'isArchived', r.state = 'ARCHIVED', 'manifestSm3', (select k.manifest_sm3 from cases.archive_package k
            where k.case_id = r.id and k.part_agency is null limit 1))
        from cases.case_record r where r.record_code = ${recordCode}) as record,
      exists (select 1 from cases.case_record r where r.forming_unit = ${unit} and r.case_number = ${caseNumber}
        and r.record_code <> ${recordCode}) as "isNumberTaken",
      exists (select 1 from cases.case_record r where r.forming_unit = ${unit} and r.system = ${system}
        and r.system_key = ${systemKey} and r.record_code <> ${recordCode}) as "isKeyTaken",
      (select jsonb_object_agg(p.check_code, p.policy) from cases.check_policy p where p.agency = ${unit}) as policies`.execute(
    em.getKysely(),
  );
  const [row] = rows;
  if (row === undefined) throw new TypeError('one row expected');
  return { ...row, policies: row.policies ?? {} };
}

/** A package that has come before. */
export interface Receipt {
  readonly caseId: string;
  readonly recordCode: string;
  readonly run: string | null;
}

export async function findReceipt(
  em: EntityManager,
  { agency, sha256 }: { readonly agency: string; readonly sha256: string },
): Promise<Receipt | null> {
  const { rows } = await sql<Receipt>`select p.case_id as "caseId", r.record_code as "recordCode", p.run
    from cases.package_receipt p join cases.case_record r on r.id = p.case_id
    where p.agency = ${agency} and p.sha256 = ${sha256}`.execute(em.getKysely());
  return rows[0] ?? null;
}
