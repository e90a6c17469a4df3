/** What archivists, the archives authority and the security officer say. */
import { Field, ID, InputType } from 'type-graphql';
import { CaseStepCode, DoorDecision, FailurePolicy, MaterialClass } from '../codes.ts';

@InputType({ description: 'A material that cases of an item must or may hold (归档范围材料).' })
export class ScopeMaterialInput {
  @Field(() => String, { description: 'Code within the list, such as A01 (材料代码).' })
  code!: string;
  @Field(() => String, { description: 'Name (材料名称).' })
  name!: string;
  @Field(() => MaterialClass, { description: 'Evidential, procedural or result (材料类别).' })
  materialClass!: keyof typeof MaterialClass;
  @Field(() => Boolean, { nullable: true, description: 'Without it a case is not archived (必收).' })
  mandatory?: boolean | null;
}

@InputType({ description: 'A metadata element that holds for all cases of an item (固定元数据).' })
export class ScopeElementInput {
  @Field(() => String, { description: 'Name of the element, such as fonds_identifier (元素名).' })
  name!: string;
  @Field(() => String, { description: 'Its value (元素值).' })
  value!: string;
}

@InputType({ description: 'A new version of the archiving scope of an item version (归档范围). @clause 26号 art. 7' })
export class DraftScopeInput {
  @Field(() => String, { description: 'Implementation code of the item (实施编码).' })
  taskCode!: string;
  @Field(() => String, { description: 'Version of the item (事项版本).' })
  itemVersion!: string;
  @Field(() => [ScopeMaterialInput], { description: 'Materials (材料).' })
  materials!: ScopeMaterialInput[];
  @Field(() => [CaseStepCode], { description: 'Steps that every case must show (必备环节).' })
  steps!: (keyof typeof CaseStepCode)[];
  @Field(() => [String], { nullable: true, description: 'Elements beyond the profile’s own (必备元数据).' })
  requiredMetadata?: string[] | null;
  @Field(() => [ScopeElementInput], { nullable: true, description: 'Elements with one value for all (固定元数据).' })
  elements?: ScopeElementInput[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Archive at once when a case is completed (自动归档).' })
  automatic?: boolean | null;
}

@InputType({ description: 'The review of a scope list by the archives authority (审核归档范围). @clause 26号 art. 5' })
export class ReviewScopeInput {
  @Field(() => ID, { description: 'Key of the version (归档范围).' })
  scopeId!: string;
  @Field(() => Boolean, { description: 'Whether it may be used (是否同意).' })
  approve!: boolean;
  @Field(() => String, { nullable: true, description: 'Why not (理由).' })
  reason?: string | null;
}

@InputType({ description: 'What an agency does about a failed check (检测不通过处理方式).' })
export class SetCheckPolicyInput {
  @Field(() => String, { description: 'Number of the check, such as 1-6 (检测项编号).' })
  check!: string;
  @Field(() => FailurePolicy, { description: 'What follows (处理方式).' })
  policy!: keyof typeof FailurePolicy;
}

@InputType({ description: 'A named archivist lets one case pass one check (人工放行).' })
export class OverrideCheckInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: 'Code of the check in the report, such as GD-1-6 (检测项代码).' })
  check!: string;
  @Field(() => String, { description: 'What the finding is about, as the report names it (检测对象).' })
  object!: string;
  @Field(() => String, { description: 'Why (理由).' })
  reason!: string;
}

@InputType({ description: 'A note beside an archived case; the case itself does not change (附注).' })
export class AnnotateCaseInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: 'The note (附注内容).' })
  text!: string;
}

@InputType({ description: 'The decision about a doubt at the door (存疑处理). @clause 26号 art. 15' })
export class DecideDoubtInput {
  @Field(() => ID, { description: 'Key of the notice (存疑记录).' })
  noticeId!: string;
  @Field(() => DoorDecision, { description: 'What was decided (处理).' })
  decision!: keyof typeof DoorDecision;
}
