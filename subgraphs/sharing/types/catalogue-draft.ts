/** Catalogue entries as they are written and reviewed (目录编制). */
import { Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { ShareMode, SharingAttribute } from '../codes.ts';
import { CatalogueDraftState, DataClass } from '../procedure-codes.ts';
import { Agency } from './agency.ts';
import { CatalogueEntry, CatalogueItem } from './catalogue.ts';
import { TimelineEntry } from './timeline.ts';

@InputType({ description: 'A catalogue entry, or its next version (目录条目内容). @clause 809 art. 13' })
export class DraftCatalogueEntryInput {
  @Field(() => ID, { nullable: true, description: 'The entry that it revises; left out for a new one (所修订条目).' })
  revises?: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description:
      'Of a revision: when that changed which it describes, today unless given (变化日期). @clause 809 art. 17',
  })
  changedOn?: string | null;
  @Field(() => String, { description: 'Resource code (资源编码).' })
  code!: string;
  @Field(() => String, { description: 'Name (目录名称).' })
  name!: string;
  @Field(() => SharingAttribute, { description: 'Sharing attribute (共享属性).' })
  attribute!: keyof typeof SharingAttribute;
  @Field(() => [ShareMode], { description: 'Modes; none where nothing is shared (共享方式).' })
  modes!: (keyof typeof ShareMode)[];
  @Field(() => String, { nullable: true, description: 'Scope and purposes of conditional sharing (共享条件).' })
  conditions?: string | null;
  @Field(() => String, { nullable: true, description: 'The law that forbids sharing (不予共享依据).' })
  legalBasis?: string | null;
  @Field(() => String, { description: 'How often it is updated (更新周期).' })
  updateCycle!: string;
  @Field(() => String, { description: 'Format (数据格式).' })
  format!: string;
  @Field(() => [String], { description: 'Items, as Type.field (数据项).' })
  fields!: string[];
  @Field(() => [String], { nullable: true, description: 'Items that are offered masked (提供脱敏的数据项).' })
  offeredMasked?: string[] | null;
  @Field(() => DataClass, { description: 'Class (数据分类).' })
  dataClass!: keyof typeof DataClass;
  @Field(() => Int, { description: 'Level of general data, 1 to 4 (数据分级).' })
  dataLevel!: number;
  @Field(() => String, { nullable: true, description: 'Assessment of the secrecy risk (保密风险评估).' })
  secrecyRisk?: string | null;
  @Field(() => String, { nullable: true, description: 'Assessment of the impact on personal information (影响评估).' })
  piImpact?: string | null;
}

@ObjectType({
  description:
    'A proposed catalogue entry (目录编制稿). Seen by its provider and the data authority. @clause 809 art. 17',
})
export class CatalogueDraft {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => CatalogueDraftState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof CatalogueDraftState;
  @Field(() => Int, { description: 'The version that it will be (版本).' })
  @Disclosed('P0')
  version!: number;
  @Field(() => CatalogueEntry, { nullable: true, description: 'The entry that it revises or has become (目录条目).' })
  @Disclosed('P0')
  entry!: CatalogueEntry | null;
  @Field(() => Agency, { nullable: true, description: 'Who provides it (提供方).' })
  @Disclosed('P0')
  provider!: Agency | null;
  @Field(() => String, { description: 'Resource code (资源编码).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'Name (目录名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => SharingAttribute, { description: 'Sharing attribute (共享属性).' })
  @Disclosed('P0')
  attribute!: keyof typeof SharingAttribute;
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => String, { nullable: true, description: 'Conditions (共享条件).' })
  @Disclosed('P0')
  conditions!: string | null;
  @Field(() => String, { nullable: true, description: 'The law that forbids sharing (不予共享依据).' })
  @Disclosed('P0')
  legalBasis!: string | null;
  @Field(() => String, { description: 'How often it is updated (更新周期).' })
  @Disclosed('P0')
  updateCycle!: string;
  @Field(() => String, { description: 'Format (数据格式).' })
  @Disclosed('P0')
  format!: string;
  @Field(() => [CatalogueItem], { description: 'Items (数据项).' })
  @Disclosed('P0')
  items!: CatalogueItem[];
  @Field(() => DataClass, { description: 'Class (数据分类).' })
  @Disclosed('P0')
  dataClass!: keyof typeof DataClass;
  @Field(() => Int, { description: 'Level of general data, 1 to 4 (数据分级).' })
  @Disclosed('P0')
  dataLevel!: number;
  @Field(() => String, { nullable: true, description: 'Assessment of the secrecy risk (保密风险评估).' })
  @Disclosed('P0')
  secrecyRisk!: string | null;
  @Field(() => String, { nullable: true, description: 'Assessment of the impact on personal information (影响评估).' })
  @Disclosed('P0')
  piImpact!: string | null;
  @Field(() => DateScalar, { description: 'Last day for the review (审核期限).' })
  @Disclosed('P0')
  reviewDueOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Of a revision: last day for its publication (更新期限).' })
  @Disclosed('P0')
  dueOn!: string | null;
  @Field(() => Boolean, { description: 'Whether that day may still change (更新期限是否暂定).' })
  @Disclosed('P0')
  dueProvisional!: boolean;
  @Field(() => [String], { description: 'Why it was returned (退回理由).' })
  @Disclosed('P0')
  returnReasons!: string[];
  @Field(() => [TimelineEntry], { description: 'What was done, in order (办理过程).' })
  @Disclosed('P0')
  timeline!: TimelineEntry[];
}

@ObjectType({ description: 'Outcome of an act about a catalogue draft (目录编制办理结果).' })
export class CatalogueDraftResult {
  @Field(() => CatalogueDraft, { nullable: true, description: 'As it stands now (目录编制稿).' })
  @Disclosed('KEY')
  draft!: CatalogueDraft | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

@ObjectType({ description: 'Outcome of an act about a catalogue entry (目录办理结果).' })
export class CatalogueEntryResult {
  @Field(() => CatalogueEntry, { nullable: true, description: 'As it stands now (目录条目).' })
  @Disclosed('KEY')
  entry!: CatalogueEntry | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

export const CatalogueDraftConnection = connectionOf(CatalogueDraft, 'CatalogueDraft', '目录编制稿').Connection;
