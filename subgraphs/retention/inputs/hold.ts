/** What a hold is placed with. */
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { codesOf } from '../../../schema/shared-types.ts';
import { parseKey } from '../../disclosure/index.ts';
import type { HoldOrder } from '../service/holds.ts';

const PlacedHoldReason = codesOf('PlacedHoldReason', 'Why a hold is placed by hand (暂停处置原因).', {
  LITIGATION: 'A lawsuit or review (诉讼、复议).',
  AUDIT: 'An audit (审计).',
  INSPECTION: 'An inspection (检查).',
});

@InputType({ description: 'A hold to be placed (暂停处置申请).' })
export class PlaceHoldInput {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  caseId!: string;
  @Field(() => PlacedHoldReason, { description: 'Why (原因).' })
  reason!: HoldOrder['reason'];
  @Field(() => String, { description: 'The document that asks for it (依据文书).' })
  ground!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day to look at it again (复核日期).' })
  until?: string | null;
}

export function parseHold(input: PlaceHoldInput): HoldOrder {
  return { ...input, caseId: parseKey('input.caseId', input.caseId), until: input.until ?? null };
}
