/** The life of an e-licence: its versions, what was done to it, and what is to be seen to. */
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';
import { LicenceOperation, LicenceStatus } from '../codes.ts';

@ObjectType({
  implements: DisclosedRecord,
  description: 'One version of an e-licence (证照版本). Never changed. @clause GB/T 36904-2018',
})
@Directive('@record')
export class LicenceVersion extends PartRecord {
  @Field(() => String, { nullable: true, description: 'Version, from 001 (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Identifier of this version (电子证照标识). May hold an identity number.',
  })
  @Disclosed('P2', { of: 'HOLDER' })
  identifier!: string | null;
  @Field(() => String, { nullable: true, description: 'Number that is printed on it (证照编号).' })
  @Disclosed('P2', { of: 'HOLDER' })
  number!: string | null;
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
  @Field(() => String, { nullable: true, description: 'Holder (持证主体).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'PERSON_NAME' })
  holderName!: string | null;
  @Field(() => Int, { nullable: true, description: 'Size of the file in bytes (文件大小).' })
  @Disclosed('P3', { of: 'HOLDER' })
  fileBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3 digest of the file, hexadecimal (SM3摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 digest of the file, hexadecimal (SHA-256摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSha256!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Path of the file, for you and for ten minutes (下载链接). Decided again and logged when it is used; null where no file is held.',
  })
  @Disclosed('P3', { of: 'HOLDER' })
  downloadLink!: string | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'Something that was done to an e-licence (证照变更记录). Never changed. @clause GB/T 36903-2018',
})
@Directive('@record')
export class LicenceAct extends PartRecord {
  @Field(() => LicenceOperation, { nullable: true, description: 'What was done (操作类型).' })
  @Disclosed('P1')
  operation!: keyof typeof LicenceOperation | null;
  @Field(() => String, { nullable: true, description: 'Version that it was done to (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => String, { nullable: true, description: 'Status code as it came (原始状态代码).' })
  @Disclosed('P1')
  rawStatusCode!: string | null;
  @Field(() => LicenceStatus, { nullable: true, description: 'Status that it left (操作后状态).' })
  @Disclosed('P1')
  status!: keyof typeof LicenceStatus | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was done (操作时间).' })
  @Disclosed('P1')
  at!: Date | null;
  @Field(() => Agency, { nullable: true, description: 'Whose act it was (操作机构).' })
  @Disclosed('P1')
  body!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Opaque name of who acted (操作人).' })
  @Disclosed('P2', { of: 'OFFICIAL' })
  actor!: string | null;
  @Field(() => String, { nullable: true, description: 'Source system that reported it (来源系统).' })
  @Disclosed('P1')
  source!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Why (操作原因). Free text: withheld unless named in a grant.',
  })
  @Disclosed('P2', { of: 'THIRD_PERSON' })
  reason!: string | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'What the issuer of an e-licence must see to (证照问题).',
})
@Directive('@record')
export class LicenceFinding extends PartRecord {
  @Field(() => String, {
    nullable: true,
    description: 'STATUS_CODE_UNMAPPED: nobody has said what the status code means (问题代码).',
  })
  @Disclosed('P1')
  code!: string | null;
  @Field(() => String, { nullable: true, description: 'The status code (原始状态代码).' })
  @Disclosed('P1')
  rawStatusCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Source system that sent it (来源系统).' })
  @Disclosed('P1')
  source!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was found (发现时间).' })
  @Disclosed('P1')
  at!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was settled; null: it is open (解决时间).' })
  @Disclosed('P1')
  resolvedAt!: Date | null;
}
