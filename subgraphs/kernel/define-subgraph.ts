/** From the parts of a subgraph to something that answers: schema, database, event consumers, execution. */
import { buildSubgraphSchema } from '@apollo/subgraph';
import type { EntitySchema } from '@mikro-orm/core';
import { parse, type GraphQLSchema } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { buildSdl, type BuiltSdl, type ResolverMap, type SdlParts } from '../../schema/build-sdl.ts';
import { Context, type Services } from './context.ts';
import type { Database, EntityManager, NamedMigration, SubgraphOrm } from './database.ts';
import { executor, type ExecutionRequest, type WireResponse } from './execute.ts';
import {
  consume,
  countUnnumbered,
  numberEvents,
  outboxMigration,
  readEvents,
  type EventHandler,
  type EventSource,
  type Subscription,
} from './outbox.ts';
import { guardRootFields, type PolicyTable } from './shield.ts';

export type SubgraphName = 'cases' | 'licences' | 'retention' | 'holdings' | 'sharing';

/** Loads the object behind a key, or null when there is none for this caller. */
export type ReferenceResolver = (reference: Readonly<Record<string, unknown>>, context: Context) => Promise<unknown>;

/** What other processes of the installation may ask beside GraphQL; input and output are JSON. */
export type InternalCall = (runtime: Runtime, input: unknown) => Promise<unknown>;

/** What nobody asks for and is done all the same, a batch at a time. Tells how much was done; it rests by itself. */
export type Chore = (runtime: Runtime, sources: Sources) => Promise<number>;
export type Sources = Readonly<Partial<Record<SubgraphName, EventSource>>>;

export interface SubgraphParts extends SdlParts {
  readonly name: SubgraphName;
  readonly references: Readonly<Record<string, ReferenceResolver>>;
  readonly access: PolicyTable;
  readonly entities: readonly EntitySchema[];
  readonly migrations: readonly NamedMigration[];
  /** Source subgraph → kind → handler. */
  readonly consumes: Readonly<
    Partial<Record<SubgraphName, (services: Services) => Readonly<Record<string, EventHandler>>>>
  >;
  readonly calls: Readonly<Record<string, InternalCall>>;
  readonly chores?: readonly Chore[];
}

export interface Subgraph extends SubgraphParts {
  /** With our directives; what `schema/<name>.graphql` holds. */
  readonly sdl: string;
  start(database: Database, services: Services): Promise<RunningSubgraph>;
}

export interface Runtime {
  readonly services: Services;
  fork(): EntityManager;
}

export interface RunningSubgraph extends Runtime {
  readonly name: SubgraphName;
  readonly schema: GraphQLSchema;
  readonly orm: SubgraphOrm['orm'];
  execute(request: ExecutionRequest, access: AccessContext): Promise<WireResponse>;
  call(name: string, input: unknown): Promise<unknown>;
  readonly events: EventSource;
  /** Numbers new events, takes one batch from each source, does the chores; tells how much that moved. */
  turn(sources: Sources): Promise<number>;
  /** Events that cannot be numbered yet, because an older transaction is open somewhere on the server. */
  backlog(): Promise<number>;
  /** @throws when the database does not answer */
  ping(): Promise<void>;
}

export function defineSubgraph(parts: SubgraphParts): Subgraph {
  const { sdl, resolvers } = buildSdl(parts);
  return { ...parts, sdl, start: (database, services) => start(parts, { sdl, resolvers }, { database, services }) };
}

async function start(
  parts: SubgraphParts,
  built: BuiltSdl,
  into: { database: Database; services: Services },
): Promise<RunningSubgraph> {
  const { name } = parts;
  const { services } = into;
  const migrations = [outboxMigration(name), ...parts.migrations];
  const { fork, orm } = await into.database.orm({ schema: name, entities: parts.entities, migrations });
  const schema = toExecutable(parts, built);
  const execute = executor(schema);
  const runtime: Runtime = { services, fork };
  const subscriptions = Object.entries(parts.consumes).map(([source, make]): Subscription => ({
    source,
    handlers: make(services),
    schema: name,
  }));
  const call = async (called: string, input: unknown): Promise<unknown> => {
    const run = parts.calls[called];
    if (run === undefined) throw new Error(`${name} has no call ${called}.`);
    return run(runtime, input);
  };
  const read: EventSource = (after, limit) => readEvents(fork(), name, after, limit);
  return {
    ...runtime,
    name,
    schema,
    orm,
    execute: (request, access) => execute(request, new Context(access, services, fork())),
    call,
    events: Object.assign(read, { open: call }),
    turn: async (sources) => {
      let taken = await numberEvents(fork(), name);
      for (const subscription of subscriptions) {
        // Its own events it reads itself: work that an act has ordered survives the process that ordered it.
        const source = subscription.source === name ? read : sources[subscription.source as SubgraphName];
        if (source !== undefined) taken += await consume(fork, subscription, source);
      }
      for (const chore of parts.chores ?? []) taken += await chore(runtime, sources);
      return taken;
    },
    backlog: () => countUnnumbered(fork(), name),
    ping: async () => void (await fork().getConnection().execute('select 1')),
  };
}

function toExecutable(parts: SubgraphParts, built: BuiltSdl): GraphQLSchema {
  const resolvers: ResolverMap = { ...built.resolvers };
  for (const [typeName, resolve] of Object.entries(parts.references)) {
    const reference = (representation: Readonly<Record<string, unknown>>, context: Context): Promise<unknown> =>
      resolve(representation, context);
    resolvers[typeName] = { ...resolvers[typeName], __resolveReference: reference };
  }
  const schema = buildSubgraphSchema([{ typeDefs: parse(built.sdl), resolvers: resolvers as never }]);
  return guardRootFields(schema, parts.access);
}
