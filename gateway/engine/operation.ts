/** Which operation of a document is meant. */
import { GraphQLError, Kind, type DocumentNode, type GraphQLSchema } from 'graphql';
import type { Operation } from './planned-document.ts';

/** @throws GraphQLError when `name` does not single out an operation that is served */
export function chooseOperation(document: DocumentNode, name: string | undefined, schema: GraphQLSchema): Operation {
  const fragments = new Map(
    document.definitions.flatMap((node) =>
      node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node] as const] : [],
    ),
  );
  const operations = document.definitions.filter((node) => node.kind === Kind.OPERATION_DEFINITION);
  const chosen = name === undefined ? operations : operations.filter((node) => node.name?.value === name);
  const [definition] = chosen;
  if (definition === undefined) {
    throw refuse(name === undefined ? 'The document holds no operation.' : `There is no operation named "${name}".`);
  }
  if (chosen.length > 1) throw refuse('The document holds several operations: name the one to execute.');
  if (definition.operation === 'subscription') throw refuse('Subscriptions are not served.');
  const rootType = schema.getRootType(definition.operation);
  if (!rootType) throw refuse(`The schema has no ${definition.operation} type.`);
  return { definition, fragments, rootType };
}

function refuse(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'INVALID_INPUT' } });
}
