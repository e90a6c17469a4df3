/** The enums of opening review and sealing as GraphQL knows them. */
import type * as Codes from '../../../schema/codes.ts';
import { codesOf } from '../../../schema/shared-types.ts';
import type { ReviewCause, ReviewState } from '../opening-rules.ts';

export const OpeningResult = codesOf('OpeningResult', 'What an opening review comes to (开放审核结论).', {
  OPEN: 'Opened to the public (开放).',
  CONTROLLED: 'Use is controlled (控制使用).',
  DEFERRED: 'Opened later, on a day that is named (延期开放).',
  NOT_OPEN: 'Not opened (不开放).',
} satisfies Record<Codes.OpeningResult, string>);

export const DeferralReason = codesOf('DeferralReason', 'Why a record is not opened, or later (延期开放事由).', {
  STATE_SECRET: 'State secret (国家秘密).',
  NATIONAL_SECURITY: 'National security or major interest (国家安全或者重大利益).',
  FOREIGN_AFFAIRS: 'Foreign affairs (外交外事).',
  SOCIAL_STABILITY: 'Social stability (社会稳定).',
  PERSONAL_INFO: 'Privacy or personal information (个人隐私、个人信息).',
  TRADE_SECRET_OR_IP: 'Trade secret or intellectual property (商业秘密、知识产权).',
  OTHER: 'Another reason, in the statement (其他).',
} satisfies Record<Codes.DeferralReason, string>);

export const OpeningReviewState = codesOf('OpeningReviewState', 'Where an opening review stands (开放审核环节).', {
  PROPOSED: 'Proposed; the forming unit has not spoken yet, if there is one to speak (已提出).',
  ADVISED: 'The forming unit has given its opinion (已出具意见).',
  DECIDED: 'Decided (已审定).',
  WITHDRAWN: 'Withdrawn before it was decided (已撤回).',
} satisfies Record<ReviewState, string>);

export const OpeningReviewCause = codesOf('OpeningReviewCause', 'What an opening review is for (审核类型).', {
  DUE: 'The years have passed (到期审核).',
  EARLY: 'Before they have: economy, education, science, culture (提前开放).',
  RE_REVIEW: 'It was reviewed before (重新审核).',
} satisfies Record<ReviewCause, string>);
