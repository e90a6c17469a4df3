/** What the acts of opening review and sealing take, and how it becomes plain values. */
import { Field, ID, InputType } from 'type-graphql';
import { localDate } from '../../../schema/ids.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { parseKey } from '../../disclosure/index.ts';
import { DeferralReason, OpeningResult } from '../codes/opening.ts';
import type { ReviewContent } from '../opening-rules.ts';
import type { AdviseOpening, DecideOpening, ProposeOpening } from '../service/opening-review.ts';
import { parseText, parseTextOrNull } from './text.ts';

@InputType({ description: 'What a review should come to (开放审核结论及说明).' })
class OpeningContentInput {
  @Field(() => OpeningResult, { description: 'Result (结论).' })
  result!: keyof typeof OpeningResult;
  @Field(() => [DeferralReason], { nullable: true, description: 'Why it is not opened now (事由).' })
  reasons?: (keyof typeof DeferralReason)[] | null;
  @Field(() => String, { description: 'What it rests on (说明).' })
  statement!: string;
  @Field(() => DateScalar, { nullable: true, description: 'The last day of deferral (延期至).' })
  deferredUntil?: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Document of the archives authority; needed when opening is due (档案主管部门同意文号).',
  })
  consentNumber?: string | null;
  @Field(() => String, { nullable: true, description: 'Why it may be opened before it is due (提前开放理由).' })
  earlyGround?: string | null;
}

@InputType({ description: 'A proposal for a record that your body keeps (提出开放审核).' })
export class ProposeOpeningInput extends OpeningContentInput {
  @Field(() => ID, { description: 'Key of the archival record (电子档案).' })
  recordId!: string;
  @Field(() => String, {
    nullable: true,
    description:
      'Document that abolished the forming unit without a successor: then the hall decides alone (撤销依据).',
  })
  unitGoneBasis?: string | null;
}

@InputType({ description: 'What the forming unit says (开放意见).' })
export class AdviseOpeningInput {
  @Field(() => ID, { description: 'Key of the review (开放审核).' })
  reviewId!: string;
  @Field(() => OpeningResult, { description: 'What it advises (意见).' })
  result!: keyof typeof OpeningResult;
  @Field(() => [DeferralReason], { nullable: true, description: 'Why not now (事由).' })
  reasons?: (keyof typeof DeferralReason)[] | null;
  @Field(() => String, { nullable: true, description: 'Beside that (说明).' })
  text?: string | null;
}

@InputType({ description: 'The decision on a review (审定开放审核).' })
export class DecideOpeningInput extends OpeningContentInput {
  @Field(() => ID, { description: 'Key of the review (开放审核).' })
  reviewId!: string;
  @Field(() => String, { nullable: true, description: 'Why it differs from the opinion of the unit (审定说明).' })
  note?: string | null;
}

@InputType({ description: 'Sealing a record (封存).' })
export class SealRecordInput {
  @Field(() => ID, { description: 'Key of the archival record (电子档案).' })
  recordId!: string;
  @Field(() => String, { description: 'Why (封存事由).' })
  reason!: string;
  @Field(() => String, { description: 'The document that orders it (封存依据).' })
  basis!: string;
}

/** @throws INVALID_INPUT */
export function parseProposal(input: ProposeOpeningInput): ProposeOpening {
  return {
    recordId: parseKey('recordId', input.recordId),
    unitGoneBasis: parseTextOrNull('unitGoneBasis', input.unitGoneBasis),
    ...parseContent(input),
  };
}

/** @throws INVALID_INPUT */
export function parseAdvice(input: AdviseOpeningInput): AdviseOpening {
  return {
    reviewId: parseKey('reviewId', input.reviewId),
    result: input.result,
    reasons: [...new Set(input.reasons)],
    text: parseTextOrNull('text', input.text),
  };
}

/** @throws INVALID_INPUT */
export function parseDecision(input: DecideOpeningInput): DecideOpening {
  return {
    reviewId: parseKey('reviewId', input.reviewId),
    note: parseTextOrNull('note', input.note),
    ...parseContent(input),
  };
}

function parseContent(input: OpeningContentInput): ReviewContent {
  const { deferredUntil } = input;
  return {
    result: input.result,
    reasons: [...new Set(input.reasons)],
    statement: parseText('statement', input.statement),
    deferredUntil: deferredUntil === null || deferredUntil === undefined ? null : localDate(deferredUntil),
    consentNumber: parseTextOrNull('consentNumber', input.consentNumber),
    earlyGround: parseTextOrNull('earlyGround', input.earlyGround),
  };
}
