/** The enums of the procedures of `sharing`. */
import { codesOf } from '../../schema/shared-types.ts';

export const CatalogueDraftState = codesOf(
  'CatalogueDraftState',
  'Life of a proposed catalogue entry (目录编制状态). @clause 809 art. 17',
  {
    DRAFTED: 'Waits for the data authority (待审核).',
    REVIEWED: 'Passed; may be published (审核通过).',
    RETURNED: 'Returned with reasons (退回).',
    PUBLISHED: 'In force (已发布).',
  },
);

export const CatalogueEntryState = codesOf('CatalogueEntryState', 'State of a catalogue entry (目录状态).', {
  PUBLISHED: 'In force (已发布).',
  WITHDRAWN: 'No longer offered (已撤销).',
});

export const DataClass = codesOf('DataClass', 'Class of the data (数据分类分级). @clause 数据安全法 art. 21', {
  CORE: 'Core (核心数据).',
  IMPORTANT: 'Important (重要数据).',
  GENERAL: 'General (一般数据).',
});

export const ApplicationState = codesOf(
  'ApplicationState',
  'Life of an application (申请状态). @clause 809 art. 20; 809 art. 21',
  {
    DRAFT: 'Being written (草稿).',
    INCOMPLETE: 'Lacks what the one notice lists (待补正).',
    SUBMITTED: 'Complete; waits for the applicant’s own sharing head (待申请方审批).',
    ENDORSED: 'Approved by the applicant’s sharing head; waits for the provider (待提供方答复).',
    GRANTED: 'Answered by a grant (同意).',
    REFUSED: 'Refused with reasons (不同意).',
    WITHDRAWN: 'Withdrawn by the applicant (撤回).',
  },
);

export const QuotaPeriod = codesOf('QuotaPeriod', 'Period of an expected frequency (频次周期).', {
  DAY: 'A calendar day (日).',
  MONTH: 'A calendar month (月).',
});

export const EndCause = codesOf('EndCause', 'Why a grant ends before its time (终止原因). @clause 809 art. 27', {
  BREACH_NOT_RECTIFIED: 'A breach was not put right by its day (逾期未整改).',
  LAW_CHANGED: 'The law on which it rests has changed (法律依据变更).',
  ENTRY_WITHDRAWN: 'The entry is no longer offered (目录撤销).',
  PURPOSE_MET: 'The user needs it no longer (使用目的已实现).',
});

export const CorrectionState = codesOf(
  'CorrectionState',
  'Life of a correction request (校核状态). @clause 809 art. 26',
  {
    OPEN: 'Waits for the provider (待答复).',
    ACCEPTED: 'The provider agrees; the annotation stands beside the record (予以更正).',
    REJECTED: 'The provider does not agree, with reasons (不予更正).',
  },
);

export const DisputeStage = codesOf('DisputeStage', 'Who settles a dispute (争议处理阶段). @clause 809 art. 28', {
  NEGOTIATION: 'The two parties (协商).',
  AUTHORITY: 'The data authority (主管部门协调).',
  GOVERNMENT: 'The government at that level (本级政府决定).',
});

export const DisputeState = codesOf('DisputeState', 'Whether a dispute is settled (争议状态).', {
  OPEN: 'Not settled: the records are kept (未决).',
  SETTLED: 'Settled (已决).',
});

export const OverdueKind = codesOf('OverdueKind', 'What is late (逾期事项). @clause 809 art. 17; 809 art. 21', {
  CATALOGUE_REVIEW: 'Review of a catalogue draft by the data authority (目录审核).',
  CATALOGUE_REVISION: 'Publication of a revision by the provider (目录更新).',
  APPLICATION: 'Answer to an application by the provider (申请答复).',
  CORRECTION: 'Answer to a correction request by the provider (校核答复).',
  RECTIFICATION: 'Rectification of a breach by the user (整改).',
  DISPOSAL: 'Destruction of what the user holds after the end of a grant (使用数据处置).',
});
