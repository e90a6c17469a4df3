/** Transfer. Not records: read by the agency that hands over and by the hall; of records they hold codes, never titles. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, Violation } from '../../../schema/shared-types.ts';
import {
  EarlyController,
  HallLevel,
  OpeningAdvice,
  SealRule,
  TransferBatchState,
  TransferItemState,
  TransferKind,
} from '../codes/transfer.ts';
import { actResultOf } from './act-result.ts';
import { ArchivalRecord } from './record.ts';

@ObjectType({ description: 'What a hall asks of transfers; a version is never changed (移交要求). Public.' })
export class TransferRequirement {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The hall (档案馆).' })
  @Disclosed('P0')
  hall!: Agency;
  @Field(() => Int, { description: 'Rises with each publication (版本).' })
  @Disclosed('P0')
  version!: number;
  @Field(() => HallLevel, { description: 'Level of the hall (档案馆层级).' })
  @Disclosed('P0')
  level!: keyof typeof HallLevel;
  @Field(() => [String], { description: 'Formats by content (文件格式).' })
  @Disclosed('P0')
  formats!: string[];
  @Field(() => [String], { description: 'Elements that have to be filled, beside those of the jurisdiction (元数据).' })
  @Disclosed('P0')
  metadata!: string[];
  @Field(() => [String], {
    description: 'Statements that go with every record (随附说明). @clause 档案法实施条例 art. 30',
  })
  @Disclosed('P0')
  statements!: string[];
  @Field(() => [String], { description: 'Retention periods that it collects (收集的保管期限).' })
  @Disclosed('P0')
  collectable!: string[];
  @Field(() => SealRule, { description: 'What becomes of signature data of seals (印章签名数据处理).' })
  @Disclosed('P0')
  sealRule!: keyof typeof SealRule;
  @Field(() => String, { nullable: true, description: 'Whatever else is to be known (说明).' })
  @Disclosed('P0')
  note!: string | null;
  @Field(() => DateTimeScalar, { description: 'When it was published (发布时间).' })
  @Disclosed('P0')
  publishedAt!: string;
}

@ObjectType({ description: 'On what early custody rests (提前保管协议). @clause 档案法实施条例 art. 40' })
export class CustodyAgreement {
  @Field(() => EarlyController, { description: 'Who decides about use (管理主体).' })
  @Disclosed('P0')
  controller!: keyof typeof EarlyController;
  @Field(() => String, { description: 'Duties of use, conversion and migration (双方职责).' })
  @Disclosed('P0')
  duties!: string;
  @Field(() => DateScalar, { description: 'The day it was signed (签署日期).' })
  @Disclosed('P0')
  signedOn!: string;
}

@ObjectType({ description: 'One result of the check at receipt (检测结果).' })
export class TransferFinding {
  @Field(() => String, { description: 'Code of the check, such as YJ-1-1 (检测项).' })
  @Disclosed('P0')
  code!: string;
  @Field(() => String, { description: 'What it is about: package, file or element (检测对象).' })
  @Disclosed('P0')
  object!: string;
  @Field(() => String, { description: 'PASS, FAIL, WARNING, MANUAL_REVIEW or NOT_APPLICABLE (结果).' })
  @Disclosed('P0')
  result!: string;
  @Field(() => String, { nullable: true, description: 'What is wrong; no value of the record (原因).' })
  @Disclosed('P0')
  reason!: string | null;
}

@ObjectType({ description: 'A record of a batch, with what the unit says of it (移交条目). @clause 26号 art. 12' })
export class TransferItem {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => Int, { description: 'Place in the batch (序号).' })
  @Disclosed('P0')
  sequence!: number;
  @Field(() => TransferItemState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof TransferItemState;
  @Field(() => Int, { description: 'How often it was handed over (提交次数).' })
  @Disclosed('P0')
  attempt!: number;
  @Field(() => OpeningAdvice, {
    nullable: true,
    description: 'What the unit would have done about opening (开放建议).',
  })
  @Disclosed('P0')
  openingAdvice!: keyof typeof OpeningAdvice | null;
  @Field(() => String, { nullable: true, description: 'Opinion on opening and use (开放利用意见).' })
  @Disclosed('P0')
  openingOpinion!: string | null;
  @Field(() => String, { nullable: true, description: 'Whether the information was disclosed (信息公开情况).' })
  @Disclosed('P0')
  disclosureStatus!: string | null;
  @Field(() => String, { nullable: true, description: 'Change of secrecy (密级变更情况). @clause 令22 art. 21' })
  @Disclosed('P0')
  secrecyChange!: string | null;
  @Field(() => [Violation], { description: 'All reasons of the last return (退回原因).' })
  @Disclosed('KEY')
  reasons!: Violation[];
  @Field(() => Int, {
    nullable: true,
    description: 'Files that the description announces; null before it came (应收文件数).',
  })
  @Disclosed('P0')
  filesAnnounced!: number | null;
  @Field(() => Int, { description: 'Files in the reception of the hall (已收文件数).' })
  @Disclosed('P0')
  filesReceived!: number;
  @Field(() => [TransferFinding], { description: 'The last check, row by row (检测明细).' })
  @Disclosed('KEY')
  findings!: TransferFinding[];
  @Field(() => ArchivalRecord, { nullable: true, description: 'The record, as you may see it (电子档案).' })
  @Disclosed('KEY')
  record!: ArchivalRecord | null;
}

@ObjectType({ description: 'What a hall gives for what it received (接收凭据).' })
export class TransferReceipt {
  @Field(() => String, { description: 'Number (凭据号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => String, { description: 'The receipt, whole: codes of records, no titles (凭据正文).' })
  @Disclosed('P0')
  text!: string;
  @Field(() => String, { description: 'SM3 of exactly that text (凭据摘要).' })
  @Disclosed('P0')
  digestSm3!: string;
  @Field(() => DateScalar, { description: 'The day custody moved (接收日期).' })
  @Disclosed('P0')
  receivedOn!: string;
  @Field(() => Boolean, {
    description:
      'The hall agrees that the unit goes on using the records (同意移交单位继续利用). @clause 档案法 art. 31',
  })
  @Disclosed('P0')
  transferrerConsent!: boolean;
}

@ObjectType({ description: 'Records on their way to a hall (移交批次). @clause 26号 art. 12' })
export class TransferBatch {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Number, of agency and hall together (批次号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => Agency, { description: 'The agency that hands over (移交单位).' })
  @Disclosed('P0')
  agency!: Agency;
  @Field(() => Agency, { description: 'The hall (接收单位).' })
  @Disclosed('P0')
  hall!: Agency;
  @Field(() => TransferKind, { description: 'Transfer or early custody (移交类型).' })
  @Disclosed('P0')
  kind!: keyof typeof TransferKind;
  @Field(() => TransferBatchState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof TransferBatchState;
  @Field(() => CustodyAgreement, { nullable: true, description: 'Of early custody only (提前保管协议).' })
  @Disclosed('KEY')
  agreement!: CustodyAgreement | null;
  @Field(() => TransferRequirement, {
    nullable: true,
    description: 'The requirements that hold for it (适用的移交要求).',
  })
  @Disclosed('KEY')
  requirement!: TransferRequirement | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was handed over last (提交时间).' })
  @Disclosed('P0')
  submittedAt!: string | null;
  @Field(() => String, { nullable: true, description: 'What was handed over, as sealed (移交清单).' })
  @Disclosed('P0')
  manifest!: string | null;
  @Field(() => String, { nullable: true, description: 'SM3 of exactly the manifest (移交清单摘要).' })
  @Disclosed('P0')
  manifestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it was taken back (撤回原因).' })
  @Disclosed('P0')
  reason!: string | null;
  @Field(() => [TransferItem], { description: 'Its records (条目).' })
  @Disclosed('KEY')
  items!: TransferItem[];
  @Field(() => TransferReceipt, { nullable: true, description: 'Once custody has moved (接收凭据).' })
  @Disclosed('KEY')
  receipt!: TransferReceipt | null;
}

@ObjectType({ description: 'A record that is due to go to the hall (到期应移交档案). @clause 档案法实施条例 art. 20' })
export class TransferDue {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => String, { description: 'Record code (电子文件号).' })
  @Disclosed('P0')
  recordCode!: string;
  @Field(() => String, { description: 'Period (保管期限).' })
  @Disclosed('P0')
  period!: string;
  @Field(() => DateScalar, { description: 'The last day with the unit (应移交日期).' })
  @Disclosed('P0')
  dueOn!: string;
}

@ObjectType('TransferDueList', { description: 'Records that are due, the longest due first (应移交清单).' })
@Directive('@structural')
export class TransferDueList {
  @Field(() => [TransferDue], { description: 'At most 500 (条目).' })
  items!: TransferDue[];
  @Field(() => Int, { description: 'How many there are in all (总数).' })
  total!: number;
}

export const TransferRequirementResult = actResultOf(TransferRequirement, 'TransferRequirementResult', '移交要求');
export const TransferBatchResult = actResultOf(TransferBatch, 'TransferBatchResult', '移交批次');
