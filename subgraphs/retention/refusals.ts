/** Every reason for which an act is refused here: code → sentence and clause. Pure. */
import type { Refusal } from '../kernel/index.ts';

interface Reason {
  readonly message: string;
  readonly clause: string;
}

const REASONS = {
  SCHEDULE_EMPTY: { message: 'The schedule has no rule: give it at least one.', clause: '26号 art. 7' },
  PERIOD_INVALID: { message: 'Write the period as Y, or as D and a number of years.', clause: '26号 art. 7' },
  SHORTER_THAN_ADMINISTRATION: {
    message: 'The period is shorter than administration looks back: lengthen it.',
    clause: '26号 art. 7',
  },
  SHORTER_THAN_LITIGATION: {
    message: 'The period is shorter than litigation looks back: lengthen it.',
    clause: '26号 art. 7',
  },
  SHORTER_THAN_AUDIT: { message: 'The period is shorter than audit looks back: lengthen it.', clause: '26号 art. 7' },
  BASIS_MISSING: { message: 'Name the clause that sets the period.', clause: '26号 art. 7' },
  CODE_REPEATED: { message: 'Another rule has this code: give each its own.', clause: '26号 art. 7' },
  VERSION_TAKEN: { message: 'The agency has a schedule of this version: name another.', clause: '26号 art. 7' },
  RULES_OVERLAP: {
    message: 'Another rule is for the same item and materials: keep one of them.',
    clause: '26号 art. 7',
  },
  CLASS_UNCOVERED: {
    message: 'The item has rules for some classes of materials only: add those that are missing.',
    clause: '26号 art. 7',
  },
  ITEM_UNCOVERED: { message: 'There are records of an item without a rule: add one.', clause: '26号 art. 7' },
  SCHEDULE_STATE: { message: 'The schedule is not in the state that this step starts from.', clause: '26号 art. 5' },
  REASON_MISSING: { message: 'Say why.', clause: '26号 art. 5' },
  ALREADY_HELD: { message: 'The record is held for this reason already.', clause: '档案法实施条例 art. 24' },
  HOLD_LIFTED: { message: 'The hold is lifted already.', clause: '档案法实施条例 art. 24' },
  HOLD_OF_OTHERS: { message: 'Only the body that placed the hold lifts it.', clause: '档案法实施条例 art. 24' },
  HOLD_OF_DISPUTE: { message: 'The hold ends with its dispute.', clause: '809 art. 28' },
  RECORD_DESTROYED: { message: 'The record is destroyed.', clause: '令22 art. 30' },
  PERMANENT: { message: 'The record is kept permanently.', clause: '26号 art. 7' },
  NOT_EXPIRED: { message: 'Its retention has not ended.', clause: '档案法实施条例 art. 24' },
  HELD: { message: 'A hold is in force.', clause: '档案法实施条例 art. 24' },
  DISPUTED: { message: 'A dispute about it is open.', clause: '809 art. 28' },
  IN_TRANSFER: { message: 'It is on its way to a hall.', clause: '档案法实施条例 art. 20' },
  NOT_IN_CUSTODY: { message: 'The record is not in your custody.', clause: '档案法实施条例 art. 24' },
  RECORD_STATE: {
    message: 'The record is not in the state that this step starts from.',
    clause: '档案法实施条例 art. 24',
  },
  NOTHING_GIVEN: { message: 'Name at least one record.', clause: '档案法实施条例 art. 24' },
  APPRAISAL_STATE: { message: 'The appraisal is concluded.', clause: '档案法实施条例 art. 24' },
  NOT_IN_APPRAISAL: { message: 'The record is not in this appraisal.', clause: '档案法实施条例 art. 24' },
  OPINION_GIVEN: { message: 'You have given your opinion on this record.', clause: '档案法实施条例 art. 24' },
  OPINION_MISSING: { message: 'Nobody has given an opinion on this record.', clause: '档案法实施条例 art. 24' },
  CONCLUSION_MISSING: { message: 'Conclude on every record of the appraisal.', clause: '档案法实施条例 art. 24' },
  NEW_PERIOD_NEEDED: {
    message: 'A record that is kept on needs a new period that ends after today.',
    clause: '令22 art. 29',
  },
  PERIOD_NOT_WANTED: { message: 'A record to be destroyed has no new period.', clause: '令22 art. 29' },
  NUMBER_TAKEN: { message: 'The number is in use: give another.', clause: '令22 art. 30' },
  LIST_STATE: { message: 'The list is not in the state that this step starts from.', clause: '令22 art. 30' },
  SAME_PERSON_PROPOSED: { message: 'Who proposed the list may not approve it.', clause: '令22 art. 30' },
  SAME_PERSON_TWICE: {
    message: 'Approver, operator and the two supervisors are four people: you have had a part already.',
    clause: '令22 art. 30',
  },
  SUPERVISORS_ENOUGH: { message: 'Two supervisors have signed.', clause: '令22 art. 30' },
  SUPERVISORS_MISSING: { message: 'Two supervisors sign before execution.', clause: '令22 art. 30' },
  NOT_ON_LIST: { message: 'The record is not on this list.', clause: '令22 art. 30' },
  EXECUTION_RUNS: { message: 'Records of the list are still being destroyed.', clause: '令22 art. 30' },
  RECEIPT_MISSING: { message: 'A store has not yet told what it deleted.', clause: '令22 art. 30' },
  BACKUP_UNCONFIRMED: {
    message: 'A set of backups has not been confirmed free of the records.',
    clause: '令22 art. 30',
  },
  BACKUP_CONFIRMED: { message: 'This set is confirmed already.', clause: '令22 art. 30' },
  BACKUP_LATER: { message: 'The set was taken after the destruction, or is retired.', clause: '令22 art. 30' },
  LABEL_TAKEN: { message: 'Another set has this label.', clause: '令22 art. 26' },
  RESTRICTED_ALREADY: { message: 'Processing is restricted already.', clause: 'PIPL art. 47' },
  RESTRICTION_LIFTED: { message: 'The restriction is lifted already.', clause: 'PIPL art. 47' },
  NOT_GOVERNED: {
    message: 'The case is not archived: ask the agency that handles it to erase.',
    clause: 'PIPL art. 72',
  },
  ORDER_STATE: { message: 'The order is not in the state that this step starts from.', clause: '26号 art. 14' },
  DUE_IN_PAST: { message: 'The due date lies before today.', clause: '26号 art. 14' },
} as const satisfies Record<string, Reason>;

export type ReasonCode = keyof typeof REASONS;

/** @param path the part of the input that it is about */
export function refuse(code: ReasonCode, path: string | null = null): Refusal {
  return { code, ...REASONS[code], path };
}

/** One reason when the condition holds, none otherwise. */
export function refuseIf(condition: boolean, code: ReasonCode, path: string | null = null): readonly Refusal[] {
  return condition ? [refuse(code, path)] : [];
}
