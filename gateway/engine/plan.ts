/** The query planner: which subgraph is asked what, and in which order. */
import { GraphQLError, print, type DocumentNode, type GraphQLSchema } from 'graphql';
import { QueryPlanner } from '@graphql-hive/router-query-planner';
import { forgottenPath } from './coverage.ts';
import { createDelicacy } from './delicate.ts';
import { createOwnPlanner } from './own-plan/index.ts';
import { readJoins } from './own-plan/joins.ts';
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
  /** Plans everything by the planner of our own, which otherwise is asked when the fast one fails. */
  readonly onlyOwn?: boolean;
}

/** @throws Error when the planner does not understand the supergraph */
export function createPlanner(
  { supergraph, fullSchema }: { readonly supergraph: DocumentNode; readonly fullSchema: GraphQLSchema },
  options: PlanOptions,
): (operation: DocumentNode) => Plan {
  const joins = readJoins(supergraph, options);
  const planFast = options.onlyOwn === true ? undefined : createFastPlanner(print(supergraph), fullSchema, options);
  const planOwn = createOwnPlanner(fullSchema, joins);
  const isDelicate = createDelicacy(fullSchema, joins);
  return (operation) => {
    const fast = isDelicate(operation) ? undefined : planFast?.(operation);
    const plan = fast ?? ownPlan(operation, planOwn(operation));
    if (plan === undefined) throw unplannable();
    return plan;
  };
}

/** Undefined for what the planner cannot plan, or does not plan in full. */
function createFastPlanner(
  supergraphSdl: string,
  fullSchema: GraphQLSchema,
  options: PlanOptions,
): (operation: DocumentNode) => Plan | undefined {
  const planner = new QueryPlanner(supergraphSdl);
  const labels = new Set(options.labels);
  const repair = (query: DocumentNode): DocumentNode => withoutImpossibleFragments(query, fullSchema);
  return (operation) => {
    const text = print(operation);
    const answer = unlessThrown(() => planner.plan(text, undefined, labels, options.percent).node);
    if (answer === failed) return undefined;
    const node = parsePlanNode(answer, repair);
    if (forgottenPath(operation, node) !== undefined) return undefined;
    return { node, size: text.length + JSON.stringify(answer ?? null).length };
  };
}

function ownPlan(operation: DocumentNode, node: PlanNode | undefined): Plan | undefined {
  if (node === undefined) return undefined;
  return { node, size: print(operation).length + JSON.stringify(node).length };
}

const failed = Symbol('failed');

function unlessThrown(plan: () => unknown): unknown {
  try {
    return plan();
  } catch {
    return failed;
  }
}

function unplannable(): GraphQLError {
  return new GraphQLError('The operation cannot be planned.', { extensions: { code: 'INTERNAL' } });
}
