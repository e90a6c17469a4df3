/** Where a supergraph says that its subgraphs are. Pure. */
import { Kind, parse, type ConstDirectiveNode } from 'graphql';

/**
 * Subgraph name → address, from `enum join__Graph { A @join__graph(name: "a", url: "http://…") }`.
 *
 * @throws Error naming each subgraph without an http address
 */
export function readSubgraphUrls(supergraphSdl: string): ReadonlyMap<string, string> {
  const urls = new Map<string, string>();
  for (const definition of parse(supergraphSdl, { noLocation: true }).definitions) {
    if (definition.kind !== Kind.ENUM_TYPE_DEFINITION || definition.name.value !== 'join__Graph') continue;
    for (const value of definition.values ?? []) {
      const graph = value.directives?.find((directive) => directive.name.value === 'join__graph');
      urls.set(argument(graph, 'name') ?? value.name.value, argument(graph, 'url') ?? '');
    }
  }
  const lost = [...urls].filter(([, url]) => !isHttp(url)).map(([name]) => name);
  if (lost.length > 0) throw new Error(`The supergraph names no http address for ${lost.join(', ')}.`);
  return urls;
}

function argument(directive: ConstDirectiveNode | undefined, name: string): string | undefined {
  const value = directive?.arguments?.find((candidate) => candidate.name.value === name)?.value;
  return value?.kind === Kind.STRING ? value.value : undefined;
}

function isHttp(url: string): boolean {
  return URL.canParse(url) && /^https?:$/.test(new URL(url).protocol);
}
