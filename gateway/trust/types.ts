/** What the gateway itself answers in the graph: why something is shown or not, and what an operation would bring. */
import { Directive, Field, Float, ID, InputType, Int, ObjectType } from 'type-graphql';
import { DateTimeScalar } from '../../schema/scalars.ts';
import { Violation } from '../../schema/shared-types.ts';

@ObjectType({ description: 'What would help (补救途径).' })
@Directive('@structural')
export class Remedy {
  @Field(() => String, { description: 'In English (英文).' })
  en!: string;
  @Field(() => String, { description: 'In Chinese (中文).' })
  zh!: string;
}

@ObjectType({ description: 'What becomes of one field, and why (字段披露理由). Never its value.' })
@Directive('@structural')
export class FieldExplanation {
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  coordinate!: string;
  @Field(() => String, { description: 'SHOW, MASK or WITHHOLD (结果).' })
  outcome!: string;
  @Field(() => String, { description: 'The rule that decided, as far as it may be told (规则).' })
  rule!: string;
  @Field(() => String, { description: 'The clause that the rule rests on (依据条款).' })
  clause!: string;
  @Field(() => String, { nullable: true, description: 'Reason code; null unless withheld (原因).' })
  reason!: string | null;
  @Field(() => Remedy, { nullable: true, description: 'What would help, where something would (补救途径).' })
  remedy!: Remedy | null;
}

@ObjectType({ description: 'Why a record is disclosed as it is (披露理由).' })
@Directive('@structural')
export class DisclosureExplanation {
  @Field(() => ID, { description: 'The key that was asked about (记录标识).' })
  record!: string;
  @Field(() => String, { description: 'Type of the record (记录类型).' })
  typeName!: string;
  @Field(() => String, { description: 'FIELDS, or TOMBSTONE for what has been destroyed (记录状态).' })
  presence!: string;
  @Field(() => String, { description: 'Version of the policy that decides (策略版本).' })
  policyVersion!: string;
  @Field(() => [FieldExplanation], { description: 'One for each field that was asked about, in their order (字段).' })
  fields!: FieldExplanation[];
}

@InputType({
  description: 'In whose place to look (代查身份). For the security officer alone; entered before it is answered.',
})
export class ViewAs {
  @Field(() => String, { description: 'Role, such as AGENCY (角色).' })
  role!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the agency or hall (机构).' })
  agency?: string | null;
  @Field(() => String, { nullable: true, description: 'Use cause (用途).' })
  useCause?: string | null;
  @Field(() => ID, { nullable: true, description: 'Grant (授权).' })
  grant?: string | null;
  @Field(() => String, { nullable: true, description: 'For whom the platform would ask, a USCC (代查机构).' })
  onBehalfOf?: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'As the subject of this very record; who that is is neither asked nor told (以当事人身份).',
  })
  isSubject?: boolean | null;
  @Field(() => String, { description: 'Why you look; the auditor reads it (事由).' })
  reason!: string;
}

@ObjectType({ description: 'One way in which a field can come out for you (可能的结果).' })
@Directive('@structural')
export class PossibleOutcome {
  @Field(() => String, { description: 'SHOW, MASK or WITHHOLD (结果).' })
  outcome!: string;
  @Field(() => String, { description: 'The rule, as far as it may be told (规则).' })
  rule!: string;
  @Field(() => String, { description: 'The clause that the rule rests on (依据条款).' })
  clause!: string;
  @Field(() => String, { nullable: true, description: 'Reason code; null unless withheld (原因).' })
  reason!: string | null;
}

@ObjectType({ description: 'One field of an operation (操作中的字段).' })
@Directive('@structural')
export class OperationField {
  @Field(() => String, { description: 'Where it stands, such as `cases.edges.node.title` (路径).' })
  path!: string;
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  coordinate!: string;
  @Field(() => Boolean, {
    description: 'No record could give it to you: it is left out before anything is fetched (预先裁剪).',
  })
  isPruned!: boolean;
  @Field(() => [PossibleOutcome], {
    description: 'How it can come out, by your role, use cause and grant; empty for keys and structure (可能的结果).',
  })
  outcomes!: PossibleOutcome[];
}

@ObjectType({ description: 'A size of an operation, and what is allowed (规模).' })
@Directive('@structural')
export class OperationMeasure {
  @Field(() => String, { description: 'What is measured (项目).' })
  name!: string;
  @Field(() => Float, { description: 'How much there is (数值).' })
  value!: number;
  @Field(() => Float, { nullable: true, description: 'How much is allowed; null: no limit (上限).' })
  limit!: number | null;
}

@ObjectType({ description: 'What a grant still allows in this period (剩余额度). @clause 809 art. 25' })
@Directive('@structural')
export class RemainingQuota {
  @Field(() => Int, { description: 'Answers a period (额度).' })
  answers!: number;
  @Field(() => Int, { description: 'Answers that are neither given nor about to be (剩余).' })
  left!: number;
  @Field(() => DateTimeScalar, { description: 'When the period ends (周期结束).' })
  until!: Date;
}

@ObjectType({ description: 'What an operation would bring, before it runs (操作预估).' })
@Directive('@structural')
export class OperationExplanation {
  @Field(() => String, { description: 'Version of the policy that would decide (策略版本).' })
  policyVersion!: string;
  @Field(() => [String], { description: 'Why it would be refused as a whole; empty where it would run (拒绝原因).' })
  refusals!: string[];
  @Field(() => [OperationField], { description: 'Its fields, in order; empty where it cannot be read (字段).' })
  fields!: OperationField[];
  @Field(() => [OperationMeasure], { description: 'Its size against the limits, and how many objects at most (规模).' })
  cost!: OperationMeasure[];
  @Field(() => RemainingQuota, { nullable: true, description: 'Null where your grant has no quota (剩余额度).' })
  quota!: RemainingQuota | null;
}

@ObjectType({ description: 'Outcome of registering an operation (注册操作登记结果).' })
@Directive('@structural')
export class OperationRegistration {
  @Field(() => String, { description: 'Name; its service is `/operations/NAME` (操作名).' })
  name!: string;
  @Field(() => Int, { nullable: true, description: 'Version; null where it was refused (版本).' })
  version!: number | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 of the document in its canonical form (文本摘要).' })
  hash!: string | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  violations!: Violation[];
}
