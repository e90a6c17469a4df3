/**
 * The real gateway before subgraphs that hand out whatever they are asked for, with a schema made to mislead it: whatever
 * holds here holds by the gateway alone.
 */
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';
import type { House } from '../../gateway/index.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { DISCLOSURE_SDL } from '../../schema/directives.ts';
import { BIT } from '../../schema/policy/label.ts';
import { serveInMemory, type Resolvers, type Subgraphs } from './federation/in-memory.ts';
import { wrapHouse, type GraphQLAnswer, type IdentityName, type TestGateway } from './gateway.ts';
import { testServices } from './services.ts';

export interface HostileSubgraph {
  readonly sdl: string;
  readonly resolvers: Resolvers;
}

export interface HostileGateway {
  ask(
    as: IdentityName,
    query: string,
    variables?: Record<string, unknown>,
  ): Promise<GraphQLAnswer & { readonly body: string }>;
  /** Who asks at the moment, as subgraphs are told; for one request at a time. */
  caller(): AccessContext | null;
  /** What subgraphs were asked since the last look. */
  asked(): string[];
  close(): Promise<void>;
}

/** What every record hands to the gateway, beside its fields. */
export const RECORD_FIELDS = `id: ID! @disclosure(class: KEY)
  label: Int! @disclosure(class: KEY) @inaccessible
  provider: String @disclosure(class: KEY) @inaccessible`;

/** Labels of a record that is the asking agency's own, that is anybody's, and that has been opened by a hall. */
export const LABELS = {
  own: BIT.OWN_PART,
  foreign: 0,
  opened: BIT.CUSTODY_LOW | BIT.CUSTODY_HIGH | BIT.OPENNESS_LOW,
} as const;

/** @throws Error with the composer's reasons */
export function composeHostile(subgraphs: Readonly<Record<string, HostileSubgraph>>, head = DISCLOSURE_SDL): string {
  const services = Object.entries(subgraphs).map(([name, { sdl }]) => ({
    name,
    url: `http://${name}.test`,
    typeDefs: parse(`${head}\n${sdl}`),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) throw new Error((errors ?? []).map(({ message }) => message).join('\n'));
  return supergraphSdl;
}

/** @throws what the gateway says of a supergraph that it does not serve */
export async function startHostileGateway(
  subgraphs: Readonly<Record<string, HostileSubgraph>>,
  supergraph = composeHostile(subgraphs),
): Promise<HostileGateway> {
  const served: Subgraphs = Object.fromEntries(
    Object.entries(subgraphs).map(([name, { sdl, resolvers }]) => [name, { sdl: withoutClasses(sdl), resolvers }]),
  );
  const memory = serveInMemory(served);
  let caller: AccessContext | null = null;
  const house = toHouse((request) => {
    caller = request.context;
    return memory.fetch(request);
  });
  const gateway: TestGateway = await wrapHouse(house, testServices());
  await gateway.gateway.reload(supergraph);
  return {
    ask: async (as, query, variables) => {
      const { body } = await gateway.askText({ as, query, ...(variables === undefined ? {} : { variables }) });
      return { ...(JSON.parse(body) as GraphQLAnswer), body };
    },
    caller: () => caller,
    asked: () => memory.requests.splice(0).map(({ query }) => query),
    close: () => gateway.close(),
  };
}

function toHouse(fetch: House['fetch']): House {
  const answers: Readonly<Record<string, unknown>> = { readEpoch: 1, readRemedies: {}, findStanding: { epoch: 1 } };
  return {
    fetch,
    call: async (_subgraph, name) => answers[name] ?? null,
    stream: async () => ({ status: 404, headers: {}, body: null }),
    close: async () => undefined,
  };
}

/** graphql-js is to serve it: it does not know our directives. */
function withoutClasses(sdl: string): string {
  return sdl.replaceAll(/@(?:disclosure|record|structural)\b(?:\([^)]*\))?|@inaccessible/g, '');
}
