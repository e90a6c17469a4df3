/** Another supergraph is served from one request to the next, and no request notices. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { request } from 'undici';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startAnySupergraph, watchSupergraph, type Gateway } from '../../gateway/index.ts';
import { readConfig, readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { compose } from '../support/federation/compose.ts';
import type { Subgraphs } from '../support/federation/in-memory.ts';
import { servePlainHttp, type PlainSubgraphs } from '../support/federation/plain-http.ts';
import { startTestGateway, type LocalTestGateway } from '../support/gateway.ts';
import { PGLITE } from '../support/databases.ts';

/** Keeps asking, so many at a time, until told to stop; then everything that was answered. */
function keepAsking<T>(atOnce: number, ask: () => Promise<T>): () => Promise<T[]> {
  const answers: T[] = [];
  const over = new AbortController();
  const client = async (): Promise<void> => {
    while (!over.signal.aborted) answers.push(await ask());
  };
  const clients = Array.from({ length: atOnce }, client);
  return async () => {
    over.abort();
    await Promise.all(clients);
    return answers;
  };
}

describe('any supergraph', () => {
  /** What `b` waits for before it answers. */
  let gate: Promise<unknown> = Promise.resolve();
  const SUBGRAPHS: Subgraphs = {
    a: {
      sdl: 'type Query { thing: Thing } type Thing @key(fields: "id") { id: ID! a: String }',
      resolvers: { Query: { thing: () => ({ id: '1' }) }, Thing: { a: () => 'a' } },
    },
    b: {
      sdl: 'type Thing @key(fields: "id") { id: ID! b: String }',
      resolvers: { Thing: { b: () => gate.then(() => 'b') } },
    },
  };
  const folder = mkdtempSync(join(tmpdir(), 'asg-reload-'));
  const file = join(folder, 'supergraph.graphql');
  const config = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' });
  let subgraphs: PlainSubgraphs;
  let original: string;
  let gateway: Gateway;
  let url: string;
  let stopWatching: () => Promise<void>;

  beforeAll(async () => {
    subgraphs = await servePlainHttp(SUBGRAPHS);
    const sdl = Object.fromEntries(Object.entries(SUBGRAPHS).map(([name, subgraph]) => [name, subgraph.sdl]));
    original = compose(sdl, (name) => subgraphs.urls.get(name) ?? '');
    writeFileSync(file, original);
    gateway = await startAnySupergraph({ config, file });
    url = `${await gateway.listen()}/graphql`;
    stopWatching = watchSupergraph({ file, gateway, logLevel: 'silent' });
  });
  afterAll(async () => {
    await stopWatching();
    await gateway.close();
    await subgraphs.close();
    rmSync(folder, { recursive: true });
  });
  afterEach(() => gateway.reload(original));

  async function ask(query: string): Promise<unknown> {
    const body = JSON.stringify({ query });
    const answer = await request(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    return { status: answer.statusCode, ...((await answer.body.json()) as object) };
  }

  const THING = '{ thing { a b } }';
  const GOOD = { status: 200, data: { thing: { a: 'a', b: 'b' } } };
  /** The same with one type more, by which it is known. */
  const withMark = (mark: string): string =>
    original.replace('enum join__Graph', `enum ${mark} { X }\n\nenum join__Graph`);
  const knows = async (mark: string): Promise<boolean> => {
    const answer = await ask(`{ __type(name: "${mark}") { name } }`);
    return JSON.stringify(answer).includes(`{"name":"${mark}"}`);
  };

  it('is replaced twenty times under load, and every request is answered', async () => {
    const stop = keepAsking(8, () => ask(THING));
    for (let at = 0; at < 20; at += 1) {
      await gateway.reload(withMark(`Mark${at}`));
      expect(await knows(`Mark${at}`)).toBe(true);
    }
    const answers = await stop();

    expect(answers.length).toBeGreaterThan(20);
    expect(new Set(answers.map((each) => JSON.stringify(each)))).toEqual(new Set([JSON.stringify(GOOD)]));
  });

  it('ends a request where it began', async () => {
    const { promise, resolve } = Promise.withResolvers();
    gate = promise;
    subgraphs.requests.length = 0;
    const early = ask('{ thing { a b } __type(name: "Late") { name } }');
    await expect.poll(() => subgraphs.requests.map(({ service }) => service)).toEqual(['a', 'b']);
    await gateway.reload(withMark('Late'));
    expect(await knows('Late')).toBe(true);
    resolve(null);

    expect(await early).toEqual({ status: 200, data: { thing: { a: 'a', b: 'b' }, __type: null } });
  });

  it('is read again when its file changes, by any way of writing it', async () => {
    writeFileSync(file, withMark('Written'));

    await expect.poll(() => knows('Written'), { timeout: 20_000 }).toBe(true);
  });

  it('is read again on SIGHUP', async () => {
    await stopWatching();
    const seldom = watchSupergraph({ file, gateway, logLevel: 'silent', lookMs: 600_000 });
    writeFileSync(file, withMark('Signalled'));
    process.emit('SIGHUP');
    await expect.poll(() => knows('Signalled'), { timeout: 20_000 }).toBe(true);

    await seldom();
    stopWatching = watchSupergraph({ file, gateway, logLevel: 'silent' });
  });

  it.each([
    ['is cut off', (text: string) => text.slice(0, -30)],
    [
      'asks for authorization that nobody would check',
      (text: string) => text.replace('thing: Thing', 'thing: Thing @authenticated'),
    ],
    ['is of an unknown version', (text: string) => text.replace(/join\/v0\.\d/, 'join/v0.99')],
    ['holds a type that is not there', (text: string) => text.replace('b: String', 'b: Strong')],
    ['would end the process in the planner', (text: string) => text.replace('key: "id"', 'key: "nope"')],
    ['names no address', (text: string) => text.replaceAll('http://', '')],
    ['is empty', () => ''],
  ])('that %s is refused, and the one before is served on', async (_title, spoil) => {
    await gateway.reload(withMark('Before'));

    await expect(gateway.reload(spoil(original))).rejects.toThrow(/\w+/);
    expect([await ask(THING), await knows('Before')]).toEqual([GOOD, true]);
  });

  it('that cannot be read is no reason to stop either', async () => {
    writeFileSync(file, 'type Query {');
    process.emit('SIGHUP');
    await pause(50);
    expect(await ask(THING)).toEqual(GOOD);
    writeFileSync(file, withMark('Repaired'));

    await expect.poll(() => knows('Repaired'), { timeout: 20_000 }).toBe(true);
  });
});

describe('our own supergraph', () => {
  const original = readProjectFile(SUPERGRAPH_FILE);
  const REGION = 'region: String @disclosure(class: P0)';
  const strict = original.replaceAll(REGION, 'region: String @disclosure(class: P3, of: APPLICANT)');
  const query = `{ case(id: "${DEMO_MAIN_CASE_ID}") { id region } }`;
  let gateway: LocalTestGateway;

  beforeAll(async () => {
    gateway = await startTestGateway({
      database: await PGLITE.openDemo(),
    });
  });
  afterAll(() => gateway.close());

  interface Seen {
    readonly version: string | undefined;
    readonly region: unknown;
    readonly outcomes: readonly string[];
    readonly hasErrors: boolean;
  }

  async function look(): Promise<Seen> {
    const { data, errors, extensions } = await gateway.ask({ as: 'civil-affairs', query });
    const entries = extensions?.disclosure?.entries ?? [];
    return {
      version: extensions?.disclosure?.policyVersion,
      region: (data?.['case'] as { region?: unknown } | null)?.region,
      outcomes: entries.filter(({ coordinate }) => coordinate === 'Case.region').map(({ outcome }) => outcome),
      hasErrors: errors !== undefined,
    };
  }

  it('is replaced together with its classes and its policy, and no answer mixes the two', async () => {
    expect(strict).not.toBe(original);
    const before = await look();
    const stop = keepAsking(4, look);
    for (let at = 0; at < 3; at += 1) {
      await gateway.gateway.reload(strict);
      await look();
      await gateway.gateway.reload(original);
    }
    await gateway.gateway.reload(strict);
    const after = await look();
    const answers = await stop();
    await gateway.gateway.reload(original);

    expect(before).toMatchObject({ region: expect.any(String), hasErrors: false });
    expect(after).toMatchObject({ region: null, outcomes: ['WITHHOLD'], hasErrors: false });
    expect(after.version).not.toBe(before.version);
    for (const answer of answers) expect(answer).toEqual(answer.version === before.version ? before : after);
  });

  it('is served on when the new one is no supergraph', async () => {
    const before = await look();
    await expect(gateway.gateway.reload('type Query { a: Int }')).rejects.toThrow(/no supergraph of Federation 2/);

    expect(await look()).toEqual(before);
  });
});
