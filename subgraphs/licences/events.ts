/** What `licences` tells the others, and what it hears: whether a case has taken in what was called. */
import { sql } from 'kysely';
import { FACT_ROW_SQL } from '../disclosure/index.ts';
import { publish, type EntityManager, type EventHandler, type SubgraphParts } from '../kernel/index.ts';

/** `LICENCE_CHANGED`: label facts and status of these licences as they now stand, in the transaction that changed them. */
export async function publishLicences(tx: EntityManager, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<
    Record<string, unknown>
  >`select ${sql.raw(FACT_ROW_SQL)}, current_status as "status", version
    from licences.licence where id = any(${[...ids]}::uuid[]) order by id`.execute(tx.getKysely());
  await publish(tx, 'licences', 'LICENCE_CHANGED', rows);
}

/**
 * `LICENCE_CALLED`: `{ callId, caseId, bodies, snapshot }`. The one event that carries content, since a case keeps its
 * own; it is emptied as soon as `cases` has answered.
 *
 * @clause 26号 art. 8
 */
export async function publishCall(tx: EntityManager, callId: string, bodies: readonly string[]): Promise<void> {
  const { rows } = await sql<{ caseId: string; snapshot: Record<string, unknown> }>`select k.case_id as "caseId",
      jsonb_build_object('licenceId', k.licence_id, 'identifier', k.identifier, 'version', k.version,
        'typeCode', r.type_code, 'typeName', coalesce(t.name, r.type_code), 'issuer', r.forming_unit,
        'number', k.number, 'issuedOn', k.issued_on, 'validFrom', k.valid_from, 'validTo', k.valid_to,
        'holderName', k.holder_name, 'holderType', k.holder_type, 'holderNumber', k.holder_number,
        'statusAtUse', k.status_at_use, 'calledAt', k.called_at, 'useCause', k.use_cause, 'fileRef', k.file_id,
        'fileBytes', k.file_bytes, 'digestSm3', k.digest_sm3, 'digestSha256', k.digest_sha256) as snapshot
    from licences.licence_call k join licences.licence r on r.id = k.licence_id
      left join licences.licence_type t on t.code = r.type_code
    where k.id = ${callId}::uuid`.execute(tx.getKysely());
  await publish(
    tx,
    'licences',
    'LICENCE_CALLED',
    rows.map((row) => ({ callId, bodies, ...row })),
  );
}

/** From `cases`: `{ callId, taken }`. */
const callAnswered: EventHandler = async (tx, payloads) => {
  const db = tx.getKysely();
  await sql`update licences.licence_call k set state = case when (r->>'taken')::boolean then 'TAKEN' else 'REFUSED' end
    from jsonb_array_elements(${JSON.stringify(payloads)}::jsonb) r where k.id = (r->>'callId')::uuid`.execute(db);
  await sql`update licences.outbox set payload = payload - 'snapshot'
    where kind = 'LICENCE_CALLED' and payload->>'callId' = any(${payloads.map((each) => String(each['callId']))}::text[])`.execute(
    db,
  );
};

export const consumes: SubgraphParts['consumes'] = {
  cases: () => ({ LICENCE_CALL_ANSWERED: callAnswered }),
};
