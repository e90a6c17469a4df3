/** A whole gateway for tests: five subgraphs on one database, the real server, no port. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  issueToken,
  startGateway,
  startHouse,
  type Gateway,
  type House,
  type LocalHouse,
} from '../../gateway/index.ts';
import { DEMO_IDENTITIES, findIdentity } from '../../gateway/development/identities.ts';
import { readConfig, type Config, type Database, type Services } from '../../subgraphs/kernel/index.ts';
import { testServices } from './services.ts';

/** Noon of a day on which nobody in the demo world has a birthday. */
export const TEST_NOW = Date.parse('2026-11-21T12:00:00+08:00');

export type IdentityName = keyof typeof DEMO_IDENTITIES;

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
  /** The answer's body, with nothing changed. */
  askText(ask: Ask): Promise<{ readonly status: number; readonly body: string }>;
  ask(ask: Ask): Promise<GraphQLAnswer>;
  close(): Promise<void>;
}

export interface TestGatewayOptions {
  readonly database: Database;
  /** Fills the house before anybody asks. */
  readonly load?: (house: LocalHouse) => Promise<void>;
  readonly now?: () => number;
}

export async function startTestGateway({ database, load, now }: TestGatewayOptions): Promise<TestGateway> {
  const services = testServices();
  const house = await startHouse(database, services, (error) => {
    throw error;
  });
  await load?.(house);
  return wrapHouse(house, services, now);
}

/** The same around subgraphs that run elsewhere. */
export async function wrapHouse(
  house: House,
  services: Services,
  now: () => number = () => TEST_NOW,
): Promise<TestGateway> {
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-keys-'));
  const config = readConfig({ NODE_ENV: 'test', KEY_DIR: keyDir, LOG_LEVEL: 'silent' });
  const gateway = await startGateway({ config, services, house, now });
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
    askText,
    ask: async (ask) => JSON.parse((await askText(ask)).body) as GraphQLAnswer,
    close: async () => {
      await gateway.close();
      await house.close();
      rmSync(keyDir, { recursive: true });
    },
  };
}

async function headersOf(config: Config, ask: Ask): Promise<Record<string, string>> {
  const identity = findIdentity(ask.as);
  const headers: Record<string, string | undefined> = {
    authorization: `Bearer ${await issueToken(config, ask.as)}`,
    'x-sharing-grant': identity?.grant,
    'x-use-cause': identity?.useCause,
    'x-on-behalf-of': identity?.onBehalfOf,
    ...ask.headers,
  };
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
}
