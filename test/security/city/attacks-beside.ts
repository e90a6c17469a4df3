/** Ways beside the answer, tried on the demo city: error texts, links to files, and what operators see. */
import { beforeAll, describe, expect, it } from 'vitest';
import { callerOf, type AttackWorld, type Caller } from '../../support/attack-world.ts';
import { city } from './open.ts';

const TRANSPORT = callerOf('transport');
const GRANTEE = callerOf('civil-affairs');
const OWNER = callerOf('housing');
const HALL = callerOf('city-archives');
const CITIZEN = callerOf('citizen');
const AUDITOR = callerOf('auditor');
const UNKNOWN = '00000000-0000-4000-8000-000000000000';

let world: AttackWorld;
beforeAll(() => {
  ({ world } = city());
});

async function holds(caller: Caller, query: string, variables?: Record<string, unknown>) {
  const answered = await world.attack(caller, { query, ...(variables === undefined ? {} : { variables }) });
  expect({ caller: caller.title, query, leaks: answered.leaks }).toMatchObject({ leaks: [] });
  return answered;
}

describe('error texts, suggestions and coercions say nothing of what is stored:', () => {
  const NUMBER = '990106199003070017';
  it.each([
    ['a field with a slip', '{ cases { edges { node { applicantNam } } } }'],
    ['a root with a slip', '{ caze(id: "x") { id } }'],
    ['a type with a slip', '{ cases { edges { node { ... on Cas { id } } } } }'],
    ['an argument with a slip', '{ cases(firs: 1) { totalCount } }'],
    ['an enum value with a slip', '{ cases(orderBy: { field: COMPLETED, direction: ASC }) { totalCount } }'],
    ['a number where a text is due', '{ cases(filter: { applicantName: { eq: 990106 } }) { totalCount } }'],
    ['a text where a number is due', `{ cases(first: "${NUMBER}") { totalCount } }`],
    ['an object where a key is due', `{ case(id: { number: "${NUMBER}" }) { id } }`],
    ['a key that is an identity number', `{ case(id: "${NUMBER}") { id } }`],
    ['a cursor that is an identity number', `{ cases(after: "${NUMBER}") { totalCount } }`],
    ['a licence identifier with a slip', `{ licenceByIdentifier(identifier: "1.2.156.3005.2.${NUMBER}") { id } }`],
    ['a reference code with a slip', `{ archivalRecordByReferenceCode(referenceCode: "Z901-${NUMBER}") { id } }`],
    ['an agency code with a slip', `{ agency(uscc: "${NUMBER}") { name } }`],
    ['a filter that does not exist', `{ cases(filter: { bankAccount: { eq: "${NUMBER}" } }) { totalCount } }`],
    ['a selection on a leaf', '{ cases { edges { node { title { x } } } } }'],
    ['a record without a selection', '{ cases { edges { node } } }'],
  ])('%s', async (_title, query) => {
    for (const caller of [TRANSPORT, OWNER]) {
      const { body, answer } = await holds(caller, query);
      expect(answer.errors?.length).toBeGreaterThan(0);
      const ours = answer.errors?.filter(
        ({ extensions }) => extensions?.['code'] !== 'INVALID_INPUT' || !query.includes('first:'),
      );
      if (
        query.includes('(id: "') ||
        query.includes('after:') ||
        query.includes('identifier:') ||
        query.includes('referenceCode:')
      )
        expect(JSON.stringify(ours)).not.toContain(NUMBER);
      expect(body).not.toMatch(/select |postgres|kysely|node_modules|\.ts:/i);
    }
  });

  it.each([
    ['a variable of another kind', { id: { secret: '990106199003070017' } }],
    ['a variable that is a list', { id: ['990106199003070017', '1'] }],
    ['a variable that is missing', {}],
    ['a variable that is null', { id: null }],
  ])('%s', async (_title, variables) => {
    const { answer } = await holds(TRANSPORT, 'query ($id: ID!) { case(id: $id) { id } }', variables);
    expect(answer.errors?.length).toBeGreaterThan(0);
  });
});

describe('files are had by a link of one’s own or not at all:', () => {
  const LINKS: readonly [title: string, link: (material: string) => string][] = [
    ['the key of a material', (material) => material],
    ['the key of a case', () => UNKNOWN],
    ['a digest', () => 'a'.repeat(64)],
    ['a digest in capitals', () => 'A'.repeat(64)],
    ['a digest with its name', () => `sm3:${'b'.repeat(64)}`],
    ['a file name', () => encodeURIComponent('身份证.pdf')],
    ['a file name with an ending', () => 'application.pdf'],
    ['a size', () => '1048576'],
    ['a folder above', () => '..%2F..%2Fetc%2Fpasswd'],
    ['a folder of the store', () => 'archive/ab/cd'],
    ['nothing', () => ''],
    ['a blank', () => '%20'],
    ['a null byte', () => '%00'],
    ['a link that was cut', () => 'AAAAAAAAAAAAAAAA'],
    ['a long link', () => 'A'.repeat(2_000)],
  ];

  it.each(LINKS)('%s', async (_title, link) => {
    const material = [...(await world.known(OWNER)).rows.values()].find((row) => row.__typename === 'CaseMaterial');
    const bodies: string[] = [];
    for (const caller of [TRANSPORT, OWNER, CITIZEN]) {
      const answer = await world.request(caller, {
        method: 'GET',
        url: `/files/${link(material?.id ?? UNKNOWN)}`,
        headers: { range: 'bytes=0-99' },
      });
      expect(answer.leaks).toEqual([]);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      bodies.push(answer.body.replaceAll(/"requestId":"[^"]+"/g, ''));
    }
    expect(new Set(bodies).size).toBe(1);
  });
});

describe('what operators see of the house has no values of records:', () => {
  it.each([
    '/metrics',
    '/health/live',
    '/health/ready',
    '/',
    '/graphql',
    '/favicon.svg',
    '/nothing',
    '/files/x',
    '/../package.json',
    '/schema',
    '/.git/config',
  ])('%s, asked without a token', async (url) => {
    await holds(
      OWNER,
      '{ cases(first: 100) { edges { node { __typename id title applicantName applicantIdNumber } } } }',
    );
    const answer = await world.gateway.gateway.app.inject({ method: 'GET', url });
    const everything = await world.everything();
    const text = `${JSON.stringify(answer.headers)}${answer.body}`;
    expect([...everything.texts].filter((each) => text.includes(each))).toEqual([]);
  });

  it.each([OWNER, GRANTEE, HALL, CITIZEN])(
    'the access log names fields and keys of what $title read, never values',
    async (caller) => {
      await holds(
        caller,
        '{ cases(first: 50) { edges { node { __typename id title applicantName applicantIdNumber } } } }',
      );
      const log = await world.request(AUDITOR, {
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload: JSON.stringify({ query: LOG }),
      });
      const everything = await world.everything();
      expect(log.status).toBe(200);
      expect([...everything.texts].filter((each) => log.body.includes(each))).toEqual([]);
    },
  );
});

const LOG =
  '{ accessLog(first: 20) { edges { node { id at role operationHash outcomes { coordinate outcome rule count } } } } }';
