/** From subgraph SDL to a supergraph, by the MIT composer that builds ours. */
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

/** What a subgraph's own SDL would say: ours leave out the link to Federation. */
export function linked(sdl: string): string {
  return `${link}\n${sdl}`;
}

/**
 * @param urlOf the address of a subgraph; without it nobody is to be asked by HTTP
 * @throws Error with the composer's reasons
 */
export function compose(
  subgraphs: SubgraphSdl,
  urlOf: (name: string) => string = (name) => `http://${name}.test`,
): string {
  const services = Object.entries(subgraphs).map(([name, sdl]) => ({
    name,
    url: urlOf(name),
    typeDefs: parse(linked(sdl)),
  }));
  const { supergraphSdl, errors } = composeServices(services);
  if (supergraphSdl === undefined) {
    throw new Error((errors ?? []).map((error) => error.message).join('\n'));
  }
  return supergraphSdl;
}
