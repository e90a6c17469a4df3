/** Introspection is what you may fetch: no more, no less, worked out here by the oracle over every label class. */
import {
  buildClientSchema,
  getIntrospectionQuery,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLSchema,
  type IntrospectionQuery,
} from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_IDENTITIES, DEMO_STAFF, findIdentity } from '../../gateway/development/identities.ts';
import { EXAMPLES } from '../../gateway/explorer/examples.ts';
import { reachableBits, toAccessClass, type AccessClass } from '../../schema/policy/access-class.ts';
import { labelsOf, unpackLabel } from '../../schema/policy/label.ts';
import { listCallers } from '../../tools/permissions/callers.ts';
import { demoGrants } from '../../tools/permissions/grants.ts';
import { startTestGateway, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';
import { judgeField, judgeRecord } from '../support/oracle.ts';
import { testServices } from '../support/services.ts';
import { readSource } from '../support/sources.ts';
import { PGLITE } from '../support/databases.ts';

const NAMES = Object.keys(DEMO_IDENTITIES) as IdentityName[];
const IS_DEEP = process.env['DEEP'] === '1';
const STAFF = (Object.keys(DEMO_STAFF) as IdentityName[]).filter((name) => IS_DEEP || name === 'housing-system');
const ASKED = IS_DEEP ? EXAMPLES : EXAMPLES.slice(0, 1);
const { records } = testServices().policy;
const CALLS = JSON.parse(readSource('schema/calls.json')) as Record<string, { call: string[]; posts?: string[] }>;

/** Type → its fields (with arguments), input fields or values. */
type Told = Record<string, string[]>;

let gateway: LocalTestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
  });
});
afterAll(() => gateway.close());

describe.each([...NAMES, ...STAFF])('%s', (as) => {
  it('is told of exactly what some record could disclose to it', async () => {
    const schema = await introspect(as);

    expect(tell(schema, Object.keys(schema.getTypeMap()))).toEqual(expectedFor(as));
  });
});

describe.each(NAMES)('%s', (as) => {
  it('is told of all that it is then given', async () => {
    const schema = await introspect(as);
    for (const { query, variables } of ASKED) {
      const { data } = await gateway.ask({ as, query, variables });
      for (const coordinate of givenIn(data, gateway.apiSchema.getQueryType() ?? null))
        expect([coordinate, isTold(schema, coordinate)]).toEqual([coordinate, true]);
    }
  });
});

describe('what a caller is not told of', () => {
  const ask = async (as: IdentityName, query: string, variables = {}) => gateway.ask({ as, query, variables });

  it('is unknown to __type as well', async () => {
    const query = `{ hidden: __type(name: "CaseStep") { name } case: __type(name: "Case") { fields { name } } input: __type(name: "OpenCaseInput") { name } }`;
    const ofAuditor = await ask('auditor', query);
    const ofSystem = await ask('housing-system', query);

    expect(ofAuditor.data).toMatchObject({ hidden: null, input: null });
    expect(JSON.stringify(ofAuditor.data)).not.toContain('applicantName');
    expect(ofSystem.data).toMatchObject({ hidden: { name: 'CaseStep' }, input: { name: 'OpenCaseInput' } });
    expect(JSON.stringify(ofSystem.data)).toContain('applicantName');
  });

  it.each([
    ['a field', '{ cases { edges { node { applicantNam } } } }', 'applicantName'],
    ['a root field', '{ accesLog { totalCount } }', 'accessLog'],
    ['a mutation', 'mutation { archiveCas { violations { code } } }', 'archiveCase'],
    ['an argument of a filter', '{ cases(filter: { applicantNam: {} }) { totalCount } }', 'applicantName'],
    ['a value', '{ cases(orderBy: { field: CASE_NUMBE, direction: ASC }) { totalCount } }', 'CASE_NUMBER'],
    ['a type', '{ cases { edges { node { ... on CaseSte { id } } } } }', 'CaseStep'],
  ])('%s is suggested to nobody who could not fetch it', async (_title, query, name) => {
    const stranger = JSON.stringify(await ask('system-admin', query));
    expect(stranger).toContain('INVALID_INPUT');
    expect(stranger).not.toContain(name);
  });

  it('is suggested to who could', async () => {
    const { errors } = await ask('housing', '{ cases { edges { node { applicantNam } } } }');
    expect(errors?.[0]?.message).toMatch(
      /^Cannot query field "applicantNam" on type "Case"\. Did you mean "applicantName"/,
    );
  });

  it('is not suggested for variables either', async () => {
    const query = 'query ($f: CaseFilter) { cases(filter: $f) { totalCount } }';
    for (const _ of ['by Apollo Server', 'known already']) {
      const answer = JSON.stringify(await ask('auditor', query, { f: { applicantNam: { eq: 'x' } } }));
      expect(answer).toContain('applicantNam');
      expect(answer).not.toContain('Did you mean');
    }
  });

  it('is refused or withheld as before: the schema is public, and a reason is better than a riddle', async () => {
    const withheld = await ask('auditor', '{ cases(first: 1) { edges { node { applicantName } } } }');
    expect(withheld.errors).toBeUndefined();
    expect(withheld.extensions?.disclosure?.entries).toMatchObject([{ coordinate: 'Case.applicantName', rule: 'R9' }]);
    const refused = await ask('citizen', 'mutation { archiveCase(caseId: "x") { violations { code } } }');
    expect(refused.errors?.[0]?.extensions?.['code']).toMatch(/FORBIDDEN|INVALID_INPUT/);
  });
});

