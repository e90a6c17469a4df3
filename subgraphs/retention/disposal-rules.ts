/** What forbids the destruction of a record. Pure: no I/O, no clock. */
import type { LocalDate } from '../../schema/ids.ts';
import type { ReasonCode } from './refusals.ts';

/** What is known of a record, read under its lock. */
export interface DisposalFacts {
  /** Last day of retention; null: permanent. */
  readonly dueOn: LocalDate | null;
  readonly held: boolean;
  readonly disputed: boolean;
  readonly inTransfer: boolean;
  readonly destroyed: boolean;
}

/**
 * Every reason why a record may not be destroyed on that day; empty when it may. On the last day of retention it is
 * still kept. The same question is asked when a list is proposed, approved and executed, and once more as each record
 * goes: what was true yesterday may not be today.
 *
 * @clause 档案法实施条例 art. 24
 */
export function reasonsAgainstDestruction(of: DisposalFacts, today: LocalDate): readonly ReasonCode[] {
  return [
    ...(of.destroyed ? (['RECORD_DESTROYED'] as const) : []),
    ...(of.dueOn === null ? (['PERMANENT'] as const) : []),
    ...(of.dueOn !== null && today <= of.dueOn ? (['NOT_EXPIRED'] as const) : []),
    ...(of.held ? (['HELD'] as const) : []),
    ...(of.disputed ? (['DISPUTED'] as const) : []),
    ...(of.inTransfer ? (['IN_TRANSFER'] as const) : []),
  ];
}
