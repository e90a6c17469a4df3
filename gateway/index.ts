/** `startGateway`: wires engine, subgraphs, log and server together. */
import { parse } from 'graphql';
import type { FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { classify } from '../schema/policy/classify.ts';
import { findDetours } from '../schema/policy/detours.ts';
import { Policy } from '../schema/policy/policy.ts';
import {
  readProjectFile,
  StartError,
  SUPERGRAPH_FILE,
  type Config,
  type PolicyTable,
  type Services,
} from '../subgraphs/kernel/index.ts';
import { KeyFiles } from '../subgraphs/signing/index.ts';
import { admit, recognise, spend, type Admitted } from './admission.ts';
import { AccessLog } from './access-log.ts';
import { authenticator, type Authenticate } from './authenticate.ts';
import { createEngine } from './engine/index.ts';
import { toFormatted } from './errors.ts';
import { Executor } from './executor.ts';
import { serveExports } from './export-routes.ts';
import { serveExplorer } from './explorer-routes.ts';
import { serveCopies } from './copy-routes.ts';
import { serveFiles } from './file-routes.ts';
import type { FileRouteParts } from './file-answers.ts';
import { Grants } from './grants.ts';
import { SUBGRAPHS, type House } from './house.ts';
import { holds, inForce } from './in-force.ts';
import { serveLicenceFiles } from './licence-file-routes.ts';
import { serveVerification } from './verify-routes.ts';
import { createMetrics } from './metrics.ts';
import { serveDeliveries } from './delivery-routes.ts';
import { serveOperations } from './operation-routes.ts';
import { RegisteredOperations } from './operations/registered.ts';
import { servePackages } from './package-routes.ts';
import { Quotas } from './quotas.ts';
import { untilNextPeriod } from './retry-after.ts';
import { serveTransfers } from './transfer-routes.ts';
import { createServer, toGateway, type Gateway } from './server.ts';
import { resuggest } from './introspection/suggestions.ts';
import { VisibleSchemas } from './introspection/visible-schemas.ts';
import { mustBeApproved } from './policy-approval.ts';
import { readCandidate, Shadow, toPolicyDigest, toPolicyVersion } from './shadow.ts';
import { OperationExplainer } from './trust/explain-operation.ts';
import { gatewayPart, isExplanationOnly, withGatewayPart, type PartServices } from './trust/part.ts';
import { PossibleOutcomes } from './trust/possible-outcomes.ts';
import { Serving, type Api, type RequestHeaders } from './serving.ts';

export { startAnySupergraph, type Overrides } from './any-supergraph.ts';
export { openHouse, startHouse, SUBGRAPHS, type House, type LocalHouse } from './house.ts';
export { DEFAULT_PORT, type Gateway } from './server.ts';
export { DEMO_IDENTITIES, DEMO_STAFF, findIdentity, issueToken } from './development/identities.ts';
export { DEMO_OPERATION_KEY_ID, demoOperationKey } from './development/operation-key.ts';
export { ed25519Key, signRequest, type SigningKey } from './operations/sign.ts';
export { watchSupergraph } from './watch-supergraph.ts';
export { toPolicyDigest } from './shadow.ts';

/** All that the graph is composed of: the subgraphs, and what the gateway answers itself. */
export const GRAPH_PARTS: readonly Pick<typeof gatewayPart, 'name' | 'sdl' | 'access'>[] = [...SUBGRAPHS, gatewayPart];

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
  const grants = new Grants(house);
  const quotas = new Quotas(house);
  const { keys, profile } = services;
  const authenticate = authenticator(config, { keys, lowestVerifiedLevel: profile.lowestVerifiedLevel });
  const onViolation = (requestId: string, coordinates: readonly string[]): void => {
    metrics.countViolations(coordinates.length);
    log.error({ requestId, coordinates }, 'a subgraph delivered what is withheld; taken out');
  };
  const onFault = (requestId: string, error: unknown): void =>
    log.error({ requestId, fault: describe(error) }, 'fault');
  const accessLog = new AccessLog((rows) => house.call('sharing', 'appendLog', rows));
  const candidate = readCandidate(config, profile);
  const shadow = candidate && new Shadow(candidate, profile.masks, metrics.countDifference);
  if (shadow !== null) metrics.nameCandidate(shadow.version);
  const parts = { config, shadow, services, house, grants, quotas, accessLog, authenticate, now, onViolation };
  const load = (supergraphSdl: string): Api<Admitted> => createApi(supergraphSdl, parts);
  const serving = await Serving.start(load(readProjectFile(SUPERGRAPH_FILE)), { csrfHeaders: CSRF_HEADERS, onFault });
  const app = createServer({
    serving,
    paths: ['/graphql'],
    metrics,
    // Without the log nothing is answered; any other part may be down, and then its fields say so.
    ready: async () => {
      // First, since it waits for a second at most: a database that hangs answers nobody.
      if (!(await grants.becomesFresh())) throw new Error('Grants have not been heard of for a second.');
      await house.call('sharing', 'readEpoch', null);
    },
    onFault,
  });
  const fileParts: FileRouteParts = {
    admit: async (headers, requestId) => (await serving.current.api.admit(headers, requestId)).admission,
    spend: (admission) => spend(admission, quotas, accessLog),
    house,
    accessLog,
  };
  serveExports(app, { api: () => serving.current.api, holds: (access) => holds(access, grants), house });
  const signing = new KeyFiles(services.signing);
  if (!services.signing.mayMake) await warnWithoutKeys(signing, log);
  await serveContent(app, { ...fileParts, house, signing });
  await serveOperations(app, {
    api: () => serving.current.api,
    house,
    now,
    windowSeconds: config.signatureWindowSeconds,
    onFault,
  });
  await serveExplorer(app, config);
  await grants.open();
  const close = async (): Promise<void> => {
    grants.close();
    await quotas.close();
  };
  return toGateway({ app, serving, config, load, close });
}