async function introspect(as: IdentityName): Promise<GraphQLSchema> {
  const { data, errors } = await gateway.ask({ as, query: getIntrospectionQuery() });
  expect(errors).toBeUndefined();
  return buildClientSchema(data as unknown as IntrospectionQuery);
}

function tell(schema: GraphQLSchema, names: readonly string[]): Told {
  const told: Told = {};
  for (const name of names.filter((each) => !each.startsWith('__'))) told[name] = membersOf(schema.getType(name));
  return told;
}

function membersOf(type: GraphQLNamedType | undefined): string[] {
  if (isObjectType(type) || isInterfaceType(type)) return Object.values(type.getFields()).map(signatureOf).toSorted();
  if (isInputObjectType(type)) return Object.keys(type.getFields()).toSorted();
  if (isEnumType(type))
    return type
      .getValues()
      .map(({ name }) => name)
      .toSorted();
  return isUnionType(type)
    ? type
        .getTypes()
        .map(({ name }) => name)
        .toSorted()
    : [];
}

function signatureOf({ name, args }: Pick<GraphQLField<unknown, unknown>, 'name' | 'args'>): string {
  return `${name}(${args.map((arg) => arg.name).join(',')})`;
}

/** From what may be called, over what is ever given, to what can be met. */
function expectedFor(as: IdentityName): Told {
  const access = accessOf(as);
  const { apiSchema } = gateway;
  const told: Told = {};
  const mayCall = (coordinate: string): boolean => {
    const { call = [], posts } = CALLS[coordinate] ?? {};
    const held: readonly string[] = findIdentity(as)?.posts ?? [];
    return call.includes(access.role) && (posts === undefined || posts.some((post) => held.includes(post)));
  };
  /** Null: nothing of the type. The same for every way that leads to it. */
  const meet = (type: GraphQLNamedType, above: readonly string[]): boolean => {
    if (type.name in told) return true;
    if (above.includes(type.name)) return isMet(type, access);
    if (!isMet(type, access)) return false;
    if (isObjectType(type) || isInterfaceType(type)) return meetFields(type, above);
    if (isInputObjectType(type)) return meetInputs(type, above);
    if (isEnumType(type)) {
      const record = {
        CaseOrderField: 'Case',
        LicenceOrderField: 'Licence',
        ArchivalRecordOrderField: 'ArchivalRecord',
        RetentionOrderField: 'RetentionDecision',
      }[type.name];
      const values = type.getValues().map(({ name }) => name);
      const shown = values.filter((value) => record === undefined || isEver(access, record, camel(value), ['SHOW']));
      if (shown.length > 0) told[type.name] = shown.toSorted();
      return shown.length > 0;
    }
    told[type.name] = [];
    return true;
  };
  const meetInputs = (type: GraphQLNamedType, above: readonly string[]): boolean => {
    if (!isInputObjectType(type)) return false;
    const record = type.name.replace(/Filter$/, '');
    const fields = Object.values(type.getFields()).filter(
      ({ name }) => record === type.name || isEver(access, record, name, ['SHOW']),
    );
    const met = fields.filter((field) => meet(getNamedType(field.type), [...above, type.name])).map(({ name }) => name);
    if (met.length === 0 || (type.name.endsWith('Order') && !met.includes('field'))) return false;
    told[type.name] = met.toSorted();
    return true;
  };
  const meetFields = (type: GraphQLNamedType, above: readonly string[]): boolean => {
    if (!isObjectType(type) && !isInterfaceType(type)) return false;
    const isRoot = ['Query', 'Mutation'].includes(type.name);
    const given = Object.values(type.getFields()).filter(({ name }) =>
      isRoot ? mayCall(`${type.name}.${name}`) : isGiven(access, type.name, name),
    );
    const kept = given.filter((field) => {
      const of = getNamedType(field.type);
      return meet(of, [...above, type.name]);
    });
    if (kept.length === 0) return false;
    const isPageOfNothing = ['edges', 'node'].some(
      (name) => name in type.getFields() && !kept.some((field) => field.name === name),
    );
    if (isPageOfNothing) return false;
    told[type.name] = kept
      .map((field) => {
        const args = field.args.filter((arg) => meet(getNamedType(arg.type), []));
        return signatureOf({ name: field.name, args });
      })
      .toSorted();
    if (isObjectType(type)) for (const each of type.getInterfaces()) meet(each, []);
    return true;
  };
  for (const root of [apiSchema.getQueryType(), apiSchema.getMutationType()]) if (root) meet(root, []);
  // Every introspection holds the words it is itself told in.
  for (const name of ['String', 'Boolean']) told[name] ??= [];
  return told;
}

