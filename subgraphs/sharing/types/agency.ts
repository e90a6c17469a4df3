/** A government body. None of the types of `sharing` is a record: whoever may read a row may read its fields. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { AgencyKind } from '../codes.ts';

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
