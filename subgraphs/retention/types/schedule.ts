/** Retention schedules, and what a draft of one would change. None is a record: whoever may read a row may read its fields. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency, connectionOf } from '../../../schema/shared-types.ts';
import { MaterialClass, ScheduleState } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'A rule of a retention schedule (保管期限表条目). Public.' })
export class RetentionRule {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Code of the rule in its schedule (条目编号).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, {
    description: 'Implementation code of the service item, or its basic code (事项编码).',
  })
  @Disclosed('P0')
  itemCode!: string;
  @Field(() => MaterialClass, {
    nullable: true,
    description: 'The class of materials that it is for; null: the whole of the case (材料类别). @clause 26号 art. 7',
  })
  @Disclosed('P0')
  materialClass!: keyof typeof MaterialClass | null;
  @Field(() => String, { description: 'Y permanent, D30 thirty years, Dn n years (保管期限).' })
  @Disclosed('P0')
  period!: string;
  @Field(() => String, { description: 'The clause that sets the period (依据条款).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => Int, {
    description: 'How far administration looks back, in years (行政追溯年限). @clause 26号 art. 7',
  })
  @Disclosed('P0')
  lookBackAdministration!: number;
  @Field(() => Int, {
    description: 'How far litigation looks back, in years (诉讼追溯年限). @clause 26号 art. 7',
  })
  @Disclosed('P0')
  lookBackLitigation!: number;
  @Field(() => Int, { description: 'How far audit looks back, in years (审计追溯年限). @clause 26号 art. 7' })
  @Disclosed('P0')
  lookBackAudit!: number;
}

@ObjectType({
  description:
    "One version of an agency's archiving scope and retention periods (归档范围和档案保管期限表). Public. @clause 26号 art. 7",
})
export class RetentionSchedule {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency whose schedule it is (制表机构).' })
  @Disclosed('P0')
  agency!: Agency;
  @Field(() => String, { description: 'Title (名称).' })
  @Disclosed('P0')
  title!: string;
  @Field(() => String, { description: 'Version (版本).' })
  @Disclosed('P0')
  version!: string;
  @Field(() => ScheduleState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof ScheduleState;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day on which the archives authority approved it (批准日期).',
  })
  @Disclosed('P0')
  approvedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was handed in for approval (报审日期).' })
  @Disclosed('P0')
  submittedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'Why the authority returned it (退回意见).' })
  @Disclosed('P0')
  returnReason!: string | null;
  @Field(() => [RetentionRule], { description: 'Its rules, by code (条目).' })
  @Disclosed('KEY')
  rules!: RetentionRule[];
}

export const RetentionScheduleResult = actResultOf(RetentionSchedule, 'RetentionScheduleResult', '保管期限表');

@ObjectType({ description: 'What a schedule would change for the records of one rule (条目模拟结果).' })
export class ScheduleRuleEffect {
  @Field(() => String, { description: 'Code of the rule (条目编号).' })
  @Disclosed('P0')
  ruleCode!: string;
  @Field(() => String, { description: 'Code of its item (事项编码).' })
  @Disclosed('P0')
  itemCode!: string;
  @Field(() => Int, { description: 'Records that it would be for (适用件数).' })
  @Disclosed('P0')
  records!: number;
  @Field(() => Int, { description: 'Records whose end would move (期满日变动件数).' })
  @Disclosed('P0')
  moved!: number;
  @Field(() => Int, { nullable: true, description: 'Least move in days, negative when earlier (最小变动天数).' })
  @Disclosed('P0')
  leastDays!: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest move in days (最大变动天数).' })
  @Disclosed('P0')
  mostDays!: number | null;
}

@ObjectType({
  description: 'What a schedule would change over all records of its agency (保管期限表模拟). @clause 26号 art. 7',
})
export class ScheduleSimulation {
  @Field(() => ID, { description: 'Key of the schedule (保管期限表标识).' })
  @Disclosed('KEY')
  scheduleId!: string;
  @Field(() => Int, { description: 'Records that it would rule (件数).' })
  @Disclosed('P0')
  records!: number;
  @Field(() => Int, { description: 'Records whose end would move (期满日变动件数).' })
  @Disclosed('P0')
  moved!: number;
  @Field(() => Int, { description: 'Of these, earlier (提前件数).' })
  @Disclosed('P0')
  earlier!: number;
  @Field(() => Int, { description: 'Of these, later (延后件数).' })
  @Disclosed('P0')
  later!: number;
  @Field(() => Int, { description: 'Records that would become permanent (转为永久件数).' })
  @Disclosed('P0')
  becomesPermanent!: number;
  @Field(() => Int, { description: 'Permanent records that would get an end (永久转为定期件数).' })
  @Disclosed('P0')
  noLongerPermanent!: number;
  @Field(() => Int, { description: 'Records that have no decision yet (新确定件数).' })
  @Disclosed('P0')
  newlyDecided!: number;
  @Field(() => Int, { description: 'Records whose end would stay because they are held (暂停处置不提前件数).' })
  @Disclosed('P0')
  keptByHold!: number;
  @Field(() => Int, { nullable: true, description: 'Least move in days, negative when earlier (最小变动天数).' })
  @Disclosed('P0')
  leastDays!: number | null;
  @Field(() => Int, { nullable: true, description: 'Largest move in days (最大变动天数).' })
  @Disclosed('P0')
  mostDays!: number | null;
  @Field(() => [ScheduleRuleEffect], { description: 'The same by rule (分条目).' })
  @Disclosed('P0')
  rules!: ScheduleRuleEffect[];
}

@ObjectType({ description: 'One record that a schedule would rule anew (期满日变动明细). For its own agency.' })
export class ScheduleMove {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => String, { description: 'Record code (电子文件号).' })
  @Disclosed('P0')
  recordCode!: string;
  @Field(() => String, { nullable: true, description: 'Rule now; null: none (现条目编号).' })
  @Disclosed('P0')
  ruleBefore!: string | null;
  @Field(() => String, { nullable: true, description: 'Period now (现保管期限).' })
  @Disclosed('P0')
  periodBefore!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'End now; null: permanent or none (现期满日).' })
  @Disclosed('P0')
  dueBefore!: string | null;
  @Field(() => String, { description: 'Rule under the schedule (新条目编号).' })
  @Disclosed('P0')
  ruleAfter!: string;
  @Field(() => String, { description: 'Period under the schedule (新保管期限).' })
  @Disclosed('P0')
  periodAfter!: string;
  @Field(() => DateScalar, { nullable: true, description: 'End under the schedule (新期满日).' })
  @Disclosed('P0')
  dueAfter!: string | null;
  @Field(() => Int, { nullable: true, description: 'By how many days; null when either has no end (变动天数).' })
  @Disclosed('P0')
  days!: number | null;
  @Field(() => String, { description: 'The clause that sets the new period (依据条款).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => Boolean, { description: 'Whether it would stay because it is held (因暂停处置不提前).' })
  @Disclosed('P0')
  keptByHold!: boolean;
}

export const ScheduleMoveConnection = connectionOf(ScheduleMove, 'ScheduleMove', '期满日变动明细').Connection;
