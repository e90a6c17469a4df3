/** Our gateway as it ships; and its engine alone, in the place of `@apollo/gateway`: nothing decided, nothing logged. */
import { ApolloServer } from '@apollo/server';
import type { GatewayInterface } from '@apollo/server-gateway-interface';
import { startStandaloneServer } from '@apollo/server/standalone';
import { GraphQLError, type DocumentNode } from 'graphql';
import { findIdentity } from '../../gateway/development/identities.ts';
import { createEngine } from '../../gateway/engine/index.ts';
import type { PreparedOperation, SubgraphFetch } from '../../gateway/engine.ts';
import { issueToken, startGateway, type GatewayOptions } from '../../gateway/index.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { HOST, type Endpoint } from './endpoint.ts';
import { NOBODY } from './open-policy.ts';

/** An agency with a grant: of its answers some fields are shown, some masked, some withheld. */
const ASKING = 'civil-affairs';

export async function startWithBoth(options: GatewayOptions): Promise<Endpoint> {
  const gateway = await startGateway(options);
  const identity = findIdentity(ASKING);
  const headers = {
    authorization: `Bearer ${await issueToken(options.config, ASKING)}`,
    'x-sharing-grant': identity?.grant ?? '',
    'x-use-cause': identity?.useCause ?? '',
  };
  return { url: `${await gateway.listen()}/graphql`, headers };
}

/** Plans and executes, and that is all. */
export async function startWithout(fetch: SubgraphFetch<AccessContext>): Promise<Endpoint> {
  const coreSupergraphSdl = readProjectFile(SUPERGRAPH_FILE);
  const engine = createEngine(coreSupergraphSdl, fetch);
  const prepared = new Map<string, PreparedOperation<AccessContext, null>>();
  const prepare = (source: string, document: DocumentNode): PreparedOperation<AccessContext, null> => {
    const known = prepared.get(source) ?? engine.prepare<null>(document, undefined);
    prepared.set(source, known);
    return known;
  };
  const gateway: GatewayInterface = {
    onSchemaLoadOrUpdate: (callback) => {
      callback({ apiSchema: engine.apiSchema, coreSupergraphSdl });
      return () => undefined;
    },
    load: async () => ({
      executor: async ({ document, source, request: { variables = {} } }) => {
        const options = { variables, context: NOBODY, state: null };
        const { data = null, errors } = await prepare(source, document).execute(options);
        return errors.length === 0
          ? { data }
          : { data, errors: errors.map(({ message }) => new GraphQLError(message)) };
      },
    }),
    stop: async () => undefined,
  };
  const { url } = await startStandaloneServer(new ApolloServer({ gateway }), { listen: { host: HOST, port: 0 } });
  return { url, headers: {} };
}
