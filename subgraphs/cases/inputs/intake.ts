/**
 * What handling systems say: items, cases, and what happens in them. What may be left out is nullable: graphql-jit does
 * not fill in defaults of input fields.
 */
import { Field, ID, InputType, Int } from 'type-graphql';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { ApplicantType, CaseResult, CaseStepCode, ItemType, LicenceStatusAtUse, MaterialClass } from '../codes.ts';

const SYSTEM_KEY = 'The system’s own key: sent again, it changes nothing and answers the same (业务系统唯一键).';

@InputType({ description: 'A version of a service item to be registered (登记事项).' })
export class RegisterItemInput {
  @Field(() => String, { description: 'Implementation code (实施编码).' })
  taskCode!: string;
  @Field(() => String, { description: 'Version (事项版本).' })
  version!: string;
  @Field(() => String, { description: 'Name (事项名称).' })
  name!: string;
  @Field(() => ItemType, { description: 'Type (事项类型).' })
  itemType!: keyof typeof ItemType;
  @Field(() => Boolean, { nullable: true, description: 'Sensitive: health, relief, correction … (敏感事项).' })
  sensitive?: boolean | null;
  @Field(() => String, {
    nullable: true,
    description: 'The law by which its cases are kept on paper too (纸质归档依据). @clause 26号 art. 4',
  })
  paperAlsoBy?: string | null;
}

@InputType({ description: 'A handling system to be admitted for one item in one region (登记业务系统).' })
export class RegisterSystemInput {
  @Field(() => String, { description: 'Identity of the system, the subject of its token (业务系统标识).' })
  system!: string;
  @Field(() => String, { description: 'Implementation code of the item (实施编码).' })
  taskCode!: string;
  @Field(() => String, { description: 'Region code, GB/T 2260 (行政区划代码).' })
  region!: string;
}

@InputType({ description: 'Who applies (申请人).' })
export class ApplicantInput {
  @Field(() => ApplicantType, { description: 'Kind (申请人类型).' })
  type!: keyof typeof ApplicantType;
  @Field(() => String, { description: 'Name (姓名或名称).' })
  name!: string;
  @Field(() => String, { description: 'Type of identity document: 111 citizen, 001 USCC … (证件类型).' })
  idType!: string;
  @Field(() => String, { description: 'Identity number or USCC (证件号码).' })
  idNumber!: string;
  @Field(() => String, { nullable: true, description: 'Phone (电话).' })
  phone?: string | null;
  @Field(() => String, { nullable: true, description: 'Address (地址).' })
  address?: string | null;
  @Field(() => String, { nullable: true, description: 'Legal representative (法定代表人).' })
  legalRepresentative?: string | null;
  @Field(() => [String], {
    nullable: true,
    description:
      'Identity numbers of guardians and others who lawfully stand for the applicant (代理人、监护人证件号码).',
  })
  standing?: string[] | null;
}

@InputType({ description: 'A case that is opened (收件).' })
export class OpenCaseInput {
  @Field(() => String, { description: SYSTEM_KEY })
  systemKey!: string;
  @Field(() => String, { description: 'Implementation code of the item (实施编码).' })
  taskCode!: string;
  @Field(() => String, { description: 'Version of the item (事项版本).' })
  itemVersion!: string;
  @Field(() => String, { description: 'Region code, GB/T 2260 (行政区划代码).' })
  region!: string;
  @Field(() => String, { description: 'Case number (办件编号).' })
  caseNumber!: string;
  @Field(() => String, { description: 'Title (办件名称).' })
  title!: string;
  @Field(() => ApplicantInput, { description: 'Who applies (申请人).' })
  applicant!: ApplicantInput;
  @Field(() => String, { nullable: true, description: 'Contact who is not the applicant (联系人).' })
  contactName?: string | null;
  @Field(() => String, { nullable: true, description: 'Phone of the contact (联系人电话).' })
  contactPhone?: string | null;
  @Field(() => String, { nullable: true, description: 'Who complained (投诉举报人).' })
  complainantName?: string | null;
  @Field(() => String, { nullable: true, description: 'Bank account of the applicant (银行账号).' })
  bankAccount?: string | null;
  @Field(() => String, { nullable: true, description: 'Personal circumstances (个人情况).' })
  circumstances?: string | null;
  @Field(() => String, { nullable: true, description: 'What the applicant marked as trade secret (商业秘密).' })
  tradeSecret?: string | null;
  @Field(() => String, { nullable: true, description: 'Internal opinion (内部意见).' })
  internalOpinion?: string | null;
  @Field(() => String, { nullable: true, description: 'Officer in charge (经办人).' })
  handlerName?: string | null;
  @Field(() => String, { nullable: true, description: 'Remarks (备注).' })
  remarks?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Secrecy level (密级): anything secret is refused and leaves nothing behind. @clause 26号 art. 15',
  })
  secrecy?: string | null;
  @Field(() => Boolean, { nullable: true, description: 'The record itself is not shared (不予共享).' })
  nonSharing?: boolean | null;
  @Field(() => DateTimeScalar, { description: 'When it was received (收件时间).' })
  receivedAt!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was accepted (受理时间).' })
  acceptedAt?: string | null;
}

