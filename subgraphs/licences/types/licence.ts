/** An e-licence as it stands today, each field with its disclosure class. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency, connectionOf, DisclosedRecord } from '../../../schema/shared-types.ts';
import { CheckDigit, LicenceStatus } from '../codes.ts';
import { LicenceAct, LicenceFinding, LicenceVersion } from './life.ts';

@ObjectType({
  implements: DisclosedRecord,
  description:
    'An e-licence as it stands today (电子证照). What a case archived of it is a snapshot, which never changes. @clause 26号 art. 8',
})
@Directive('@key(fields: "id")')
@Directive('@record')
export class Licence extends DisclosedRecord {
  @Field(() => String, { nullable: true, description: 'Code of the licence type (证照类型代码).' })
  @Disclosed('P0')
  typeCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the licence type (证照类型名称).' })
  @Disclosed('P0')
  typeName!: string | null;
  @Field(() => Agency, { nullable: true, description: 'Issuing authority (颁发机构).' })
  @Disclosed('P0')
  issuer!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Region code, GB/T 2260 (行政区划代码).' })
  @Disclosed('P0')
  region!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Identifier with version (电子证照标识). May hold an identity number: withheld unless named in a grant. @clause GB/T 36904-2018',
  })
  @Disclosed('P2', { of: 'HOLDER' })
  identifier!: string | null;
  @Field(() => CheckDigit, {
    nullable: true,
    description: 'Whether the check character of the identifier agrees (标识校验位).',
  })
  @Disclosed('P1')
  checkDigit!: keyof typeof CheckDigit | null;
  @Field(() => String, {
    nullable: true,
    description: 'Number that is printed on it (证照编号). Withheld unless named in a grant.',
  })
  @Disclosed('P2', { of: 'HOLDER' })
  number!: string | null;
  @Field(() => String, { nullable: true, description: 'Version, from 001 (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of issue (颁发日期).' })
  @Disclosed('P1')
  issuedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'First day of validity (有效期起始).' })
  @Disclosed('P1')
  validFrom!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of validity (有效期截止). Null for unlimited, too.',
  })
  @Disclosed('P1')
  validTo!: string | null;
  @Field(() => LicenceStatus, {
    nullable: true,
    description:
      'Status as the issuer last reported it; EXPIRED from the day after the last day of validity on (证照状态). @clause GB/T 36903-2018',
  })
  @Disclosed('P1')
  currentStatus!: keyof typeof LicenceStatus | null;
  @Field(() => String, {
    nullable: true,
    description: "The issuer's own status code (原始状态代码). Its meaning differs between standards.",
  })
  @Disclosed('P1')
  rawStatusCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Holder (持证主体).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'PERSON_NAME' })
  holderName!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Kind of number that names the holder: 001 USCC, 111 citizen id (持证主体代码类型).',
  })
  @Disclosed('P1')
  holderType!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Identity number or USCC of the holder (持证主体代码).',
  })
  @Disclosed('P2', { of: 'HOLDER', mask: 'CITIZEN_ID' })
  holderNumber!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'A name for the holder that holds under your grant only, for joining without numbers (持证主体假名). Null but by a grant that names it.',
  })
  @Disclosed('P2', { of: 'HOLDER' })
  holderPseudonym!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Remarks (备注). Free text: withheld unless named in a grant.',
  })
  @Disclosed('P2', { of: 'THIRD_PERSON' })
  remarks!: string | null;
  @Field(() => [LicenceVersion], { description: 'Every version, the oldest first (历次版本).' })
  @Disclosed('KEY')
  versions!: LicenceVersion[];
  @Field(() => [LicenceAct], { description: 'What was done to it, in order (变更历史).' })
  @Disclosed('KEY')
  history!: LicenceAct[];
  @Field(() => [LicenceFinding], { description: 'What its issuer must see to (待处理问题).' })
  @Disclosed('KEY')
  findings!: LicenceFinding[];
}

export const LicenceConnection = connectionOf(Licence, 'Licence', '电子证照').Connection;
