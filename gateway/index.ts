/** `startGateway`: wires engine, subgraphs, log and server together. */
import { createHash } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { parse, type GraphQLSchema } from 'graphql';
import { pino } from 'pino';
import { classify } from '../schema/policy/classify.ts';
import { Policy } from '../schema/policy/policy.ts';
import { readProjectFile, SUPERGRAPH_FILE, type Config, type Services } from '../subgraphs/kernel/index.ts';
import { toAccessContext } from './access-context.ts';
import { AccessLog } from './access-log.ts';
import { authenticator } from './authenticate.ts';
import { createEngine } from './engine/index.ts';
import { Executor } from './executor.ts';
import { serveExplorer } from './explorer-routes.ts';
import { Grants } from './grants.ts';
import type { House } from './house.ts';
import { createMetrics } from './metrics.ts';
import { createServer } from './server.ts';

export { openHouse, startHouse, SUBGRAPHS, type House, type LocalHouse } from './house.ts';
export { DEMO_IDENTITIES, findIdentity, issueToken } from './development/identities.ts';

export interface Gateway {
  readonly app: FastifyInstance;
  /** What clients may write against. */
  readonly apiSchema: GraphQLSchema;
  /** Address of the open port, such as `http://127.0.0.1:4000`. */
  listen(): Promise<string>;
  close(): Promise<void>;
}

export const DEFAULT_PORT = 4000;

export interface GatewayOptions {
  readonly config: Config;
  readonly services: Services;
  readonly house: House;
  /** Milliseconds since the epoch. */
  readonly now?: () => number;
}

/** @throws StartError when the configuration cannot be served */
export async function startGateway({ config, services, house, now = Date.now }: GatewayOptions): Promise<Gateway> {
  const log = pino({ level: config.logLevel, base: { part: 'gateway' } });
  const metrics = createMetrics();
  const supergraphSdl = readProjectFile(SUPERGRAPH_FILE);
  const classified = classify(parse(supergraphSdl));
  const policyVersion = versionOf(supergraphSdl, services);
  const engine = createEngine(supergraphSdl, house.fetch);
  const grants = new Grants(house);
  const authenticate = authenticator(config, {
    keys: services.keys,
    lowestVerifiedLevel: services.profile.lowestVerifiedLevel,
  });
  const executor = new Executor({
    engine,
    classified,
    policy: new Policy(classified.records, services.profile.masks),
    log: new AccessLog((rows) => house.call('sharing', 'appendLog', rows)),
    entriesFor: (coordinate) => grants.entriesFor(coordinate),
    onViolation: (requestId, coordinates) => {
      metrics.countViolations(coordinates.length);
      log.error({ requestId, coordinates }, 'a subgraph delivered what is withheld; taken out');
    },
  });
  const app = await createServer({
    engine,
    supergraphSdl,
    executor,
    metrics,
    admit: async (request, requestId) => {
      const caller = await authenticate(request.headers.authorization);
      const read = (name: string): string | undefined => {
        const value = request.headers[name];
        return typeof value === 'string' ? value : undefined;
      };
      const headers = {
        grant: read('x-sharing-grant'),
        useCause: read('x-use-cause'),
        onBehalfOf: read('x-on-behalf-of'),
      };
      return toAccessContext({ caller, headers, grants, requestId, policyVersion, nowMs: now() });
    },
    ready: async () => {
      await house.ping();
      if (!grants.isFresh()) throw new Error('Grants have not been heard of for a second.');
    },
    onFault: (requestId, error) => log.error({ requestId, fault: describe(error) }, 'fault'),
  });
  await serveExplorer(app, config);
  await grants.open();
  return {
    app,
    apiSchema: engine.apiSchema,
    listen: () => app.listen({ host: config.host, port: config.port ?? DEFAULT_PORT }),
    close: async () => {
      await app.close();
      grants.close();
    },
  };
}

/** Names what decided: schema with its classes, masks and rules of the profile. */
function versionOf(supergraphSdl: string, { profile }: Services): string {
  return createHash('sha256').update(supergraphSdl).update(JSON.stringify(profile)).digest('hex').slice(0, 16);
}

/** Kind and place of a fault; its message may quote values and stays out of the log. */
function describe(error: unknown): string {
  // A subgraph has described its own already.
  if (typeof error === 'string') return error;
  if (!(error instanceof Error)) return 'unknown';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [error.name, ...frames.slice(0, 5)].join(' ');
}
