/** The sharing catalogue (政务数据目录). */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { ShareMode, SharingAttribute } from '../codes.ts';
import { CatalogueEntryState, DataClass } from '../procedure-codes.ts';
import { Agency } from './agency.ts';

@ObjectType({ description: 'A data item of a catalogue entry (数据项).' })
export class CatalogueItem {
  @Field(() => String, { description: 'Schema coordinate, Type.field (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => String, { nullable: true, description: 'GraphQL type, such as `Date` (数据类型).' })
  @Disclosed('P0')
  type!: string | null;
  @Field(() => String, { nullable: true, description: 'Disclosure class, P0 to P4 (披露分级).' })
  @Disclosed('P0')
  level!: string | null;
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
  @Field(() => CatalogueEntryState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof CatalogueEntryState;
  @Field(() => Int, { description: 'Version, from 1 (版本).' })
  @Disclosed('P0')
  version!: number;
  @Field(() => String, { description: 'Format of the data (数据格式).' })
  @Disclosed('P0')
  format!: string;
  @Field(() => DataClass, { description: 'Class (数据分类).' })
  @Disclosed('P0')
  dataClass!: keyof typeof DataClass;
  @Field(() => Int, { description: 'Level of general data, 1 to 4 (数据分级).' })
  @Disclosed('P0')
  dataLevel!: number;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which this version came into force (发布日期).' })
  @Disclosed('P0')
  publishedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it was withdrawn (撤销日期).' })
  @Disclosed('P0')
  withdrawnOn!: string | null;
  @Field(() => [CatalogueItem], { description: 'Its items (数据项).' })
  @Disclosed('P0')
  items!: CatalogueItem[];
}

@ObjectType({ description: 'An entry in the form in which it is registered on the platform (目录挂接).' })
export class CatalogueRegistration {
  @Field(() => String, { description: 'Resource code (资源编码).' })
  @Disclosed('P0')
  resourceCode!: string;
  @Field(() => String, { description: 'Resource name (资源名称).' })
  @Disclosed('P0')
  resourceName!: string;
  @Field(() => String, { description: 'USCC of the provider (提供方代码).' })
  @Disclosed('P0')
  providerCode!: string;
  @Field(() => String, { description: '1 unconditional, 2 conditional, 3 not shared (共享属性代码).' })
  @Disclosed('P0')
  attributeCode!: string;
  @Field(() => String, { nullable: true, description: 'Conditions, or the law that forbids sharing (共享条件或依据).' })
  @Disclosed('P0')
  conditionsOrBasis!: string | null;
  @Field(() => String, { description: 'Update cycle (更新周期).' })
  @Disclosed('P0')
  updateCycle!: string;
  @Field(() => String, { description: 'Format (数据格式).' })
  @Disclosed('P0')
  format!: string;
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => [CatalogueItem], { description: 'Typed items (数据项).' })
  @Disclosed('P0')
  items!: CatalogueItem[];
}

export const CatalogueEntryConnection = connectionOf(CatalogueEntry, 'CatalogueEntry', '目录条目').Connection;