@InputType({ description: 'A step that was taken (办理环节).' })
export class AddStepInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: SYSTEM_KEY })
  systemKey!: string;
  @Field(() => Int, { description: 'Order of the step, from 1 (序号).' })
  sequence!: number;
  @Field(() => CaseStepCode, { description: 'Which step (环节).' })
  step!: keyof typeof CaseStepCode;
  @Field(() => DateTimeScalar, { description: 'When (办理时间).' })
  at!: string;
  @Field(() => String, { nullable: true, description: 'Officer who took it (办理人).' })
  handlerName?: string | null;
  @Field(() => String, { nullable: true, description: 'Note (备注).' })
  note?: string | null;
}

@InputType({ description: 'A material whose file has been sent before, by `PUT /files/{key}` (材料).' })
export class AttachMaterialInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: SYSTEM_KEY })
  systemKey!: string;
  @Field(() => String, { description: 'Key under which the file was sent (上传键).' })
  uploadKey!: string;
  @Field(() => String, { nullable: true, description: 'Which entry of the scope list it answers (归档范围材料代码).' })
  code?: string | null;
  @Field(() => Int, { description: 'Order in the case, from 1 (序号).' })
  sequence!: number;
  @Field(() => MaterialClass, { description: 'Evidential, procedural or result (材料类别).' })
  materialClass!: keyof typeof MaterialClass;
  @Field(() => String, { description: 'Name of the material (材料名称).' })
  name!: string;
  @Field(() => String, { description: 'HANDED_IN, CALLED_IN or FORMED (取得方式).' })
  obtainedBy!: string;
  @Field(() => String, { description: 'Name of the file (文件名).' })
  fileName!: string;
  @Field(() => String, { description: 'File format as the system knows it, such as PDF (文件格式).' })
  format!: string;
  @Field(() => Int, { description: 'Size in bytes as the system knows it (文件大小).' })
  fileBytes!: number;
  @Field(() => String, { description: 'SM3 as the system knows it, hexadecimal (SM3 摘要).' })
  digestSm3!: string;
}

@InputType({ description: 'A licence that was called in, as it was then (调用的电子证照). @clause 26号 art. 8' })
export class AttachLicenceInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: SYSTEM_KEY })
  systemKey!: string;
  @Field(() => ID, { nullable: true, description: 'Key of the licence in this system, where known (证照).' })
  licenceId?: string | null;
  @Field(() => String, { description: 'Identifier with version, GB/T 36904 (电子证照标识).' })
  identifier!: string;
  @Field(() => String, { description: 'Name of the licence type (证照类型).' })
  typeName!: string;
  @Field(() => String, { description: 'Holder (持证主体).' })
  holderName!: string;
  @Field(() => String, { description: 'Type of the holder’s number: 001 or 111 … (持证主体代码类型).' })
  holderType!: string;
  @Field(() => String, { description: 'Number of the holder (持证主体代码).' })
  holderNumber!: string;
  @Field(() => LicenceStatusAtUse, { description: 'Status when it was called in (调用时状态).' })
  statusAtUse!: keyof typeof LicenceStatusAtUse;
  @Field(() => DateTimeScalar, { description: 'When it was called in (调用时间).' })
  calledAt!: string;
  @Field(() => String, { description: 'Why it was called in (用证事由).' })
  useCause!: string;
}

@InputType({ description: 'A part of a joint case (联办部分). @clause 26号 art. 8' })
export class AddPartInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { description: 'USCC of the agency whose part it is (承办机构).' })
  agency!: string;
}

@InputType({ description: 'The end of handling (办结).' })
export class CompleteCaseInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => DateScalar, { description: 'Day of completion (办结日期).' })
  completedOn!: string;
  @Field(() => CaseResult, {
    nullable: true,
    description: 'How it ended; the lead says so, an agency with a part does not (办理结果).',
  })
  result?: keyof typeof CaseResult | null;
  @Field(() => String, { nullable: true, description: 'Internal opinion of an agency with a part (内部意见).' })
  opinion?: string | null;
}

@InputType({ description: 'What is put right in a case that is not archived: what is left out stays (更正办件).' })
export class CorrectCaseInput {
  @Field(() => ID, { description: 'Key of the case (办件).' })
  caseId!: string;
  @Field(() => String, { nullable: true, description: 'Case number (办件编号).' })
  caseNumber?: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was received (收件时间).' })
  receivedAt?: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was accepted (受理时间).' })
  acceptedAt?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of completion (办结日期).' })
  completedOn?: string | null;
}
