/** How a case is archived, and what was found then: seen by whoever sees the case, each agency's part by its own. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, DisclosedRecord, PartRecord, Violation } from '../../../schema/shared-types.ts';
import { CaseState, CheckOutcome, CheckStage, DoorDecision, DoorKind } from '../codes.ts';

@ObjectType({
  implements: DisclosedRecord,
  description: 'One step of archiving, from one state to the next (归档流程环节). @clause GB/T 42727-2023',
})
@Directive('@record')
export class ArchivingStep extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'Whose part; null: the case by its lead (承办机构).' })
  @Disclosed('P0')
  part!: Agency | null;
  @Field(() => CaseState, { nullable: true, description: 'State before (原状态).' })
  @Disclosed('P1')
  from!: keyof typeof CaseState | null;
  @Field(() => CaseState, { nullable: true, description: 'State after (新状态).' })
  @Disclosed('P1')
  to!: keyof typeof CaseState | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (时间).' })
  @Disclosed('P1')
  at!: Date | null;
  @Field(() => String, { nullable: true, description: 'Who or which system (操作者).' })
  @Disclosed('P1', { of: 'OFFICIAL' })
  actor!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Told by the package that the case came in, not found here (随包转入).',
  })
  @Disclosed('P1')
  brought!: boolean | null;
  @Field(() => [Violation], { nullable: true, description: 'All reasons of a return; none otherwise (退回原因).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  reasons!: Violation[] | null;
}

@ObjectType({ description: 'The outcome of one check for one object (检测项结果).' })
@Directive('@structural')
export class CheckFinding {
  @Field(() => String, { description: 'Code of the check, such as GD-1-5 (检测项代码).' })
  code!: string;
  @Field(() => String, { description: 'The package, a file or an element (检测对象).' })
  object!: string;
  @Field(() => CheckOutcome, { description: 'Outcome (结果).' })
  result!: keyof typeof CheckOutcome;
  @Field(() => String, { nullable: true, description: 'What is wrong, or why it cannot be told (原因).' })
  reason!: string | null;
  @Field(() => String, { description: 'What checked it (检测工具).' })
  tool!: string;
  @Field(() => String, { description: 'Who ran the check (检测人).' })
  operator!: string;
}

@ObjectType({ description: 'What differs from the report before it (检测结果变化).' })
@Directive('@structural')
export class CheckChange {
  @Field(() => String, { description: 'Number of the check, such as 1-5 (检测项编号).' })
  check!: string;
  @Field(() => String, { description: 'The package, a file or an element (检测对象).' })
  object!: string;
  @Field(() => CheckOutcome, { nullable: true, description: 'Outcome before; null: none (原结果).' })
  before!: keyof typeof CheckOutcome | null;
  @Field(() => CheckOutcome, { nullable: true, description: 'Outcome after; null: none (现结果).' })
  after!: keyof typeof CheckOutcome | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'A report of the four-property check (四性检测报告). @clause 26号 art. 10',
})
@Directive('@record')
export class CheckReport extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'Whose part; null: the case by its lead (承办机构).' })
  @Disclosed('P0')
  part!: Agency | null;
  @Field(() => CheckStage, { nullable: true, description: 'At which stage (检测环节).' })
  @Disclosed('P1')
  stage!: keyof typeof CheckStage | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether the package went on (是否通过).' })
  @Disclosed('P1')
  accepted!: boolean | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (检测时间).' })
  @Disclosed('P1')
  at!: Date | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Told by the package that the case came in, not found here (随包转入).',
  })
  @Disclosed('P1')
  brought!: boolean | null;
  @Field(() => [CheckFinding], { nullable: true, description: 'Every check with its outcome (检测项结果).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  findings!: CheckFinding[] | null;
  @Field(() => [CheckChange], {
    nullable: true,
    description: 'What differs from the report before (与上次报告的差异).',
  })
  @Disclosed('P3', { of: 'APPLICANT' })
  changes!: CheckChange[] | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'What was sealed when a case, or a part, was archived (归档信息包固化信息). @clause GB/T 42727-2023',
})
@Directive('@record')
export class SealedPackage extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'Whose part; null: the case by its lead (承办机构).' })
  @Disclosed('P1')
  part!: Agency | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was sealed (固化时间).' })
  @Disclosed('P1')
  sealedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'SM3 of the manifest, hexadecimal (校验信息摘要).' })
  @Disclosed('P3', { of: 'THIRD_PERSON' })
  manifestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'What it holds, with digests, as JSON (文件清单与摘要).' })
  @Disclosed('P3', { of: 'THIRD_PERSON' })
  manifest!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Metadata as it was sealed, XML (基本信息元数据). As protected as all that is in it.',
  })
  @Disclosed('P3', { of: 'THIRD_PERSON' })
  metadata!: string | null;
}

@ObjectType({ implements: DisclosedRecord, description: 'A note beside an archived case (附注).' })
@Directive('@record')
export class CaseAnnotation extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'Whose note (附注机构).' })
  @Disclosed('P0')
  unit!: Agency | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was written (附注时间).' })
  @Disclosed('P1')
  writtenAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Who wrote it (附注人).' })
  @Disclosed('P1', { of: 'OFFICIAL' })
  writtenBy!: string | null;
  @Field(() => String, { nullable: true, description: 'The note (附注内容). Free text.' })
  @Disclosed('P2', { of: 'THIRD_PERSON' })
  text!: string | null;
}

@ObjectType({ description: 'How many cases of an agency wait to be archived (归档期限统计). Numbers only.' })
export class ArchivingDeadlines {
  @Field(() => Agency, { description: 'The agency (机构).' })
  @Disclosed('KEY')
  agency!: Agency;
  @Field(() => Int, { description: 'Completed and not archived (待归档).' })
  @Disclosed('P0')
  waiting!: number;
  @Field(() => Int, { description: 'Of these, due within the days that the profile sets (即将到期).' })
  @Disclosed('P0')
  dueSoon!: number;
  @Field(() => Int, { description: 'Of these, past the last day (已逾期). @clause 26号 art. 9' })
  @Disclosed('P0')
  overdue!: number;
  @Field(() => Int, { description: 'Of these, returned with reasons (已退回).' })
  @Disclosed('P0')
  returned!: number;
  @Field(() => Int, { description: 'Archived (已归档).' })
  @Disclosed('P0')
  archived!: number;
}

@ObjectType({ description: 'An intake that the door did not let in (入口拒收或存疑记录). No content, no title.' })
export class DoorNotice {
  @Field(() => ID, { description: 'Opaque key: the same intake sent again has the same (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DoorKind, { description: 'What the door did (处理结果).' })
  @Disclosed('P0')
  kind!: keyof typeof DoorKind;
  @Field(() => Agency, { nullable: true, description: 'Agency of the sender (报送机构).' })
  @Disclosed('KEY')
  agency!: Agency | null;
  @Field(() => String, { description: 'Who sent it (报送者).' })
  @Disclosed('P0')
  sender!: string;
  @Field(() => DateTimeScalar, { description: 'When, last (报送时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => DoorDecision, { nullable: true, description: 'What was decided about a doubt (处理意见).' })
  @Disclosed('P0')
  decision!: keyof typeof DoorDecision | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (处理时间).' })
  @Disclosed('P0')
  decidedAt!: Date | null;
}
