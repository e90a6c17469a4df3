/** Types of e-licences. Public. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { Agency, Violation } from '../../../schema/shared-types.ts';
import { LicenceStatus } from '../codes.ts';

@ObjectType({ description: 'A service item whose result a licence is (证照关联事项). Public.' })
export class LicenceTypeItem {
  @Field(() => String, { description: 'Code of the item (事项编码).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'Name of the item (事项名称).' })
  @Disclosed('P0')
  name!: string;
}

@ObjectType({ description: 'What one raw status code means (状态代码映射). Public.' })
export class StatusCodeMeaning {
  @Field(() => String, { description: 'The code as it comes (原始状态代码).' })
  @Disclosed('P0')
  raw!: string;
  @Field(() => LicenceStatus, { description: 'What it means (证照状态).' })
  @Disclosed('P0')
  status!: keyof typeof LicenceStatus;
}

@ObjectType({
  description: 'The status codes of one source system of an issuer, for one type (状态代码映射表). Public.',
})
export class StatusMapping {
  @Field(() => Agency, { description: 'The issuer (颁发机构).' })
  @Disclosed('P0')
  issuer!: Agency;
  @Field(() => String, { description: 'Name of its source system (来源系统).' })
  @Disclosed('P0')
  source!: string;
  @Field(() => [StatusCodeMeaning], { description: 'Meanings, by code (代码含义).' })
  @Disclosed('P0')
  codes!: StatusCodeMeaning[];
}

@ObjectType({ description: 'A type of e-licence (证照类型). Public.' })
export class LicenceType {
  @Field(() => String, {
    description:
      'USCC of the authority that defined the type, and three characters (证照类型代码). @clause GB/T 36904-2018',
  })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'Name of the type (证照类型名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => Agency, { description: 'The authority that defined the type (证照类型定义机构).' })
  @Disclosed('P0')
  definingAuthority!: Agency;
  @Field(() => [LicenceTypeItem], { description: 'Items whose result it is (关联事项). @clause GB/T 36902-2018' })
  @Disclosed('P0')
  items!: LicenceTypeItem[];
  @Field(() => [StatusCodeMeaning], {
    description: 'Codes to which the standard of this type gives a meaning of its own (类型状态代码).',
  })
  @Disclosed('P0')
  statusCodes!: StatusCodeMeaning[];
  @Field(() => [StatusMapping], { description: 'Codes of source systems, which come first (来源状态代码).' })
  @Disclosed('P0')
  sources!: StatusMapping[];
}

@ObjectType({ description: 'The outcome of an act about a licence type (证照类型操作结果).' })
@Directive('@structural')
export class LicenceTypeResult {
  @Field(() => LicenceType, { nullable: true, description: 'The type as it is now (证照类型).' })
  licenceType!: LicenceType | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}
