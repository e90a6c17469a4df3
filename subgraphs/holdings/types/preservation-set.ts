/** Sets, media, plans and how a keeper stands. Not records, and never content. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { MediumKindCode, PlannedWork, ReadingOutcome, SetRole, SetState, Shortfall } from '../codes/preservation.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'The reading of a medium by a person (介质检测).' })
export class MediumReading {
  @Field(() => ReadingOutcome, { description: 'What it came to (结果).' })
  @Disclosed('P0')
  outcome!: keyof typeof ReadingOutcome;
  @Field(() => String, { description: 'Note (说明).' })
  @Disclosed('P0')
  note!: string;
  @Field(() => String, { description: 'Who read it (检测人).' })
  @Disclosed('P0')
  readBy!: string;
  @Field(() => DateScalar, { description: 'When (检测日期).' })
  @Disclosed('P0')
  readOn!: string;
}

@ObjectType({ description: 'A complete set of a keeper’s archives on one medium (套). @clause 令22 art. 26' })
export class PreservationSet {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency or hall whose archives it holds (保管单位).' })
  @Disclosed('P0')
  keeper!: Agency;
  @Field(() => SetRole, { description: 'In use, or a backup (套别).' })
  @Disclosed('P0')
  role!: keyof typeof SetRole;
  @Field(() => MediumKindCode, { description: 'On what it is kept (介质类型).' })
  @Disclosed('P0')
  kind!: keyof typeof MediumKindCode;
  @Field(() => String, { description: 'What is written on it (标签).' })
  @Disclosed('P0')
  label!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Where it is (存放地点). Of the keeper alone: a matter of the security of the archives.',
  })
  @Disclosed('P0')
  place!: string | null;
  @Field(() => SetState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof SetState;
  @Field(() => Int, { description: 'Its medium is read after so many days (检测周期，天).' })
  @Disclosed('P0')
  readEveryDays!: number;
  @Field(() => DateScalar, { nullable: true, description: 'Last reading or whole inspection (最近检测日期).' })
  @Disclosed('P0')
  lastReadOn!: string | null;
  @Field(() => DateScalar, { description: 'When it is due again (下次检测日期).' })
  @Disclosed('P0')
  readDueOn!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'It was complete then (完整至).' })
  @Disclosed('P0')
  completeAt!: string | null;
  @Field(() => Int, { description: 'Files that were copied to it (文件数). Of the set in use 0: it grows by itself.' })
  @Disclosed('P0')
  files!: number;
  @Field(() => Float, { description: 'Their bytes (字节数).' })
  @Disclosed('P0')
  bytes!: number;
  @Field(() => ID, { nullable: true, description: 'The set that it was migrated to (迁移至).' })
  @Disclosed('P0')
  replacedBy!: string | null;
  @Field(() => String, { description: 'Who registered it (登记人).' })
  @Disclosed('P0')
  registeredBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (登记时间).' })
  @Disclosed('P0')
  registeredAt!: string;
  @Field(() => [MediumReading], { description: 'Readings by persons, the last first, at most 50 (介质检测记录).' })
  @Disclosed('P0')
  readings!: MediumReading[];
}

@ObjectType({ description: 'How a keeper stands against what is demanded of it (合规情况). @clause 令22 art. 26' })
export class PreservationCompliance {
  @Field(() => Agency, { description: 'The keeper (保管单位).' })
  @Disclosed('P0')
  keeper!: Agency;
  @Field(() => Int, { description: 'Sets that are kept (套数).' })
  @Disclosed('P0')
  sets!: number;
  @Field(() => Int, { description: 'Complete backup sets (完整备份套数).' })
  @Disclosed('P0')
  completeBackups!: number;
  @Field(() => Int, { description: 'Kinds of medium (介质种类数).' })
  @Disclosed('P0')
  kinds!: number;
  @Field(() => [Shortfall], { description: 'What is short; empty: nothing (不足项).' })
  @Disclosed('P0')
  shortOf!: (keyof typeof Shortfall)[];
  @Field(() => Int, { description: 'Incidents that are open (待处理隐患数).' })
  @Disclosed('P0')
  openIncidents!: number;
  @Field(() => Int, { description: 'Files that were reported lost (灭失文件数).' })
  @Disclosed('P0')
  lost!: number;
  @Field(() => DateTimeScalar, { nullable: true, description: 'End of the last whole inspection (最近全检时间).' })
  @Disclosed('P0')
  inspectedAt!: string | null;
}

@ObjectType({ description: 'What is done to a set regularly (保管计划). @clause 26号 art. 11' })
export class PreservationPlan {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ID, { description: 'The set (套标识).' })
  @Disclosed('P0')
  setId!: string;
  @Field(() => PlannedWork, { description: 'What is done (工作).' })
  @Disclosed('P0')
  work!: keyof typeof PlannedWork;
  @Field(() => Int, { description: 'Every so many days (周期，天).' })
  @Disclosed('P0')
  everyDays!: number;
  @Field(() => Int, { description: 'Of a thousand files; 1000 is all (抽检千分比).' })
  @Disclosed('P0')
  permille!: number;
  @Field(() => DateScalar, { description: 'The next day (下次日期).' })
  @Disclosed('P0')
  nextOn!: string;
  @Field(() => Boolean, { description: 'Whether it is in force (是否有效).' })
  @Disclosed('P0')
  isActive!: boolean;
  @Field(() => String, { description: 'Who made it (制定人).' })
  @Disclosed('P0')
  setBy!: string;
}

export const PreservationSetResult = actResultOf(PreservationSet, 'PreservationSetResult', '套');
export const PreservationPlanResult = actResultOf(PreservationPlan, 'PreservationPlanResult', '保管计划');
