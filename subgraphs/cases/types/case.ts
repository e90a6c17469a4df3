/** The case itself, each field with its disclosure class. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, DisclosedRecord, connectionOf } from '../../../schema/shared-types.ts';
import { ApplicantType, CaseResult, CaseState } from '../codes.ts';
import { ArchivingStep, CaseAnnotation, CheckReport, SealedPackage } from './archiving.ts';
import { CaseMaterial, CasePart, CaseStep, LicenceSnapshot, ServiceItem } from './contents.ts';

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
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether the record as a whole is shared with nobody (不予共享). @clause 809 art. 15',
  })
  @Disclosed('P1')
  nonSharing!: boolean | null;
  @Field(() => String, { nullable: true, description: 'Handling system that reported it (业务系统).' })
  @Disclosed('P1')
  system!: string | null;
  @Field(() => String, { nullable: true, description: 'Key under which that system knows it (受理编号).' })
  @Disclosed('P1')
  systemKey!: string | null;
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
  @Field(() => String, {
    nullable: true,
    description: 'Type of the applicant’s identity document: 111 citizen, 001 USCC … (申请人证件类型).',
  })
  @Disclosed('P1')
  applicantIdType!: string | null;
  @Field(() => String, { nullable: true, description: 'Identity number or USCC of the applicant (申请人证件号码).' })
  @Disclosed('P2', { of: 'APPLICANT', mask: 'CITIZEN_ID' })
  applicantIdNumber!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'A name for the applicant that holds under your grant only, for joining without numbers (申请人假名). Null but by a grant that names it.',
  })
  @Disclosed('P2', { of: 'APPLICANT' })
  applicantPseudonym!: string | null;
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
  @Field(() => [ArchivingStep], { description: 'Steps of archiving, in order (归档流程).' })
  @Disclosed('KEY')
  archiving!: ArchivingStep[];
  @Field(() => [CheckReport], { description: 'Reports of the four-property check, the newest first (检测报告).' })
  @Disclosed('KEY')
  checkReports!: CheckReport[];
  @Field(() => [SealedPackage], {
    description: 'Sealed packages of the case and of its parts (归档信息包). @clause GB/T 42727-2023',
  })
  @Disclosed('KEY')
  packages!: SealedPackage[];
  @Field(() => [CaseAnnotation], { description: 'Notes beside the archived case, in order (附注).' })
  @Disclosed('KEY')
  annotations!: CaseAnnotation[];
}

export const CaseConnection = connectionOf(Case, 'Case', '办件').Connection;
