/** Corrections and disputes: what the parties of a grant do not agree on (校核与争议). */
import { ArgsType, Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { CorrectionState, DisputeStage, DisputeState } from '../procedure-codes.ts';
import { Agency } from './agency.ts';

@ObjectType({
  description:
    'What a user found wrong in a record, and the answer (校核). Seen by the two parties alone. @clause 809 art. 26',
})
export class Correction {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => CorrectionState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof CorrectionState;
  @Field(() => ID, { description: 'The grant by which the record was seen (授权标识).' })
  @Disclosed('P0')
  grantId!: string;
  @Field(() => Agency, { nullable: true, description: 'Who asks (提出方).' })
  @Disclosed('P0')
  requester!: Agency | null;
  @Field(() => Agency, { nullable: true, description: 'Who answers (提供方).' })
  @Disclosed('P0')
  provider!: Agency | null;
  @Field(() => String, { description: 'Type of the record (记录类型).' })
  @Disclosed('P0')
  recordType!: string;
  @Field(() => ID, { description: 'Key of the record (记录标识).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => String, { description: 'The field, as Type.field (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => String, { description: 'What is wrong (校核意见).' })
  @Disclosed('P0')
  text!: string;
  @Field(() => DateScalar, { description: 'Last day for the answer (答复期限).' })
  @Disclosed('P0')
  dueOn!: string;
  @Field(() => Boolean, { description: 'Whether that day may still change (期限是否暂定).' })
  @Disclosed('P0')
  dueProvisional!: boolean;
  @Field(() => String, { nullable: true, description: 'The answer (答复意见).' })
  @Disclosed('P0')
  answer!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of the answer (答复日期).' })
  @Disclosed('P0')
  answeredOn!: string | null;
}

@ArgsType()
export class CorrectionArgs {
  @Field(() => ID, { description: 'Key of the grant (授权标识).' })
  grant!: string;
  @Field(() => String, { description: 'Type of the record (记录类型).' })
  recordType!: string;
  @Field(() => ID, { description: 'Key of the record (记录标识).' })
  recordId!: string;
  @Field(() => String, { description: 'The field, as Type.field (字段坐标).' })
  coordinate!: string;
  @Field(() => String, { description: 'What is wrong (校核意见).' })
  text!: string;
}

@ObjectType({ description: 'Outcome of an act about a correction (校核办理结果).' })
export class CorrectionResult {
  @Field(() => Correction, { nullable: true, description: 'As it stands now (校核).' })
  @Disclosed('KEY')
  correction!: Correction | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

@ObjectType({
  description:
    'A dispute about a grant (争议); until it is settled its records are not destroyed. Seen by the two parties and the data authority. @clause 809 art. 28',
})
export class Dispute {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DisputeState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof DisputeState;
  @Field(() => DisputeStage, { description: 'Who settles it (阶段).' })
  @Disclosed('P0')
  stage!: keyof typeof DisputeStage;
  @Field(() => ID, { description: 'The grant (授权标识).' })
  @Disclosed('P0')
  grantId!: string;
  @Field(() => Agency, { nullable: true, description: 'Who opened it (提出方).' })
  @Disclosed('P0')
  openedBy!: Agency | null;
  @Field(() => String, { description: 'What it is about (争议事项).' })
  @Disclosed('P0')
  text!: string;
  @Field(() => [String], { description: 'Records that are kept, as Type:id (暂停销毁的记录).' })
  @Disclosed('P0')
  records!: string[];
  @Field(() => String, { nullable: true, description: 'How it was settled (处理结果).' })
  @Disclosed('P0')
  outcome!: string | null;
  @Field(() => DateScalar, { description: 'Day on which it was opened (提出日期).' })
  @Disclosed('P0')
  openedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was settled (处理日期).' })
  @Disclosed('P0')
  settledOn!: string | null;
}

@ObjectType({ description: 'Outcome of an act about a dispute (争议办理结果).' })
export class DisputeResult {
  @Field(() => Dispute, { nullable: true, description: 'As it stands now (争议).' })
  @Disclosed('KEY')
  dispute!: Dispute | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

export const CorrectionConnection = connectionOf(Correction, 'Correction', '校核').Connection;
export const DisputeConnection = connectionOf(Dispute, 'Dispute', '争议').Connection;
