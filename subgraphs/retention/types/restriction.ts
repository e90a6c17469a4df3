/** Restrictions in the place of erasure. Not a record. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { ErasureOutcome } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'A demand to erase, and what came of it (删除请求). @clause PIPL art. 47; PIPL art. 72' })
export class ProcessingRestriction {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => ErasureOutcome, { description: 'What it led to (处理结果).' })
  @Disclosed('P0')
  outcome!: keyof typeof ErasureOutcome;
  @Field(() => DateScalar, { description: 'Since when processing is restricted (限制日期).' })
  @Disclosed('P0')
  placedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was lifted (解除日期).' })
  @Disclosed('P0')
  liftedOn!: string | null;
}

export const ProcessingRestrictionResult = actResultOf(
  ProcessingRestriction,
  'ProcessingRestrictionResult',
  '删除请求',
);
