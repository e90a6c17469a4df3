/** The sharing catalogue (政务数据目录). */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { ShareMode, SharingAttribute } from '../codes.ts';
import { Agency } from './agency.ts';

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

export const CatalogueEntryConnection = connectionOf(CatalogueEntry, 'CatalogueEntry', '目录条目').Connection;
