/** What acts of preservation are told. */
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { IncidentState, MediumKindCode, PlannedWork, ReadingOutcome, SetRole } from '../codes/preservation.ts';

@InputType({ description: 'A set to be registered (套登记).' })
export class RegisterSetInput {
  @Field(() => SetRole, { description: 'In use, or a backup (套别).' })
  role!: keyof typeof SetRole;
  @Field(() => MediumKindCode, { description: 'On what it is kept (介质类型).' })
  kind!: keyof typeof MediumKindCode;
  @Field(() => String, { description: 'What is written on it (标签).' })
  label!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Name of the medium in the settings of the installation; leave it out for the set in use, and for a medium that no machine reaches (介质名称).',
  })
  mount?: string | null;
  @Field(() => String, { description: 'Where it is kept (存放地点).' })
  place!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Read its medium after so many days; 365 unless given (检测周期，天).',
  })
  readEveryDays?: number | null;
}

@InputType({ description: 'A copy from set to set (复制).' })
export class CopySetInput {
  @Field(() => ID, { description: 'From this set (来源套).' })
  fromId!: string;
  @Field(() => ID, { description: 'To this set (目标套).' })
  toId!: string;
  @Field(() => Boolean, {
    nullable: true,
    description: 'True for a migration: the first set is replaced by the second once that is verified (是否迁移).',
  })
  isMigration?: boolean | null;
}

@InputType({ description: 'The reading of a medium (介质检测登记).' })
export class ReadingInput {
  @Field(() => ID, { description: 'The set (套标识).' })
  setId!: string;
  @Field(() => ReadingOutcome, { description: 'What it came to (结果).' })
  outcome!: keyof typeof ReadingOutcome;
  @Field(() => String, { nullable: true, description: 'Note (说明).' })
  note?: string | null;
}

@InputType({ description: 'What is to be done to a set regularly (保管计划).' })
export class PlanInput {
  @Field(() => ID, { description: 'The set (套标识).' })
  setId!: string;
  @Field(() => PlannedWork, { description: 'What is done (工作).' })
  work!: keyof typeof PlannedWork;
  @Field(() => Int, { description: 'Every so many days, 1 to 3660 (周期，天).' })
  everyDays!: number;
  @Field(() => DateScalar, { description: 'The first day (首次日期).' })
  firstOn!: string;
  @Field(() => Int, {
    nullable: true,
    description: 'Of an inspection: of a thousand files, 1 to 1000; all unless given (抽检千分比).',
  })
  permille?: number | null;
}

@InputType({ description: 'An inspection at once (即时检查).' })
export class InspectionInput {
  @Field(() => ID, { description: 'The set (套标识).' })
  setId!: string;
  @Field(() => Int, { nullable: true, description: 'Of a thousand files, 1 to 1000; all unless given (抽检千分比).' })
  permille?: number | null;
}

@InputType({ description: 'The end of an incident, by a person (隐患处置).' })
export class SettleIncidentInput {
  @Field(() => ID, { description: 'The incident (隐患标识).' })
  id!: string;
  @Field(() => IncidentState, { description: 'CLOSED, or LOST: then the archives authority is told (处置结果).' })
  state!: keyof typeof IncidentState;
  @Field(() => String, { description: 'Why (理由).' })
  reason!: string;
}
