/** Plans what the planner cannot: see `own-planner.ts`. */
import { isAbstractType, Kind, OperationTypeNode, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { PlanNode } from '../plan-nodes.ts';
import { readFieldNames } from '../plan-keys.ts';
import type { Joins } from './joins.ts';
import { planGroups } from './own-planner.ts';
import { writePlan } from './write-plan.ts';

/** Undefined when an operation cannot be answered from the subgraphs, or only by too many requests. */
export type PlanOwn = (operation: DocumentNode) => PlanNode | undefined;

export function createOwnPlanner(schema: GraphQLSchema, joins: Joins): PlanOwn {
  // Plan keys have a number behind the prefix, so that these are free as well.
  const requirementPrefix = `${readFieldNames(schema).prefix}q`;
  const needsTypeName = (typeName: string): boolean =>
    isAbstractType(schema.getType(typeName)) || joins.typesOf(typeName).some((type) => type.keys.length > 0);
  return (document) => {
    const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION);
    if (operation === undefined) return undefined;
    const { selections } = operation.selectionSet;
    // Mutations run one after another, each with all that belongs to it.
    const parts = operation.operation === OperationTypeNode.MUTATION ? selections.map((each) => [each]) : [selections];
    const nodes: PlanNode[] = [];
    for (const part of parts) {
      const groups = planGroups({ schema, joins, requirementPrefix }, operation, part);
      if (groups === undefined) return undefined;
      nodes.push(writePlan(groups, { joins, needsTypeName, operation }));
    }
    return { kind: 'sequence', nodes };
  };
}
