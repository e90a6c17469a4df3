/** The query planner: which subgraph is asked what, and in which order. */
import { GraphQLError } from 'graphql';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { parsePlanNode } from './parse-plan.ts';
import type { PlanNode } from './plan-nodes.ts';

export interface Plan {
  /** Undefined when nothing has to be fetched. */
  readonly node: PlanNode | undefined;
  /** Length of the planner's answer as text. */
  readonly size: number;
}

export interface PlanOptions {
  /** Labels of progressive `@override` that are switched on. */
  readonly labels: ReadonlySet<string>;
  /** `@override(label: "percent(x)")` takes effect where this is below `x`. */
  readonly percent: number;
}

/** @throws Error when the planner does not understand the supergraph */
export function createPlanner(supergraphSdl: string, options: PlanOptions): (operation: string) => Plan {
  const planner = new QueryPlanner(supergraphSdl);
  const labels = new Set(options.labels);
  return (operation) => {
    const answer: unknown = planOrThrow(() => planner.plan(operation, undefined, labels, options.percent).node);
    return { node: parsePlanNode(answer), size: JSON.stringify(answer ?? null).length };
  };
}

function planOrThrow<T>(plan: () => T): T {
  try {
    return plan();
  } catch (cause) {
    const originalError = cause instanceof Error ? cause : new Error(String(cause));
    throw new GraphQLError('The operation cannot be planned.', { originalError, extensions: { code: 'INTERNAL' } });
  }
}
