/** Who calls a registered operation is who signed it, now, and once: everything else is refused, and tells nothing. */
import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES, DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { DEMO_OPERATION, OPERATIONS } from '../../tools/demo/operations.ts';
import { PGLITE } from '../support/databases.ts';
import {
  headersOf,
  startTestGateway,
  TEST_NOW,
  wrapHouse,
  type LocalTestGateway,
  type TestGateway,
} from '../support/gateway.ts';
import {
  callOperation,
  codesOf,
  DEMO_KEY,
  newEd25519Key,
  newSm2Key,
  prepareCall,
  send,
  type CallAnswer,
  type OperationCall,
  type SentCall,
} from '../support/operations.ts';
import { testServices } from '../support/services.ts';

const ID = DEMO_MAIN_CASE_ID;
const NOW = Math.floor(TEST_NOW / 1_000);
const [DEMO] = GRANTS;
const [OPERATION] = OPERATIONS;
/** A grant of transport's with an operation and a key of its own. */
const THEIRS = { grant: randomUUID(), keyId: randomUUID(), name: 'of-transport' } as const;
const theirKey = newEd25519Key();

let gateway: LocalTestGateway;
let other: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
    load: async (house) => {
      if (DEMO === undefined || OPERATION === undefined) throw new RangeError('A demo city expected.');
      const publicKey = Buffer.from(theirKey.pem.replaceAll(/-----[^-]+-----|\s/g, ''), 'base64')
        .toString('hex')
        .slice(-64);
      const by = { registeredBy: 'transport-head', registeredAt: '2026-01-01T00:00:00Z' };
      await house.call('sharing', 'load', {
        grants: [{ ...DEMO, id: THEIRS.grant, grantee: DEMO_BODIES.transport }],
        operations: [{ ...OPERATION, grantId: THEIRS.grant, name: THEIRS.name }],
        operationKeys: [{ ...by, id: THEIRS.keyId, grantId: THEIRS.grant, algorithm: 'Ed25519', publicKey }],
      });
    },
  });
  other = await wrapHouse({ ...gateway.house, close: async () => undefined }, testServices());
});
afterAll(async () => {
  await other.close();
  await gateway.close();
});

const call = (given: OperationCall): Promise<CallAnswer> => callOperation(gateway, given);
const refusalOf = ({ status, body }: CallAnswer): unknown => [
  status,
  body.errors?.[0]?.extensions?.['code'],
  body.errors?.[0]?.message,
];
const DOES_NOT_HOLD = [401, 'SIGNATURE_INVALID', 'The signature does not hold.'];

const withHeader =
  (name: string, to: (value: string) => string | undefined) =>
  (sent: SentCall): SentCall => {
    const { [name]: value = '', ...rest } = sent.headers;
    const made = to(value);
    return { ...sent, headers: made === undefined ? rest : { ...rest, [name]: made } };
  };

it('takes what is signed by the key of the grant', async () => {
  expect((await call({ query: { id: ID } })).status).toBe(200);
  const theirs: OperationCall = {
    as: 'transport',
    name: THEIRS.name,
    key: theirKey.withId(THEIRS.keyId),
    headers: { 'x-sharing-grant': THEIRS.grant, 'x-use-cause': DEMO_USE_CAUSE },
  };
  expect((await call({ ...theirs, query: { id: ID } })).status).toBe(200);
});

