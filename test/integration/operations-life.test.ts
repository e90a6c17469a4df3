/** The life of registered operations and of the keys that sign their calls, as it is in force at a gateway over the demo city. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_GRANT_ID, DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { GRANTS } from '../../tools/demo/grants.ts';
import { DEMO_MAIN_CASE_ID } from '../../tools/demo/case-names.ts';
import { DEMO_OPERATION, OPERATIONS } from '../../tools/demo/operations.ts';
import { PGLITE } from '../support/databases.ts';
import {
  part,
  startTestGateway,
  TEST_NOW,
  type LocalTestGateway,
  headersOf,
  type IdentityName,
} from '../support/gateway.ts';
import {
  callOperation,
  codesOf,
  newEd25519Key,
  newSm2Key,
  type CallAnswer,
  type NewKey,
  type OperationCall,
  actAs,
  grantLikeDemo,
} from '../support/operations.ts';

const ID = DEMO_MAIN_CASE_ID;
const [OPERATION] = OPERATIONS;
const DOCUMENT = String(OPERATION?.document);
const LONG = { timeout: 30_000, interval: 50 };

let gateway: LocalTestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ database: await PGLITE.openDemo(), now: () => TEST_NOW });
});
afterAll(() => gateway.close());

const call = (given: OperationCall): Promise<CallAnswer> => callOperation(gateway, given);
const act = (as: IdentityName, mutation: string, variables: object) => actAs(gateway, as, mutation, variables);
const grantWith = (given: Partial<(typeof GRANTS)[number]>) => grantLikeDemo(gateway, given);

const REGISTER = `mutation ($grant: ID!, $name: String!, $document: String!) {
  registerOperation(grant: $grant, name: $name, document: $document) { version hash violations { code } } }`;
interface Registration {
  readonly version: number | null;
  readonly hash: string | null;
  readonly violations: readonly { readonly code: string }[];
}
async function register(name: string, document: string, grant: string = DEMO_GRANT_ID): Promise<Registration> {
  const { data, errors } = await act('civil-affairs-handler', REGISTER, { grant, name, document });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  return part(data, 'registerOperation');
}
const violationsOf = async (name: string, document: string): Promise<string[]> =>
  (await register(name, document)).violations.map(({ code }) => code);

async function registerKey({ pem }: NewKey, grant: string = DEMO_GRANT_ID): Promise<string> {
  const mutation = `mutation ($grant: ID!, $publicKey: String!) {
    registerOperationKey(grant: $grant, publicKey: $publicKey) { keyId violations { code } } }`;
  const { data } = await act('civil-affairs-head', mutation, { grant, publicKey: pem });
  return part<{ keyId: string }>(data, 'registerOperationKey').keyId;
}

/** Until this gateway has heard of it, four times a second. */
const until = <T>(ask: () => Promise<T>, wanted: T): Promise<void> => expect.poll(ask, LONG).toEqual(wanted);

/** Twenty pages of five hundred cases, each with a dozen objects. */
const TOO_MUCH = `{ ${Array.from(
  { length: 20 },
  (_each, at) => `a${at}: cases(first: 500) { edges { node { item { name } agency { name } retention { period }
    holding { fondsNumber } materials { name } licences { typeName issuer { name } licence { currentStatus } }
    disclosure { field } tombstone { recordCode } } } }`,
).join(' ')} }`;

describe('a registration', () => {
  const document = 'query ($id: ID!) { case(id: $id) { applicantName } }';

  it('is in force within a second, in a new version where the name is in use, and the old document is none', async () => {
    expect(await register('names', document)).toMatchObject({ version: 1, violations: [] });
    await until(async () => (await call({ name: 'names', query: { id: ID } })).body.data, {
      case: { applicantName: '欧阳明远' },
    });
    const second = 'query ($id: ID!) { case(id: $id) { caseNumber } }';
    expect(await register('names', second)).toMatchObject({ version: 2, violations: [] });

    await until(
      async () => Object.keys((await call({ name: 'names', query: { id: ID } })).body.data?.['case'] ?? {}),
      ['caseNumber'],
    );
  });

  it('is refused with everything that is wrong', async () => {
    const faulty = 'mutation { annotate } query ($rows: ID) { case(id: "990106199003070017") { nothing } }';

    expect(new Set(await violationsOf('Not A Name', faulty))).toEqual(
      new Set(['NAME_INVALID', 'NOT_ONE_OPERATION', 'VARIABLE_RESERVED', 'VALUE_IN_DOCUMENT', 'DOCUMENT_INVALID']),
    );
  });

  it.each([
    ['no query', 'mutation { annotateCase { id } }', 'NOT_A_QUERY'],
    ['the description of the schema', '{ __schema { types { name } } }', 'INTROSPECTION'],
    ['what is no document', '{ case( }', 'DOCUMENT_INVALID'],
    ['what is too deep', `{ ${'case { '.repeat(30)}id${' }'.repeat(30)} }`, 'DOCUMENT_INVALID'],
    ['what could bring too much', TOO_MUCH, 'TOO_COSTLY'],
    ['what is not for it to fetch', '{ accessOfMine(first: 1) { edges { node { at } } } }', 'DOCUMENT_INVALID'],
    ['the same document again', DOCUMENT, 'ALREADY_REGISTERED'],
    [
      'the same document, written otherwise',
      ` # as before\n ${DOCUMENT.replaceAll('\n', ' \n\t')}`,
      'ALREADY_REGISTERED',
    ],
  ])('refuses %s', async (_title, text, code) => {
    expect(await violationsOf('try', text)).toContain(code);
  });

  it.each(['civil-affairs', 'housing-head', 'transport-head'] as const)('is not for %s', async (as) => {
    const { errors } = await act(as, REGISTER, { grant: DEMO_GRANT_ID, name: 'theirs', document });

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual([
      as === 'civil-affairs' ? 'FORBIDDEN' : 'NOT_FOUND',
    ]);
  });
});

