/** The arithmetic of 26号 for cases. Pure: no I/O, no clock. */
import type { LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';

/**
 * The latest day of archiving a case that was completed on `completedOn`: the end of June of the second year.
 *
 * @clause 26号 art. 9
 */
export function archiveDueOn(completedOn: LocalDate, { archiveDue }: Pick<Profile, 'archiveDue'>): string {
  const year = Number(completedOn.slice(0, 4)) + archiveDue.yearsAfterCompletion;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${pad(archiveDue.month)}-${pad(archiveDue.day)}`;
}
