/** Notes beside an archived case: the case itself does not change. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { act, type ActResult, type Context } from '../../kernel/index.ts';
import type { AnnotateCaseInput } from '../inputs/archiving.ts';
import { checkText } from '../input-rules.ts';
import { passDoor } from './door.ts';
import { lockCase, refusal } from './handling.ts';
import { named } from './items.ts';

/** @clause 26号 art. 9 */
export async function annotateCase(context: Context, input: AnnotateCaseInput): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named('annotateCase'), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const handled = await lockCase(tx, context, input.caseId);
    const isArchived = handled.sideState === 'ARCHIVED';
    const violations = [
      ...checkText('text', input.text, 4_000),
      ...(isArchived
        ? []
        : [
            refusal(
              'NOT_ARCHIVED',
              'Only archived cases are annotated; others are corrected.',
              '26号 art. 9',
              'caseId',
            ),
          ]),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    const { actorId, at } = context.access;
    await sql`insert into cases.case_annotation (id, case_id, unit, text, written_by, written_at)
      values (${randomUUID()}::uuid, ${handled.id}::uuid, ${handled.partAgency ?? handled.formingUnit}, ${input.text},
        ${actorId}, ${at}::timestamptz)`.execute(tx.getKysely());
    return { target: handled.id, violations: [] };
  });
}
