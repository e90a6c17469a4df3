/** What a subgraph may do to a gateway: harm its own fields, for as long as the limits say. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { plain } from '../../test/support/federation/compare.ts';
import { ask, pathsOf } from '../../test/support/federation/shop.ts';
import { reply, serveRaw, type RawCall, type RawSubgraph } from '../../test/support/raw-subgraph.ts';
import { access, TEST_KEYS } from '../../test/support/services.ts';
import { CallVerifier } from '../../subgraphs/wire/index.ts';
import type { EngineResult, SubgraphRequest } from '../engine.ts';
import { httpTransport } from './http.ts';
import type { PeerLimits } from './peer.ts';

const PRICES = '{"data":{"_entities":[{"price":10},{"price":20}]}}';
const NAMES = [{ name: 'name 1' }, { name: 'name 2' }, { name: 'name 1' }, null];
const LIMITS = { timeoutMs: 300, restMs: 100, answerBytes: 10_000 };

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of open.splice(0).reverse()) await each.close();
});

interface Stock {
  readonly stock: RawSubgraph;
  readonly circuit: string[];
  /** Names from a subgraph that is well, prices from the one by hand. */
  askPrices(signal?: AbortSignal): Promise<EngineResult>;
  fetchPrices(request?: Partial<SubgraphRequest>): Promise<unknown>;
  call(): Promise<unknown>;
}

async function start(answer: (call: RawCall) => void, limits: Partial<PeerLimits> = {}): Promise<Stock> {
  const stock = await serveRaw(answer);
  open.push(stock);
  return { stock, ...connect(stock.address, limits) };
}

function connect(address: string, limits: Partial<PeerLimits> = {}): Omit<Stock, 'stock'> {
  const circuit: string[] = [];
  const house = httpTransport({
    addresses: { stock: address, sharing: address },
    key: TEST_KEYS.access,
    limits: { ...LIMITS, ...limits },
    onCircuit: (_name, state) => circuit.push(state),
  });
  open.push(house);
  const toStock = (request: SubgraphRequest) => house.fetch({ ...request, context: access() });
  const one: SubgraphRequest = {
    service: 'STOCK',
    kind: 'query',
    query: '{ best { id } }',
    operationName: undefined,
    variables: {},
    context: undefined,
    signal: undefined,
  };
  return {
    circuit,
    askPrices: (signal) =>
      ask('{ products { name price } }', {
        intercept: (request) => (request.service === 'stock' ? toStock({ ...request, signal }) : undefined),
      }),
    fetchPrices: (request) => toStock({ ...one, ...request }),
    call: () => house.call('sharing', 'readEpoch', null),
  };
}

const say = (body: string, as?: Parameters<typeof reply>[2]) => (call: RawCall) =>
  void call.socket.write(reply(call, body, as));

/** Everything of others is there, every price is null and says why. */
function expectShort({ data, errors }: EngineResult): void {
  expect(plain(data)).toEqual(plain({ products: NAMES.map((each) => each && { ...each, price: null }) }));
  expect(pathsOf({ data, errors })).toEqual(['products.0.price', 'products.1.price', 'products.2.price']);
  for (const { extensions } of errors) expect(extensions).toMatchObject({ code: 'UNAVAILABLE', service: 'stock' });
  expect(JSON.stringify(errors)).not.toMatch(/127\.0\.0\.1|ECONN|socket|JSON|sign/i);
}

function expectWhole({ data, errors }: EngineResult): void {
  expect(errors).toEqual([]);
  const prices = [10, 20, 10];
  expect(plain(data)).toEqual(plain({ products: NAMES.map((each, at) => each && { ...each, price: prices[at] }) }));
}

