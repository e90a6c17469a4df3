/** A granted purpose (共享授权). */
import { ArgsType, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { GrantState, ShareMode } from '../codes.ts';
import { EndCause, QuotaPeriod } from '../procedure-codes.ts';
import { Agency } from './agency.ts';
import { CatalogueEntry } from './catalogue.ts';
import { OperationKey, RegisteredOperation } from './operation.ts';
import { FieldBasis, ImpactAssessment, Quota, RowScope } from './scope.ts';
import { TimelineEntry } from './timeline.ts';

@ObjectType({
  description: 'Use of a grant in one period, counted from the access log (使用统计). @clause 809 art. 29',
})
export class GrantUsage {
  @Field(() => DateScalar, { description: 'First day of the period (周期起始日).' })
  @Disclosed('P0')
  startsOn!: string;
  @Field(() => Int, { description: 'Answers given (请求次数).' })
  @Disclosed('P0')
  requests!: number;
  @Field(() => Int, { description: 'Distinct records concerned (涉及记录数).' })
  @Disclosed('P0')
  records!: number;
  @Field(() => Int, { description: 'Values shown (明文字段数).' })
  @Disclosed('P0')
  shown!: number;
  @Field(() => Int, { description: 'Values masked (脱敏字段数).' })
  @Disclosed('P0')
  masked!: number;
  @Field(() => Int, { description: 'Values withheld (不予提供字段数).' })
  @Disclosed('P0')
  withheld!: number;
}

@ObjectType({
  description:
    'A granted purpose (共享授权). Seen by its two parties, the data authority and the auditor. @clause 809 art. 20',
})
export class Grant {
  @Field(() => ID, { description: 'Key; send it as `x-sharing-grant` (授权标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => GrantState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof GrantState;
  @Field(() => CatalogueEntry, { nullable: true, description: 'The entry it is given on (目录条目).' })
  @Disclosed('P0')
  entry!: CatalogueEntry | null;
  @Field(() => Agency, { nullable: true, description: 'Who may use it (使用方).' })
  @Disclosed('P0')
  grantee!: Agency | null;
  @Field(() => String, { description: 'Legal basis (法律依据).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => String, { description: 'Scenario (应用场景).' })
  @Disclosed('P0')
  scenario!: string;
  @Field(() => [String], { description: 'Use causes it holds for (用途); one must be sent as `x-use-cause`.' })
  @Disclosed('P0')
  useCauses!: string[];
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => DateScalar, { description: 'First day (有效期起).' })
  @Disclosed('P0')
  validFrom!: string;
  @Field(() => DateScalar, { description: 'Last day, itself valid (有效期止).' })
  @Disclosed('P0')
  validTo!: string;
  @Field(() => [String], { description: 'Fields that it names (授权字段).' })
  @Disclosed('P0')
  named!: string[];
  @Field(() => [FieldBasis], { description: 'Specific bases, field by field (字段具体依据).' })
  @Disclosed('P0')
  fieldBases!: FieldBasis[];
  @Field(() => RowScope, { description: 'Rows that it covers (数据范围).' })
  @Disclosed('P0')
  rows!: RowScope;
  @Field(() => Quota, { nullable: true, description: 'Frequency that it was given for (使用频次).' })
  @Disclosed('P0')
  quota!: Quota | null;
  @Field(() => Boolean, { description: 'Whether it is return flow (是否回流). @clause 809 art. 24' })
  @Disclosed('P0')
  returnFlow!: boolean;
  @Field(() => Boolean, {
    description: 'Whether it is used by registered operations alone (是否仅限注册操作). @clause 809 art. 25',
  })
  @Disclosed('P0')
  registeredOnly!: boolean;
  @Field(() => [RegisteredOperation], {
    description: 'Operations registered for it, with their versions, at most 500 (注册操作). @clause 809 art. 25',
  })
  @Disclosed('P0')
  operations!: RegisteredOperation[];
  @Field(() => [OperationKey], { description: 'Keys that sign their calls, at most 100 (签名公钥).' })
  @Disclosed('P0')
  operationKeys!: OperationKey[];
  @Field(() => ImpactAssessment, { nullable: true, description: 'Impact assessment on file (影响评估).' })
  @Disclosed('P0')
  impactAssessment!: ImpactAssessment | null;
  @Field(() => ID, { nullable: true, description: 'The application it comes from (申请标识).' })
  @Disclosed('P0')
  applicationId!: string | null;
  @Field(() => String, { nullable: true, description: 'Who approved for the user (使用方审批人).' })
  @Disclosed('P0')
  granteeApprover!: string | null;
  @Field(() => String, { nullable: true, description: 'Who approved for the provider (提供方审批人).' })
  @Disclosed('P0')
  providerApprover!: string | null;
  @Field(() => String, { nullable: true, description: 'The rule that answered instead (自动答复规则).' })
  @Disclosed('P0')
  ruleId!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The breach it is suspended for (违规情形). @clause 809 art. 27',
  })
  @Disclosed('P0')
  breach!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day by which it must be put right (整改期限).' })
  @Disclosed('P0')
  rectifyBy!: string | null;
  @Field(() => EndCause, { nullable: true, description: 'Why it ended before its time (终止原因).' })
  @Disclosed('P0')
  endCause!: keyof typeof EndCause | null;
  @Field(() => String, { nullable: true, description: 'In words (终止说明).' })
  @Disclosed('P0')
  endReason!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it ended before its time (终止日期).' })
  @Disclosed('P0')
  endedOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day by which the user must have destroyed what it holds (处置期限).',
  })
  @Disclosed('P0')
  disposeBy!: string | null;
  @Field(() => Boolean, { description: 'Whether that day may still change (处置期限是否暂定).' })
  @Disclosed('P0')
  disposeByProvisional!: boolean;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which the user confirmed it (处置日期).' })
  @Disclosed('P0')
  disposedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'How it was destroyed (处置方式).' })
  @Disclosed('P0')
  disposal!: string | null;
  @Field(() => [GrantUsage], {
    description: 'How much was used, newest period first, at most 400 (使用情况). @clause 809 art. 29',
  })
  @Disclosed('P0')
  usage!: GrantUsage[];
  @Field(() => [TimelineEntry], { description: 'What was done, in order (办理过程).' })
  @Disclosed('P0')
  timeline!: TimelineEntry[];
}

@ArgsType()
export class UsageArgs {
  @Field(() => DateScalar, { nullable: true, description: 'From this day (起).' })
  from?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'To this day (止).' })
  to?: string | null;
  @Field(() => QuotaPeriod, { nullable: true, description: 'Counted by, days unless given (统计周期).' })
  period?: keyof typeof QuotaPeriod | null;
}

@ObjectType({ description: 'Outcome of an act about a grant (授权办理结果).' })
export class GrantResult {
  @Field(() => Grant, { nullable: true, description: 'As it stands now (授权).' })
  @Disclosed('KEY')
  grant!: Grant | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

export const GrantConnection = connectionOf(Grant, 'Grant', '授权').Connection;
