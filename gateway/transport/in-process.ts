/** Subgraphs in the same process: objects go along as they are, nothing is serialized. */
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { RunningSubgraph, SubgraphName } from '../../subgraphs/kernel/index.ts';
import { orAbort } from '../countdown.ts';
import type { SubgraphFetch } from '../engine.ts';
import type { House } from '../house.ts';

export function inProcessTransport(running: ReadonlyMap<SubgraphName, RunningSubgraph>): Omit<House, 'close'> {
  const get = (name: string): RunningSubgraph => {
    const found = [...running.values()].find((each) => each.name === name.toLowerCase());
    if (found === undefined) throw new DomainError('UNAVAILABLE', `There is no subgraph ${name}.`);
    return found;
  };
  const fetch: SubgraphFetch<AccessContext> = ({ service, query, operationName, variables, context, signal }) =>
    orAbort(get(service).execute({ query, operationName, variables }, context), signal);
  return {
    fetch,
    call: (subgraph, name, input) => get(subgraph).call(name, input),
    stream: (subgraph, name, call) => get(subgraph).call(name, call),
  };
}
