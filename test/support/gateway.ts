/** A whole gateway for tests: five subgraphs on one database, the real server, no port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { GraphQLSchema } from 'graphql';
import {
  issueToken,
  startGateway,
  startHouse,
  type Gateway,
  type House,
  type LocalHouse,
} from '../../gateway/index.ts';
import { findIdentity, type DEMO_IDENTITIES, type DEMO_STAFF } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import {
  readConfig,
  type Config,
  type Database,
  type RunningSubgraph,
  type Services,
  type SubgraphName,
} from '../../subgraphs/kernel/index.ts';
import { testServices } from './services.ts';

/** Noon of a day on which nobody in the demo world has a birthday. */
export const TEST_NOW = Date.parse('2026-11-21T12:00:00+08:00');

export type IdentityName = keyof typeof DEMO_IDENTITIES | keyof typeof DEMO_STAFF;

export interface Ask {
  readonly as: IdentityName;
  readonly query: string;
  readonly variables?: Readonly<Record<string, unknown>>;
  readonly operationName?: string;
  /** Replaces the headers of the identity; undefined takes one away. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
}

export interface GraphQLAnswer {
  readonly data?: Record<string, unknown> | null;
  readonly errors?: readonly {
    readonly message: string;
    readonly path?: readonly (string | number)[];
    readonly extensions?: Record<string, unknown>;
  }[];
  readonly extensions?: {
    readonly disclosure?: { readonly policyVersion: string; readonly entries: readonly SummaryRow[] };
  };
}

export interface SummaryRow {
  readonly coordinate: string;
  readonly outcome: string;
  readonly rule: string;
  readonly clause: string;
  readonly reason: string | null;
  readonly remedy: { readonly en: string; readonly zh: string } | null;
  readonly count: number | null;
}

export interface TestGateway {
  readonly gateway: Gateway;
  readonly house: House;
  readonly config: Config;
  /** What clients may write against. */
  readonly apiSchema: GraphQLSchema;
  /** The answer's body, with nothing changed. */
  askText(ask: Ask): Promise<{ readonly status: number; readonly body: string }>;
  ask(ask: Ask): Promise<GraphQLAnswer>;
  close(): Promise<void>;
}

/** A part of an answer's data, in the shape that the test's own operation gives it. */
export function part<T>(data: GraphQLAnswer['data'], key: string): T {
  const found = data?.[key];
  if (found === undefined) throw new Error(`The answer has no ${key}.`);
  return found as T;
}

/** With the subgraphs in this process. */
export interface LocalTestGateway extends TestGateway {
  running(name: SubgraphName): RunningSubgraph;
}

export interface TestGatewayOptions {
  readonly database: Database;
  /** Fills the house before anybody asks. */
  readonly load?: (house: LocalHouse) => Promise<void>;
  readonly now?: () => number;
  /** Told of the access context of every request to a subgraph. */
  readonly onFetch?: (access: AccessContext) => void;
  /** Nothing is carried between subgraphs but by `settle`: the relays cost more than the answers where nothing changes. */
  readonly isStill?: boolean;
}

export async function startTestGateway({
  database,
  load,
  now,
  onFetch,
  isStill = false,
}: TestGatewayOptions): Promise<LocalTestGateway> {
  const services = testServices();
  const fail = (error: unknown): void => {
    throw error;
  };
  const house = await startHouse(database, services, isStill ? null : fail);
  await load?.(house);
  const watched: House = {
    ...house,
    fetch: (request) => {
      onFetch?.(request.context);
      return house.fetch(request);
    },
  };
  const running = (name: SubgraphName): RunningSubgraph => {
    const found = house.running.get(name);
    if (found === undefined) throw new Error(`${name} does not run here.`);
    return found;
  };
  return { ...(await wrapHouse(watched, services, now)), running };
}

/** The same around subgraphs that run elsewhere. */
export async function wrapHouse(
  house: House,
  services: Services,
  now: () => number = () => TEST_NOW,
): Promise<TestGateway> {
  return startOnHouse({ house, services, now, environment: {} });
}

export interface OnHouse {
  readonly house: House;
  readonly services: Services;
  readonly now?: () => number;
  readonly environment: NodeJS.ProcessEnv;
}

/** With more in its environment. Where it cannot start, nothing of it is left. */
export async function startOnHouse({
  house,
  services,
  now = () => TEST_NOW,
  environment,
}: OnHouse): Promise<TestGateway> {
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-keys-'));
  const config = readConfig({ NODE_ENV: 'test', KEY_DIR: keyDir, LOG_LEVEL: 'silent', ...environment });
  const gateway = await startGateway({ config, services, house, now }).catch((error: unknown) => {
    rmSync(keyDir, { recursive: true });
    throw error;
  });
  const askText: TestGateway['askText'] = async (ask) => {
    const { statusCode, body } = await gateway.app.inject({
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json', ...(await headersOf(config, ask)) },
      payload: JSON.stringify({ query: ask.query, variables: ask.variables, operationName: ask.operationName }),
    });
    return { status: statusCode, body };
  };
  return {
    gateway,
    house,
    config,
    apiSchema: gateway.apiSchema,
    askText,
    ask: async (ask) => JSON.parse((await askText(ask)).body) as GraphQLAnswer,
    close: async () => {
      await gateway.close();
      await house.close();
      rmSync(keyDir, { recursive: true });
    },
  };
}

const tokens = new Map<string, Promise<string>>();

/** One token an identity and key folder: signing is the dearest part of a test request. */
function tokenOf(config: Config, name: IdentityName): Promise<string> {
  const key = `${config.keyDir}/${name}`;
  const token = tokens.get(key) ?? issueToken(config, name);
  tokens.set(key, token);
  return token;
}

export async function headersOf(config: Config, ask: Pick<Ask, 'as' | 'headers'>): Promise<Record<string, string>> {
  const identity = findIdentity(ask.as);
  const token = await tokenOf(config, ask.as);
  const headers: Record<string, string | undefined> = {
    authorization: `Bearer ${token}`,
    'x-sharing-grant': identity?.grant,
    'x-use-cause': identity?.useCause,
    'x-on-behalf-of': identity?.onBehalfOf,
    ...ask.headers,
  };
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
