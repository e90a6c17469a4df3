/** Opening reviews and seals as their parties see them. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { DeferralReason, OpeningResult, OpeningReviewCause, OpeningReviewState } from '../codes/opening.ts';
import { actResultOf } from './act-result.ts';

type Result = keyof typeof OpeningResult;
type Reason = keyof typeof DeferralReason;

@ObjectType({
  description:
    'A review of whether a record is opened (开放审核). For who keeps the record and who formed it. @clause 档案法 art. 30',
})
export class OpeningReview {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ID, { description: 'Key of the archival record (电子档案).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => String, { description: 'USCC of who keeps the record and decides (审核机构).' })
  @Disclosed('P0')
  keeper!: string;
  @Field(() => String, {
    nullable: true,
    description: 'USCC of the forming unit whose opinion is asked; null: none is (征求意见单位).',
  })
  @Disclosed('P0')
  advisor!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Document that abolished the forming unit without a successor (单位撤销且无继承单位的依据).',
  })
  @Disclosed('P0')
  unitGoneBasis!: string | null;
  @Field(() => OpeningReviewCause, { description: 'What it is for (审核类型).' })
  @Disclosed('P0')
  cause!: keyof typeof OpeningReviewCause;
  @Field(() => OpeningReviewState, { description: 'Where it stands (审核环节).' })
  @Disclosed('P0')
  state!: keyof typeof OpeningReviewState;
  @Field(() => DateScalar, { nullable: true, description: 'The day on which opening is due (到期日).' })
  @Disclosed('P0')
  dueOn!: string | null;
  @Field(() => OpeningResult, { description: 'What is proposed (拟定结论).' })
  @Disclosed('P0')
  result!: Result;
  @Field(() => [DeferralReason], { description: 'Why it should not be opened now (拟定事由).' })
  @Disclosed('P0')
  reasons!: Reason[];
  @Field(() => String, { description: 'What the proposal rests on (说明).' })
  @Disclosed('P0')
  statement!: string;
  @Field(() => DateScalar, { nullable: true, description: 'The last day of deferral (延期至).' })
  @Disclosed('P0')
  deferredUntil!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Document by which the archives authority agreed that what is due is not opened (档案主管部门同意文号). @clause 档案法实施条例 art. 31',
  })
  @Disclosed('P0')
  consentNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Why it may be opened before it is due (提前开放理由).' })
  @Disclosed('P0')
  earlyGround!: string | null;
  @Field(() => String, { description: 'Who proposed it, by the name of the token (提出人).' })
  @Disclosed('P0')
  proposedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (提出时间).' })
  @Disclosed('P0')
  proposedAt!: Date;
  @Field(() => OpeningResult, { nullable: true, description: 'What the forming unit advises (单位意见).' })
  @Disclosed('P0')
  opinion!: Result | null;
  @Field(() => [DeferralReason], { description: 'The reasons that it gives (单位事由).' })
  @Disclosed('P0')
  opinionReasons!: Reason[];
  @Field(() => String, { nullable: true, description: 'What it says beside that (单位说明).' })
  @Disclosed('P0')
  opinionText!: string | null;
  @Field(() => String, { nullable: true, description: 'Who spoke for it (出具人).' })
  @Disclosed('P0')
  advisedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (出具时间).' })
  @Disclosed('P0')
  advisedAt!: Date | null;
  @Field(() => OpeningResult, { nullable: true, description: 'What was decided (审定结论).' })
  @Disclosed('P0')
  decision!: Result | null;
  @Field(() => [DeferralReason], { description: 'The reasons of the decision (审定事由).' })
  @Disclosed('P0')
  decisionReasons!: Reason[];
  @Field(() => String, { nullable: true, description: 'Why it differs from the opinion (审定说明).' })
  @Disclosed('P0')
  decisionNote!: string | null;
  @Field(() => String, { nullable: true, description: 'Who decided; never who proposed (审定人).' })
  @Disclosed('P0')
  decidedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (审定时间).' })
  @Disclosed('P0')
  decidedAt!: Date | null;
}

@ObjectType({
  description: 'A seal on a record (封存). For who keeps the record, and for nobody else. @clause 档案法 art. 27',
})
export class RecordSeal {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ID, { description: 'Key of the archival record (电子档案).' })
  @Disclosed('P0')
  recordId!: string;
  @Field(() => String, { description: 'USCC of who keeps the record (保管机构).' })
  @Disclosed('P0')
  keeper!: string;
  @Field(() => String, { description: 'Why (封存事由).' })
  @Disclosed('P0')
  reason!: string;
  @Field(() => String, { description: 'The document that orders it (封存依据).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => String, { description: 'Who sealed it (封存人).' })
  @Disclosed('P0')
  sealedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (封存时间).' })
  @Disclosed('P0')
  sealedAt!: Date;
  @Field(() => String, { nullable: true, description: 'Why the seal was lifted (解封事由).' })
  @Disclosed('P0')
  liftReason!: string | null;
  @Field(() => String, { nullable: true, description: 'Who lifted it; never who sealed it (解封人).' })
  @Disclosed('P0')
  liftedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (解封时间).' })
  @Disclosed('P0')
  liftedAt!: Date | null;
}

export const OpeningReviewConnection = connectionOf(OpeningReview, 'OpeningReview', '开放审核').Connection;
export const OpeningReviewResult = actResultOf(OpeningReview, 'OpeningReviewResult', '开放审核');
export const RecordSealResult = actResultOf(RecordSeal, 'RecordSealResult', '封存');
