/** What a person is told of the use of their records, and what they ask about them. */
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { RecordRequestKind, RecordRequestState } from '../in-force-codes.ts';
import { Agency } from './agency.ts';

@ObjectType({
  description:
    'That somebody read more than public facts of a record about you (本人记录的查阅情况). No officers’ names; not what the law keeps back. @clause PIPL art. 44',
})
export class AccessOfMine {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => Agency, { nullable: true, description: 'Which body; null for offices of the system (查阅机构).' })
  @Disclosed('P0')
  agency!: Agency | null;
  @Field(() => String, { nullable: true, description: 'For which use cause (用途).' })
  @Disclosed('P0')
  useCause!: string | null;
  @Field(() => [String], { description: 'Your records, as Type:id (涉及的本人记录).' })
  @Disclosed('P0')
  records!: string[];
  @Field(() => [String], { description: 'Fields that the answer gave, as Type.field, or as a mask (披露字段).' })
  @Disclosed('P0')
  fields!: string[];
  @Field(() => [String], { description: 'The clauses by which (依据条款).' })
  @Disclosed('P0')
  clauses!: string[];
  @Field(() => String, { nullable: true, description: 'Legal basis of the grant or demand (法律依据).' })
  @Disclosed('P0')
  basis!: string | null;
}

@ObjectType({
  description:
    'What a person asks about a record of theirs (个人请求). For that person and for the body that answers. @clause PIPL art. 50',
})
export class RecordRequest {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => RecordRequestKind, { description: 'What is asked (请求类型).' })
  @Disclosed('P0')
  kind!: keyof typeof RecordRequestKind;
  @Field(() => ID, { description: 'Key of the record (记录).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => String, { description: 'USCC of the body that answers (答复机构).' })
  @Disclosed('P0')
  provider!: string;
  @Field(() => String, { description: 'What the person says (请求内容).' })
  @Disclosed('P0')
  statement!: string;
  @Field(() => RecordRequestState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof RecordRequestState;
  @Field(() => DateTimeScalar, { description: 'When it was asked (请求时间).' })
  @Disclosed('P0')
  requestedAt!: Date;
  @Field(() => DateScalar, { description: 'Last day for the answer, in working days (答复期限).' })
  @Disclosed('P0')
  dueOn!: string;
  @Field(() => String, { nullable: true, description: 'The answer (答复).' })
  @Disclosed('P0')
  answer!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was answered (答复时间).' })
  @Disclosed('P0')
  answeredAt!: Date | null;
}

@ObjectType({ description: 'What became of a request or its answer (个人请求办理结果).' })
@Directive('@structural')
export class RecordRequestResult {
  @Field(() => RecordRequest, { nullable: true, description: 'The request; null when it was not entered (个人请求).' })
  request!: RecordRequest | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty: it was not (拒绝原因).' })
  violations!: Violation[];
}

@InputType({ description: 'What you ask about a record of yours (个人请求).' })
export class RecordRequestInput {
  @Field(() => ID, { description: 'Key of the record: a case or a licence (记录).' })
  recordId!: string;
  @Field(() => RecordRequestKind, { description: 'What you ask (请求类型).' })
  kind!: keyof typeof RecordRequestKind;
  @Field(() => String, { description: 'In your words (请求内容).' })
  statement!: string;
}

@InputType({ description: 'The answer to a person’s request (个人请求答复).' })
export class AnswerRequestInput {
  @Field(() => ID, { description: 'Key of the request (请求标识).' })
  id!: string;
  @Field(() => Boolean, { description: 'Whether it is done as asked (是否办理).' })
  isGranted!: boolean;
  @Field(() => String, { description: 'What was done, or why it was not (答复内容).' })
  answer!: string;
}

export const AccessOfMineConnection = connectionOf(AccessOfMine, 'AccessOfMine', '本人记录查阅').Connection;
export const RecordRequestConnection = connectionOf(RecordRequest, 'RecordRequest', '个人请求').Connection;