function accessOf(as: IdentityName): AccessClass {
  const caller = listCallers(demoGrants(), '2026-11-21').find(({ name }) => name === as);
  if (caller === undefined) throw new Error(`Nobody is called ${as}.`);
  return toAccessClass(caller.toContext(demoGrants()));
}

const judged = new Map<string, boolean>();

function remembered(access: AccessClass, what: string, judge: () => boolean): boolean {
  const key = `${access.key} ${what}`;
  const known = judged.get(key) ?? judge();
  judged.set(key, known);
  return known;
}

/** Whether some record of the type is more than nothing to this caller; types that are no records always can be. */
function isMet(type: GraphQLNamedType, access: AccessClass): boolean {
  const record = records.get(type.name);
  if (record === undefined) return true;
  return remembered(access, type.name, () =>
    labelsOf(reachableBits(access)).some(
      (label) => judgeRecord(access, unpackLabel(label), record.fields) === 'FIELDS',
    ),
  );
}

function isEver(access: AccessClass, typeName: string, name: string, effects: readonly string[]): boolean {
  const field = records.get(typeName)?.fields.find((each) => each.name === name);
  if (field === undefined) return true;
  return remembered(access, `${typeName}.${name} ${effects.join()}`, () =>
    labelsOf(reachableBits(access)).some((label) => {
      const facts = unpackLabel(label);
      return !facts.destroyed && effects.includes(judgeField(access, facts, field).effect);
    }),
  );
}

function isGiven(access: AccessClass, typeName: string, name: string): boolean {
  return isEver(access, typeName, name, ['SHOW', 'MASK']);
}

function camel(value: string): string {
  return value.toLowerCase().replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

/** Coordinates of values in an answer, lists of nothing aside. Examples use no aliases but on root fields. */
function givenIn(value: unknown, type: GraphQLNamedType | null): string[] {
  if (Array.isArray(value)) return value.flatMap((each) => givenIn(each, type));
  if (typeof value !== 'object' || value === null || !isObjectType(type)) return [];
  return Object.entries(value).flatMap(([name, each]) => {
    const field = type.getFields()[name];
    if (field === undefined || each === null || (Array.isArray(each) && each.length === 0)) return [];
    return [`${type.name}.${name}`, ...givenIn(each, getNamedType(field.type))];
  });
}

function isTold(schema: GraphQLSchema, coordinate: string): boolean {
  const [typeName = '', name = ''] = coordinate.split('.');
  const type = schema.getType(typeName);
  return isObjectType(type) && name in type.getFields();
}
