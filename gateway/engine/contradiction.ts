/** Whether a plan can be told apart from itself: one name, one value. */
import type { PlanNode, Requirement } from './plan-nodes.ts';

/**
 * Whether a subgraph would be told two fields under one name. For two `@requires` of one list with
 * different arguments the planner (0.0.38) does that, and the fields are mixed up silently.
 */
export function isContradictory(node: PlanNode | undefined): boolean {
  switch (node?.kind) {
    case 'sequence':
    case 'parallel':
      return node.nodes.some(isContradictory);
    case 'condition':
      return isContradictory(node.whenTrue) || isContradictory(node.whenFalse);
    case 'entities':
      return node.batches.some((batch) => claimsTwice(batch.requires));
    default:
      return false;
  }
}

function claimsTwice(requires: readonly Requirement[]): boolean {
  const sources = new Map<string, string>();
  return requires.some((requirement) => {
    if (claimsTwice(requirement.children)) return true;
    if (requirement.kind === 'fragment') return false;
    const { source, target } = requirement;
    const before = sources.get(target) ?? source;
    sources.set(target, source);
    return before !== source;
  });
}
