/** What issuers say of their licence types and licences. */
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { LicenceStatus, LicenceStatusOperation } from '../codes.ts';

@InputType({ description: 'A service item whose result a licence is (证照关联事项).' })
export class LicenceTypeItemInput {
  @Field(() => String, { description: 'Code of the item (事项编码).' })
  code!: string;
  @Field(() => String, { description: 'Name of the item (事项名称).' })
  name!: string;
}

@InputType({ description: 'What one raw status code means (状态代码映射).' })
export class StatusCodeInput {
  @Field(() => String, { description: 'The code as it comes (原始状态代码).' })
  raw!: string;
  @Field(() => LicenceStatus, { description: 'What it means (证照状态).' })
  status!: keyof typeof LicenceStatus;
}

@InputType({
  description: 'A licence type; saying it again replaces what was said (证照类型). @clause GB/T 36902-2018',
})
export class RegisterLicenceTypeInput {
  @Field(() => String, { description: 'Your own USCC and three characters (证照类型代码).' })
  code!: string;
  @Field(() => String, { description: 'Name of the type (证照类型名称).' })
  name!: string;
  @Field(() => [LicenceTypeItemInput], { description: 'Items whose result it is (关联事项).' })
  items!: LicenceTypeItemInput[];
  @Field(() => [StatusCodeInput], { description: 'Codes with a meaning of their own in this type (类型状态代码).' })
  statusCodes!: StatusCodeInput[];
}

@InputType({ description: 'The status codes of one of your source systems for one type (来源状态代码映射).' })
export class MapStatusCodesInput {
  @Field(() => String, { description: 'Code of the licence type (证照类型代码).' })
  typeCode!: string;
  @Field(() => String, { description: 'Name of the source system (来源系统).' })
  source!: string;
  @Field(() => [StatusCodeInput], { description: 'All its codes: what was said before is replaced (代码含义).' })
  codes!: StatusCodeInput[];
}

/** Where an act comes from: the same source id and operation a second time is the same act. */
@InputType({ description: 'An act as a source system tells it (来源操作).' })
export abstract class FromSource {
  @Field(() => String, { description: 'Name of the source system (来源系统).' })
  source!: string;
  @Field(() => String, {
    description: 'Key of the act in that system: the same key and operation again is a repetition (来源标识).',
  })
  sourceId!: string;
  @Field(() => String, { nullable: true, description: 'Batch that it came in (批次).' })
  batch?: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was done (操作时间).' })
  at!: string;
  @Field(() => String, { description: 'Status code as the source has it (原始状态代码).' })
  rawStatusCode!: string;
  @Field(() => String, { nullable: true, description: 'Why (操作原因).' })
  reason?: string | null;
}

@InputType({ description: 'A licence that you issue, or have issued (颁发证照). @clause GB/T 36903-2018' })
export class IssueLicenceInput extends FromSource {
  @Field(() => String, { description: 'Code of the licence type (证照类型代码).' })
  typeCode!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Identifier that it has; without one it is given one (电子证照标识).',
  })
  identifier?: string | null;
  @Field(() => String, { nullable: true, description: 'Serial for the identifier that is made (流水号).' })
  serial?: string | null;
  @Field(() => String, { description: 'Region code, GB/T 2260 (行政区划代码).' })
  region!: string;
  @Field(() => String, { description: 'Number that is printed on it (证照编号).' })
  number!: string;
  @Field(() => DateScalar, { description: 'Day of issue (颁发日期).' })
  issuedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'First day of validity (有效期起始).' })
  validFrom?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day of validity; none: unlimited (有效期截止).' })
  validTo?: string | null;
  @Field(() => String, { description: 'Holder (持证主体).' })
  holderName!: string;
  @Field(() => String, { description: 'Kind of the number: 001 USCC, 111 citizen id, others (持证主体代码类型).' })
  holderType!: string;
  @Field(() => String, { description: 'Number of the holder (持证主体代码).' })
  holderNumber!: string;
  @Field(() => [String], {
    nullable: true,
    description: 'Numbers of those who lawfully stand for the holder, such as guardians (监护人、代理人).',
  })
  standing?: string[] | null;
  @Field(() => Boolean, { nullable: true, description: 'Sensitive beside what is so by its type (敏感).' })
  sensitive?: boolean | null;
  @Field(() => String, { nullable: true, description: 'Remarks (备注).' })
  remarks?: string | null;
  @Field(() => String, { nullable: true, description: 'Key of the file that was sent before (文件上传标识).' })
  uploadKey?: string | null;
}

@InputType({
  description: 'A new version of a licence (延续、换发证照). What is left out stays. @clause GB/T 36904-2018',
})
export class RenewLicenceInput extends FromSource {
  @Field(() => ID, { description: 'Key of the licence (证照).' })
  licenceId!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Identifier that the new version has; without one it is made (电子证照标识).',
  })
  identifier?: string | null;
  @Field(() => String, { nullable: true, description: 'Number that is printed on it (证照编号).' })
  number?: string | null;
  @Field(() => DateScalar, { description: 'Day of issue (颁发日期).' })
  issuedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'First day of validity (有效期起始).' })
  validFrom?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day of validity; none: unlimited (有效期截止).' })
  validTo?: string | null;
  @Field(() => String, { nullable: true, description: 'Holder, where the name has changed (持证主体).' })
  holderName?: string | null;
  @Field(() => String, { nullable: true, description: 'Key of the file that was sent before (文件上传标识).' })
  uploadKey?: string | null;
}

@InputType({ description: 'A change of the status of a licence (变更证照状态). @clause GB/T 36903-2018' })
export class ChangeLicenceStatusInput extends FromSource {
  @Field(() => ID, { description: 'Key of the licence (证照).' })
  licenceId!: string;
  @Field(() => LicenceStatusOperation, { description: 'What is done (操作类型).' })
  operation!: keyof typeof LicenceStatusOperation;
}
