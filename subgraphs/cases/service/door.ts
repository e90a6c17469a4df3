/**
 * The door: what bears a secrecy mark does not come in, and nothing of it stays but who sent it and when.
 *
 * @clause 26号 art. 15
 */
import { createHmac } from 'node:crypto';
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { findSecrecyInMetadata, type MetadataText } from '../../../schema/secrecy.ts';
import { act, publish, type ActResult, type Context, type Refusal } from '../../kernel/index.ts';
import { refusal, SCHEMA } from './handling.ts';

const CLAUSE = '26号 art. 15';

/**
 * Whether this may come in. Nothing of it has been written before, and nothing is when it may not, but a notice under
 * a key that tells nothing: the same content of the same sender has the same key, so that a decision reaches it.
 */
export async function passDoor(context: Context, input: unknown): Promise<Refusal[]> {
  return passTexts(context, textsOf(input), JSON.stringify(input));
}

/** The same for what a file says of itself; `content` names it, such as by its digest. */
export async function passTexts(context: Context, texts: readonly MetadataText[], content: string): Promise<Refusal[]> {
  const judgement = findSecrecyInMetadata(texts);
  if (judgement === 'CLEAR') return [];
  const id = noticeIdOf(context, content);
  if (judgement === 'DOUBT' && (await isAdmitted(context, id))) return [];
  await note(context, id, judgement);
  if (judgement === 'REFUSE')
    return [refusal('SECRECY_MARK', 'It bears a secrecy mark and stays outside. Nothing of it was kept.', CLAUSE)];
  const message = `It may bear a secrecy mark and stays outside until the security officer decides about ${id}. Nothing of it was kept.`;
  return [refusal('SECRECY_DOUBT', message, CLAUSE)];
}

/**
 * Every text in what was said, however deep. Names of arguments are ours and say nothing; that of a metadata element
 * and of the one argument for a secrecy level do.
 */
function textsOf(value: unknown, field = ''): MetadataText[] {
  if (typeof value === 'string') return [{ field, value }];
  if (Array.isArray(value)) return value.flatMap((each) => textsOf(each, field));
  if (typeof value !== 'object' || value === null) return [];
  const { name, value: content } = value as { readonly name?: unknown; readonly value?: unknown };
  if (typeof name === 'string' && typeof content === 'string') return [{ field: name, value: content }];
  return Object.entries(value).flatMap(([key, each]) => textsOf(each, key === 'secrecy' ? '密级' : ''));
}

/** A UUID made of a keyed digest: nobody without the key can tell what it stands for, or try. */
function noticeIdOf({ access, services }: Context, content: string): string {
  const hex = createHmac('sha256', services.keys.cursor)
    .update(JSON.stringify(['door', access.agency, access.actorId]))
    .update(content)
    .digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-8${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

async function isAdmitted({ em }: Context, id: string): Promise<boolean> {
  const { rows } = await sql<{
    decision: string | null;
  }>`select decision from cases.door_notice where id = ${id}::uuid`.execute(em.getKysely());
  return rows[0]?.decision === 'ADMIT';
}

async function note({ em, access }: Context, id: string, judgement: 'REFUSE' | 'DOUBT'): Promise<void> {
  const kind = judgement === 'REFUSE' ? 'REFUSED' : 'DOUBTED';
  const { agency, actorId, at, requestId } = access;
  await em.transactional(async (tx) => {
    await sql`insert into cases.door_notice (id, kind, agency, sender, at)
      values (${id}::uuid, ${kind}, ${agency}, ${actorId}, ${at}::timestamptz)
      on conflict (id) do update set at = excluded.at`.execute(tx.getKysely());
    await publish(tx, SCHEMA, 'ACT', [{ act: 'door', outcome: kind, target: id, actorId, agency, requestId, at }]);
  });
}

export interface DoorNoticeView {
  readonly id: string;
}

/** For the security officer: the newest first. @param id of the only one that is wanted */
export async function listNotices({ em }: Context, id: string | null = null): Promise<readonly DoorNoticeView[]> {
  const { rows } = await sql<DoorNoticeView>`select id, kind, agency as "agencyCode", sender, at, decision,
      decided_by as "decidedBy", decided_at as "decidedAt"
    from cases.door_notice where ${id}::uuid is null or id = ${id}::uuid order by at desc, id limit 500`.execute(
    em.getKysely(),
  );
  return rows;
}

/** Decides once; the same again answers the same. @throws NOT_FOUND; CONFLICT when it has been decided otherwise */
export async function decideDoubt(
  context: Context,
  { noticeId, decision }: { readonly noticeId: string; readonly decision: string },
): Promise<ActResult> {
  const { access } = context;
  return act(context, { schema: SCHEMA, name: 'decideDoubt' }, async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{ decision: string | null }>`select decision from cases.door_notice
      where id = ${noticeId}::uuid and kind = 'DOUBTED' for update`.execute(db);
    const found = rows[0];
    if (found === undefined) throw new DomainError('NOT_FOUND');
    if (found.decision === decision) return { target: noticeId, violations: [] };
    if (found.decision !== null)
      throw new DomainError('CONFLICT', 'This doubt has been decided otherwise.', { details: { noticeId } });
    await sql`update cases.door_notice set decision = ${decision}, decided_by = ${access.actorId},
        decided_at = ${access.at}::timestamptz where id = ${noticeId}::uuid`.execute(db);
    return { target: noticeId, violations: [] };
  });
}
