/** What acts of transfer are given. */
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { parseKey } from '../../disclosure/index.ts';
import { EarlyController, OpeningAdvice, SealRule, TransferKind } from '../codes/transfer.ts';
import type { ItemStatements, NewBatch } from '../service/batches.ts';
import type { Acceptance } from '../service/receipt.ts';
import type { NewRequirement } from '../service/requirements.ts';

@InputType({ description: 'A new version of what a hall asks of transfers (移交要求).' })
export class TransferRequirementInput {
  @Field(() => [String], { description: 'Formats by content, of those that the jurisdiction allows (文件格式).' })
  formats!: string[];
  @Field(() => [String], { description: 'Elements that have to be filled (元数据).' })
  metadata!: string[];
  @Field(() => [String], {
    description: 'Statements; OPENING_OPINION, DISCLOSURE_STATUS and SECRECY_CHANGE at least (随附说明).',
  })
  statements!: string[];
  @Field(() => [String], { description: 'Periods that are collected, such as Y and D30 (收集的保管期限).' })
  collectable!: string[];
  @Field(() => SealRule, { description: 'What becomes of signature data of seals (印章签名数据处理).' })
  sealRule!: keyof typeof SealRule;
  @Field(() => String, { nullable: true, description: 'Whatever else is to be known (说明).' })
  note?: string | null;
}

@InputType({ description: 'On what early custody rests (提前保管协议).' })
export class CustodyAgreementInput {
  @Field(() => EarlyController, { description: 'Who decides about use (管理主体).' })
  controller!: keyof typeof EarlyController;
  @Field(() => String, { description: 'Duties of use, conversion and migration (双方职责).' })
  duties!: string;
  @Field(() => DateScalar, { description: 'The day it was signed (签署日期).' })
  signedOn!: string;
}

@InputType({ description: 'A new batch (移交批次).' })
export class TransferBatchInput {
  @Field(() => ID, { description: 'USCC of the hall (接收单位).' })
  hall!: string;
  @Field(() => TransferKind, { description: 'Transfer or early custody (移交类型).' })
  kind!: keyof typeof TransferKind;
  @Field(() => CustodyAgreementInput, { nullable: true, description: 'For early custody (提前保管协议).' })
  agreement?: CustodyAgreementInput | null;
}

@InputType({ description: 'A record, and what the unit says of it (移交条目).' })
export class TransferItemInput {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  caseId!: string;
  @Field(() => OpeningAdvice, { nullable: true, description: 'What to do about opening (开放建议).' })
  openingAdvice?: keyof typeof OpeningAdvice | null;
  @Field(() => String, { nullable: true, description: 'Opinion on opening and use (开放利用意见).' })
  openingOpinion?: string | null;
  @Field(() => String, { nullable: true, description: 'Whether the information was disclosed (信息公开情况).' })
  disclosureStatus?: string | null;
  @Field(() => String, { nullable: true, description: 'Change of secrecy (密级变更情况).' })
  secrecyChange?: string | null;
}

@InputType({ description: 'Records for a batch (移交条目).' })
export class TransferItemsInput {
  @Field(() => ID, { description: 'Key of the batch (批次标识).' })
  batchId!: string;
  @Field(() => [TransferItemInput], { description: 'At most 500 at a time (条目).' })
  items!: TransferItemInput[];
}

@InputType({ description: 'A finding that a named person of the hall lets pass (人工放行).' })
export class TransferAcceptanceInput {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  caseId!: string;
  @Field(() => String, { description: 'Code of the check, such as YJ-3-4 (检测项).' })
  check!: string;
  @Field(() => String, { description: 'What it is about, as the report names it (检测对象).' })
  object!: string;
  @Field(() => String, { description: 'Why it may pass (理由).' })
  reason!: string;
}

export function parseRequirement({ note, ...input }: TransferRequirementInput): NewRequirement {
  return { ...input, note: note ?? null };
}

export function parseBatch({ hall, kind, agreement }: TransferBatchInput): NewBatch {
  return { hall, kind, agreement: agreement ?? null };
}

export function parseItems({ batchId, items }: TransferItemsInput): {
  readonly batchId: string;
  readonly items: readonly ItemStatements[];
} {
  return {
    batchId: parseKey('input.batchId', batchId),
    items: items.map((item) => ({
      caseId: parseKey('input.items.caseId', item.caseId),
      openingAdvice: item.openingAdvice ?? null,
      openingOpinion: item.openingOpinion ?? null,
      disclosureStatus: item.disclosureStatus ?? null,
      secrecyChange: item.secrecyChange ?? null,
    })),
  };
}

export function parseAcceptances(accepted: readonly TransferAcceptanceInput[] | null): readonly Acceptance[] {
  return (accepted ?? []).map((each) => ({ ...each, caseId: parseKey('accepted.caseId', each.caseId) }));
}
