/** Fills an empty installation with the demo city. */
import { DomainError } from '../../schema/errors.ts';
import type { RunningSubgraph, SubgraphName } from '../../subgraphs/kernel/index.ts';
import { demoWorld } from './world.ts';

/**
 * Does nothing where `sharing` holds anything already: the data folder was filled before. It comes last, and each
 * step commits as a whole, so that a load that was cut short is taken up where it stopped.
 *
 * @param settle until no event is left unconsumed
 * @returns whether anything was left to do
 */
export async function loadDemoWorld(
  running: ReadonlyMap<SubgraphName, RunningSubgraph>,
  settle: () => Promise<void>,
): Promise<boolean> {
  const call = (name: SubgraphName, what: string, input: unknown): Promise<unknown> => {
    const subgraph = running.get(name);
    if (subgraph === undefined) throw new RangeError(`${name} does not run in this process`);
    return subgraph.call(what, input);
  };
  if (Number(await call('sharing', 'readEpoch', null)) > 0) return false;
  const world = demoWorld();
  for (const name of ['licences', 'cases', 'retention', 'holdings'] as const)
    await isLoadedNow(call(name, 'load', world[name]));
  await settle();
  for (const destruction of world.destructions) await unlessDestroyed(call('retention', 'destroy', destruction));
  await settle();
  await call('sharing', 'load', world.sharing);
  return true;
}

/** Destroyed before is destroyed. */
async function unlessDestroyed(step: Promise<unknown>): Promise<void> {
  try {
    await step;
  } catch (error) {
    if (!(error instanceof DomainError) || error.code !== 'CONFLICT') throw error;
  }
}

const UNIQUE_VIOLATION = '23505';

/** @returns false when its rows are there already, in which case the load has changed nothing */
export async function isLoadedNow(load: Promise<unknown>): Promise<boolean> {
  try {
    await load;
    return true;
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === UNIQUE_VIOLATION) return false;
    throw error;
  }
}
