/** What was done to preserve, what was found, and what became of it: to the keeper all, to those who supervise outcomes. */
import { Directive, Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { ConversionOutcome, IncidentKind, IncidentState, PreservationWork, RunState } from '../codes/preservation.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'How many of one kind were found (分类计数).' })
@Directive('@structural')
export class FindingCount {
  @Field(() => IncidentKind, { description: 'What is wrong (类型).' })
  kind!: keyof typeof IncidentKind;
  @Field(() => Int, { description: 'How many (数量).' })
  count!: number;
}

@ObjectType({ description: 'One file of a conversion (文件转换记录). @clause 令22 art. 28' })
export class FileConversion {
  @Field(() => ConversionOutcome, { description: 'What came of it (结果).' })
  @Disclosed('P0')
  outcome!: keyof typeof ConversionOutcome;
  @Field(() => ID, { nullable: true, description: 'Id of the original, for its keeper (原文件标识).' })
  @Disclosed('P0')
  file!: string | null;
  @Field(() => ID, { nullable: true, description: 'Id of what was made, for its keeper (转换后文件标识).' })
  @Disclosed('P0')
  derived!: string | null;
  @Field(() => String, { description: 'Version of the converter (转换工具版本).' })
  @Disclosed('P0')
  version!: string;
  @Field(() => String, { nullable: true, description: 'SM3 before, for its keeper (转换前 SM3).' })
  @Disclosed('P0')
  beforeSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 before, for its keeper (转换前 SHA-256).' })
  @Disclosed('P0')
  beforeSha256!: string | null;
  @Field(() => String, { nullable: true, description: 'SM3 after, for its keeper (转换后 SM3).' })
  @Disclosed('P0')
  afterSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 after, for its keeper (转换后 SHA-256).' })
  @Disclosed('P0')
  afterSha256!: string | null;
  @Field(() => [String], {
    description:
      'Checks at the stage of long-term preservation that did not simply pass: `LT-3-4 MANUAL_REVIEW` (复检未通过项).',
  })
  @Disclosed('P0')
  remarks!: string[];
  @Field(() => String, { nullable: true, description: 'Why it failed, as a code (原因).' })
  @Disclosed('P0')
  reason!: string | null;
}

@ObjectType({ description: 'Something that an inspection found, and what became of it (隐患). @clause 26号 art. 11' })
export class PreservationIncident {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The keeper (保管单位).' })
  @Disclosed('P0')
  keeper!: Agency;
  @Field(() => ID, { description: 'The set (套标识).' })
  @Disclosed('P0')
  setId!: string;
  @Field(() => ID, { description: 'The run that found it (检查标识).' })
  @Disclosed('P0')
  runId!: string;
  @Field(() => IncidentKind, { description: 'What is wrong (类型).' })
  @Disclosed('P0')
  kind!: keyof typeof IncidentKind;
  @Field(() => ID, { nullable: true, description: 'Id of the file, for its keeper (文件标识).' })
  @Disclosed('P0')
  file!: string | null;
  @Field(() => ID, {
    nullable: true,
    description: 'Id of the file whose content it holds, for its keeper (所含内容的文件标识).',
  })
  @Disclosed('P0')
  other!: string | null;
  @Field(() => IncidentState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof IncidentState;
  @Field(() => DateTimeScalar, { description: 'When it was found (发现时间).' })
  @Disclosed('P0')
  foundAt!: string;
  @Field(() => ID, { nullable: true, description: 'The set that gave the good copy (修复来源套).' })
  @Disclosed('P0')
  repairedFrom!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was repaired (修复时间).' })
  @Disclosed('P0')
  repairedAt!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why the last repair did not succeed, as a code (修复未果原因).',
  })
  @Disclosed('P0')
  hindrance!: string | null;
  @Field(() => String, { nullable: true, description: 'Who closed it or reported the loss (处置人).' })
  @Disclosed('P0')
  settledBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (处置时间).' })
  @Disclosed('P0')
  settledAt!: string | null;
  @Field(() => String, { nullable: true, description: 'Why (处置理由).' })
  @Disclosed('P0')
  reason!: string | null;
}

