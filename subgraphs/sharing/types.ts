/** The GraphQL types of `sharing`. None is a record: whoever may read a row may read its fields. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../schema/scalars.ts';
import { connectionOf } from '../../schema/shared-types.ts';
import { AgencyKind, GrantState, ShareMode, SharingAttribute } from './codes.ts';

@ObjectType({ description: 'A government body, by its unified social credit code (机构). Public.' })
@Directive('@key(fields: "uscc")')
export class Agency {
  @Field(() => ID, { description: 'Unified social credit code (统一社会信用代码).' })
  @Disclosed('KEY')
  uscc!: string;
  @Field(() => String, { nullable: true, description: 'Name (机构名称).' })
  @Disclosed('P0')
  name!: string | null;
  @Field(() => AgencyKind, { nullable: true, description: 'Kind (机构类型).' })
  @Disclosed('P0')
  kind!: keyof typeof AgencyKind | null;
  @Field(() => String, { nullable: true, description: 'Region code, GB/T 2260 (行政区划代码).' })
  @Disclosed('P0')
  region!: string | null;
}

@ObjectType({ description: 'A data item of a catalogue entry (数据项).' })
export class CatalogueItem {
  @Field(() => String, { description: 'Schema coordinate, Type.field (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => Boolean, {
    description: 'Whether a grant on this entry gets the mask without naming the field (是否提供脱敏).',
  })
  @Disclosed('P0')
  offeredMasked!: boolean;
}

@ObjectType({ description: 'What one provider offers to share, and how (政务数据目录条目). @clause 809 art. 13' })
export class CatalogueEntry {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Resource code to apply for (资源编码).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'Name (目录名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => Agency, { nullable: true, description: 'Who provides it (提供方).' })
  @Disclosed('P0')
  provider!: Agency | null;
  @Field(() => SharingAttribute, { description: 'Sharing attribute (共享属性).' })
  @Disclosed('P0')
  attribute!: keyof typeof SharingAttribute;
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => String, {
    nullable: true,
    description: 'Scope and purposes it is shared for (共享条件). @clause 809 art. 15',
  })
  @Disclosed('P0')
  conditions!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'The law that forbids sharing (不予共享依据). @clause 809 art. 15',
  })
  @Disclosed('P0')
  legalBasis!: string | null;
  @Field(() => String, { description: 'How often it is updated (更新周期).' })
  @Disclosed('P0')
  updateCycle!: string;
  @Field(() => [CatalogueItem], { description: 'Its items (数据项).' })
  @Disclosed('P0')
  items!: CatalogueItem[];
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
}

@ObjectType({ description: 'How often a field came out how (字段披露统计).' })
export class AccessOutcome {
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => String, { description: 'SHOW, MASK or WITHHOLD (结果).' })
  @Disclosed('P0')
  outcome!: string;
  @Field(() => String, { description: 'Rule (规则).' })
  @Disclosed('P0')
  rule!: string;
  @Field(() => Int, { description: 'In how many records (条数).' })
  @Disclosed('P0')
  count!: number;
}

@ObjectType({
  description: 'One answer that was given (访问日志). For the auditor, and for a body its own. @clause 809 art. 29',
})
export class AccessLogEntry {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => String, { description: 'Request id, as in the answer (请求标识).' })
  @Disclosed('P0')
  requestId!: string;
  @Field(() => String, { description: 'Opaque name of the caller (访问者).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { description: 'Role (角色).' })
  @Disclosed('P0')
  role!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the body (机构).' })
  @Disclosed('P0')
  agency!: string | null;
  @Field(() => String, { nullable: true, description: 'For whom the platform asked (代查机构).' })
  @Disclosed('P0')
  onBehalfOf!: string | null;
  @Field(() => String, { nullable: true, description: 'Grant (授权).' })
  @Disclosed('P0')
  grantId!: string | null;
  @Field(() => String, { nullable: true, description: 'Use cause (用途).' })
  @Disclosed('P0')
  useCause!: string | null;
  @Field(() => String, { description: 'SHA-256 of the operation with every value left out (操作摘要).' })
  @Disclosed('P0')
  operationHash!: string;
  @Field(() => [AccessOutcome], { description: 'What was shown, masked, withheld (披露结果).' })
  @Disclosed('P0')
  outcomes!: AccessOutcome[];
  @Field(() => [String], { description: 'Records concerned, as Type:id (记录).' })
  @Disclosed('P0')
  records!: string[];
  @Field(() => String, { description: 'Version of the policy that decided (策略版本).' })
  @Disclosed('P0')
  policyVersion!: string;
}

export const CatalogueEntryConnection = connectionOf(CatalogueEntry, 'CatalogueEntry', '目录条目').Connection;
export const GrantConnection = connectionOf(Grant, 'Grant', '授权').Connection;
export const AccessLogEntryConnection = connectionOf(AccessLogEntry, 'AccessLogEntry', '访问日志').Connection;
