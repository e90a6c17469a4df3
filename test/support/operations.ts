/** Signed calls of registered operations, as a consumer's program sends them; and what somebody in between may change. */
import { createPrivateKey, createPublicKey, generateKeyPairSync, randomUUID } from 'node:crypto';
import { sm2 } from 'sm-crypto-v2';
import {
  DEMO_OPERATION_KEY_ID,
  demoOperationKey,
  ed25519Key,
  signRequest,
  type SigningKey,
} from '../../gateway/index.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { DEMO_OPERATION, OPERATION_KEYS, OPERATIONS } from '../../tools/demo/operations.ts';
import { headersOf, TEST_NOW, type GraphQLAnswer, type IdentityName, type TestGateway } from './gateway.ts';

export const DEMO_KEY: SigningKey = ed25519Key(DEMO_OPERATION_KEY_ID, demoOperationKey({ mode: 'test' }));

export interface SentCall {
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly payload?: string;
}

export interface OperationCall {
  readonly as?: IdentityName;
  readonly name?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly key?: SigningKey | null;
  readonly created?: number;
  readonly nonce?: string;
  /** What happens to the request after it was signed. */
  readonly changed?: (sent: SentCall) => SentCall;
}

export interface RowAnswer extends GraphQLAnswer {
  readonly row: number;
  readonly status: number;
  readonly retryAfter?: number;
}

export interface CallAnswer {
  readonly status: number;
  readonly retryAfter: string | undefined;
  readonly requestId: string;
  readonly body: GraphQLAnswer & { readonly rows?: readonly RowAnswer[] };
}

export async function prepareCall(gateway: TestGateway, call: OperationCall): Promise<SentCall> {
  const { as = 'civil-affairs', name = DEMO_OPERATION, query, body, key = DEMO_KEY } = call;
  const payload = body === undefined ? undefined : JSON.stringify(body);
  const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
  const identity = await headersOf(gateway.config, { as, ...(call.headers && { headers: call.headers }) });
  const headers = { ...identity, ...(payload === undefined ? {} : { 'content-type': 'application/json' }) };
  const method = payload === undefined ? 'GET' : 'POST';
  const url = `/operations/${name}${search}`;
  const request = { method, url, headers, body: payload === undefined ? null : Buffer.from(payload) };
  const { created = Math.floor(TEST_NOW / 1_000), nonce } = call;
  const at = { created, ...(nonce === undefined ? {} : { nonce }) };
  const signed = key === null ? {} : signRequest(request, key, at);
  return { method, url, headers: { ...headers, ...signed }, ...(payload === undefined ? {} : { payload }) };
}

export async function send(gateway: TestGateway, sent: SentCall): Promise<CallAnswer> {
  const answer = await gateway.gateway.app.inject(sent);
  const [retryAfter, requestId] = [answer.headers['retry-after'], answer.headers['x-request-id']];
  return {
    status: answer.statusCode,
    retryAfter: retryAfter === undefined ? undefined : String(retryAfter),
    requestId: String(requestId),
    body: JSON.parse(answer.body) as CallAnswer['body'],
  };
}

export async function callOperation(gateway: TestGateway, call: OperationCall): Promise<CallAnswer> {
  const sent = await prepareCall(gateway, call);
  return send(gateway, call.changed?.(sent) ?? sent);
}

export function codesOf({ body }: Pick<CallAnswer, 'body'>): readonly unknown[] {
  return (body.errors ?? []).map(({ extensions }) => extensions?.['code']);
}

/** A new pair: the public half in PEM, as `openssl` writes it, and what signs once its id is known. */
export interface NewKey {
  readonly pem: string;
  readonly withId: (keyId: string) => SigningKey;
}

export function newEd25519Key(): NewKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const pem = String(createPublicKey(privateKey).export({ format: 'pem', type: 'spki' }));
  const copy = createPrivateKey(String(privateKey.export({ format: 'pem', type: 'pkcs8' })));
  return { pem, withId: (keyId) => ed25519Key(keyId, copy) };
}

const SM2_SPKI_HEAD = '3059301306072a8648ce3d020106082a811ccf5501822d034200';

export function newSm2Key(): NewKey {
  const { privateKey, publicKey } = sm2.generateKeyPairHex();
  const bytes = Buffer.from(SM2_SPKI_HEAD + publicKey, 'hex').toString('base64');
  const options = { hash: true, der: true, userId: '1234567812345678', publicKey } as const;
  return {
    pem: `-----BEGIN PUBLIC KEY-----\n${bytes.slice(0, 64)}\n${bytes.slice(64)}\n-----END PUBLIC KEY-----\n`,
    withId: (keyId) => ({
      keyId,
      alg: 'sm2-sm3',
      sign: (message) => Buffer.from(sm2.doSignature(message, privateKey, options), 'hex').toString('base64'),
    }),
  };
}

/** Everything but the id that each request has of its own. */
export function withoutRequest({ errors, ...rest }: GraphQLAnswer): GraphQLAnswer {
  const told = errors?.map(({ extensions, ...error }) => ({ ...error, extensions: { ...extensions, requestId: '' } }));
  return { ...rest, ...(told === undefined ? {} : { errors: told }) };
}

/** As somebody of a body, without a grant: what is done about a grant is not done by it. */
export function actAs(
  gateway: TestGateway,
  as: IdentityName,
  query: string,
  variables: object,
): Promise<GraphQLAnswer> {
  return gateway.ask({ as, query, variables: { ...variables }, headers: { 'x-sharing-grant': undefined } });
}

/** A grant like that of the demo city, with the same operation and key, and what is given. */
export async function grantLikeDemo(
  gateway: TestGateway,
  given: Partial<(typeof GRANTS)[number]>,
): Promise<{ grant: string; keyId: string }> {
  const [grant, keyId] = [randomUUID(), randomUUID()];
  const [demo] = GRANTS;
  const [key] = OPERATION_KEYS;
  const [operation] = OPERATIONS;
  if (demo === undefined || key === undefined || operation === undefined) throw new RangeError('A demo city expected.');
  await gateway.house.call('sharing', 'load', {
    grants: [{ ...demo, ...given, id: grant }],
    operations: [{ ...operation, grantId: grant }],
    operationKeys: [{ ...key, id: keyId, grantId: grant }],
  });
  return { grant, keyId };
}
