/** 校核: a user says what is wrong in a record, the provider answers. The archived record itself never changes. */
import { randomUUID } from 'node:crypto';
import { LockMode } from '@mikro-orm/core';
import { sql, type RawBuilder } from 'kysely';
import type { Page, PageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context, EntityManager } from '../../kernel/index.ts';
import { CorrectionEntity } from '../entities/procedure.ts';
import { visibleCorrections } from '../policy.ts';
import { refusal } from '../rules/application.ts';
import { classOf } from './fields.ts';
import { lockGrant } from './grant-life.ts';
import { page, type Row } from './page.ts';
import { bodiesOf, done, dueAfter, mustBe, perform, refused, writeLine } from './procedure.ts';

export interface CorrectionRequest {
  readonly grantId: string;
  readonly recordType: string;
  readonly recordId: string;
  readonly coordinate: string;
  readonly text: string;
}

/** @throws NOT_FOUND @clause 809 art. 26 */
export function requestCorrection(context: Context, request: CorrectionRequest): Promise<ActResult> {
  const { recordType, recordId, coordinate, text, grantId } = request;
  const { access } = context;
  const wrong = (code: string, message: string, path: string) => refusal(code, message, '809 art. 26', path);
  return perform(context, 'requestCorrection', async (tx) => {
    const { grant, provider } = await lockGrant(tx, context, { id: grantId, as: 'GRANTEE' });
    const isKnown = coordinate.startsWith(`${recordType}.`) && classOf(context.services, coordinate) !== null;
    const violations = [
      ...(text === '' ? [wrong('TEXT_MISSING', 'Say what is wrong.', 'text')] : []),
      ...(isKnown ? [] : [wrong('FIELD_UNKNOWN', 'This type has no such field.', 'coordinate')]),
      ...((await wasDisclosed(tx, grantId, { recordType, recordId }))
        ? []
        : [wrong('RECORD_NOT_DISCLOSED', 'This grant has shown no such record.', 'recordId')]),
    ];
    if (violations.length > 0) return refused(null, violations);
    const id = randomUUID();
    const due = dueAfter(context, (sla) => sla.correction);
    await tx.insert(CorrectionEntity, {
      ...request,
      id,
      requester: grant.grantee,
      provider,
      state: 'OPEN',
      requestedOn: access.today,
      dueOn: due.on,
      dueProvisional: due.isProvisional,
    });
    await writeLine(tx, context, { target: id, name: 'requestCorrection', state: 'OPEN', clause: '809 art. 26' });
    return done(id);
  });
}

/** What a party says of a record it must have seen under this very grant. */
async function wasDisclosed(
  tx: EntityManager,
  grantId: string,
  { recordType, recordId }: Pick<CorrectionRequest, 'recordType' | 'recordId'>,
): Promise<boolean> {
  const query = sql`select 1 from sharing.access_log where grant_id = ${grantId}
    and jsonb_exists(record_ids -> ${recordType}::text, ${recordId}::text) limit 1`;
  return (await query.execute(tx.getKysely())).rows.length > 0;
}

export interface CorrectionAnswer {
  readonly id: string;
  readonly accept: boolean;
  readonly answer: string;
}

/** @throws NOT_FOUND @clause 809 art. 26 */
export function answerCorrection(context: Context, { id, accept, answer }: CorrectionAnswer): Promise<ActResult> {
  const { access } = context;
  return perform(context, 'answerCorrection', async (tx) => {
    const lock = { lockMode: LockMode.PESSIMISTIC_WRITE, refresh: true } as const;
    const row = mustBe(await tx.findOne(CorrectionEntity, { id }, lock), ({ provider }) =>
      bodiesOf(access).includes(provider),
    );
    const violations = [
      ...(row.state === 'OPEN' ? [] : [refusal('ANSWERED_BEFORE', 'It is answered already.', '809 art. 26')]),
      ...(answer === '' ? [refusal('REASONS_MISSING', 'Give the answer in words.', '809 art. 26', 'answer')] : []),
    ];
    if (violations.length > 0) return refused(id, violations);
    row.state = accept ? 'ACCEPTED' : 'REJECTED';
    Object.assign(row, { answer, answeredBy: access.actorId, answeredOn: access.today });
    await tx.flush();
    await writeLine(tx, context, { target: id, name: 'answerCorrection', state: row.state, clause: '809 art. 26' });
    return done(id);
  });
}

const FROM = sql`sharing.correction c`;
const COLUMNS = sql`c.id, c.grant_id as "grantId", c.requester, c.provider, c.record_type as "recordType",
  c.record_id as "recordId", c.coordinate, c.text, c.state, c.requested_on as "requestedOn", c.due_on as "dueOn",
  c.due_provisional as "dueProvisional", c.answer, c.answered_on as "answeredOn"`;

export function listCorrections(context: Context, request: PageRequest): Promise<Page<Row>> {
  const where = visibleCorrections(context.access);
  return page(context, request, { name: 'corrections', columns: COLUMNS, from: FROM, id: sql`c.id`, where });
}

export async function findCorrection(context: Context, id: string | null): Promise<Row | null> {
  const where: RawBuilder<boolean> = visibleCorrections(context.access);
  const query = sql<Row>`select ${COLUMNS} from ${FROM} where c.id = ${id}::uuid and ${where}`;
  return (await query.execute(context.em.getKysely())).rows[0] ?? null;
}
