/** Licences called into cases. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';
import { LicenceCallState, LicenceStatus } from '../codes.ts';

@ObjectType({
  implements: DisclosedRecord,
  description:
    'A licence as it was when it was called into a case (证照调用). Seen by the body that called it; the case keeps its own snapshot. @clause 26号 art. 8; GB/T 36906-2018',
})
@Directive('@record')
export class LicenceCall extends PartRecord {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => LicenceCallState, { description: 'Whether the case has taken it (调用状态).' })
  @Disclosed('KEY')
  state!: keyof typeof LicenceCallState;
  @Field(() => String, { nullable: true, description: 'Identifier with version (电子证照标识).' })
  @Disclosed('P2', { of: 'HOLDER' })
  identifier!: string | null;
  @Field(() => String, { nullable: true, description: 'Version at the time (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => String, { nullable: true, description: 'Number that was printed on it (证照编号).' })
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
  @Field(() => String, { nullable: true, description: 'Kind of the holder’s number (持证主体代码类型).' })
  @Disclosed('P1')
  holderType!: string | null;
  @Field(() => String, { nullable: true, description: 'Identity number or USCC of the holder (持证主体代码).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'CITIZEN_ID' })
  holderNumber!: string | null;
  @Field(() => LicenceStatus, { nullable: true, description: 'Status when it was called in (调用时状态).' })
  @Disclosed('P1')
  statusAtUse!: keyof typeof LicenceStatus | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was called in (调用时间).' })
  @Disclosed('P1')
  calledAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was called in (用证事由).' })
  @Disclosed('P1')
  useCause!: string | null;
  @Field(() => Int, { nullable: true, description: 'Size of the file in bytes (文件大小).' })
  @Disclosed('P3', { of: 'HOLDER' })
  fileBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3 digest of the file, hexadecimal (SM3摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 digest of the file, hexadecimal (SHA-256摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSha256!: string | null;
}
