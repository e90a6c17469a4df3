/** What a case is made of, each field with its disclosure class. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';
import { CalledFileState, CaseState, CaseStepCode, ItemType, LicenceStatusAtUse, MaterialClass } from '../codes.ts';

@ObjectType({ description: 'An e-licence as it stands today (电子证照).' })
@Directive('@key(fields: "id", resolvable: false)')
export class Licence {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
}

@ObjectType({ description: 'A version of a government service item (政务服务事项). Public.' })
export class ServiceItem {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Implementation code (实施编码), at most 64 characters.' })
  @Disclosed('P0')
  taskCode!: string;
  @Field(() => String, { description: 'Version of the item (事项版本).' })
  @Disclosed('P0')
  version!: string;
  @Field(() => String, { description: 'Name of the item (事项名称).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => ItemType, { description: 'Type of the item (事项类型).' })
  @Disclosed('P0')
  itemType!: keyof typeof ItemType;
  @Field(() => Boolean, {
    description: 'Penalties and inspections follow the measure by analogy (参照执行). @clause 26号 art. 2',
  })
  @Disclosed('P0')
  byReference!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'The law by which its cases are kept on paper too (纸质归档依据). @clause 26号 art. 4',
  })
  @Disclosed('P0')
  paperAlsoBy!: string | null;
}

@ObjectType({ implements: DisclosedRecord, description: 'A step in the handling of a case (办理环节).' })
@Directive('@record')
export class CaseStep extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'The agency that took it (承办机构).' })
  @Disclosed('P1')
  unit!: Agency | null;
  @Field(() => Int, { nullable: true, description: 'Order of the step, from 1 (序号).' })
  @Disclosed('P1')
  sequence!: number | null;
  @Field(() => CaseStepCode, { nullable: true, description: 'Which step (环节).' })
  @Disclosed('P1')
  step!: keyof typeof CaseStepCode | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was taken (办理时间).' })
  @Disclosed('P1')
  at!: Date | null;
  @Field(() => String, { nullable: true, description: 'Officer who took it (办理人).' })
  @Disclosed('P1', { of: 'OFFICIAL' })
  handlerName!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Free note (备注). Personal until read: never shown unless named.',
  })
  @Disclosed('P2', { of: 'THIRD_PERSON' })
  note!: string | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'The part of one agency in a joint case (联合办理事项部分). @clause 26号 art. 8',
})
@Directive('@record')
export class CasePart extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'The agency whose part it is (承办机构).' })
  @Disclosed('P0')
  agency!: Agency | null;
  @Field(() => CaseState, { nullable: true, description: 'State of the part (状态).' })
  @Disclosed('P0')
  state!: keyof typeof CaseState | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which the part was completed (办结日期).' })
  @Disclosed('P1')
  completedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which the part was archived (归档日期).' })
  @Disclosed('P1')
  archivedOn!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Internal opinion of the agency (内部意见). Process information.',
  })
  @Disclosed('P1', { sharing: 'NON_SHARING', basis: '政府信息公开条例 art. 16' })
  opinion!: string | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description: 'A material of a case (办件材料). Files are shown whole or not at all. @clause 26号 art. 7',
})
@Directive('@record')
export class CaseMaterial extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'Whose part; null: the lead’s (承办机构).' })
  @Disclosed('P1')
  part!: Agency | null;
  @Field(() => Int, { nullable: true, description: 'Order in the case, from 1 (序号).' })
  @Disclosed('P1')
  sequence!: number | null;
  @Field(() => MaterialClass, { nullable: true, description: 'Evidential, procedural or result (材料类别).' })
  @Disclosed('P1')
  materialClass!: keyof typeof MaterialClass | null;
  @Field(() => String, { nullable: true, description: 'Name of the material (材料名称). Free text.' })
  @Disclosed('P2', { of: 'APPLICANT' })
  name!: string | null;
  @Field(() => String, { nullable: true, description: 'How it was obtained: handed in, called in, formed (取得方式).' })
  @Disclosed('P1')
  obtainedBy!: string | null;
  @Field(() => String, { nullable: true, description: 'File format, by content (文件格式).' })
  @Disclosed('P1')
  format!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the file (文件名). As protected as the file.' })
  @Disclosed('P3', { of: 'APPLICANT' })
  fileName!: string | null;
  @Field(() => Int, { nullable: true, description: 'Size in bytes (文件大小). As protected as the file.' })
  @Disclosed('P3', { of: 'APPLICANT' })
  fileBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3 digest, hexadecimal (SM3 摘要). As protected as the file.' })
  @Disclosed('P3', { of: 'APPLICANT' })
  digestSm3!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'SHA-256 digest, hexadecimal (SHA-256 摘要). As protected as the file.',
  })
  @Disclosed('P3', { of: 'APPLICANT' })
  digestSha256!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When the file came in (文件形成时间).' })
  @Disclosed('P1')
  fileAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Which entry of the scope list it answers (归档范围材料代码).' })
  @Disclosed('P1')
  code!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Path of the content, for you and for ten minutes (下载链接). Decided again and logged when it is used; null where no content is held.',
  })
  @Disclosed('P3', { of: 'APPLICANT' })
  downloadLink!: string | null;
}

@ObjectType({
  implements: DisclosedRecord,
  description:
    'An e-licence as it was when it was called into a case (归档证照快照). Never changed by what happens later. @clause 26号 art. 8',
})
@Directive('@record')
export class LicenceSnapshot extends PartRecord {
  @Field(() => String, {
    nullable: true,
    description: 'Identifier with version (电子证照标识). May hold an identity number.',
  })
  @Disclosed('P2', { of: 'HOLDER' })
  identifier!: string | null;
  @Field(() => String, { nullable: true, description: 'Version at the time (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the licence type (证照类型代码).' })
  @Disclosed('P0')
  typeCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the licence type (证照类型).' })
  @Disclosed('P0')
  typeName!: string | null;
  @Field(() => Agency, { nullable: true, description: 'Issuing authority (颁发机构).' })
  @Disclosed('P0')
  issuer!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Holder (持证主体).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'PERSON_NAME' })
  holderName!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Type of the holder’s number: 001 or 111 … (持证主体代码类型).',
  })
  @Disclosed('P1')
  holderType!: string | null;
  @Field(() => String, { nullable: true, description: 'Identity number or USCC of the holder (持证主体代码).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'CITIZEN_ID' })
  holderNumber!: string | null;
  @Field(() => LicenceStatusAtUse, { nullable: true, description: 'Status when it was called in (调用时状态).' })
  @Disclosed('P1')
  statusAtUse!: keyof typeof LicenceStatusAtUse | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was called in (调用时间).' })
  @Disclosed('P1')
  calledAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why it was called in (用证事由).' })
  @Disclosed('P1')
  useCause!: string | null;
  @Field(() => String, { nullable: true, description: 'Number that was printed on it (证照编号).' })
  @Disclosed('P2', { of: 'HOLDER' })
  number!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of issue as it was then (颁发日期).' })
  @Disclosed('P1')
  issuedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'First day of validity as it was then (有效期起始).' })
  @Disclosed('P1')
  validFrom!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of validity as it was then (有效期截止). Null for unlimited, and where it was not told.',
  })
  @Disclosed('P1')
  validTo!: string | null;
  @Field(() => Int, { nullable: true, description: 'Size of the file in bytes (文件大小).' })
  @Disclosed('P3', { of: 'HOLDER' })
  fileBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3 digest of the file, hexadecimal (SM3摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 digest of the file, hexadecimal (SHA-256摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSha256!: string | null;
  @Field(() => CalledFileState, {
    nullable: true,
    description:
      'Whether its file is with the case (证照文件是否随案). Null where none was frozen, and for licences that were called in elsewhere.',
  })
  @Disclosed('P1')
  fileState!: keyof typeof CalledFileState | null;
  @Field(() => Licence, { nullable: true, description: 'The licence as it stands today (证照现状).' })
  @Disclosed('KEY')
  licence!: Licence | null;
}
