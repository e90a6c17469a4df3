/** The reading of e-licence codes. Pure: no I/O, no clock. */
import type { LicenceStatus } from '../../schema/codes.ts';
import type { LocalDate } from '../../schema/ids.ts';
import { NEVER_A_MINOR, ofAgeOn } from '../../schema/policy/minority.ts';
import type { Profile } from '../../schema/profile.ts';

/** What all published lists agree on. The meanings of 03 to 06 contradict each other: only a type can tell them. */
const AGREED: ReadonlyMap<string, LicenceStatus> = new Map([
  ['01', 'VALID'],
  ['02', 'SUSPENDED'],
  ['07', 'REVOKED'],
]);

/** What the standard of one licence type says of codes: raw code → our status. */
export type StatusCodes = ReadonlyMap<string, LicenceStatus>;

/**
 * Our status for the issuer's raw code, by the table of the licence type first.
 * A code that nobody explains is `OTHER`, never `VALID`.
 *
 * @clause GB/T 36903-2018
 */
export function toStatus(rawCode: string, ofType: StatusCodes): LicenceStatus {
  return explain(rawCode, [ofType]) ?? 'OTHER';
}

/**
 * The meaning of a raw code by the first table that has it; null when nobody explains it: never a guess.
 *
 * @param tables the one of issuer and source before the one of the type
 * @clause GB/T 36903-2018
 */
export function explain(rawCode: string, tables: readonly StatusCodes[]): LicenceStatus | null {
  const table = [...tables, AGREED].find((each) => each.has(rawCode));
  return table?.get(rawCode) ?? null;
}

/**
 * First day on which the holder is surely of age; null when that cannot be told, and the holder may be a minor.
 *
 * @param holder.holderType raw code, `001` USCC, `111` citizen id; of all others nothing can be read
 * @clause PIPL art. 28
 */
export function minorUntil(
  holder: { readonly holderType: string; readonly holderNumber: string },
  profile: Pick<Profile, 'minorAgeYears'>,
): LocalDate | null {
  if (holder.holderType === '001') return NEVER_A_MINOR;
  return holder.holderType === '111' ? ofAgeOn(holder.holderNumber, profile) : null;
}

/** Whether the profile lists the type, by its code or by the beginning of it. @clause PIPL art. 28 */
export function isSensitiveType(
  typeCode: string,
  { sensitiveLicenceTypes }: Pick<Profile, 'sensitiveLicenceTypes'>,
): boolean {
  return sensitiveLicenceTypes.some((listed) => typeCode.startsWith(listed));
}