describe('an answer that is used', () => {
  it('is signed for the call, with status 200', async () => {
    expectWhole(await (await start(say(PRICES))).askPrices());
  });

  it('may come byte by byte, in time', async () => {
    const trickle = (call: RawCall): void => {
      const bytes = [...Buffer.from(reply(call, PRICES))];
      const next = (): void => {
        const byte = bytes.shift();
        if (byte === undefined) return;
        call.socket.write(Buffer.from([byte]));
        setImmediate(next);
      };
      next();
    };

    expectWhole(await (await start(trickle, { timeoutMs: 5_000 })).askPrices());
  });

  it('may come with status 500, and then says what went wrong itself', async () => {
    const body = JSON.stringify({
      data: { _entities: [{ price: 10 }, { price: null }] },
      errors: [{ message: 'no price', path: ['_entities', 1, 'price'], extensions: { code: 'NOT_FOUND' } }],
    });
    const result = await (await start(say(body, { status: 500 }))).askPrices();

    expect(result.data?.['products']).toMatchObject([{ price: 10 }, { price: null }, { price: 10 }, null]);
    expect(result.errors).toMatchObject([{ message: 'no price', path: ['products', 1, 'price'] }]);
  });

  it('comes over a Unix socket too', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'asg-socket-'));
    const stock = await serveRaw(say(PRICES), { path: join(folder, 'stock.sock') });
    open.push({ close: async () => rmSync(folder, { recursive: true }) }, stock);

    expectWhole(await connect(stock.address).askPrices());
  });
});

const withoutSignature = (call: RawCall): string => reply(call, PRICES).replace(/x-answer: .*\r\n/, '');
const changed = (call: RawCall): string => reply(call, PRICES).replace('"price":20', '"price":99');
const BAD: readonly (readonly [string, (call: RawCall) => void])[] = [
  ['HTML', say('<html><body>502 Bad Gateway</body></html>', { type: 'text/html' })],
  ['HTML with status 502', say('<html>', { type: 'text/html', status: 502 })],
  ['JSON that is not GraphQL', say('[1,2,3]')],
  ['the text "null"', say('null')],
  ['an object of something else', say('{"message":"hello"}')],
  ['JSON that ends early', say(PRICES.slice(0, -5))],
  ['nothing with status 200', say('')],
  ['status 401', say('{"errors":[{"message":"Who?","extensions":{"code":"UNAUTHENTICATED"}}]}', { status: 401 })],
  ['garbage instead of HTTP', ({ socket }) => void socket.write('\x00\x01\x02 hello \xff\xfe\r\n\r\n')],
  ['a closed connection', ({ socket }) => void socket.end()],
  ['a reset connection', ({ socket }) => void socket.resetAndDestroy()],
  ['half an answer and a closed connection', (call) => void call.socket.end(reply(call, PRICES).slice(0, -10))],
  ['headers without end', ({ socket }) => void socket.write(`HTTP/1.1 200 OK\r\nx: ${'x'.repeat(100_000)}`)],
  ['silence', () => undefined],
  ['half an answer and silence', (call) => void call.socket.write(reply(call, PRICES).slice(0, -10))],
  ['more than may come', say(`{"data":{"x":"${'x'.repeat(20_000)}"}}`)],
  ['an answer without a signature', (call) => void call.socket.write(withoutSignature(call))],
  ['an answer in which a digit was changed on the way', (call) => void call.socket.write(changed(call))],
  [
    'an answer whose status was changed on the way',
    (call) => void call.socket.write(reply(call, PRICES).replace(' 200 ', ' 201 ')),
  ],
  ['an answer to another call', (call) => void call.socket.write(reply({ ...call, access: 'a.b' }, PRICES))],
];

describe('an answer that cannot be used harms its own fields only:', () => {
  it.each(BAD)('%s', async (_title, answer) => {
    const { askPrices, stock } = await start(answer);

    expectShort(await askPrices());
    await expect.poll(() => stock.sockets.size).toBeLessThanOrEqual(1);
  });

  it('nobody listens', async () => {
    const { askPrices, stock } = await start(say(PRICES));
    await stock.close();

    expectShort(await askPrices());
  });

  it('byte by byte, for longer than a fetch may take', async () => {
    const drip = ({ socket }: RawCall): void => {
      const timer = setInterval(() => socket.write('H'), 20);
      socket.on('close', () => clearInterval(timer));
    };
    const { askPrices, stock } = await start(drip);
    const startedAt = performance.now();

    expectShort(await askPrices());
    expect(performance.now() - startedAt).toBeLessThan(2_000);
    await expect.poll(() => stock.sockets.size).toBe(0);
  });
});

