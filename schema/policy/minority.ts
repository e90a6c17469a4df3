/** From when on a subject is surely of age: the fact behind the label's `MINOR`. Pure: no clock. */
import { parseCitizenId } from '../identifiers/citizen-id.ts';
import { addYears, localDate, type LocalDate } from '../ids.ts';
import type { Profile } from '../profile.ts';

/** Legal persons are never minors. */
export const NEVER_A_MINOR = localDate('0001-01-01');

/**
 * First day on which the person with this number is surely of age; null where the number cannot be read as a citizen's,
 * and the person may be a minor.
 *
 * @clause PIPL art. 28
 */
export function ofAgeOn(number: string, { minorAgeYears }: Pick<Profile, 'minorAgeYears'>): LocalDate | null {
  const parsed = parseCitizenId(number);
  return parsed.ok ? addYears(parsed.value.birthDate, minorAgeYears) : null;
}
