/** Statutory demands as their parties and the auditor see them. */
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { DemandKind } from '../in-force-codes.ts';

@ObjectType({ description: 'One answer that was given by a demand (调取记录).' })
export class DemandUse {
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => String, { description: 'The officer, by the name of the token (调取人员).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { description: 'Request id, as in the answer (请求标识).' })
  @Disclosed('P0')
  requestId!: string;
  @Field(() => [ID], { description: 'Keys of the records that were read (记录).' })
  @Disclosed('P0')
  records!: string[];
}

@ObjectType({
  description:
    'A statutory demand or declared emergency about one record (法定调取). For its two parties and the auditor. @clause 809 art. 2',
})
export class Demand {
  @Field(() => ID, { description: 'Key; its officers send it as `x-statutory-demand` (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DemandKind, { description: 'Who demands, or why (调取类型).' })
  @Disclosed('P0')
  kind!: keyof typeof DemandKind;
  @Field(() => String, { description: 'Number of the document; good for one record (文书编号).' })
  @Disclosed('P0')
  documentNumber!: string;
  @Field(() => String, { description: 'USCC of the body that demands (调取机关).' })
  @Disclosed('P0')
  authority!: string;
  @Field(() => String, { description: 'The law that it rests on (法律依据).' })
  @Disclosed('P0')
  legalBasis!: string;
  @Field(() => [String], { description: 'Its two officers, by the names of their tokens (两名调取人员).' })
  @Disclosed('P0')
  officers!: string[];
  @Field(() => ID, { description: 'Key of the one record (调取的记录).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => String, { description: 'USCC of the body that holds the record (保管机构).' })
  @Disclosed('P0')
  provider!: string;
  @Field(() => String, { description: 'Who recorded it (登记人).' })
  @Disclosed('P0')
  recordedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When it was recorded (登记时间).' })
  @Disclosed('P0')
  recordedAt!: Date;
  @Field(() => [String], { description: 'Who has approved it; in force with two (批准人).' })
  @Disclosed('P0')
  approvers!: string[];
  @Field(() => DateTimeScalar, { description: 'Until when it holds (截止时间).' })
  @Disclosed('P0')
  until!: Date;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The subject is told after this day; null: when it is over (依法延迟告知至).',
  })
  @Disclosed('P0')
  keptUntil!: string | null;
  @Field(() => String, { nullable: true, description: 'The law that orders the delay (延迟告知依据).' })
  @Disclosed('P0')
  keptBasis!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was ended before its time (提前终止时间).' })
  @Disclosed('P0')
  endedAt!: Date | null;
  @Field(() => DateScalar, {
    description:
      'The day on which, at its end at the latest, the subject sees what was read (告知当事人日期). @clause PIPL art. 35',
  })
  @Disclosed('P0')
  noticeOn!: string;
  @Field(() => [DemandUse], { description: 'What was answered by it (调取日志).' })
  @Disclosed('P0')
  uses!: DemandUse[];
}

@ObjectType({ description: 'What became of an act about a demand (法定调取办理结果).' })
@Directive('@structural')
export class DemandResult {
  @Field(() => Demand, { nullable: true, description: 'The demand; null when it was not entered (法定调取).' })
  demand!: Demand | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty: it was not (拒绝原因).' })
  violations!: Violation[];
}

@InputType({ description: 'A statutory demand or declared emergency (法定调取登记).' })
export class RecordDemandInput {
  @Field(() => DemandKind, { description: 'Who demands, or why (调取类型).' })
  kind!: keyof typeof DemandKind;
  @Field(() => String, { description: 'Number of the document (文书编号).' })
  documentNumber!: string;
  @Field(() => String, { description: 'USCC of the body that demands (调取机关).' })
  authority!: string;
  @Field(() => String, { description: 'The law that it rests on (法律依据).' })
  legalBasis!: string;
  @Field(() => [String], { description: 'Two officers, by the names of their tokens (两名调取人员).' })
  officers!: string[];
  @Field(() => ID, { description: 'Key of the one record: a case or a licence of yours (调取的记录).' })
  recordId!: string;
  @Field(() => DateTimeScalar, { description: 'Until when: hours or days (截止时间).' })
  until!: string | Date;
  @Field(() => DateScalar, { nullable: true, description: 'Tell the subject after this day only (依法延迟告知至).' })
  keptUntil?: string | null;
  @Field(() => String, { nullable: true, description: 'The law that orders the delay (延迟告知依据).' })
  keptBasis?: string | null;
}

export const DemandConnection = connectionOf(Demand, 'Demand', '法定调取').Connection;
