/** What every act in a case begins with: whose case it is, whose part, whether this was said before, and the door. */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { CaseState } from '../../../schema/codes.ts';
import type { Context, EntityManager, Refusal } from '../../kernel/index.ts';

export const SCHEMA = 'cases';

export function refusal(code: string, message: string, clause: string, path: string | null = null): Refusal {
  return { code, message, clause, path };
}

/** A case with its row locked, from the side of the agency that acts. */
export interface Handled {
  readonly id: string;
  readonly formingUnit: string;
  readonly system: string | null;
  readonly taskCode: string;
  readonly region: string;
  readonly state: CaseState;
  /** The agency whose part it is; null: the lead acts. */
  readonly partAgency: string | null;
  /** Of the side that acts. */
  readonly sideState: CaseState;
}

/**
 * Locks the case until the transaction ends.
 *
 * @throws NOT_FOUND for whoever neither leads it nor has a part in it: the same as for an unknown key
 */
export async function lockCase(tx: EntityManager, context: Context, caseId: string): Promise<Handled> {
  const own = ownAgencies(context);
  const { rows } = await sql<
    Omit<Handled, 'partAgency' | 'sideState'>
  >`select id, forming_unit as "formingUnit", system, item_code as "taskCode", region, state
    from cases.case_record where id = ${caseId}::uuid and (facts & 16384) = 0 for update`.execute(tx.getKysely());
  const found = rows[0];
  if (found === undefined) throw new DomainError('NOT_FOUND');
  if (own.includes(found.formingUnit)) return { ...found, partAgency: null, sideState: found.state };
  const parts = await sql<{ agency: string; state: CaseState }>`select agency, state from cases.case_part
    where case_id = ${caseId}::uuid and agency = any(${own}::text[])`.execute(tx.getKysely());
  const part = parts.rows[0];
  if (part === undefined) throw new DomainError('NOT_FOUND');
  return { ...found, partAgency: part.agency, sideState: part.state };
}

export function ownAgencies({ access }: Context): string[] {
  return access.agency === null ? [] : [access.agency, ...access.predecessors];
}

/** @throws FORBIDDEN for a caller that belongs to no agency */
export function agencyOf({ access }: Context): string {
  if (access.agency === null) throw new DomainError('FORBIDDEN');
  return access.agency;
}

/** States in which a case, or a part, may still be written to. */
const WRITABLE: readonly CaseState[] = ['OPEN', 'COMPLETED', 'RETURNED'];

/** @clause 26号 art. 9 */
export function checkWritable({ sideState }: Handled): Refusal[] {
  if (WRITABLE.includes(sideState)) return [];
  const message = 'The case is being archived or is archived: its content does not change. Annotate it instead.';
  return [refusal('ARCHIVED', message, '26号 art. 9', 'caseId')];
}

/** The system's key, kept apart from those of other systems and agencies. */
export function toStoredKey(context: Context, systemKey: string): string {
  return JSON.stringify([context.access.agency, context.access.actorId, systemKey]);
}

/** Keyed, since what was said holds identity numbers that could be found by trying. The order of fields is nothing. */
export function digestOf(context: Context, input: unknown): string {
  return createHmac('sha256', context.services.keys.subject).update(canonical(input)).digest('hex');
}

function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) => {
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(
      Object.entries(each)
        .filter(([, inner]) => inner !== undefined && inner !== null)
        .toSorted(([one], [other]) => (one < other ? -1 : 1)),
    );
  });
}

/**
 * The row that the same key made before; null when the key is new.
 *
 * @throws CONFLICT when the key came with other content: a retry says the same
 */
export async function findEarlier(
  tx: EntityManager,
  table: 'case_step' | 'case_material' | 'licence_snapshot',
  said: { readonly caseId: string; readonly storedKey: string; readonly digest: string; readonly systemKey: string },
): Promise<string | null> {
  const { rows } = await sql<{ id: string; digest: string }>`select id, input_digest as digest
    from ${sql.table(`cases.${table}`)} where case_id = ${said.caseId}::uuid and system_key = ${said.storedKey}`.execute(
    tx.getKysely(),
  );
  const found = rows[0];
  if (found === undefined) return null;
  if (found.digest !== said.digest) throw otherContent(said.systemKey);
  return found.id;
}

export function otherContent(systemKey: string): DomainError {
  return new DomainError('CONFLICT', 'This key came before with other content. Use a new key for new content.', {
    details: { systemKey },
  });
}
