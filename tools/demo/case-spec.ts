/** What a demo case is told in one line; everything else about it follows from its key. */
import type { CaseState, Opening } from '../../schema/codes.ts';
import type { Custody } from '../../schema/policy/label.ts';
import type { HoldRow } from '../../subgraphs/retention/index.ts';
import type { ItemKey } from './items.ts';
import type { Who } from './people.ts';

export interface Archive {
  readonly custody: Custody;
  readonly opening: Opening;
  readonly sealed?: true;
  /** Classified after archiving. */
  readonly classified?: true;
  /** The hall has agreed that the unit that transferred it goes on using it. */
  readonly transferrerConsent?: true;
  /** It is in the archive, and has no 档号 yet. */
  readonly unnumbered?: true;
}

export interface CaseSpec {
  readonly key: string;
  readonly item: ItemKey;
  readonly who: Who;
  /** Made by chance unless given. */
  readonly name?: string;
  /** Null while it is handled. */
  readonly completedOn: string | null;
  /** District of the city unless given. */
  readonly region?: string;
  readonly state: CaseState;
  readonly result?: 'GRANTED' | 'REFUSED' | 'WITHDRAWN';
  /** Identity numbers of guardians and agents. */
  readonly standing?: readonly string[];
  readonly circumstances?: string;
  readonly nonSharing?: true;
  /** Number of a case that was made in bulk: it takes the place of numbers by chance, which would repeat. */
  readonly bulk?: number;
  /** Given for cases that are in the archive. */
  readonly archive?: Archive;
  readonly hold?: HoldRow['reason'];
  readonly destroyed?: { readonly on: string; readonly list: string };
}

type Of = readonly [item: ItemKey, who: Who];
type Rest = Partial<Omit<CaseSpec, 'key' | 'item' | 'who' | 'state' | 'completedOn'>>;

/** Archived, with the unit that formed it and not reviewed for opening, unless told otherwise. */
export function archived(key: string, [item, who]: Of, completedOn: string, rest: Rest = {}): CaseSpec {
  return { key, item, who, completedOn, state: 'ARCHIVED', archive: FORMING, ...rest };
}

/** Completed and on its way into the archive. */
export function underWay(
  key: string,
  [item, who]: Of,
  completedOn: string,
  rest: Rest & Pick<CaseSpec, 'state'>,
): CaseSpec {
  return { key, item, who, completedOn, ...rest };
}

/** Being handled. */
export function open(key: string, [item, who]: Of, rest: Rest = {}): CaseSpec {
  return { key, item, who, completedOn: null, state: 'OPEN', ...rest };
}

export const FORMING: Archive = { custody: 'FORMING', opening: 'NOT_REVIEWED' };
export const EARLY: Archive = { custody: 'EARLY_CUSTODY', opening: 'NOT_REVIEWED' };
export const EARLY_HALL: Archive = { custody: 'EARLY_CUSTODY_HALL', opening: 'CONTROLLED' };
export const HALL: Archive = { custody: 'HALL', opening: 'NOT_OPEN' };
export const HALL_AGREED: Archive = { custody: 'HALL', opening: 'CONTROLLED', transferrerConsent: true };
export const OPENED: Archive = { custody: 'HALL', opening: 'OPEN' };
export const DEFERRED: Archive = { custody: 'HALL', opening: 'DEFERRED' };
export const SEALED: Archive = { custody: 'FORMING', opening: 'NOT_OPEN', sealed: true };
