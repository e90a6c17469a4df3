/** Holds. Not a record: whoever may read a row may read its fields. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { HoldReason } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({
  description:
    'A hold: nothing of the record is destroyed or erased while it is in force (暂停处置). @clause 档案法实施条例 art. 24',
})
export class RetentionHold {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => HoldReason, { description: 'Why (原因).' })
  @Disclosed('P0')
  reason!: keyof typeof HoldReason;
  @Field(() => String, { nullable: true, description: 'The document that asks for it (依据文书).' })
  @Disclosed('P0')
  ground!: string | null;
  @Field(() => DateScalar, { description: 'Day on which it was placed (起始日期).' })
  @Disclosed('P0')
  placedOn!: string;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day to look at it again; it does not end by itself (复核日期).',
  })
  @Disclosed('P0')
  until!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was lifted; null: in force (解除日期).' })
  @Disclosed('P0')
  liftedOn!: string | null;
}

export const RetentionHoldResult = actResultOf(RetentionHold, 'RetentionHoldResult', '暂停处置');
