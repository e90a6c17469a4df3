/** From the description of a process to the contestants in it. Each imports its own code only: memory is compared. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'graphql';
import { classify } from '../../schema/policy/classify.ts';
import { Policy } from '../../schema/policy/policy.ts';
import { DEFAULT_PROFILE } from '../../schema/profile.ts';
import type { CheapSubgraph } from './cheap-subgraphs.ts';
import type { Endpoint } from './endpoint.ts';
import type { CheapSpec, HostSpec } from './host.ts';

export async function build(spec: HostSpec): Promise<Record<string, Endpoint>> {
  switch (spec.kind) {
    case 'real': {
      const { startOnRealRows } = await import('./real-rows.ts');
      return startOnRealRows(spec);
    }
    case 'subgraphs': {
      const { serveCheap } = await import('./cheap-server.ts');
      return { subgraphs: { url: await serveCheap(await openCheap(spec.root), spec.keyDir), headers: {} } };
    }
    case 'cheap':
      return { [spec.contestant]: await (spec.subgraphs === null ? startInProcess(spec) : startOverHttp(spec)) };
  }
}

async function startInProcess({ contestant, root, keyDir }: CheapSpec): Promise<Endpoint> {
  const subgraphs = await openCheap(root);
  if (contestant === 'monolith') return (await import('./monolith.ts')).startMonolith(subgraphs, readSupergraph(root));
  if (contestant.startsWith('stock')) {
    const { compiledSources, localSources, startStock } = await import('./stock.ts');
    return startStock(readSupergraph(root), (contestant === 'stock' ? localSources : compiledSources)(subgraphs));
  }
  const { startBothCheap, startWithoutCheap } = await import('./cheap-house.ts');
  return contestant === 'both' ? startBothCheap(subgraphs, keyDir) : startWithoutCheap(subgraphs);
}

async function startOverHttp({ contestant, root, keyDir, subgraphs }: CheapSpec): Promise<Endpoint> {
  const base = subgraphs ?? '';
  if (contestant === 'stock') {
    const { remoteSources, startStock } = await import('./stock.ts');
    return startStock(readSupergraph(root), remoteSources(base));
  }
  const { startAnyRemote, startBothRemote, unixAddress } = await import('./remote-house.ts');
  if (contestant === 'any-supergraph') return startAnyRemote(base, keyDir);
  return startBothRemote(contestant === 'both' ? (name) => `${base}/${name}` : unixAddress(keyDir), keyDir);
}

async function openCheap(root: string): Promise<readonly CheapSubgraph[]> {
  const { cheapSubgraphs } = await import('./cheap-subgraphs.ts');
  const { records } = classify(parse(readSupergraph(root)));
  return cheapSubgraphs(new Policy(records, DEFAULT_PROFILE.masks), join(root, 'schema'));
}

function readSupergraph(root: string): string {
  return readFileSync(join(root, 'schema', 'supergraph.graphql'), 'utf8');
}
