/** The whole comparison of two sides, for everybody and every recorded operation. */
import { listCallers } from './callers.ts';
import { compareSides } from './compare.ts';
import { compareFacts } from './facts.ts';
import { compareOperations, type RecordedOperation } from './operations.ts';
import type { Comparison } from './report.ts';
import type { Side } from './side.ts';

export interface DiffOptions {
  readonly operations: readonly RecordedOperation[];
  /** Calendar day on which everybody asks. */
  readonly today: string;
}

export function diff(before: Side, after: Side, { operations, today }: DiffOptions): Comparison {
  const grants = new Map([...before.grants, ...after.grants].map((grant) => [grant.id, grant]));
  const groups = compareSides(before, after, listCallers([...grants.values()], today));
  return {
    before: before.name,
    after: after.name,
    facts: compareFacts(before, after),
    groups,
    operations: compareOperations([before, after], groups, operations),
  };
}
