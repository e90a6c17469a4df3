/** Licences that were called in through `licences`: the case takes its own snapshot, once, and says whether it has. */
import { sql } from 'kysely';
import { BIT } from '../../schema/policy/label.ts';
import { publish, type EntityManager, type EventHandler } from '../kernel/index.ts';

interface Called {
  readonly callId: string;
  readonly caseId: string;
  /** The caller's body, and those that it has succeeded. */
  readonly bodies: readonly string[];
  readonly snapshot: Readonly<Record<string, unknown>>;
}

/**
 * From `licences`: `{ callId, caseId, bodies, snapshot }`. Only into a case, or a part, of the caller's own that is not
 * archived; what becomes of the licence later does not change it. Answered with `LICENCE_CALL_ANSWERED`.
 *
 * @clause 26号 art. 8
 */
export const licenceCalled: EventHandler = async (tx, payloads) => {
  const answers: { callId: string; taken: boolean }[] = [];
  for (const payload of payloads) {
    const called = payload as unknown as Called;
    answers.push({ callId: called.callId, taken: await take(tx, called) });
  }
  await publish(tx, 'cases', 'LICENCE_CALL_ANSWERED', answers);
};

interface Side {
  readonly isLead: boolean;
  /** The caller's, that can still be written to. */
  readonly part: string | null;
}

/** The call's key is that of the snapshot: the same call again finds it. */
async function take(tx: EntityManager, { callId, caseId, bodies, snapshot }: Called): Promise<boolean> {
  const db = tx.getKysely();
  const { rows } = await sql<Side>`select r.forming_unit = any(${[...bodies]}::text[]) as "isLead",
      (select p.agency from cases.case_part p where p.case_id = r.id and p.agency = any(${[...bodies]}::text[])
        and p.state in ('OPEN', 'COMPLETED', 'RETURNED') order by p.agency limit 1) as part
    from cases.case_record r where r.id = ${caseId}::uuid and (r.facts & ${sql.lit(BIT.DESTROYED)}) = 0
      and r.state in ('OPEN', 'COMPLETED', 'RETURNED')
    for update`.execute(db);
  const [side] = rows;
  if (side !== undefined && (side.isLead || side.part !== null))
    await sql`insert into cases.licence_snapshot (id, case_id, licence_id, identifier, version, type_code, type_name,
        issuer, holder_name, holder_type, holder_number, status_at_use, called_at, use_cause, number, issued_on,
        valid_from, valid_to, file_ref, file_bytes, digest_sm3, digest_sha256, system_key,
        part_agency, file_state)
      select ${callId}::uuid, ${caseId}::uuid, (s->>'licenceId')::uuid, s->>'identifier', s->>'version', s->>'typeCode',
        s->>'typeName', s->>'issuer', s->>'holderName', s->>'holderType', s->>'holderNumber', s->>'statusAtUse',
        (s->>'calledAt')::timestamptz, s->>'useCause', s->>'number', (s->>'issuedOn')::date, (s->>'validFrom')::date,
        (s->>'validTo')::date, s->>'fileRef', (s->>'fileBytes')::int, s->>'digestSm3', s->>'digestSha256',
        ${`call/${callId}`}, ${side.isLead ? null : side.part}::text,
        case when s->>'digestSm3' is not null then 'AWAITED' end
      from (select ${JSON.stringify(snapshot)}::jsonb as s) as given
      on conflict (id) do nothing`.execute(db);
  const taken = await sql`select id from cases.licence_snapshot where id = ${callId}::uuid`.execute(db);
  return taken.rows.length > 0;
}
