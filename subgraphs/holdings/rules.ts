/** From what the archives record of custody and opening to what labels know of it. Pure: no I/O, no clock. */
import type { Opening } from '../../schema/codes.ts';
import { packStored, type Custody, type Openness } from '../../schema/policy/label.ts';

export interface CustodyState {
  readonly custody: Custody;
  readonly openingState: Opening;
  readonly sealed: boolean;
  /** Classified after archiving. */
  readonly classified: boolean;
}

/**
 * What the decision calls openness: classification outranks sealing, and sealing outranks opening.
 *
 * @clause 26号 art. 15
 */
export function opennessOf({ openingState, sealed, classified }: Omit<CustodyState, 'custody'>): Openness {
  if (classified) return 'CLASSIFIED';
  if (sealed) return 'SEALED';
  return openingState === 'OPEN' ? 'OPEN' : 'CLOSED';
}

/** Custody and openness as stored bits; all other bits are 0. */
export function custodyFacts(state: CustodyState): number {
  const openness = opennessOf(state);
  return packStored({
    custody: state.custody,
    openness,
    sensitive: false,
    destroyed: false,
    nonSharing: false,
  });
}

/**
 * The unit that may use the record as its transferrer: it has transferred it, and the hall has agreed.
 * Early custody is no transfer.
 *
 * @clause 档案法 art. 31
 */
export function transferrerOf(of: {
  readonly custody: Custody;
  readonly formingUnit: string;
  readonly transferrerConsent: boolean;
}): string | null {
  return of.custody === 'HALL' && of.transferrerConsent ? of.formingUnit : null;
}

/**
 * What contradicts itself in a record that is handed in; empty when nothing does.
 *
 * @clause 档案法实施条例 art. 40
 */
export function checkCustody(of: { readonly custody: Custody; readonly hall: string | null }): readonly string[] {
  if (of.custody === 'FORMING') return of.hall === null ? [] : ['hall: a record with its forming unit is in no hall'];
  return of.hall === null ? ['hall: the hall that has the custody expected'] : [];
}
