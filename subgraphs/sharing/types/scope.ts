/** Which rows and how often: the parts that applications and grants share. */
import { Field, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { QuotaPeriod } from '../procedure-codes.ts';

@ObjectType({ description: 'Which rows are asked for or granted; null is no restriction of that kind (数据范围).' })
export class RowScope {
  @Field(() => [String], { nullable: true, description: 'Region code prefixes (行政区划).' })
  @Disclosed('P0')
  regions!: readonly string[] | null;
  @Field(() => [String], { nullable: true, description: 'Item or licence type codes (事项或证照类型).' })
  @Disclosed('P0')
  items!: readonly string[] | null;
  @Field(() => DateScalar, { nullable: true, description: 'Completed or issued from this day (起始日期).' })
  @Disclosed('P0')
  from!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Until this day (截止日期).' })
  @Disclosed('P0')
  to!: string | null;
  @Field(() => Int, {
    nullable: true,
    description: 'Number of own subjects to whom it is restricted; who they are is not told (本机构服务对象数).',
  })
  @Disclosed('P0')
  subjectCount!: number | null;
}

@ObjectType({ description: 'The specific basis by which one field is asked for (字段具体依据). @clause PIPL art. 28' })
export class FieldBasis {
  @Field(() => String, { description: 'Schema coordinate (字段坐标).' })
  @Disclosed('P0')
  coordinate!: string;
  @Field(() => String, { description: 'Law and article, or whose consent (依据).' })
  @Disclosed('P0')
  basis!: string;
}

@ObjectType({ description: 'Expected frequency (使用频次). @clause 809 art. 20' })
export class Quota {
  @Field(() => QuotaPeriod, { description: 'Period (周期).' })
  @Disclosed('P0')
  period!: keyof typeof QuotaPeriod;
  @Field(() => Int, { description: 'Requests in a period (请求次数).' })
  @Disclosed('P0')
  requests!: number;
  @Field(() => Int, { nullable: true, description: 'Distinct subjects in a period (涉及主体数).' })
  @Disclosed('P0')
  subjects!: number | null;
}

@ObjectType({ description: 'Impact assessment on file (个人信息保护影响评估). @clause PIPL art. 55' })
export class ImpactAssessment {
  @Field(() => String, { description: 'Digest of its text, hexadecimal (摘要).' })
  @Disclosed('P0')
  digest!: string;
  @Field(() => String, { description: 'Where it is kept (存放位置).' })
  @Disclosed('P0')
  reference!: string;
}
