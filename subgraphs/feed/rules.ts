/** What a consumer is told of a record, from what it holds and what it may see now. Pure: no I/O, no clock. */

export const CHANGE_KINDS = [
  'UPSERT',
  'WITHDRAWN',
  'RESTRICTED',
  'DESTROYED',
  'SUPERSEDED',
  'MOVED',
  'REINSTATED',
] as const;
export type ChangeKind = (typeof CHANGE_KINDS)[number];

/** After these a consumer holds nothing of the record, until it is told of it again. */
export function isTombstone(kind: ChangeKind): boolean {
  return kind !== 'UPSERT' && kind !== 'REINSTATED';
}

/**
 * What a consumer holds. `HELD`: what it was shown. `PART`: what was left after a part was taken back. `CUT`: nothing,
 * and what is left is still to be told. `TAKEN`: nothing.
 */
export type ToldState = 'HELD' | 'PART' | 'CUT' | 'TAKEN';

export interface Told {
  readonly state: ToldState;
  /** How its fields were disclosed, `signatureOf`. */
  readonly signature: string;
  /** Null: what it was shown last is not what it may have read. */
  readonly hash: string | null;
  readonly place: number | null;
  /** Version of what the record describes, as the consumer was shown it. */
  readonly edition: string | null;
}

/** What the consumer may see now; null: nothing, and `gone` tells why. */
export interface Seen {
  readonly signature: string;
  readonly hash: string;
  readonly place: number | null;
  readonly edition: string | null;
}

export interface Gone {
  readonly because: 'CLASSIFIED' | 'DESTROYED' | 'OTHER';
  readonly place: number | null;
}

export interface Verdict {
  readonly kinds: readonly ChangeKind[];
  readonly state: ToldState;
}

/** The record is there for this consumer. Null: there is nothing to tell. */
export function tellSeen(told: Told | null, seen: Seen): Verdict | null {
  if (told === null) return { kinds: ['UPSERT'], state: 'HELD' };
  if (told.state === 'TAKEN') return { kinds: ['REINSTATED'], state: 'HELD' };
  if (told.state === 'CUT') return { kinds: ['UPSERT'], state: 'PART' };
  if (told.hash === seen.hash) return null;
  if (isLess(told.signature, seen.signature)) return { kinds: [hasMoved(told, seen), 'UPSERT'], state: 'PART' };
  if (told.edition !== null && seen.edition !== null && told.edition !== seen.edition)
    return { kinds: ['SUPERSEDED', 'UPSERT'], state: told.state };
  if (told.state === 'PART' && isLess(seen.signature, told.signature)) return { kinds: ['REINSTATED'], state: 'HELD' };
  return { kinds: ['UPSERT'], state: told.state };
}

/**
 * The record is not there for this consumer. One that it was never told of, or that was taken back before, is passed
 * over; why it is gone is told only where the consumer could see as much: all else is `RESTRICTED`.
 */
export function tellGone(told: Told | null, gone: Gone): Verdict | null {
  if (told === null || told.state === 'TAKEN') return null;
  if (told.state === 'CUT') return { kinds: [], state: 'TAKEN' };
  return { kinds: [reasonOf(told, gone)], state: 'TAKEN' };
}

function reasonOf(told: Told, gone: Gone): ChangeKind {
  if (gone.because === 'CLASSIFIED') return 'WITHDRAWN';
  return gone.because === 'DESTROYED' ? 'DESTROYED' : hasMoved(told, gone);
}

function hasMoved({ place: before }: Told, { place: now }: { readonly place: number | null }): ChangeKind {
  return before !== null && now !== null && before !== now ? 'MOVED' : 'RESTRICTED';
}

/** How much of a field is given. */
const GIVEN: Readonly<Record<string, number>> = { W: 0, M: 1, S: 2 };

/**
 * Whether some field is given less than before. Absent and destroyed are less than anything.
 *
 * @param before signatures: a letter a field, or `A` absent, `T` tombstone
 */
export function isLess(before: string, now: string): boolean {
  if (before.length !== now.length) return now.length < before.length;
  return [...before].some((letter, at) => (GIVEN[letter] ?? 0) > (GIVEN[now[at] ?? 'W'] ?? 0));
}
