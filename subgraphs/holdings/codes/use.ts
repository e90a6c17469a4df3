/** The enums of use and copies as GraphQL knows them. */
import { codesOf } from '../../../schema/shared-types.ts';
import type * as Rules from '../use-rules.ts';

export const UseRequestState = codesOf('UseRequestState', 'Where a request for use stands (利用申请环节).', {
  SUBMITTED: 'Asked; of another hall, not forwarded yet (已提交).',
  FORWARDED: 'Forwarded to the other hall (已转交).',
  ACCEPTED: 'Taken up by who was asked (已受理).',
  CO_HANDLED: 'Handled together by both halls (已协办).',
  APPROVED: 'Approved; the copy can be drawn (已批准).',
  REFUSED: 'Refused (不予提供).',
  ISSUED: 'The copy has been made (已出具).',
  FED_BACK: 'The copy has been made, and the asking hall told (已反馈).',
} satisfies Record<Rules.UseState, string>);

export const UseRefusalCode = codesOf(
  'UseRefusalCode',
  'Why a request was refused, as who asked is told (不予提供原因).',
  {
    UNAVAILABLE: 'There is no such record, or it is not to be had (无此档案或不能提供).',
    PROOF_INSUFFICIENT: 'The lawful proof is not enough (合法证明不足).',
  } satisfies Record<Rules.UseRefusal, string>,
);

export const CopyKind = codesOf('CopyKind', 'What a copy is worth (副本类型).', {
  CERTIFIED: 'Evidence (凭证副本). @clause 档案法实施条例 art. 32',
  WORKING: 'For reading (工作副本).',
} satisfies Record<Rules.CopyKind, string>);

export const CopyFormat = codesOf('CopyFormat', 'Format of a copy (副本格式).', {
  PDF: 'PDF, with its signatures in it (PDF，内含签名).',
  OFD: 'OFD, where an electronic seal service is configured (OFD，须配置电子印章服务).',
} satisfies Record<Rules.CopyFormat, string>);
