/** Where a walk takes place that needs no server: the demo city in memory behind a gateway in this process. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findIdentity, issueToken, startGateway, startHouse, type LocalHouse } from '../../gateway/index.ts';
import { loadServices, readConfig } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { loadDemoWorld } from '../demo/load-world.ts';

export interface Answer {
  readonly data?: Readonly<Record<string, unknown>> | null;
  readonly errors?: readonly { readonly message: string; readonly extensions?: Readonly<Record<string, unknown>> }[];
}

export interface MemoryStage {
  readonly house: LocalHouse;
  /** @param as a demo identity, with the grant and use cause that it has there */
  ask(as: string, query: string, variables?: Readonly<Record<string, unknown>>): Promise<Answer>;
  close(): Promise<void>;
}

export async function openMemoryStage(): Promise<MemoryStage> {
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-walk-'));
  const config = readConfig({ KEY_DIR: keyDir, LOG_LEVEL: 'error' });
  const services = loadServices(config);
  const house = await startHouse(await openPglite(null), services, (error) => {
    throw error;
  });
  await loadDemoWorld(house.running, house.settle);
  const gateway = await startGateway({ config, services, house });
  return {
    house,
    ask: async (as, query, variables = {}) => {
      const { grant, useCause, onBehalfOf } = findIdentity(as) ?? {};
      const { body } = await gateway.app.inject({
        method: 'POST',
        url: '/graphql',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${await issueToken(config, as)}`,
          ...(grant !== undefined && { 'x-sharing-grant': grant }),
          ...(useCause !== undefined && { 'x-use-cause': useCause }),
          ...(onBehalfOf !== undefined && { 'x-on-behalf-of': onBehalfOf }),
        },
        payload: JSON.stringify({ query, variables }),
      });
      return JSON.parse(body) as Answer;
    },
    close: async () => {
      await gateway.close();
      await house.close();
      rmSync(keyDir, { recursive: true });
    },
  };
}