@ObjectType({
  description: 'Preservation work from its order to its end: its report (保管工作报告). @clause 26号 art. 11',
})
export class PreservationRun {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => PreservationWork, { description: 'What was done (工作).' })
  @Disclosed('P0')
  work!: keyof typeof PreservationWork;
  @Field(() => Agency, { description: 'The keeper (保管单位).' })
  @Disclosed('P0')
  keeper!: Agency;
  @Field(() => ID, { nullable: true, description: 'The set (套标识).' })
  @Disclosed('P0')
  setId!: string | null;
  @Field(() => ID, { nullable: true, description: 'Of a copy: where from (来源套).' })
  @Disclosed('P0')
  fromSetId!: string | null;
  @Field(() => Int, { nullable: true, description: 'Of an inspection: of a thousand files (抽检千分比).' })
  @Disclosed('P0')
  permille!: number | null;
  @Field(() => String, { nullable: true, description: 'Of a conversion: by which converter (转换工具).' })
  @Disclosed('P0')
  converter!: string | null;
  @Field(() => RunState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof RunState;
  @Field(() => String, { nullable: true, description: 'Why it waits or failed, as a code (原因).' })
  @Disclosed('P0')
  reason!: string | null;
  @Field(() => Int, { description: 'Files so far (文件数).' })
  @Disclosed('P0')
  files!: number;
  @Field(() => Float, { description: 'Bytes so far (字节数).' })
  @Disclosed('P0')
  bytes!: number;
  @Field(() => Float, { nullable: true, description: 'Megabytes a second while it worked (速率，MB/s).' })
  @Disclosed('P0')
  megabytesPerSecond!: number | null;
  @Field(() => [FindingCount], { description: 'What was found, by kind (发现问题).' })
  @Disclosed('P0')
  findings!: FindingCount[];
  @Field(() => [FileConversion], { description: 'Of a conversion: file by file, at most 500 (转换明细).' })
  @Disclosed('P0')
  conversions!: FileConversion[];
  @Field(() => String, { description: 'Who ordered it; `plan`: a plan in force (下达人).' })
  @Disclosed('P0')
  orderedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (下达时间).' })
  @Disclosed('P0')
  orderedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it ended (结束时间).' })
  @Disclosed('P0')
  endedAt!: string | null;
}

@ObjectType({ description: 'A converter of formats that this installation has (转换工具).' })
export class FormatConverter {
  @Field(() => String, { description: 'Name (名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => String, { description: 'Version (版本).' })
  @Disclosed('P0')
  version!: string;
  @Field(() => String, { description: 'From which format (源格式).' })
  @Disclosed('P0')
  from!: string;
  @Field(() => String, { description: 'To which format (目标格式).' })
  @Disclosed('P0')
  to!: string;
}

@ObjectType({ description: 'A backup restored into a scratch instance, to see that it can be (恢复演练).' })
export class BackupRehearsal {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Name of the backup (备份名称).' })
  @Disclosed('P0')
  backup!: string;
  @Field(() => DateTimeScalar, { description: 'When it was made (备份时间).' })
  @Disclosed('P0')
  backupAt!: string;
  @Field(() => Boolean, { description: 'Whether everything was as it should be (是否成功).' })
  @Disclosed('P0')
  succeeded!: boolean;
  @Field(() => [String], { description: 'The report, line by line: counts and outcomes, no content (演练报告).' })
  @Disclosed('P0')
  report!: string[];
  @Field(() => String, { description: 'Who rehearsed (演练人).' })
  @Disclosed('P0')
  rehearsedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (演练时间).' })
  @Disclosed('P0')
  rehearsedAt!: string;
}

export const PreservationRunResult = actResultOf(PreservationRun, 'PreservationRunResult', '保管工作');
export const PreservationIncidentResult = actResultOf(PreservationIncident, 'PreservationIncidentResult', '隐患');