interface ContentParts extends FileRouteParts {
  readonly house: House;
  readonly signing: KeyFiles;
}

/** What is not GraphQL: content on its way in and out. */
async function serveContent(app: FastifyInstance, parts: ContentParts): Promise<void> {
  await serveFiles(app, parts);
  await serveLicenceFiles(app, parts);
  serveCopies(app, parts);
  await serveVerification(app, parts);
  await serveTransfers(app, parts);
  await serveDeliveries(app, parts);
  await servePackages(app, parts);
}

/** Everything else is served without them; a copy is refused. */
async function warnWithoutKeys(signing: KeyFiles, log: Pick<typeof console, 'warn'>): Promise<void> {
  await signing.prepare().catch(() => log.warn('there are no keys to sign copies with: npm run -s signing -- rotate'));
}

/** Who is authenticated by a header that only a program sends cannot be made to ask by a foreign page. */
const CSRF_HEADERS = ['authorization', 'apollo-require-preflight', 'x-apollo-operation-name'];

/** Who may call which root field of the whole graph. */
const CALLS: PolicyTable = Object.assign({}, ...GRAPH_PARTS.map(({ access }) => access)) as PolicyTable;

interface ApiParts {
  readonly config: Config;
  readonly shadow: Shadow | null;
  readonly services: Services;
  readonly house: House;
  readonly grants: Grants;
  readonly quotas: Quotas;
  readonly accessLog: AccessLog;
  readonly authenticate: Authenticate;
  readonly now: () => number;
  readonly onViolation: (requestId: string, coordinates: readonly string[]) => void;
}

/** Everything that depends on the supergraph: engine, classes, policy, and the version that the log names. */
function createApi(supergraphSdl: string, parts: ApiParts): Api<Admitted> {
  const { config, shadow, services, house, grants, accessLog, authenticate, now, onViolation } = parts;
  const fetch = withGatewayPart(() => own, house.fetch);
  const engine = createEngine(supergraphSdl, inForce(fetch, grants));
  const document = parse(supergraphSdl);
  const classified = classify(document);
  const detours = findDetours(document, classified);
  if (detours.length > 0) throw new StartError(`The supergraph gives protected facts away. ${detours.join(' ')}`);
  const policy = new Policy(classified.records, services.profile.masks);
  const preflight = { schema: engine.fullSchema, classified, policy };
  const visible = new VisibleSchemas({ apiSchema: engine.apiSchema, preflight, calls: CALLS });
  const operations = new OperationExplainer({
    preflight,
    possible: new PossibleOutcomes(policy),
    apiSchema: engine.apiSchema,
    visible,
    calls: CALLS,
    house,
  });
  const schemaFor = visible.for.bind(visible);
  const own: PartServices = { policy, classified, house, grants, operations, schemaFor };
  const policyVersion = toPolicyVersion(supergraphSdl, services.profile);
  const executor = new Executor({
    engine,
    classified,
    policy,
    shadow,
    schemaFor,
    log: accessLog,
    entriesFor: (coordinate, providers) => grants.entriesFor(coordinate, providers),
    onViolation,
  });
  return {
    apiSchema: engine.apiSchema,
    supergraphSdl,
    permit: async () => {
      if (config.policyChanges === 'free') return;
      await mustBeApproved(house, toPolicyDigest(supergraphSdl, services.profile), new Date(now()).toISOString());
    },
    admit: async (all, requestId) => {
      const caller = await authenticate(one(all, 'authorization'));
      const grant = one(all, 'x-sharing-grant');
      const demand = one(all, 'x-statutory-demand');
      const [useCause, onBehalfOf] = [one(all, 'x-use-cause'), one(all, 'x-on-behalf-of')];
      const headers = { grant, demand, useCause, onBehalfOf, shareMode: one(all, 'x-share-mode') };
      const parts = { caller, headers, grants, requestId, policyVersion, nowMs: now() };
      return { admission: await admit(parts, accessLog), strict: all['x-disclosure'] === 'strict' };
    },
    execute: executing(parts, executor),
    format: toFormatted,
    retell: (errors, document, { admission }) => resuggest(errors, document, () => visible.for(admission.access)),
  };
}

/** Named, spent and executed. What a grant refuses for now is told with the time when it will not. */
function executing(
  { house, quotas, accessLog }: Pick<ApiParts, 'house' | 'quotas' | 'accessLog'>,
  executor: Executor,
): Api<Admitted>['execute'] {
  const operations = new RegisteredOperations();
  return async ({ admitted: { admission, strict }, ...request }) => {
    const { access } = admission;
    const operation = await recognise(admission, request, operations, accessLog);
    try {
      if (!isExplanationOnly(request)) await spend(admission, quotas, accessLog, operation);
      return await executor.execute({ ...request, access, strict, operation });
    } catch (error) {
      throw await untilNextPeriod(error, access, house);
    }
  };
}

function one(headers: RequestHeaders, name: string): string | undefined {
  const value = headers[name];
  return typeof value === 'string' ? value : undefined;
}

/** Kind and place of a fault; its message may quote values and stays out of the log. */
function describe(error: unknown): string {
  // A subgraph has described its own already.
  if (typeof error === 'string') return error;
  if (!(error instanceof Error)) return 'unknown';
  const frames = (error.stack ?? '').split('\n').filter((line) => line.trimStart().startsWith('at '));
  return [error.name, ...frames.slice(0, 5)].join(' ');
}
