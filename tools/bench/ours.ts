/** Our gateway: as it ships, and the same server and engine with nothing decided and nothing logged. */
import { AccessLog } from '../../gateway/access-log.ts';
import { authenticator } from '../../gateway/authenticate.ts';
import { ByteCache } from '../../gateway/byte-cache.ts';
import { findIdentity } from '../../gateway/development/identities.ts';
import { createEngine } from '../../gateway/engine/index.ts';
import type { Engine, PreparedOperation, SubgraphFetch } from '../../gateway/engine.ts';
import { Executor, type Answer, type OperationRequest } from '../../gateway/executor.ts';
import { issueToken, startGateway, type House } from '../../gateway/index.ts';
import { createMetrics } from '../../gateway/metrics.ts';
import { createServer } from '../../gateway/server.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { readProjectFile, SUPERGRAPH_FILE, type Config, type Services } from '../../subgraphs/kernel/index.ts';
import type { Endpoint } from './endpoint.ts';
import { NOBODY } from './open-policy.ts';

/** An agency with a grant: of its answers some fields are shown, some masked, some withheld. */
const ASKING = 'civil-affairs';

export interface OursParts {
  readonly config: Config;
  readonly services: Services;
  readonly house: House;
}

export async function startWithBoth(parts: OursParts): Promise<Endpoint> {
  const gateway = await startGateway(parts);
  const address = await gateway.listen();
  return { url: `${address}/graphql`, headers: await headersOf(parts.config) };
}

/** @param parts with `checksTokens` it authenticates, like the one that ships */
export async function startWithout(parts: {
  readonly config: Config;
  readonly services: Services;
  readonly fetch: SubgraphFetch<AccessContext>;
  readonly checksTokens: boolean;
}): Promise<Endpoint> {
  const { config, services, checksTokens } = parts;
  const supergraphSdl = readProjectFile(SUPERGRAPH_FILE);
  const engine = createEngine(supergraphSdl, parts.fetch);
  const { lowestVerifiedLevel } = services.profile;
  const authenticate = authenticator(config, { keys: services.keys, lowestVerifiedLevel });
  const app = await createServer({
    engine,
    supergraphSdl,
    executor: new OpenExecutor(engine, services),
    admit: async (request, requestId) => {
      if (checksTokens) await authenticate(request.headers.authorization);
      return { ...NOBODY, requestId };
    },
    ready: async () => undefined,
    metrics: createMetrics(),
    onFault: (_requestId, error) => process.stderr.write(`${String(error)}\n`),
  });
  const address = await app.listen({ host: config.host, port: 0 });
  return { url: `${address}/graphql`, headers: checksTokens ? await headersOf(config) : {} };
}

const CACHE_BYTES = 64 * 1024 * 1024;

/** Plans and executes, and that is all: no preflight, no second lock, no summary, no log. */
class OpenExecutor extends Executor {
  readonly #engine: Engine<AccessContext>;
  readonly #prepared = new ByteCache<PreparedOperation<AccessContext, null>>(CACHE_BYTES);

  constructor(engine: Engine<AccessContext>, { policy }: Services) {
    super({
      engine,
      policy,
      classified: { records: new Map(), open: new Set(), unclassified: [] },
      log: new AccessLog(async () => undefined),
      entriesFor: () => [],
      onViolation: () => undefined,
    });
    this.#engine = engine;
  }

  override async execute(request: OperationRequest): Promise<Answer> {
    const { variables, access } = request;
    const { data, errors } = await this.#find(request).execute({ variables, context: access, state: null });
    if (errors.length > 0) throw new Error(JSON.stringify(errors));
    return { data };
  }

  #find({ document, source, operationName }: OperationRequest): PreparedOperation<AccessContext, null> {
    const known = this.#prepared.get(source);
    if (known !== undefined) return known;
    const made = this.#engine.prepare<null>(document, operationName);
    this.#prepared.set(source, made, made.bytes);
    return made;
  }
}

async function headersOf(config: Config): Promise<Record<string, string>> {
  const identity = findIdentity(ASKING);
  const token = await issueToken(config, ASKING);
  return {
    authorization: `Bearer ${token}`,
    'x-sharing-grant': identity?.grant ?? '',
    'x-use-cause': identity?.useCause ?? '',
  };
}
