/** Every reason for which an act of transfer or description is refused: code → sentence and clause. Pure. */
import { refuserOf, type Reason } from './refusals.ts';

const reasons = {
  FORMATS_EMPTY: { message: 'Name at least one format.', clause: '26号 art. 12' },
  FORMAT_NOT_ALLOWED: { message: 'The jurisdiction does not allow this format.', clause: '26号 art. 9' },
  STATEMENT_LEFT_OUT: {
    message: 'Opinion, disclosure status and secrecy change are asked for by law: name all three.',
    clause: '档案法实施条例 art. 30',
  },
  PERIOD_NOT_COLLECTED: {
    message: 'A hall of this level does not collect records of this period.',
    clause: '档案法实施条例 art. 20',
  },
  FONDS_NUMBER_INVALID: { message: 'A letter and three digits expected.', clause: 'DA/T 13-2022' },
  FONDS_NUMBER_TAKEN: { message: 'The hall has a fonds of this number.', clause: 'DA/T 13-2022' },
  FONDS_OF_UNIT_EXISTS: { message: 'The unit has a fonds in this hall.', clause: 'DA/T 13-2022' },
  TEXT_MISSING: { message: 'Write something here.', clause: '26号 art. 12' },
  TEXT_TOO_LONG: { message: 'At most 1,000 characters.', clause: '26号 art. 12' },
  SECRECY_MARK: { message: 'It bears a secrecy mark and stays outside.', clause: '26号 art. 15' },
  REQUIREMENTS_MISSING: { message: 'The hall has published no requirements.', clause: '26号 art. 5' },
  FONDS_MISSING: { message: 'The hall has registered no fonds for your archives: ask it to.', clause: 'DA/T 13-2022' },
  AGREEMENT_MISSING: {
    message: 'Early custody rests on an agreement: who controls, the duties, the day it was signed.',
    clause: '档案法实施条例 art. 40',
  },
  AGREEMENT_NOT_WANTED: {
    message: 'A transfer has no agreement: that is for early custody.',
    clause: '档案法实施条例 art. 40',
  },
  BATCH_STATE: { message: 'The batch is not in the state that this step starts from.', clause: '26号 art. 12' },
  ITEM_STATE: { message: 'The record is not in the state that this step starts from.', clause: '26号 art. 12' },
  NOTHING_GIVEN: { message: 'Name at least one record.', clause: '26号 art. 12' },
  TOO_MANY: { message: 'At most 500 records at a time.', clause: '26号 art. 12' },
  NOT_YOURS: { message: 'There is no such record among those that you formed.', clause: '26号 art. 12' },
  NOT_IN_BATCH: { message: 'The record is not in this batch.', clause: '26号 art. 12' },
  NOT_ARCHIVED: { message: 'Only archived cases are transferred.', clause: '26号 art. 12' },
  DESTROYED: { message: 'The record is destroyed.', clause: '令22 art. 30' },
  ON_DESTRUCTION_LIST: { message: 'The record is on a destruction list.', clause: '令22 art. 30' },
  DISPUTED: { message: 'A dispute about the record is open.', clause: '809 art. 28' },
  PERIOD_UNDECIDED: { message: 'No retention period has been decided for the record.', clause: '26号 art. 7' },
  IN_ANOTHER_BATCH: { message: 'The record is in another batch that is not settled.', clause: '26号 art. 12' },
  ALREADY_TRANSFERRED: { message: 'The record is in the custody of a hall.', clause: '档案法实施条例 art. 20' },
  OPINION_MISSING: { message: 'Say what is to be done about opening and use.', clause: '26号 art. 12' },
  DISCLOSURE_STATUS_MISSING: {
    message: 'Say whether the government information was disclosed.',
    clause: '档案法实施条例 art. 30',
  },
  SECRECY_CHANGE_MISSING: { message: 'Say whether the secrecy level was changed.', clause: '令22 art. 21' },
  CONTENT_MISSING: {
    message: 'The content has not come completely: POST /transfers/{batch}/content, or an offline package.',
    clause: '26号 art. 12',
  },
  RETENTION_UNANSWERED: {
    message: 'Whether the record is safe from destruction is not known yet: try again.',
    clause: '档案法实施条例 art. 20',
  },
  SEAL_DATA_STAYS: {
    message: 'Signature data of its seals cannot be taken out: take it out before you hand the file over.',
    clause: '令22 art. 21',
  },
  BATCH_DIFFERS: {
    message: 'It is not this batch as it was handed over last: have the package written anew.',
    clause: '26号 art. 12',
  },
  RECORD_LEFT_OUT: { message: 'A record that is waited for is not in the package.', clause: '26号 art. 12' },
  RECORD_NOT_HANDED_OVER: { message: 'A record in the package is not in the batch.', clause: '26号 art. 12' },
  RECORD_DIFFERS: {
    message: 'What the package says of a record is not what was archived and handed over.',
    clause: '26号 art. 10',
  },
  NOT_SETTLED: { message: 'Every record of the batch is accepted first, or taken off it.', clause: '26号 art. 12' },
  REFERENCE_CODE_INVALID: { message: 'Not a reference code of this fonds.', clause: 'DA/T 13-2022' },
  REFERENCE_CODE_TAKEN: { message: 'Another record bears this code.', clause: 'DA/T 13-2022' },
  NOTHING_CHANGED: { message: 'Nothing differs from what is there.', clause: 'DA/T 13-2022' },
} as const satisfies Record<string, Reason>;

export type TransferRefusal = keyof typeof reasons;

export const { refuse, refuseIf } = refuserOf<TransferRefusal>(reasons);
