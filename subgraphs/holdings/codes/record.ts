/** The enums of archival records as GraphQL knows them. */
import type * as Codes from '../../../schema/codes.ts';
import { codesOf } from '../../../schema/shared-types.ts';

export const Custody = codesOf('Custody', 'In whose custody a record is (保管主体).', {
  FORMING: 'With the unit that formed it (立档单位保管).',
  EARLY_CUSTODY: 'Handed to the hall before transfer is due, under an agreement (提前交由档案馆保管).',
  HALL: 'Transferred to the hall (已移交档案馆).',
} satisfies Record<Codes.Custody, string>);

export const OpeningState = codesOf('OpeningState', 'Whether a record is opened (开放状态).', {
  OPEN: 'Opened (开放).',
  CONTROLLED: 'Use is controlled (控制使用).',
  DEFERRED: 'Opening deferred (延期开放).',
  NOT_OPEN: 'Not opened (不开放).',
  NOT_REVIEWED: 'Not reviewed yet (未审核).',
} satisfies Record<Codes.Opening, string>);

export const ArchivalRecordOrderField = codesOf(
  'ArchivalRecordOrderField',
  'What archival records can be sorted by (排序字段). Only statutory-public and internal fields.',
  {
    REFERENCE_CODE: 'Reference code (档号).',
    TRANSFERRED_ON: 'Day of transfer (移交日期).',
    OPENED_ON: 'Day of opening (开放日期).',
  },
);
