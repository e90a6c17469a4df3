/** Archiving scopes and handling systems: what an agency has set up. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { CaseStepCode, MaterialClass, ScopeState } from '../codes.ts';

@ObjectType({ description: 'A handling system that may report cases (业务系统). For its own agency.' })
export class HandlingSystem {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Identity, the subject of its token (业务系统标识).' })
  @Disclosed('P0')
  system!: string;
  @Field(() => String, { description: 'Implementation code of the item (实施编码).' })
  @Disclosed('P0')
  taskCode!: string;
  @Field(() => String, { description: 'Region code (行政区划代码).' })
  @Disclosed('P0')
  region!: string;
  @Field(() => DateTimeScalar, { description: 'When it was registered (登记时间).' })
  @Disclosed('P0')
  registeredAt!: Date;
}

@ObjectType({ description: 'A material of an archiving scope (归档范围材料).' })
export class ScopeMaterial {
  @Field(() => String, { description: 'Code within the list (材料代码).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'Name (材料名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => MaterialClass, { description: 'Evidential, procedural or result (材料类别).' })
  @Disclosed('P0')
  materialClass!: keyof typeof MaterialClass;
  @Field(() => Boolean, { description: 'Without it a case is not archived (必收).' })
  @Disclosed('P0')
  mandatory!: boolean;
}

@ObjectType({ description: 'A metadata element with one value for all cases of an item (固定元数据).' })
export class ScopeElement {
  @Field(() => String, { description: 'Name of the element (元素名).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => String, { description: 'Its value (元素值).' })
  @Disclosed('P0')
  value!: string;
}

@ObjectType({
  description: 'A version of what cases of one item version must hold (归档范围). Public. @clause 26号 art. 7',
})
export class ScopeList {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency (机构).' })
  @Disclosed('KEY')
  agency!: Agency;
  @Field(() => String, { description: 'Implementation code of the item (实施编码).' })
  @Disclosed('P0')
  taskCode!: string;
  @Field(() => String, { description: 'Version of the item (事项版本).' })
  @Disclosed('P0')
  itemVersion!: string;
  @Field(() => Int, { description: 'Number of this version, from 1 (版次).' })
  @Disclosed('P0')
  number!: number;
  @Field(() => ScopeState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof ScopeState;
  @Field(() => Boolean, { description: 'Cases are archived at once when completed (自动归档).' })
  @Disclosed('P0')
  automatic!: boolean;
  @Field(() => [ScopeMaterial], { description: 'Materials (材料).' })
  @Disclosed('P0')
  materials!: ScopeMaterial[];
  @Field(() => [CaseStepCode], { description: 'Steps that every case must show (必备环节).' })
  @Disclosed('P0')
  steps!: (keyof typeof CaseStepCode)[];
  @Field(() => [String], { description: 'Elements beyond the profile’s own (必备元数据).' })
  @Disclosed('P0')
  requiredMetadata!: string[];
  @Field(() => [ScopeElement], { description: 'Elements with one value for all (固定元数据).' })
  @Disclosed('P0')
  elements!: ScopeElement[];
  @Field(() => DateTimeScalar, { description: 'When it was drafted (拟订时间).' })
  @Disclosed('P0')
  draftedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was reviewed (审核时间).' })
  @Disclosed('P0')
  reviewedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was given back (退回理由).' })
  @Disclosed('P0')
  reason!: string | null;
}
