/** Two people for a change of policy. Pure. */
import type { Refusal } from '../../kernel/index.ts';

const CLAUSE = '三员分立';

/** Who gains and loses how many fields (字段增减). */
export interface PolicyEffect {
  readonly who: string;
  readonly gains: number;
  readonly loses: number;
  /** Given as before, by another rule or with another mask. */
  readonly differs: number;
}

export interface ProposalFacts {
  readonly isSame: boolean;
  /** The same candidate waits already, or may be taken live. */
  readonly isOpen: boolean;
  readonly reason: string;
}

export function checkProposal({ isSame, isOpen, reason }: ProposalFacts): readonly Refusal[] {
  return [
    ...when(isSame, 'NOTHING_CHANGES', 'This is the policy that is live.', 'digest'),
    ...when(isOpen, 'ALREADY_PROPOSED', 'The same change has been proposed and is not settled.', 'digest'),
    ...when(reason === '', 'REASON_MISSING', 'A change gives its reason.', 'reason'),
  ];
}

export interface DecisionFacts {
  readonly state: string;
  readonly proposedBy: string | null;
  readonly decider: string;
  readonly approve: boolean;
  readonly note: string;
}

/**
 * Proposer and decider are two people, whatever posts they hold.
 *
 * @clause 三员分立
 */
export function checkDecision({ state, proposedBy, decider, approve, note }: DecisionFacts): readonly Refusal[] {
  return [
    ...when(decider === proposedBy, 'SELF_APPROVAL', 'Nobody decides about a change that he has proposed.'),
    ...when(state !== 'PROPOSED', 'WRONG_STATE', `The change is ${state}.`),
    ...when(!approve && note === '', 'REASON_MISSING', 'A rejection gives its reason.', 'note'),
  ];
}

function when(isWrong: boolean, code: string, message: string, path: string | null = null): readonly Refusal[] {
  return isWrong ? [{ code, message, clause: CLAUSE, path }] : [];
}