describe('a key', () => {
  it.each([
    ['Ed25519', newEd25519Key],
    ['SM2', newSm2Key],
  ])('of %s signs from the moment it is registered, and not after it is withdrawn', async (_title, make) => {
    const made = make();
    const keyId = await registerKey(made);
    const key = made.withId(keyId);
    await until(async () => (await call({ key, query: { id: ID } })).status, 200);
    const mutation = `mutation ($grant: ID!, $keyId: ID!) { withdrawOperationKey(grant: $grant, keyId: $keyId, reason: "lost") { violations { code } } }`;
    const { data } = await act('civil-affairs-head', mutation, { grant: DEMO_GRANT_ID, keyId });
    expect(data).toEqual({ withdrawOperationKey: { violations: [] } });

    await until(async () => codesOf(await call({ key, query: { id: ID } })), ['SIGNATURE_INVALID']);
  });
});

describe('a withdrawn operation', () => {
  const withdraw = `mutation ($grant: ID!, $name: String!) { withdrawOperation(grant: $grant, name: $name, reason: "r") { violations { code } } }`;

  it('is not answered any more; what the provider withdrew is not registered again, under whatever name', async () => {
    const document = 'query ($id: ID!) { case(id: $id) { archivedOn } }';
    await register('archived', document);
    await until(async () => (await call({ name: 'archived', query: { id: ID } })).status, 200);
    const { data } = await act('housing-head', withdraw, { grant: DEMO_GRANT_ID, name: 'archived' });
    expect(data).toEqual({ withdrawOperation: { violations: [] } });
    await until(async () => codesOf(await call({ name: 'archived', query: { id: ID } })), ['NOT_FOUND']);

    expect(await violationsOf('again', document)).toEqual(['WITHDRAWN_BY_PROVIDER']);
  });

  it('that its user withdrew can be registered again', async () => {
    const document = 'query ($id: ID!) { case(id: $id) { state archivedOn } }';
    await register('mine', document);
    await act('civil-affairs-head', withdraw, { grant: DEMO_GRANT_ID, name: 'mine' });

    expect(await register('mine', document)).toMatchObject({ version: 2, violations: [] });
  });

  it.each(['transport-head', 'market-head'] as const)('is not withdrawn by %s', async (as) => {
    const { errors } = await act(as, withdraw, { grant: DEMO_GRANT_ID, name: DEMO_OPERATION });

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['NOT_FOUND']);
  });
});

describe('a grant that demands registered operations', () => {
  const query = `query ($id: ID!) { case(id: $id) { applicantName } }`;
  const headersFor = (grant: string): Record<string, string> => ({
    'x-sharing-grant': grant,
    'x-use-cause': DEMO_USE_CAUSE,
  });
  const codes = async (grant: string, text: string, variables: object = { id: ID }): Promise<unknown> =>
    (
      await gateway.ask({ as: 'civil-affairs', query: text, variables: { ...variables }, headers: headersFor(grant) })
    ).errors?.map(({ extensions }) => extensions?.['code']) ?? [];

  it('takes no other document, and leaves introspection and estimates as they are', async () => {
    const { grant } = await grantWith({ registeredOnly: true });
    await until(() => codes(grant, query), ['OPERATION_NOT_REGISTERED']);

    expect(await codes(grant, DOCUMENT)).toEqual([]);
    expect(await codes(grant, '{ __schema { queryType { name } } }', {})).toEqual([]);
    expect(await codes(grant, '{ explainOperation(document: "{ __typename }") { policyVersion } }', {})).toEqual([]);
    expect(await codes(grant, '{ __typename cases(first: 1) { edges { node { id } } } }', {})).toEqual([
      'OPERATION_NOT_REGISTERED',
    ]);
  });

  it('demands them from the moment its provider says so, of exports too, until it says otherwise', async () => {
    const { grant } = await grantWith({});
    await until(() => codes(grant, query), []);
    const demand = `mutation ($grant: ID!, $demanded: Boolean!) {
      demandRegisteredOperations(grant: $grant, demanded: $demanded, reason: "r") { grant { registeredOnly } violations { code } } }`;
    const { data } = await act('housing-head', demand, { grant, demanded: true });
    expect(data).toEqual({ demandRegisteredOperations: { grant: { registeredOnly: true }, violations: [] } });
    await until(() => codes(grant, query), ['OPERATION_NOT_REGISTERED']);
    const exported = await gateway.gateway.app.inject({
      url: '/export/cases.ndjson',
      headers: await headersOf(gateway.config, { as: 'civil-affairs', headers: headersFor(grant) }),
    });
    expect([exported.statusCode, exported.body]).toEqual([403, expect.stringContaining('OPERATION_NOT_REGISTERED')]);
    await act('housing-head', demand, { grant, demanded: false });

    await until(() => codes(grant, query), []);
  });

  it('is not made so by its user', async () => {
    const { grant } = await grantWith({});
    const { errors } = await act(
      'civil-affairs-head',
      `mutation ($grant: ID!) {
      demandRegisteredOperations(grant: $grant, demanded: true, reason: "r") { violations { code } } }`,
      { grant },
    );

    expect(errors?.map(({ extensions }) => extensions?.['code'])).toEqual(['NOT_FOUND']);
  });
});
