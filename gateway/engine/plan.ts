/** The query planner: which subgraph is asked what, and in which order. */
import { GraphQLError, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { forgottenPath } from './coverage.ts';
import { parsePlanNode } from './parse-plan.ts';
import type { PlanNode } from './plan-nodes.ts';
import { withoutImpossibleFragments } from './repair-query.ts';

export interface Plan {
  /** Undefined when nothing has to be fetched. */
  readonly node: PlanNode | undefined;
  /** Length of operation and plan as text. */
  readonly size: number;
}

export interface PlanOptions {
  /** Labels of progressive `@override` that are switched on. */
  readonly labels: ReadonlySet<string>;
  /** `@override(label: "percent(x)")` takes effect where this is below `x`. */
  readonly percent: number;
}

/** @throws Error when the planner does not understand the supergraph */
export function createPlanner(
  supergraphSdl: string,
  fullSchema: GraphQLSchema,
  options: PlanOptions,
): (operation: DocumentNode) => Plan {
  const planner = new QueryPlanner(supergraphSdl);
  const labels = new Set(options.labels);
  const repair = (query: DocumentNode): DocumentNode => withoutImpossibleFragments(query, fullSchema);
  return (operation) => {
    const text = print(operation);
    const answer: unknown = planOrThrow(() => planner.plan(text, undefined, labels, options.percent).node);
    const node = parsePlanNode(answer, repair);
    const forgotten = forgottenPath(operation, node);
    if (forgotten !== undefined) throw unplannable(new Error(`The plan does not fetch ${forgotten}.`));
    return { node, size: text.length + JSON.stringify(answer ?? null).length };
  };
}

function planOrThrow<T>(plan: () => T): T {
  try {
    return plan();
  } catch (cause) {
    throw unplannable(cause instanceof Error ? cause : new Error(String(cause)));
  }
}

function unplannable(originalError: Error): GraphQLError {
  return new GraphQLError('The operation cannot be planned.', { originalError, extensions: { code: 'INTERNAL' } });
}
