/** What an applicant hands in. Everything may be left out of a draft; handing it in tells what is missing. */
import { ArgsType, Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { ShareMode } from '../codes.ts';
import { QuotaPeriod } from '../procedure-codes.ts';

@InputType({ description: 'Which rows; what is left out is not restricted (数据范围).' })
export class RowScopeInput {
  @Field(() => [String], { nullable: true, description: 'Region codes of 6 or 12 digits (行政区划代码).' })
  regions?: string[] | null;
  @Field(() => [String], { nullable: true, description: 'Item or licence type codes (事项或证照类型).' })
  items?: string[] | null;
  @Field(() => DateScalar, { nullable: true, description: 'Completed or issued from this day (起始日期).' })
  from?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Until this day (截止日期).' })
  to?: string | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'Identity numbers or USCCs of your own subjects; only keyed digests are stored (本机构服务对象证件号码).',
  })
  subjects?: string[] | null;
}

@InputType({ description: 'The specific basis by which one field is asked for (字段具体依据).' })
export class FieldBasisInput {
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  coordinate!: string;
  @Field(() => String, { description: 'Law and article, or whose consent (依据).' })
  basis!: string;
}

@InputType({ description: 'Expected frequency (使用频次).' })
export class QuotaInput {
  @Field(() => QuotaPeriod, { description: 'Period (周期).' })
  period!: keyof typeof QuotaPeriod;
  @Field(() => Int, { description: 'Requests in a period, at least 1 (请求次数).' })
  requests!: number;
  @Field(() => Int, { nullable: true, description: 'Distinct subjects in a period, at least 1 (涉及主体数).' })
  subjects?: number | null;
}

@InputType({ description: 'Impact assessment on file (个人信息保护影响评估).' })
export class ImpactAssessmentInput {
  @Field(() => String, { description: 'Digest of its text, SM3 or SHA-256, 64 hexadecimal digits (摘要).' })
  digest!: string;
  @Field(() => String, { description: 'Where it is kept (存放位置).' })
  reference!: string;
}

@InputType({ description: 'An application, or what is known of it so far (共享申请).' })
export class SaveApplicationInput {
  @Field(() => ID, { nullable: true, description: 'Key of the draft to change; left out for a new one (标识).' })
  id?: string | null;
  @Field(() => ID, { description: 'Key of the catalogue entry (目录条目).' })
  entry!: string;
  @Field(() => String, { nullable: true, description: 'Legal basis (法律依据).' })
  basis?: string | null;
  @Field(() => String, { nullable: true, description: 'Scenario (应用场景).' })
  scenario?: string | null;
  @Field(() => [String], { nullable: true, description: 'Fields, as Type.field (申请字段).' })
  fields?: string[] | null;
  @Field(() => [FieldBasisInput], {
    nullable: true,
    description: 'Specific bases, for P3, P4 and minors (字段具体依据).',
  })
  fieldBases?: FieldBasisInput[] | null;
  @Field(() => RowScopeInput, { nullable: true, description: 'Rows (数据范围).' })
  rows?: RowScopeInput | null;
  @Field(() => [String], { nullable: true, description: 'Use causes, to be sent as `x-use-cause` (用途).' })
  useCauses?: string[] | null;
  @Field(() => [ShareMode], { nullable: true, description: 'Modes (共享方式).' })
  modes?: (keyof typeof ShareMode)[] | null;
  @Field(() => DateScalar, { nullable: true, description: 'First day (使用期限起).' })
  validFrom?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day (使用期限止).' })
  validTo?: string | null;
  @Field(() => QuotaInput, { nullable: true, description: 'Expected frequency (使用频次).' })
  quota?: QuotaInput | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether it is return flow (是否回流).' })
  returnFlow?: boolean | null;
  @Field(() => ImpactAssessmentInput, { nullable: true, description: 'Needed where P3 is asked for (影响评估).' })
  impactAssessment?: ImpactAssessmentInput | null;
}

@ArgsType()
export class DecisionArgs {
  @Field(() => ID, { description: 'Key of the application (申请标识).' })
  id!: string;
  @Field(() => Boolean, { description: 'Whether it is granted (是否同意).' })
  approve!: boolean;
  @Field(() => [String], { nullable: true, description: 'Reasons; a refusal needs them (理由).' })
  reasons?: string[] | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'The grant is used by registered operations alone (仅限注册操作). @clause 809 art. 25',
  })
  registeredOnly?: boolean | null;
}
