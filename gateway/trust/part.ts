/** What the gateway itself answers, as one more part of the graph: composed like a subgraph, fetched without leaving. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import { execute, getOperationAST, Kind, parse, type DocumentNode } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { buildSdl } from '../../schema/build-sdl.ts';
import { toWireError } from '../../schema/wire-error.ts';
import { guardRootFields, type PolicyTable } from '../../subgraphs/kernel/index.ts';
import type { SubgraphFetch } from '../engine.ts';
import { explainDisclosure, type ExplainParts } from './explain-disclosure.ts';
import type { OperationExplainer } from './explain-operation.ts';
import { policy } from './policy.ts';
import { registerOperation, type RegistrationParts } from '../operations/registration.ts';
import { RegistrationResolver, TrustResolver, type TrustContext } from './resolvers.ts';

const NAME = 'gateway';
const built = buildSdl({ resolvers: [TrustResolver, RegistrationResolver], orphanedTypes: [] });

/** As `npm run schema` composes it beside the subgraphs. */
export const gatewayPart: { readonly name: string; readonly sdl: string; readonly access: PolicyTable } = {
  name: NAME,
  sdl: built.sdl,
  access: policy,
};

const schema = guardRootFields(
  buildSubgraphSchema([{ typeDefs: parse(built.sdl), resolvers: built.resolvers as never }]),
  policy,
);

export interface PartServices extends ExplainParts, Pick<RegistrationParts, 'schemaFor'> {
  readonly operations: OperationExplainer;
}

/** Passes on to the subgraphs what is theirs. */
export function withGatewayPart(services: () => PartServices, fetch: SubgraphFetch<AccessContext>): typeof fetch {
  return async (request) => {
    if (request.service.toLowerCase() !== NAME) return fetch(request);
    const { query, operationName, variables, context } = request;
    const { data, errors } = await execute({
      schema,
      document: parse(query),
      contextValue: toContext(services(), context),
      variableValues: variables,
      ...(operationName === undefined ? {} : { operationName }),
    });
    return { data, ...(errors === undefined ? {} : { errors: errors.map(toWireError) }) };
  };
}

function toContext(services: PartServices, access: AccessContext): TrustContext {
  return {
    access,
    explainDisclosure: (question) => explainDisclosure(services, access, question),
    explainOperation: (document, operationName) => services.operations.explain(access, { document, operationName }),
    registerOperation: (offer) => {
      const explain: RegistrationParts['explain'] = (user, document) =>
        services.operations.explain(user, { document, operationName: null });
      return registerOperation({ ...services, explain }, access, offer);
    },
  };
}

interface Asked {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
}

/** Asks what an operation would bring, or for the schema, and nothing else: no record is touched. */
export function isExplanationOnly({ document, operationName }: Asked): boolean {
  const selections = getOperationAST(document, operationName)?.selectionSet.selections ?? [];
  const free = (name: string): boolean => name === 'explainOperation' || name.startsWith('__');
  return selections.every((each) => each.kind === Kind.FIELD && free(each.name.value));
}
