/** What a person may ask about a record of theirs, and by when it is answered. Pure. */
import type { LocalDate } from '../../../schema/ids.ts';
import { addWorkingDays, type DayOverride } from '../../../schema/working-days.ts';

export const REQUEST_KINDS = ['CORRECTION', 'RESTRICTION', 'EXPLANATION'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** Working days. Corrections as among bodies, the others as for requests for information. */
const ANSWERED_WITHIN: Readonly<Record<RequestKind, number>> = { CORRECTION: 10, RESTRICTION: 20, EXPLANATION: 20 };

/** @clause 809 art. 26; PIPL art. 46; PIPL art. 48; PIPL art. 50 */
export function requestDueOn(kind: RequestKind, today: LocalDate, holidays: readonly DayOverride[] = []): LocalDate {
  return addWorkingDays(today, ANSWERED_WITHIN[kind], holidays).on;
}
