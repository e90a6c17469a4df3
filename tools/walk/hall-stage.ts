/** Where a walk through the hall takes place: the demo city on an embedded database behind a gateway on a port of its own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findIdentity, issueToken, startGateway, startHouse } from '../../gateway/index.ts';
import { loadServices, readConfig, type Config } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { loadDemoWorld } from '../demo/load-world.ts';
import type { Line } from '../demo/transfer-desk.ts';

export interface HallStage extends Line {
  readonly url: string;
  readonly config: Config;
  /** Where content lies. */
  readonly blobDir: string;
  /** The answer whole, errors too. */
  answer(as: string, query: string, variables?: Readonly<Record<string, unknown>>): Promise<StageAnswer>;
  get(as: string, path: string): Promise<Response>;
  /** Prints one numbered step. */
  step(text: string): void;
  note(text: string): void;
  close(): Promise<void>;
}

export interface StageAnswer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

const VERIFY_URL = 'http://127.0.0.1:4000/verify';

export async function openHallStage(print: (line: string) => void): Promise<HallStage> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-walk-'));
  // What a copy prints outlives this walk: the address of `npm start`.
  const config = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error', VERIFY_URL });
  const services = loadServices(config);
  const house = await startHouse(await openPglite(null), services, (error) => {
    throw error;
  });
  await loadDemoWorld(house.running, house.settle);
  const gateway = await startGateway({ config, services, house });
  const url = await gateway.listen();
  let steps = 0;
  const headersOf = async (as: string): Promise<Record<string, string>> => {
    const { grant, useCause } = findIdentity(as) ?? {};
    return {
      authorization: `Bearer ${await issueToken(config, as)}`,
      ...(grant !== undefined && { 'x-sharing-grant': grant }),
      ...(useCause !== undefined && { 'x-use-cause': useCause }),
    };
  };
  const answer: HallStage['answer'] = async (as, query, variables = {}) => {
    const headers = { 'content-type': 'application/json', ...(await headersOf(as)) };
    const body = JSON.stringify({ query, variables });
    return (await (await fetch(`${url}/graphql`, { method: 'POST', headers, body })).json()) as StageAnswer;
  };
  return {
    url,
    config,
    blobDir: services.files.blobDir,
    answer,
    ask: async (as, query, variables) => {
      const { data, errors } = await answer(as, query, variables);
      if (errors !== undefined || data === undefined || data === null) throw new Error(JSON.stringify(errors));
      return data;
    },
    send: async (as, method, path, bytes) => {
      const headers = { 'content-type': 'application/octet-stream', ...(await headersOf(as)) };
      const init: RequestInit = { method, headers, body: new Uint8Array(bytes) };
      const response = await fetch(url + path, init);
      return { status: response.status, body: await response.json() };
    },
    get: async (as, path) => fetch(url + path, { headers: await headersOf(as) }),
    settle: house.settle,
    step: (text) => {
      steps += 1;
      print(`${String(steps).padStart(2)}. ${text}`);
    },
    note: (text) => print(`     ${text}`),
    close: async () => {
      await gateway.close();
      await house.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
