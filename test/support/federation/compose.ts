/** From subgraph SDL to a supergraph: by the MIT composer that builds ours, or by Apollo's. */
import { composeServices as composeByApollo } from '@apollo/composition';
import { composeServices } from '@theguild/federation-composition';
import { parse } from 'graphql';

const directives = [
  'key',
  'requires',
  'provides',
  'external',
  'shareable',
  'override',
  'inaccessible',
  'interfaceObject',
  'tag',
  'composeDirective',
  'authenticated',
  'requiresScopes',
  'policy',
];
const imports = directives.map((name) => `"@${name}"`).join(', ');
const link = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: [${imports}])`;

/** SDL of each subgraph, by its name. */
export type SubgraphSdl = Readonly<Record<string, string>>;

export type Composer = 'guild' | 'apollo';

/** What a subgraph's own SDL would say: ours leave out the link to Federation, unless they are of its first version. */
export function linked(sdl: string): string {
  return sdl.startsWith(FEDERATION_1) ? sdl : `${link}\n${sdl}`;
}

/** How an SDL begins that is written for Federation 1. */
export const FEDERATION_1 = '# Federation 1';

/**
 * @param urlOf the address of a subgraph; without it nobody is to be asked by HTTP
 * @throws Error with the composer's reasons
 */
export function compose(
  subgraphs: SubgraphSdl,
  urlOf: (name: string) => string = (name) => `http://${name}.test`,
  composer: Composer = 'guild',
): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: urlOf(name),
    typeDefs: parse(linked(sdl)),
  }));
  const { supergraphSdl, errors } = composer === 'guild' ? composeServices(services) : composeByApollo(services);
  if (supergraphSdl === undefined) {
    throw new Error((errors ?? []).map((error) => error.message).join('\n'));
  }
  return supergraphSdl;
}
