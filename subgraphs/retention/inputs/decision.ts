/** Filters and orders of the lists of `retention`. */
import { Field, InputType } from 'type-graphql';
import { DateFilter, SortDirection, TextFilter } from '../../../schema/shared-types.ts';
import { RetentionOrderField } from '../codes.ts';

@InputType({
  description:
    'All given conditions must hold (保管期限筛选条件). A condition on a field holds only where you are shown that field.',
})
export class RetentionDecisionFilter {
  @Field(() => TextFilter, { nullable: true, description: 'USCC of the agency (立档单位).' })
  agency?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Period code (保管期限).' })
  period?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'State (状态).' })
  state?: TextFilter | null;
  @Field(() => DateFilter, { nullable: true, description: 'Last day of retention (保管期满日期).' })
  dueOn?: DateFilter | null;
}

@InputType({ description: 'Order of a list of retention decisions (排序).' })
export class RetentionDecisionOrder {
  @Field(() => RetentionOrderField, { description: 'By which field (字段).' })
  field!: keyof typeof RetentionOrderField;
  @Field(() => SortDirection, { description: 'Which way (方向).' })
  direction!: SortDirection;
}
