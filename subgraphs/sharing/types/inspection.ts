/** That an officer looked at the decisions for somebody else (代查披露结果). */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';

@ObjectType({ description: 'In whose place somebody looked (代查身份).' })
export class ViewedCaller {
  @Field(() => String, { description: 'Role (角色).' })
  @Disclosed('P0')
  role!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the body (机构).' })
  @Disclosed('P0')
  agency!: string | null;
  @Field(() => String, { nullable: true, description: 'For whom the platform would ask (代查机构).' })
  @Disclosed('P0')
  onBehalfOf!: string | null;
  @Field(() => String, { nullable: true, description: 'Grant (授权).' })
  @Disclosed('P0')
  grantId!: string | null;
  @Field(() => String, { nullable: true, description: 'Use cause (用途).' })
  @Disclosed('P0')
  useCause!: string | null;
  @Field(() => Boolean, { description: 'As the subject of the record, whoever that is (以当事人身份).' })
  @Disclosed('P0')
  isSubject!: boolean;
}

@ObjectType({
  description: 'That an officer looked at the decisions for somebody else (代查披露结果). Outcomes only, no values.',
})
export class Inspection {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => String, { description: 'Request id, as in the access log (请求标识).' })
  @Disclosed('P0')
  requestId!: string;
  @Field(() => String, { description: 'Opaque name of the officer (操作人).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { description: 'Why, in the words of the officer (事由).' })
  @Disclosed('P0')
  reason!: string;
  @Field(() => String, { description: 'The key that was asked about, be there such a record or not (记录标识).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => ViewedCaller, { description: 'In whose place (代查身份).' })
  @Disclosed('P0')
  viewedAs!: ViewedCaller;
  @Field(() => String, { description: 'Version of the policy that decided (策略版本).' })
  @Disclosed('P0')
  policyVersion!: string;
}

export const InspectionConnection = connectionOf(Inspection, 'Inspection', '代查记录').Connection;
