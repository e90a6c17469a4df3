/** The kernel's only public face. */
export { act, type ActResult, type Refusal } from './acts.ts';
export {
  loadKeys,
  projectRoot,
  readConfig,
  readProjectFile,
  StartError,
  toEndpoint,
  toSubjectRef,
  type Config,
  type Endpoint,
  type Keys,
} from './config.ts';
export { Context, loadServices, SUPERGRAPH_FILE, type Services } from './context.ts';
export { openPostgres, usePglite, type Database, type EntityManager, type NamedMigration } from './database.ts';
export {
  defineSubgraph,
  type Chore,
  type RunningSubgraph,
  type Runtime,
  type Sources,
  type Subgraph,
  type SubgraphParts,
  type SubgraphName,
} from './define-subgraph.ts';
export { type ExecutionRequest, type WireResponse } from './execute.ts';
export {
  publish,
  consume,
  outboxMigration,
  numberEvents,
  readEvents,
  type EventHandler,
  type EventSource,
  type OutboxEvent,
} from './outbox.ts';
export { guardRootFields, mayCall, type PolicyTable } from './shield.ts';
