/** From plan nodes to functions that carry them out. */
import { compileEntityFetch } from './entity-fetch.ts';
import type { Run } from './fetch.ts';
import { own } from './null-object.ts';
import type { PlanNode } from './plan-nodes.ts';
import { compileRootFetch } from './root-fetch.ts';
import type { TypeMatcher } from './type-matcher.ts';

/** Fetches into `run.data` and notes what failed in `run.log`; never rejects. */
export type Step<C> = (run: Run<C>) => Promise<void>;

export function compilePlan<C>(node: PlanNode | undefined, types: TypeMatcher): Step<C> {
  if (node === undefined) return async () => {};
  switch (node.kind) {
    case 'root':
      return compileRootFetch(node, types);
    case 'entities':
      return compileEntityFetch(node, types);
    case 'sequence':
      return inSequence(node.nodes.map((child) => compilePlan(child, types)));
    case 'parallel':
      return atOnce(node.nodes.map((child) => compilePlan(child, types)));
    case 'condition': {
      const whenTrue = compilePlan<C>(node.whenTrue, types);
      const whenFalse = compilePlan<C>(node.whenFalse, types);
      return (run) => (own(run.variables, node.variable) === true ? whenTrue : whenFalse)(run);
    }
  }
}

function inSequence<C>(steps: readonly Step<C>[]): Step<C> {
  return async (run) => {
    for (const step of steps) await step(run);
  };
}

function atOnce<C>(steps: readonly Step<C>[]): Step<C> {
  return async (run) => {
    await Promise.all(steps.map((step) => step(run)));
  };
}
