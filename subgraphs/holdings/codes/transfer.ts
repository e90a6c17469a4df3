/** The enums of transfer as GraphQL knows them. */
import { codesOf } from '../../../schema/shared-types.ts';

export const TransferKind = codesOf('TransferKind', 'Which way records go to a hall (移交类型).', {
  TRANSFER: 'Transfer when it is due: the hall controls from then on (移交进馆).',
  EARLY_CUSTODY: 'Custody before transfer is due, under an agreement (提前交由档案馆保管).',
});

export const TransferBatchState = codesOf('TransferBatchState', 'Where a transfer batch stands (移交批次状态).', {
  DRAFT: 'Being put together by the agency (拟制).',
  SUBMITTED: 'Handed over; the hall receives and checks (已提交).',
  RETURNED: 'Records are back with the agency, with reasons (退回).',
  ACCEPTED: 'Every record has passed; the receipt is to be issued (检测通过).',
  RECEIVED: 'The receipt is issued, custody has moved (已接收).',
  WITHDRAWN: 'Taken back by the agency (已撤回).',
});

export const TransferItemState = codesOf('TransferItemState', 'Where a record of a batch stands (移交条目状态).', {
  DRAFT: 'With the agency (拟制).',
  SUBMITTED: 'Handed over, not checked yet (待检测).',
  RETURNED: 'Back with the agency, with reasons (退回).',
  ACCEPTED: 'It has passed (检测通过).',
  RECEIVED: 'In the custody of the hall (已接收).',
  WITHDRAWN: 'No longer of the batch (已撤回).',
});

export const OpeningAdvice = codesOf(
  'OpeningAdvice',
  'What the unit that formed a record would have done about its opening (开放建议). @clause 26号 art. 12',
  {
    OPEN: 'Open it (开放).',
    CONTROLLED: 'Control its use (控制使用).',
    DEFERRED: 'Open it later (延期开放).',
    NOT_OPEN: 'Do not open it (不开放).',
  },
);

export const SealRule = codesOf('SealRule', 'What becomes of signature data of seals at receipt (印章签名数据处理).', {
  STRIP: 'Taken out; the picture of the seal stays (去除签名数据，保留印章图像).',
  KEEP: 'Left as it is (保留).',
});

export const EarlyController = codesOf(
  'EarlyController',
  'Who decides about the use of a record in early custody, by the agreement (提前保管期间的管理主体).',
  { UNIT: 'The unit that formed it (立档单位).', HALL: 'The hall (档案馆).' },
);

export const HallLevel = codesOf('HallLevel', 'The level of a hall (档案馆层级). @clause 档案法实施条例 art. 20', {
  CENTRAL: 'Central (中央级).',
  PROVINCIAL: 'Of a province (省级).',
  PREFECTURAL: 'Of a city (设区的市级).',
  COUNTY: 'Of a county or district (县级).',
});
