/** One record in an act of those who keep it: its facts, locked, and the writing of what labels know of it. */
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import type { Opening } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import type { LocalDate } from '../../../schema/ids.ts';
import { unpackLabel, type Custody } from '../../../schema/policy/label.ts';
import type { EntityManager } from '../../kernel/index.ts';
import { publishCustody } from '../events.ts';
import { keeperOf } from '../opening-rules.ts';
import { rowsOf } from '../rows.ts';
import { custodyFacts } from '../rules.ts';
import { ownBodies } from './acting.ts';

export interface KeptRecord {
  readonly id: string;
  readonly caseId: string;
  readonly custody: Custody;
  readonly openingState: Opening;
  readonly sealed: boolean;
  readonly hall: string | null;
  readonly formingUnit: string;
  readonly keeper: string;
  readonly classified: boolean;
  /** The day the case was completed. */
  readonly formedOn: LocalDate | null;
  readonly isDestroyed: boolean;
}

type Row = Omit<KeptRecord, 'keeper' | 'classified'> & { readonly custodyFacts: number };

/** Null for a record that is unknown, without facts, or classified since. Acts on one record wait for each other here. */
export async function lockRecord(tx: EntityManager, id: string): Promise<KeptRecord | null> {
  const [row] = await rowsOf(
    tx,
    sql<Row>`select r.id, r.case_id as "caseId", r.custody, r.opening_state as "openingState", r.sealed, r.hall,
      r.custody_facts as "custodyFacts", c.forming_unit as "formingUnit",
      coalesce(c.completed_on, c.period_on)::text as "formedOn", c.destroyed_on is not null as "isDestroyed"
    from holdings.archival_record r join holdings.case_copy c on c.id = r.case_id
    where r.id = ${id}::uuid for update of r`,
  );
  if (row === undefined) return null;
  const { custodyFacts: bits, ...record } = row;
  const classified = unpackLabel(bits).openness === 'CLASSIFIED';
  return classified ? null : { ...record, classified, keeper: keeperOf(row) };
}

/** @throws NOT_FOUND for what does not exist and for what others keep alike */
export async function lockOwn(tx: EntityManager, access: AccessContext, id: string): Promise<KeptRecord> {
  const record = await lockRecord(tx, id);
  if (record === null || !ownBodies(access).includes(record.keeper)) throw new DomainError('NOT_FOUND');
  return record;
}

/** What an act changes of the facts that labels are made of. */
export interface OpeningFacts {
  readonly openingState: Opening;
  readonly openedOn: string | null;
  readonly sealed: boolean;
}

/** Opening state, seal and label in one statement, and told to the others with the same commit. */
export async function writeOpening(tx: EntityManager, record: KeptRecord, facts: Partial<OpeningFacts>): Promise<void> {
  const { openingState = record.openingState, sealed = record.sealed } = facts;
  const bits = custodyFacts({ custody: record.custody, openingState, sealed, classified: record.classified });
  const openedOn = facts.openedOn === undefined ? sql`opened_on` : sql`${facts.openedOn}::date`;
  await sql`update holdings.archival_record set opening_state = ${openingState}, sealed = ${sealed},
      opened_on = ${openedOn}, custody_facts = ${bits} where id = ${record.id}::uuid`.execute(tx.getKysely());
  await publishCustody(tx, [record.caseId]);
}