describe('a request that was changed after it was signed does not hold', () => {
  const get: OperationCall = { query: { id: ID } };
  const post: OperationCall = { body: { id: ID } };

  it.each<[string, OperationCall, (sent: SentCall) => SentCall]>([
    ['query', get, (sent) => ({ ...sent, url: sent.url.replace(ID, randomUUID()) })],
    ['query, one parameter more', get, (sent) => ({ ...sent, url: `${sent.url}&id=${ID}` })],
    ['query, written otherwise', get, (sent) => ({ ...sent, url: sent.url.replace('id=b', 'id=%62') })],
    ['path', get, (sent) => ({ ...sent, url: sent.url.replace(DEMO_OPERATION, 'another') })],
    ['path, written otherwise', get, (sent) => ({ ...sent, url: sent.url.replace('housing', '%68ousing') })],
    ['grant', get, withHeader('x-sharing-grant', () => THEIRS.grant)],
    ['use cause', get, withHeader('x-use-cause', () => 'another')],
    ['time', get, withHeader('signature-input', (value) => value.replace(`${NOW}`, `${NOW + 1}`))],
    ['nonce', get, withHeader('signature-input', (value) => value.replace(/nonce="[^"]+"/, `nonce="${randomUUID()}"`))],
    ['key', get, withHeader('signature-input', (value) => value.replace(/keyid="[^"]+"/, `keyid="${THEIRS.keyId}"`))],
    ['algorithm', get, withHeader('signature-input', (value) => value.replace('ed25519', 'sm2-sm3'))],
    [
      'order of what is signed',
      get,
      withHeader('signature-input', (value) => value.replace('"@method" "@path"', '"@path" "@method"')),
    ],
    ['signature', get, withHeader('signature', (value) => value.replace(/:.{4}/, ':AAAA'))],
    ['content type', post, withHeader('content-type', () => 'application/json; charset=utf-8')],
    [
      'body and its digest',
      post,
      (sent) => {
        const payload = JSON.stringify({ id: randomUUID() });
        return { ...sent, payload, headers: { ...sent.headers, 'content-digest': digestOf(payload) } };
      },
    ],
  ])('%s', async (what, given, changed) => {
    const answer = await call({ ...given, changed });

    if (what === 'grant') expect(answer.status).toBe(401);
    else expect(refusalOf(answer)).toEqual(DOES_NOT_HOLD);
    expect(answer.body.data).toBeUndefined();
  });

  it('token, for one of a colleague', async () => {
    const { authorization = '' } = await headersOf(gateway.config, { as: 'civil-affairs-handler' });
    const answer = await call({ ...get, changed: withHeader('authorization', () => authorization) });

    expect(refusalOf(answer)).toEqual(DOES_NOT_HOLD);
  });

  it('method', async () => {
    const answer = await call({ ...get, changed: (sent) => ({ ...sent, method: 'POST' }) });

    expect(refusalOf(answer)).toEqual(DOES_NOT_HOLD);
  });
});

function digestOf(payload: string): string {
  return `sha-256=:${createHash('sha256').update(payload).digest('base64')}:`;
}

describe('what is malformed is told, all of it', () => {
  it.each<[string, OperationCall, RegExp]>([
    ['nothing is signed', { query: { id: ID }, key: null }, /signature-input: must be one label.*; signature: must be/],
    [
      'no grant is named',
      { query: { id: ID }, headers: { 'x-sharing-grant': undefined } },
      /x-sharing-grant: must name the grant/,
    ],
    [
      'a header that changes the answer is not signed',
      { query: { id: ID }, changed: (sent) => ({ ...sent, headers: { ...sent.headers, 'x-disclosure': 'strict' } }) },
      /must cover "x-disclosure"/,
    ],
    [
      'the body is another',
      { body: { id: ID }, changed: (sent) => ({ ...sent, payload: JSON.stringify({ id: randomUUID() }) }) },
      /content-digest: must be sha-256 of the body/,
    ],
    [
      'the nonce is short, the key no key, the algorithm unknown',
      {
        query: { id: ID },
        changed: withHeader('signature-input', (value) =>
          value.replace(/keyid="[^"]+";alg="[^"]+";nonce="[^"]+"/, 'keyid="k";alg="none";nonce="n"'),
        ),
      },
      /alg: must be.*keyid: must be.*nonce: must be/,
    ],
    [
      'a parameter is there twice',
      { query: { id: ID }, changed: withHeader('signature-input', (value) => `${value};created=${NOW}`) },
      /the parameters are created, keyid, alg and nonce, each once/,
    ],
    [
      'there are two signatures',
      { query: { id: ID }, changed: withHeader('signature-input', (value) => `${value}, other=()`) },
      /signature-input: must be one label/,
    ],
  ])('%s', async (_title, given, message) => {
    const answer = await call(given);

    expect([answer.status, codesOf(answer)]).toEqual([401, ['SIGNATURE_INVALID']]);
    expect(answer.body.errors?.[0]?.message).toMatch(message);
  });

  it('before anybody is told whether the operation is there', async () => {
    const there = await call({ query: { id: ID }, key: null });
    const absent = await call({ name: 'nothing', query: { id: ID }, key: null });

    expect(refusalOf(there)).toEqual(refusalOf(absent));
  });
});

describe('somebody else’s signature', () => {
  it.each([
    ['by the key of another consumer', () => theirKey.withId(THEIRS.keyId)],
    ['by another key under the id of ours', () => newEd25519Key().withId(DEMO_KEY.keyId)],
    ['by a key that is registered nowhere', () => newEd25519Key().withId(randomUUID())],
    ['by a key of the other algorithm under the id of ours', () => newSm2Key().withId(DEMO_KEY.keyId)],
  ])('%s does not hold', async (_title, key) => {
    expect(refusalOf(await call({ query: { id: ID }, key: key() }))).toEqual(DOES_NOT_HOLD);
  });

  it('does not hold with our token and their grant, nor with their token and our grant', async () => {
    const ours = await call({ query: { id: ID }, headers: { 'x-sharing-grant': THEIRS.grant } });
    const theirs = await call({
      as: 'transport',
      query: { id: ID },
      headers: { 'x-sharing-grant': DEMO_GRANT_ID, 'x-use-cause': DEMO_USE_CAUSE },
    });

    expect([refusalOf(ours), refusalOf(theirs)]).toEqual([DOES_NOT_HOLD, DOES_NOT_HOLD]);
  });

  it('without a token is UNAUTHENTICATED', async () => {
    const answer = await call({ query: { id: ID }, changed: withHeader('authorization', () => undefined) });

    expect([answer.status, codesOf(answer)]).toEqual([401, ['UNAUTHENTICATED']]);
  });
});

describe('an operation of another grant', () => {
  it('looks like one that there is not', async () => {
    const foreign = await call({ name: THEIRS.name, query: { id: ID } });
    const absent = await call({ name: 'of-nobody', query: { id: ID } });
    const odd = await call({ name: `of-${'x'.repeat(300)}`, query: { id: ID } });

    expect(refusalOf(foreign)).toEqual([404, 'NOT_FOUND', 'There is no such operation.']);
    expect([refusalOf(absent), refusalOf(odd)]).toEqual([refusalOf(foreign), refusalOf(foreign)]);
  });
});

describe('the time of a signature', () => {
  it.each([
    [-300, 200],
    [300, 200],
    [-301, 401],
    [301, 401],
  ])('%i seconds from the gateway’s answers %i', async (seconds, status) => {
    expect((await call({ query: { id: ID }, created: NOW + seconds })).status).toBe(status);
  });
});

describe('a request that comes a second time', () => {
  it('is refused at the same gateway and at the other', async () => {
    const sent = await prepareCall(gateway, { query: { id: ID } });
    // The other gateway trusts another issuer here, so it gets a token of its own, signed with the same nonce.
    const nonce = randomUUID();
    const first = await send(gateway, sent);
    const again = await send(gateway, sent);
    const atOne = await callOperation(gateway, { query: { id: ID }, nonce });
    const atOther = await callOperation(other, { query: { id: ID }, nonce });

    expect([first.status, refusalOf(again)]).toEqual([
      200,
      [409, 'REPLAYED', 'This request has been answered before.'],
    ]);
    expect([atOne.status, refusalOf(atOther)]).toEqual([200, refusalOf(again)]);
  });

  it('is answered once, however many come at once', async () => {
    const sent = await prepareCall(gateway, { body: { id: ID } });
    const statuses = await Promise.all(Array.from({ length: 8 }, async () => (await send(gateway, sent)).status));

    expect(statuses.toSorted()).toEqual([200, ...Array.from({ length: 7 }, () => 409)]);
  });

  it('cannot be spent beforehand by who cannot sign', async () => {
    const nonce = randomUUID();
    await call({ query: { id: ID }, nonce, key: newEd25519Key().withId(DEMO_KEY.keyId) });

    expect((await call({ query: { id: ID }, nonce })).status).toBe(200);
  });
});
