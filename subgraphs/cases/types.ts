/** The GraphQL types of `cases`, each field with its disclosure class. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../schema/scalars.ts';
import { Agency, DisclosedRecord, connectionOf, PartRecord } from '../../schema/shared-types.ts';
import {
  ApplicantType,
  CaseResult,
  CaseState,
  CaseStepCode,
  ItemType,
  LicenceStatusAtUse,
  MaterialClass,
} from './codes.ts';

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
}

@ObjectType({ implements: DisclosedRecord, description: 'A step in the handling of a case (办理环节).' })
@Directive('@record')
export class CaseStep extends PartRecord {
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
  @Field(() => String, { nullable: true, description: 'Name of the licence type (证照类型).' })
  @Disclosed('P0')
  typeName!: string | null;
  @Field(() => Agency, { nullable: true, description: 'Issuing authority (颁发机构).' })
  @Disclosed('P0')
  issuer!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Holder (持证主体).' })
  @Disclosed('P2', { of: 'HOLDER', mask: 'PERSON_NAME' })
  holderName!: string | null;
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
  @Field(() => Licence, { nullable: true, description: 'The licence as it stands today (证照现状).' })
  @Disclosed('KEY')
  licence!: Licence | null;
}

@ObjectType({ implements: DisclosedRecord, description: 'A case, the unit of archiving (办件). @clause 26号 art. 8' })
@Directive('@key(fields: "id")')
@Directive('@record')
export class Case extends DisclosedRecord {
  @Field(() => String, { nullable: true, description: 'Case number (办件编号).' })
  @Disclosed('P1')
  caseNumber!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Code of the electronic record (电子文件号); exists before any 档号.',
  })
  @Disclosed('P1')
  recordCode!: string | null;
  @Field(() => ServiceItem, { nullable: true, description: 'The service item, in the version that applied (事项).' })
  @Disclosed('P0')
  item!: ServiceItem | null;
  @Field(() => Agency, {
    nullable: true,
    description: 'The agency that handled it; in joint cases the lead (承办机构、牵头部门).',
  })
  @Disclosed('P0')
  agency!: Agency | null;
  @Field(() => String, { nullable: true, description: 'Region code, GB/T 2260 (行政区划代码).' })
  @Disclosed('P0')
  region!: string | null;
  @Field(() => CaseState, { nullable: true, description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof CaseState | null;
  @Field(() => CaseResult, { nullable: true, description: 'How it ended (办理结果).' })
  @Disclosed('P0')
  result!: keyof typeof CaseResult | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was received (收件时间).' })
  @Disclosed('P1')
  receivedAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was accepted (受理时间).' })
  @Disclosed('P1')
  acceptedAt!: Date | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of completion (办结日期).' })
  @Disclosed('P0')
  completedOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Latest day of archiving (归档期限). @clause 26号 art. 9' })
  @Disclosed('P1')
  archiveDueOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of archiving (归档日期).' })
  @Disclosed('P1')
  archivedOn!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Title (办件名称). Often names the applicant: withheld unless named in a grant.',
  })
  @Disclosed('P2', { of: 'APPLICANT' })
  title!: string | null;
  @Field(() => ApplicantType, { nullable: true, description: 'Kind of applicant (申请人类型).' })
  @Disclosed('P1')
  applicantType!: keyof typeof ApplicantType | null;
  @Field(() => String, { nullable: true, description: 'Applicant (申请人).' })
  @Disclosed('P2', { of: 'APPLICANT', mask: 'PERSON_NAME' })
  applicantName!: string | null;
  @Field(() => String, { nullable: true, description: 'Identity number or USCC of the applicant (申请人证件号码).' })
  @Disclosed('P2', { of: 'APPLICANT', mask: 'CITIZEN_ID' })
  applicantIdNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Phone of the applicant (申请人电话).' })
  @Disclosed('P2', { of: 'APPLICANT', mask: 'MOBILE' })
  applicantPhone!: string | null;
  @Field(() => String, { nullable: true, description: 'Address of the applicant (申请人地址).' })
  @Disclosed('P2', { of: 'APPLICANT', mask: 'ADDRESS' })
  applicantAddress!: string | null;
  @Field(() => String, { nullable: true, description: 'Legal representative (法定代表人).' })
  @Disclosed('P2', { of: 'THIRD_PERSON', mask: 'PERSON_NAME' })
  legalRepresentative!: string | null;
  @Field(() => String, { nullable: true, description: 'Contact who is not the applicant (联系人).' })
  @Disclosed('P2', { of: 'THIRD_PERSON', mask: 'PERSON_NAME' })
  contactName!: string | null;
  @Field(() => String, { nullable: true, description: 'Phone of the contact (联系人电话).' })
  @Disclosed('P2', { of: 'THIRD_PERSON', mask: 'MOBILE' })
  contactPhone!: string | null;
  @Field(() => String, { nullable: true, description: 'Who complained (投诉举报人). Withheld from the subject.' })
  @Disclosed('P2', { of: 'COMPLAINANT' })
  complainantName!: string | null;
  @Field(() => String, { nullable: true, description: 'Bank account of the applicant (银行账号). Sensitive.' })
  @Disclosed('P3', { of: 'APPLICANT' })
  bankAccount!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Personal circumstances: health, hardship, family (个人情况). Sensitive.',
  })
  @Disclosed('P3', { of: 'APPLICANT' })
  circumstances!: string | null;
  @Field(() => String, { nullable: true, description: 'What the applicant marked as trade secret (商业秘密).' })
  @Disclosed('P4', { of: 'APPLICANT' })
  tradeSecret!: string | null;
  @Field(() => String, { nullable: true, description: 'Internal opinion (内部意见). Process information.' })
  @Disclosed('P1', { sharing: 'NON_SHARING', basis: '政府信息公开条例 art. 16' })
  internalOpinion!: string | null;
  @Field(() => String, { nullable: true, description: 'Officer in charge (经办人).' })
  @Disclosed('P1', { of: 'OFFICIAL' })
  handlerName!: string | null;
  @Field(() => String, { nullable: true, description: 'Remarks (备注). Free text: withheld unless named in a grant.' })
  @Disclosed('P2', { of: 'THIRD_PERSON' })
  remarks!: string | null;
  @Field(() => [CaseStep], { description: 'Steps in order (办理环节).' })
  @Disclosed('KEY')
  steps!: CaseStep[];
  @Field(() => [CasePart], { description: 'Parts of a joint case (联办部分).' })
  @Disclosed('KEY')
  parts!: CasePart[];
  @Field(() => [CaseMaterial], { description: 'Materials in order (材料).' })
  @Disclosed('KEY')
  materials!: CaseMaterial[];
  @Field(() => [LicenceSnapshot], { description: 'Licences called in, as they were then (调用证照).' })
  @Disclosed('KEY')
  licences!: LicenceSnapshot[];
}

export const CaseConnection = connectionOf(Case, 'Case', '办件').Connection;
