/** Filters and orders of the lists of `licences`. */
import { Field, InputType } from 'type-graphql';
import { DateFilter, SortDirection, TextFilter } from '../../../schema/shared-types.ts';
import { LicenceOrderField } from '../codes.ts';

@InputType({
  description:
    'All given conditions must hold (证照筛选条件). A condition on a field holds only where you are shown that field.',
})
export class LicenceFilter {
  @Field(() => TextFilter, { nullable: true, description: 'Code of the licence type (证照类型代码).' })
  typeCode?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'USCC of the issuing authority (颁发机构).' })
  issuer?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Region code (行政区划代码).' })
  region?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Status today (证照状态).' })
  currentStatus?: TextFilter | null;
  @Field(() => DateFilter, { nullable: true, description: 'Day of issue (颁发日期).' })
  issuedOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: 'Last day of validity (有效期截止).' })
  validTo?: DateFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Number printed on the licence (证照编号).' })
  number?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Holder (持证主体).' })
  holderName?: TextFilter | null;
  @Field(() => TextFilter, {
    nullable: true,
    description: 'Identity number or USCC of the holder (持证主体代码).',
  })
  holderNumber?: TextFilter | null;
}

@InputType({ description: 'Order of a list of licences (排序).' })
export class LicenceOrder {
  @Field(() => LicenceOrderField, { description: 'By which field (字段).' })
  field!: keyof typeof LicenceOrderField;
  @Field(() => SortDirection, { description: 'Which way (方向).' })
  direction!: SortDirection;
}
