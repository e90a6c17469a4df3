/** What a keeper's sets are short of. Pure: no I/O, no clock. */
import type { LocalDate } from '../../schema/ids.ts';
import type { Shortfall } from './codes/preservation.ts';

export interface SetFacts {
  readonly role: 'ONLINE' | 'BACKUP';
  readonly kind: string;
  /** Null: on a medium of its own that no machine reaches. */
  readonly mount: string | null;
  readonly state: string;
  readonly lastReadOn: LocalDate | null;
  readonly readDueOn: LocalDate;
}

/** Replaced and retired sets count for nothing. */
export function isKept({ state }: Pick<SetFacts, 'state'>): boolean {
  return state !== 'REPLACED' && state !== 'RETIRED';
}

/**
 * At least three complete sets, one in use and two backups, one a medium, on at least two kinds of medium.
 *
 * @returns empty when nothing is missing
 * @clause 令22 art. 26
 */
export function shortfalls(sets: readonly SetFacts[], today: LocalDate): readonly (keyof typeof Shortfall)[] {
  const kept = sets.filter(isKept);
  const online = kept.filter(({ role }) => role === 'ONLINE');
  const backups = kept.filter(({ role }) => role === 'BACKUP');
  const complete = backups.filter(({ state }) => state === 'COMPLETE');
  const kinds = new Set([...online, ...complete].map(({ kind }) => kind));
  const mounts = kept.flatMap(({ mount }) => (mount === null ? [] : [mount]));
  const found: Record<keyof typeof Shortfall, boolean> = {
    NO_ONLINE_SET: online.length === 0,
    FEWER_THAN_TWO_BACKUPS: complete.length < 2,
    ONE_KIND_OF_MEDIUM: kinds.size < 2,
    MEDIUM_SHARED: new Set(mounts).size < mounts.length,
    SET_INCOMPLETE: complete.length < backups.length,
    READING_DUE: kept.some(({ readDueOn }) => readDueOn <= today),
    NEVER_INSPECTED: kept.some(({ lastReadOn }) => lastReadOn === null),
  };
  return (Object.keys(found) as (keyof typeof Shortfall)[]).filter((each) => found[each]);
}
