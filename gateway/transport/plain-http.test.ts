/** Anybody's subgraphs get the same patience as our own, and no more. */
import { afterEach, describe, expect, it } from 'vitest';
import { plain } from '../../test/support/federation/compare.ts';
import { ask, pathsOf } from '../../test/support/federation/shop.ts';
import { reply, serveRaw, type RawCall, type RawSubgraph } from '../../test/support/raw-subgraph.ts';
import type { EngineResult, SubgraphRequest } from '../engine.ts';
import type { PeerLimits } from './peer.ts';
import { createPlainHttp } from './plain-http.ts';

const PRICES = '{"data":{"_entities":[{"price":10},{"price":20}]}}';
const NAMES = [{ name: 'name 1' }, { name: 'name 2' }, { name: 'name 1' }, null];

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Stock {
  readonly stock: RawSubgraph;
  readonly circuit: string[];
  askPrices(signal?: AbortSignal): Promise<EngineResult>;
  fetchPrices(request?: Partial<SubgraphRequest>): Promise<unknown>;
}

const ONE: SubgraphRequest<null> = {
  service: 'stock',
  kind: 'query',
  query: '{ best { id } }',
  operationName: undefined,
  variables: {},
  context: null,
  signal: undefined,
};

async function start(answer: (call: RawCall) => void, limits: Partial<PeerLimits> = {}): Promise<Stock> {
  const stock = await serveRaw(answer);
  const circuit: string[] = [];
  const http = createPlainHttp({
    limits: { timeoutMs: 300, restMs: 100, answerBytes: 10_000, ...limits },
    onCircuit: (_address, state) => circuit.push(state),
  });
  open.push(stock, http);
  const fetch = http.fetchFrom(new Map([['stock', `${stock.address}/graphql`]]));
  return {
    stock,
    circuit,
    fetchPrices: (request) => fetch({ ...ONE, ...request, context: null }),
    askPrices: (signal) =>
      ask('{ products { name price } }', {
        intercept: (request) =>
          request.service === 'stock' ? fetch({ ...request, signal, context: null }) : undefined,
      }),
  };
}

const say = (body: string, as?: Parameters<typeof reply>[2]) => (call: RawCall) =>
  void call.socket.write(reply(call, body, as));

/** Everything of others is there, every price is null and says why, naming no host. */
function expectShort({ data, errors }: EngineResult): void {
  expect(plain(data)).toEqual(plain({ products: NAMES.map((each) => each && { ...each, price: null }) }));
  expect(pathsOf({ data, errors })).toEqual(['products.0.price', 'products.1.price', 'products.2.price']);
  for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'UNAVAILABLE', service: 'stock' });
  expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN|socket|JSON/i);
}

const BAD: readonly (readonly [string, (call: RawCall) => void])[] = [
  ['HTML', say('<html>', { type: 'text/html', status: 502 })],
  ['an object of something else', say('{"message":"hello"}')],
  ['the text "null"', say('null')],
  ['nothing with status 200', say('')],
  ['a reset connection', ({ socket }) => void socket.resetAndDestroy()],
  ['half an answer and silence', (call) => void call.socket.write(reply(call, PRICES).slice(0, -10))],
  ['silence', () => undefined],
  ['more than may come', say(`{"data":{"x":"${'x'.repeat(20_000)}"}}`)],
  [
    'byte after byte, without end',
    ({ socket }) => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    },
  ],
];

describe('a subgraph of anybody’s', () => {
  it.each(BAD)('that answers with %s harms its own fields only, and holds no connection', async (_title, answer) => {
    const { askPrices, stock } = await start(answer);

    expectShort(await askPrices());
    await expect.poll(() => stock.sockets.size).toBeLessThanOrEqual(1);
  });

  it('whose connection breaks is asked once more for a query, never for a mutation', async () => {
    const breakFirst = (call: RawCall): void => (call.index % 2 === 0 ? void call.socket.destroy() : say(PRICES)(call));
    const { fetchPrices, stock } = await start(breakFirst);

    expect(await fetchPrices()).toEqual(JSON.parse(PRICES));
    expect(stock.calls).toHaveLength(2);
    await expect(fetchPrices({ kind: 'mutation' })).rejects.toThrow();
    expect(stock.calls).toHaveLength(3);
  });

  it('that keeps failing is left alone, asked again after a rest, and is back when it answers', async () => {
    let isWell = false;
    const { fetchPrices, circuit, stock } = await start((call) => say(isWell ? PRICES : 'x')(call));
    for (let at = 0; at < 8; at += 1) await fetchPrices().catch(() => null);
    expect(stock.calls).toHaveLength(5);

    isWell = true;
    await expect.poll(() => fetchPrices().catch(() => null), { timeout: 10_000 }).toEqual(JSON.parse(PRICES));
    expect(circuit).toEqual(['open', 'half-open', 'closed']);
  });

  it('gets no more at a time than it may, and what waits too long a queue is refused', async () => {
    const held: RawCall[] = [];
    const limits = { concurrent: 2, waiting: 1, timeoutMs: 10_000 };
    const { fetchPrices, stock } = await start((call) => void held.push(call), limits);
    const asked = Array.from({ length: 4 }, () => fetchPrices());

    await expect(asked[3]).rejects.toThrow();
    for (let at = 0; at < 3; at += 1) {
      await expect.poll(() => held.length, { timeout: 10_000 }).toBeGreaterThan(at);
      expect(stock.sockets.size).toBeLessThanOrEqual(2);
      const call = held[at];
      if (call !== undefined) say(PRICES)(call);
    }
    expect(await Promise.all(asked.slice(0, 3))).toHaveLength(3);
  });

  it('hears no more of a client that has left, and is not blamed for it', async () => {
    const { fetchPrices, stock, circuit } = await start(() => undefined, { timeoutMs: 10_000 });
    for (let at = 0; at < 6; at += 1) {
      const client = new AbortController();
      const asked = fetchPrices({ signal: client.signal });
      await expect.poll(() => stock.calls.length, { timeout: 10_000 }).toBe(at + 1);
      client.abort();
      await expect(asked).rejects.toThrow();
    }

    await expect.poll(() => stock.sockets.size, { timeout: 10_000 }).toBe(0);
    expect(circuit).toEqual([]);
  });

  it('is posted to at its address as the supergraph has it', async () => {
    const heads: string[] = [];
    const http = createPlainHttp();
    open.push(http);
    const server = await serveRaw((call) => {
      heads.push(call.head.split('\r\n')[0] ?? '');
      say(PRICES)(call);
    });
    open.push(server);
    for (const path of ['/a/b?version=1', '/a/', '']) {
      await http.fetchFrom(new Map([['stock', server.address + path]]))(ONE);
    }

    expect(heads).toEqual(['POST /a/b?version=1 HTTP/1.1', 'POST /a/ HTTP/1.1', 'POST / HTTP/1.1']);
  });
});
