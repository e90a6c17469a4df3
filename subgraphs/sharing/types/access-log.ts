/** What was answered to whom (访问日志). */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';

@ObjectType({ description: 'How often a field came out how (字段披露统计).' })
export class AccessOutcome {
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => String, { description: 'SHOW, MASK or WITHHOLD (结果).' })
  @Disclosed('P0')
  outcome!: string;
  @Field(() => String, { description: 'Rule (规则).' })
  @Disclosed('P0')
  rule!: string;
  @Field(() => Int, { description: 'In how many records (条数).' })
  @Disclosed('P0')
  count!: number;
}

@ObjectType({
  description: 'One answer that was given (访问日志). For the auditor, and for a body its own. @clause 809 art. 29',
})
export class AccessLogEntry {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => String, { description: 'Request id, as in the answer (请求标识).' })
  @Disclosed('P0')
  requestId!: string;
  @Field(() => String, { description: 'Opaque name of the caller (访问者).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { description: 'Role (角色).' })
  @Disclosed('P0')
  role!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the body (机构).' })
  @Disclosed('P0')
  agency!: string | null;
  @Field(() => String, { nullable: true, description: 'For whom the platform asked (代查机构).' })
  @Disclosed('P0')
  onBehalfOf!: string | null;
  @Field(() => String, { nullable: true, description: 'Grant (授权).' })
  @Disclosed('P0')
  grantId!: string | null;
  @Field(() => String, { nullable: true, description: 'Use cause (用途).' })
  @Disclosed('P0')
  useCause!: string | null;
  @Field(() => String, { description: 'SHA-256 of the operation with every value left out (操作摘要).' })
  @Disclosed('P0')
  operationHash!: string;
  @Field(() => String, { nullable: true, description: 'Name of the registered operation (注册操作名).' })
  @Disclosed('P0')
  operation!: string | null;
  @Field(() => [AccessOutcome], { description: 'What was shown, masked, withheld (披露结果).' })
  @Disclosed('P0')
  outcomes!: AccessOutcome[];
  @Field(() => [String], { description: 'Records concerned, as Type:id (记录).' })
  @Disclosed('P0')
  records!: string[];
  @Field(() => String, { description: 'Version of the policy that decided (策略版本).' })
  @Disclosed('P0')
  policyVersion!: string;
  @Field(() => String, { nullable: true, description: 'The statutory demand that it was given by (法定调取).' })
  @Disclosed('P0')
  demandId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Error code of an answer that was refused (拒绝原因); then nothing left.',
  })
  @Disclosed('P0')
  refusal!: string | null;
}

export const AccessLogEntryConnection = connectionOf(AccessLogEntry, 'AccessLogEntry', '访问日志').Connection;
