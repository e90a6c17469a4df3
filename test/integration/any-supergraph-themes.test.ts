/**
 * Small federations by theme, as conformance suites have them, each composed by both composers and asked over HTTP
 * through the gateway that serves any supergraph. The answers are worked out by hand.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'graphql';
import { request } from 'undici';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createEngine } from '../../gateway/engine/index.ts';
import { startAnySupergraph, type Gateway } from '../../gateway/index.ts';
import { readConfig } from '../../subgraphs/kernel/index.ts';
import type { Federation, Question } from '../support/conformance/federation.ts';
import { federations } from '../support/conformance/index.ts';
import { startOracle, type Oracle } from '../support/federation/apollo-oracle.ts';
import { plain } from '../support/federation/compare.ts';
import { compose, type Composer } from '../support/federation/compose.ts';
import { serveInMemory } from '../support/federation/in-memory.ts';
import { servePlainHttp, type PlainSubgraphs } from '../support/federation/plain-http.ts';

const config = readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' });
const folder = mkdtempSync(join(tmpdir(), 'asg-themes-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe.each(federations)('$theme', (federation) => {
  const composers: readonly Composer[] = federation.notByGuild === undefined ? ['guild', 'apollo'] : ['apollo'];
  let subgraphs: PlainSubgraphs;
  let urls: ReadonlyMap<Composer, string>;
  const gateways: Gateway[] = [];

  beforeAll(async () => {
    subgraphs = await servePlainHttp(federation.subgraphs);
    const started = composers.map(async (composer) => {
      const file = join(folder, `${federation.theme.replaceAll(/\W/g, '-')}-${composer}.graphql`);
      writeFileSync(file, supergraphOf(federation, composer, subgraphs.urls));
      const gateway = await startAnySupergraph({ config, file });
      gateways.push(gateway);
      return [composer, await gateway.listen()] as const;
    });
    urls = new Map(await Promise.all(started));
  });
  afterAll(async () => {
    await Promise.all(gateways.map((gateway) => gateway.close()));
    await subgraphs.close();
  });

  for (const question of federation.questions) {
    it.each(composers)(`${question.it} (%s)`, async (composer) => {
      expect(toAnswer(await ask(urls.get(composer) ?? '', question))).toEqual(expected(question));
    });
  }
});

describe.each(federations)('planned by ourselves: $theme', (federation) => {
  it.each(federation.questions.filter(isExecuted))('$it', async (question) => {
    const { fetch } = serveInMemory(federation.subgraphs);
    const engine = createEngine(supergraphOf(federation, 'apollo'), fetch, { onlyOwn: true });
    const operation = engine.prepare(parse(question.query), undefined);
    const variables = question.variables ?? {};

    expect(toAnswer(await operation.execute({ variables, context: undefined, state: undefined }))).toEqual(
      expected(question),
    );
  });
});

describe.each(federations)('@apollo/gateway on $theme', (federation) => {
  let oracle: Oracle;
  beforeAll(async () => {
    const { fetch } = serveInMemory(federation.subgraphs);
    oracle = await startOracle(supergraphOf(federation, 'apollo'), () => fetch);
  });
  afterAll(() => oracle.stop());

  it.each(federation.questions.filter(isExecuted))('$it', async ({ query, variables = {}, data, apolloDiffers }) => {
    const answer = await oracle.execute(query, parse(query), variables);

    if (apolloDiffers === undefined) expect(plain(answer.data), JSON.stringify(answer.errors)).toEqual(data);
    else expect(plain(answer.data), apolloDiffers).not.toEqual(data);
  });
});

/** What is refused before anything is executed, a server refuses, not an engine. */
function isExecuted({ data }: Question): boolean {
  return data !== undefined;
}

function supergraphOf(federation: Federation, composer: Composer, urls?: ReadonlyMap<string, string>): string {
  const sdl = Object.fromEntries(Object.entries(federation.subgraphs).map(([name, each]) => [name, each.sdl]));
  return compose(sdl, (name) => urls?.get(name) ?? `http://${name}.test`, composer);
}

interface Answered {
  readonly data?: unknown;
  readonly errors?: readonly { readonly message: string; readonly path?: readonly (string | number)[] }[];
}

async function ask(url: string, { query, variables }: Question): Promise<Answered> {
  const answer = await request(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query, variables }),
  });
  return (await answer.body.json()) as Answered;
}

/** As text, so that the order of keys counts; with the messages of errors that nobody expects. */
function toAnswer({ data, errors = [] }: Answered): object {
  return { data: JSON.stringify(data), errors: errors.map((error) => error.path?.join('.') ?? error.message) };
}

function expected({ data, errors = [] }: Question): object {
  return { data: JSON.stringify(data), errors };
}
