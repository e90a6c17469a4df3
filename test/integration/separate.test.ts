/** Each subgraph alone behind HTTP, as in production: the same answers as in one process. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_IDENTITIES } from '../../gateway/development/identities.ts';
import { openHouse, SUBGRAPHS, type House } from '../../gateway/index.ts';
import { readConfig, type SubgraphName } from '../../subgraphs/kernel/index.ts';
import { serveSubgraph, type ServedSubgraph } from '../../subgraphs/wire/index.ts';
import { DEMO_MAIN_CASE_ID, demoCaseId } from '../../tools/demo/case-names.ts';
import { caseStory, INTAKE } from '../../tools/demo/intake.ts';
import { licenceTypeOf } from '../../tools/demo/licence-types.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { databases } from '../support/databases.ts';
import { headersOf, part, wrapHouse, type IdentityName, type TestGateway } from '../support/gateway.ts';
import { TEST_KEYS, testServices } from '../support/services.ts';

const ISSUE = `mutation ($input: IssueLicenceInput!) { issueLicence(input: $input) {
  licence { identifier } violations { code } } }`;
const CALL = `mutation ($input: CallLicenceInput!) { callLicence(input: $input) { violations { code } } }`;
const golden = join(import.meta.dirname, '..', 'golden');
const query = readFileSync(join(golden, 'main-query.graphql'), 'utf8');
const IDENTITIES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
const postgres = databases().filter(({ kind }) => kind === 'PostgreSQL');

describe.each(postgres)('five processes and a gateway on $kind', ({ open }) => {
  const keyDir = mkdtempSync(join(tmpdir(), 'asg-separate-'));
  const served: ServedSubgraph[] = [];
  let house: House;
  let gateway: TestGateway;
  let closeDatabase: () => Promise<void>;

  beforeAll(async () => {
    const database = await open();
    closeDatabase = () => database.close();
    for (const [name, key] of Object.entries(TEST_KEYS))
      writeFileSync(join(keyDir, `${name}.key`), key.toString('hex'));
    const ports = await Promise.all(SUBGRAPHS.map(freePort));
    const peers = SUBGRAPHS.map(({ name }, at) => `${name}=http://127.0.0.1:${ports[at]}`).join(',');
    const environment = {
      NODE_ENV: 'test',
      LOG_LEVEL: 'silent',
      KEY_DIR: keyDir,
      DATABASE_URL: database.url,
      DATA_DIR: keyDir,
      SUBGRAPHS: peers,
    };
    for (const [at, subgraph] of SUBGRAPHS.entries()) {
      served.push(await serveSubgraph(subgraph, readConfig({ ...environment, PORT: String(ports[at]) })));
    }
    house = await openHouse(readConfig(environment), testServices());
    const world = demoWorld();
    const names: SubgraphName[] = ['licences', 'cases', 'retention', 'holdings', 'sharing'];
    for (const name of names) await house.call(name, 'load', world[name as keyof typeof world]);
    gateway = await wrapHouse(house, testServices());
  });

  afterAll(async () => {
    await gateway.close();
    for (const each of served) await each.close();
    await closeDatabase();
    rmSync(keyDir, { recursive: true });
  });

  it('bring every event to every subgraph by pulling, so that the main query has its retention and its holding', async () => {
    const ask = { as: 'housing', query, variables: { id: DEMO_MAIN_CASE_ID } } as const;
    await expect
      .poll(async () => (await gateway.ask(ask)).data, { timeout: 20_000, interval: 200 })
      .toEqual(answerOf('housing').data);
  });

  it('take files in and hand them out as streams, over signed calls', async () => {
    const say = async (as: IdentityName, name: keyof typeof INTAKE, variables: Record<string, unknown>) => {
      const { data, errors } = await gateway.ask({ as, query: INTAKE[name], variables });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return Object.values(data ?? {})[0] as { case: { id: string } };
    };
    const item = {
      taskCode: `${DEMO_BODIES.housing}3000199001001`,
      itemVersion: '1',
      region: '990100',
      agency: DEMO_BODIES.housing,
      itemName: '公租房资格确认',
    };
    const { taskCode, itemVersion: version, itemName: name, region } = item;
    await say('housing-archivist', 'registerItem', { input: { taskCode, version, name, itemType: 'CONFIRMATION' } });
    await say('housing-archivist', 'registerSystem', { input: { system: 'housing-system', taskCode, region } });
    const { open, files, materials } = caseStory(item, 1, 'separate');
    const { id: caseId } = (await say('housing-system', 'openCase', { input: open })).case;
    const send = async (as: IdentityName, url: string, method: 'PUT' | 'GET', payload?: Buffer) => {
      const headers = { 'content-type': 'application/octet-stream', ...(await headersOf(gateway.config, { as })) };
      return gateway.gateway.app.inject({ method, url, headers, ...(payload === undefined ? {} : { payload }) });
    };
    const large = Buffer.concat([files[0]?.bytes ?? Buffer.alloc(0), Buffer.alloc(3_000_000, 0x20)]);
    expect((await send('housing-system', '/files/large', 'PUT', large)).statusCode).toBe(201);
    expect((await send('housing-system', '/files/large', 'PUT', Buffer.from('other'))).statusCode).toBe(409);
    expect((await send('transport', '/files/large', 'PUT', large)).statusCode).toBe(403);
    await say('housing-system', 'attachMaterial', { input: { caseId, ...materials[0], uploadKey: 'large' } });

    const links = 'query ($id: ID!) { case(id: $id) { materials { downloadLink } } }';
    const { data } = await gateway.ask({ as: 'housing-archivist', query: links, variables: { id: caseId } });
    const [material] = part<{ materials: { downloadLink: string }[] }>(data, 'case').materials;
    const link = material?.downloadLink ?? '';

    const got = await send('housing-archivist', link, 'GET');
    expect([got.statusCode, got.rawPayload.equals(large)]).toEqual([200, true]);
    expect((await send('transport', link, 'GET')).statusCode).toBe(404);
  });

  it('bring the file of a licence from where licences run to where cases run, when it is called into a case', async () => {
    const say = async (as: IdentityName, mutation: string, input: Record<string, unknown>) => {
      const { data, errors } = await gateway.ask({ as, query: mutation, variables: { input } });
      if (errors !== undefined) throw new Error(JSON.stringify(errors));
      return data;
    };
    const content = Buffer.concat([Buffer.from('%PDF-1.7\n'), Buffer.alloc(1_000_000, 0x20)]);
    const headers = await headersOf(gateway.config, { as: 'housing-handler' });
    const url = '/licence-files/separate-called';
    await gateway.gateway.app.inject({ method: 'PUT', url, headers, payload: content });
    const issued = await say('housing-handler', ISSUE, {
      source: 'licensing',
      sourceId: 'separate-called',
      at: '2026-11-01T09:00:00+08:00',
      rawStatusCode: '01',
      typeCode: licenceTypeOf('lease').code,
      region: '990102',
      number: '租备〔2026〕第1号',
      issuedOn: '2026-11-01',
      holderName: '张三',
      holderType: '111',
      holderNumber: '990106199003070017',
      uploadKey: 'separate-called',
    });
    const { identifier } = part<{ licence: { identifier: string } }>(issued, 'issueLicence').licence;
    const caseId = demoCaseId('list-open');
    await say('housing-system', CALL, {
      callKey: 'separate',
      caseId,
      identifier,
      useCause: 'archive-management',
    });
    const look = 'query ($id: ID!) { case(id: $id) { materials { obtainedBy fileBytes downloadLink } } }';
    const find = async () => {
      const { data } = await gateway.ask({ as: 'housing', query: look, variables: { id: caseId } });
      return part<{ materials: { obtainedBy: string; fileBytes: number; downloadLink: string }[] }>(
        data,
        'case',
      ).materials.find(({ obtainedBy }) => obtainedBy === 'CALLED_IN');
    };
    await expect.poll(find, { timeout: 20_000, interval: 200 }).toMatchObject({ fileBytes: content.length });
    const link = (await find())?.downloadLink ?? '';
    const got = await gateway.gateway.app.inject({
      method: 'GET',
      url: link,
      headers: await headersOf(gateway.config, { as: 'housing' }),
    });

    expect([got.statusCode, got.rawPayload.equals(content)]).toEqual([200, true]);
  });

  it.each(IDENTITIES)('answer the main query to %s exactly as one process does', async (identity) => {
    const { data, extensions } = await gateway.ask({ as: identity, query, variables: { id: DEMO_MAIN_CASE_ID } });
    expect({ data, entries: extensions?.disclosure?.entries }).toEqual({
      data: answerOf(identity).data,
      entries: answerOf(identity).extensions.disclosure.entries,
    });
  });
});

interface GoldenAnswer {
  readonly data: Record<string, unknown>;
  readonly extensions: { readonly disclosure: { readonly entries: readonly unknown[] } };
}

function answerOf(identity: string): GoldenAnswer {
  return JSON.parse(readFileSync(join(golden, 'main-query', `${identity}.json`), 'utf8')) as GoldenAnswer;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}
