/** Filters and orders of the lists of `holdings`. */
import { Field, InputType } from 'type-graphql';
import { SortDirection, TextFilter } from '../../../schema/shared-types.ts';
import { ArchivalRecordOrderField } from '../codes/record.ts';

@InputType({
  description:
    'All given conditions must hold (电子档案筛选条件). A condition on a field holds only where you are shown that field.',
})
export class ArchivalRecordFilter {
  @Field(() => TextFilter, { nullable: true, description: 'USCC of the hall (档案馆).' })
  hall?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Fonds number (全宗号).' })
  fondsNumber?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'In whose custody (保管主体).' })
  custody?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Whether opened (开放状态).' })
  openingState?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Reference code (档号).' })
  referenceCode?: TextFilter | null;
}

@InputType({ description: 'Order of a list of archival records (排序).' })
export class ArchivalRecordOrder {
  @Field(() => ArchivalRecordOrderField, { description: 'By which field (字段).' })
  field!: keyof typeof ArchivalRecordOrderField;
  @Field(() => SortDirection, { description: 'Which way (方向).' })
  direction!: SortDirection;
}
