/** Making subgraph queries valid where the planner writes ones that are not. */
import { isObjectType, visit, type DocumentNode, type GraphQLSchema } from 'graphql';

/**
 * For an `@requires` on an `@interfaceObject` that is reached through one of its types, the planner
 * (0.0.38) writes `... on Book { title ... on Film { title } }`, which no subgraph accepts.
 * A fragment on an object type within one on another can never apply: it is left out.
 */
export function withoutImpossibleFragments(document: DocumentNode, schema: GraphQLSchema): DocumentNode {
  const conditions: string[] = [];
  const isObject = (name: string): boolean => isObjectType(schema.getType(name));
  return visit(document, {
    InlineFragment: {
      enter(node) {
        const name = node.typeCondition?.name.value;
        const outer = conditions.at(-1);
        if (name !== undefined && outer !== undefined && name !== outer && isObject(name) && isObject(outer)) {
          return null;
        }
        conditions.push(name ?? outer ?? '');
        return undefined;
      },
      leave: () => void conditions.pop(),
    },
    Field: {
      enter: () => void conditions.push(''),
      leave: () => void conditions.pop(),
    },
  });
}