describe('a connection that breaks', () => {
  const breakFirst = (call: RawCall): void => {
    if (call.index === 0) call.socket.destroy();
    else say(PRICES)(call);
  };

  it('is made again once for a query, which is signed anew', async () => {
    const { askPrices, stock } = await start(breakFirst);

    expectWhole(await askPrices());
    const verifier = new CallVerifier(TEST_KEYS.access, 'stock');
    expect(stock.calls.map(({ access, body }) => verifier.verify(access, body, '/graphql'))).toHaveLength(2);
  });

  it('is not made a third time', async () => {
    const { askPrices, stock } = await start(({ socket }) => {
      socket.destroy();
    });

    expectShort(await askPrices());
    expect(stock.calls).toHaveLength(2);
  });

  it('may have carried a mutation: it is not repeated', async () => {
    const { fetchPrices, stock } = await start(breakFirst);

    await expect(fetchPrices({ kind: 'mutation' })).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(stock.calls).toHaveLength(1);
  });

  it('may have carried a call, such as appending to the log: it is not repeated', async () => {
    const { call, stock } = await start(breakFirst);

    await expect(call()).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(stock.calls).toHaveLength(1);
  });
});

describe('a subgraph that keeps failing', () => {
  it('is left alone after five failures, asked again after a rest, and is back when it answers', async () => {
    let isWell = false;
    const { fetchPrices, circuit, stock } = await start((call) => say(isWell ? PRICES : 'x')(call));
    for (let at = 0; at < 8; at += 1) await fetchPrices().catch(() => null);
    expect(stock.calls).toHaveLength(5);
    expect(circuit).toEqual(['open']);

    isWell = true;
    await new Promise((resolve) => setTimeout(resolve, LIMITS.restMs + 20));
    await fetchPrices();
    await fetchPrices();

    expect(circuit).toEqual(['open', 'half-open', 'closed']);
    expect(stock.calls).toHaveLength(7);
  });

  it('does not stop the access log, which goes its own way', async () => {
    const { fetchPrices, call } = await start((call) => say(call.body === 'null' ? '{"result":4}' : 'x')(call));
    for (let at = 0; at < 8; at += 1) await fetchPrices().catch(() => null);

    expect(await call()).toBe(4);
  });
});

describe('a client that leaves', () => {
  it('takes its fetch along, and is not held against the subgraph', async () => {
    const { fetchPrices, circuit, stock } = await start(() => undefined, { timeoutMs: 5_000 });
    for (let at = 0; at < 6; at += 1) {
      const client = new AbortController();
      const asked = fetchPrices({ signal: client.signal });
      await expect.poll(() => stock.calls.length).toBe(at + 1);
      client.abort();
      await expect(asked).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    }

    await expect.poll(() => stock.sockets.size).toBe(0);
    expect(circuit).toEqual([]);
  });

  it('before its fetch was sent costs none', async () => {
    const { askPrices, stock } = await start(say(PRICES));

    expectShort(await askPrices(AbortSignal.abort()));
    expect(stock.calls).toEqual([]);
  });
});

describe('many at a time', () => {
  it('share as many connections as there may be, the rest wait, and more are refused at once', async () => {
    const held: RawCall[] = [];
    const limits = { concurrent: 2, waiting: 3, timeoutMs: 5_000 };
    const { fetchPrices, stock } = await start((call) => void held.push(call), limits);
    const asked = Array.from({ length: 7 }, () => fetchPrices());
    const refused = asked.slice(5);

    for (const each of refused) await expect(each).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    await expect.poll(() => held.length).toBe(2);
    for (let at = 0; at < 5; at += 1) {
      await expect.poll(() => held.length).toBeGreaterThan(at);
      expect(stock.sockets.size).toBeLessThanOrEqual(2);
      const call = held[at];
      if (call !== undefined) say(PRICES)(call);
    }
    expect(await Promise.all(asked.slice(0, 5))).toHaveLength(5);
  });
});
