/** Requests for use and copies as their parties see them. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { CopyFormat, CopyKind, UseRefusalCode, UseRequestState } from '../codes/use.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({
  description:
    'A request for the use of a record (利用申请). Who asked sees its way; which record is meant is for who keeps it and for whose consent is asked. @clause 档案法 art. 28',
})
export class UseRequest {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => UseRequestState, { description: 'Where it stands (环节).' })
  @Disclosed('P0')
  state!: keyof typeof UseRequestState;
  @Field(() => String, { description: 'USCC of who is asked (受理机构).' })
  @Disclosed('P0')
  keeper!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the hall through which a reader asks (申请馆).' })
  @Disclosed('P0')
  askingHall!: string | null;
  @Field(() => String, { description: 'Whose name goes on the copy (出具对象).' })
  @Disclosed('P0')
  forWhom!: string;
  @Field(() => String, { description: 'What it is for (用途).' })
  @Disclosed('P0')
  purpose!: string;
  @Field(() => String, { description: 'Lawful proof (合法证明).' })
  @Disclosed('P0')
  proof!: string;
  @Field(() => String, { description: 'What is wanted, in the words of who asked (利用内容).' })
  @Disclosed('P0')
  wanted!: string;
  @Field(() => CopyKind, { description: 'What the copy should be worth (副本类型).' })
  @Disclosed('P0')
  kind!: keyof typeof CopyKind;
  @Field(() => CopyFormat, { description: 'In which format (副本格式).' })
  @Disclosed('P0')
  format!: keyof typeof CopyFormat;
  @Field(() => DateTimeScalar, { description: 'When it was asked (申请时间).' })
  @Disclosed('P0')
  requestedAt!: Date;
  @Field(() => UseRefusalCode, { nullable: true, description: 'Why it was refused (不予提供原因).' })
  @Disclosed('P0')
  refusal!: keyof typeof UseRefusalCode | null;
  @Field(() => String, { nullable: true, description: 'What the keeper says to that (不予提供说明).' })
  @Disclosed('P0')
  refusalText!: string | null;
  @Field(() => String, { nullable: true, description: 'What the asking hall is told at the end (反馈).' })
  @Disclosed('P0')
  feedback!: string | null;
  @Field(() => ID, { nullable: true, description: 'The record that is meant; for keeper and unit (电子档案).' })
  @Disclosed('P0')
  recordId!: string | null;
  @Field(() => String, { nullable: true, description: 'USCC of whose consent it waits for (征求同意单位).' })
  @Disclosed('P0')
  consentOf!: string | null;
  @Field(() => Boolean, { nullable: true, description: 'Whether that unit consented (是否同意).' })
  @Disclosed('P0')
  unitConsent!: boolean | null;
  @Field(() => String, { nullable: true, description: 'What it says to that (同意说明).' })
  @Disclosed('P0')
  unitNote!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether a third party must consent; for the keeper (是否需第三人同意).',
  })
  @Disclosed('P0')
  thirdPartyNeeded!: boolean | null;
  @Field(() => String, {
    nullable: true,
    description: 'The document of that consent; for the keeper (第三人同意凭据).',
  })
  @Disclosed('P0')
  thirdPartyEvidence!: string | null;
  @Field(() => String, { nullable: true, description: 'Who took it up; for the keeper (受理人).' })
  @Disclosed('P0')
  acceptedBy!: string | null;
  @Field(() => String, { nullable: true, description: 'What was done for the other hall; for the keeper (协办说明).' })
  @Disclosed('P0')
  handledNote!: string | null;
  @Field(() => String, { nullable: true, description: 'Who decided; for the keeper (审批人).' })
  @Disclosed('P0')
  decidedBy!: string | null;
  @Field(() => String, { nullable: true, description: 'Number of the copy (副本编号).' })
  @Disclosed('P0')
  copyNumber!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made (出具时间).' })
  @Disclosed('P0')
  issuedAt!: Date | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Where the copy can be fetched for ten minutes, by who asked or the asking hall; decided again then (下载链接).',
  })
  @Disclosed('P0')
  downloadLink!: string | null;
}

@ObjectType({ description: 'A copy in the register of its keeper: whom it leads to (副本登记).' })
export class IssuedCopy {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'Number (副本编号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => String, { description: 'The mark on its pages (追溯标记).' })
  @Disclosed('P0')
  mark!: string;
  @Field(() => CopyKind, { description: 'What it is worth (副本类型).' })
  @Disclosed('P0')
  kind!: keyof typeof CopyKind;
  @Field(() => CopyFormat, { description: 'Format (副本格式).' })
  @Disclosed('P0')
  format!: keyof typeof CopyFormat;
  @Field(() => String, { description: 'Who asked, by the name of the token (申请人).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { description: 'In which role (申请人角色).' })
  @Disclosed('P0')
  role!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the body of who asked (申请人所在单位).' })
  @Disclosed('P0')
  agency!: string | null;
  @Field(() => String, { nullable: true, description: 'USCC of the hall through which a reader asked (申请馆).' })
  @Disclosed('P0')
  askingHall!: string | null;
  @Field(() => String, { description: 'What it was for (用途).' })
  @Disclosed('P0')
  purpose!: string;
  @Field(() => DateTimeScalar, { description: 'When it was made (出具时间).' })
  @Disclosed('P0')
  issuedAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Since when it does not verify any more (撤回时间).' })
  @Disclosed('P0')
  withdrawnAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why (撤回原因).' })
  @Disclosed('P0')
  withdrawnReason!: string | null;
}

export const UseRequestConnection = connectionOf(UseRequest, 'UseRequest', '利用申请').Connection;
export const UseRequestResult = actResultOf(UseRequest, 'UseRequestResult', '利用申请');
export const IssuedCopyResult = actResultOf(IssuedCopy, 'IssuedCopyResult', '副本登记');
