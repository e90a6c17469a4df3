/** For each entry of the demo city: what it offers is what a grant on it shows, no less and no more. */
import { randomUUID } from 'node:crypto';
import { getNamedType, isLeafType, type GraphQLObjectType } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { startTestGateway, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';
import { access } from '../support/services.ts';
import { askWithGrant } from '../support/sharing.ts';
import { PGLITE } from '../support/databases.ts';

const USE_CAUSE = 'entry-check';
/** Type of record → how the lists of the graph reach it. */
const REACHED: Readonly<Record<string, { readonly list: string; readonly by: string | null }>> = {
  Case: { list: 'cases', by: null },
  CaseStep: { list: 'cases', by: 'steps' },
  CasePart: { list: 'cases', by: 'parts' },
  CaseMaterial: { list: 'cases', by: 'materials' },
  LicenceSnapshot: { list: 'cases', by: 'licences' },
  Licence: { list: 'licences', by: null },
  ArchivalRecord: { list: 'archivalRecords', by: null },
  RetentionDecision: { list: 'retentionDecisions', by: null },
};
const SUBGRAPHS = {
  cases: 'cases',
  licences: 'licences',
  archivalRecords: 'holdings',
  retentionDecisions: 'retention',
};

/** Those of one provider in `npm test`, of all in the deep run. */
const isChecked = (provider: unknown): boolean => process.env['DEEP'] !== undefined || provider === DEMO_BODIES.housing;

const offered = (demoWorld().sharing.entries ?? []).filter(({ provider }) => isChecked(provider));
const entries = offered.map((entry) => ({
  id: String(entry.id),
  code: String(entry.code),
  provider: String(entry.provider),
  attribute: String(entry.attribute),
  fields: textsOf(entry.fields),
  offeredMasked: textsOf(entry.offeredMasked),
}));

function textsOf(column: unknown): string[] {
  return Array.isArray(column) ? column.map(String) : [];
}

let gateway: LocalTestGateway;
const contexts: AccessContext[] = [];
beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
    onFetch: (context) => void contexts.push(context),
  });
}, 240_000);
afterAll(() => gateway.close());

/** Somebody who is nothing to the records of a provider but the holder of a grant. */
function userOf(provider: string): { readonly as: IdentityName; readonly agency: string } {
  return provider === DEMO_BODIES.transport
    ? { as: 'civil-affairs', agency: DEMO_BODIES.civilAffairs }
    : { as: 'transport', agency: DEMO_BODIES.transport };
}

type Entry = (typeof entries)[number];

/** Everything of the entry by name, each with a basis; all third agencies agree. */
async function grantOn(entry: Entry, named: readonly string[]): Promise<string> {
  const id = randomUUID();
  const grant = { id, version: 1, entryId: entry.id, grantee: userOf(entry.provider).agency, state: 'ACTIVE' };
  const purpose = { basis: 'x', scenario: 'x', useCauses: [USE_CAUSE], modes: ['API'] };
  const scope = { named: [...named], withBasis: [...named], validFrom: '2026-01-01', validTo: '2026-12-31' };
  const rows = { regions: null, items: null, from: null, to: null, subjects: null };
  const all = Object.values(DEMO_BODIES);
  const consents = { units: [entry.provider], halls: [entry.provider], sources: all };
  await gateway.running('sharing').call('load', { grants: [{ ...grant, ...purpose, ...scope, rows, consents }] });
  return id;
}

const headers = (grant: string | undefined) => ({ 'x-sharing-grant': grant, 'x-use-cause': USE_CAUSE });

function selection(type: string): string {
  const fields = Object.values((gateway.apiSchema.getType(type) as GraphQLObjectType).getFields());
  return fields
    .filter(({ name }) => !['disclosure', 'tombstone'].includes(name))
    .flatMap(({ name, type: of }) => {
      const named = getNamedType(of);
      if (isLeafType(named)) return [name];
      const isLink = ['Agency', 'ServiceItem'].includes(named.name);
      return isLink ? [`${name} { __typename }`] : [];
    })
    .join(' ');
}

interface Outcomes {
  readonly SHOW: ReadonlySet<string>;
  readonly MASK: ReadonlySet<string>;
}

/** What each user gets without a grant, and which types each provider has, are asked once. */
const asked = new Map<string, Promise<unknown>>();
function once<T>(key: string, ask: () => Promise<T>): Promise<T> {
  const known = asked.get(key) ?? ask();
  asked.set(key, known);
  return known as Promise<T>;
}

function outcomesWithout(entry: Entry): Promise<Outcomes> {
  return once(userOf(entry.provider).as, () => outcomes(entry, undefined));
}

/** Coordinates that came out so in at least one record. */
async function outcomes(entry: Entry, grant: string | undefined): Promise<Outcomes> {
  const found = { SHOW: new Set<string>(), MASK: new Set<string>() };
  for (const list of Object.keys(SUBGRAPHS)) {
    const parts = Object.entries(REACHED)
      .filter(([, reached]) => reached.list === list)
      .map(([type, { by }]) => (by === null ? selection(type) : `${by} { ${selection(type)} }`));
    const query = `{ ${list}(first: 100) { edges { node { ${parts.join(' ')} } } } }`;
    const ask = () => gateway.ask({ as: userOf(entry.provider).as, query, headers: headers(grant) });
    const answer = await (grant === undefined ? ask() : askWithGrant(contexts, ask));
    expect(answer.errors).toBeUndefined();
    for (const { coordinate, outcome } of answer.extensions?.disclosure?.entries ?? [])
      if (outcome === 'SHOW' || outcome === 'MASK') found[outcome].add(coordinate);
  }
  return found;
}

/** Types of which the provider controls records that this user meets. */
function typesOf({ provider }: Entry): Promise<ReadonlySet<string>> {
  return once(provider, () => readTypes(provider));
}

async function readTypes(provider: string): Promise<ReadonlySet<string>> {
  const found = new Set<string>();
  for (const [type, { list, by }] of Object.entries(REACHED)) {
    const query = `{ ${list}(first: 100) { edges { node { ${by === null ? 'provider' : `${by} { provider }`} } } } }`;
    const running = gateway.running(SUBGRAPHS[list as keyof typeof SUBGRAPHS] as 'cases');
    const context = access({ agency: userOf(provider).agency, useCause: USE_CAUSE });
    const { data } = await running.execute({ query, operationName: undefined, variables: {} }, context);
    if (JSON.stringify(data).includes(`"provider":"${provider}"`)) found.add(type);
  }
  return found;
}

const typeOf = (coordinate: string): string => coordinate.split('.')[0] ?? '';
const minus = (some: ReadonlySet<string>, others: ReadonlySet<string>): string[] =>
  [...some].filter((each) => !others.has(each)).toSorted();

describe.each(entries.filter(({ attribute }) => attribute !== 'NON_SHARING'))('the entry $code', (entry) => {
  it('offers what a grant on it shows: each of its fields, and no other', async () => {
    const without = await outcomesWithout(entry);
    const withGrant = await outcomes(entry, await grantOn(entry, entry.fields));
    const types = await typesOf(entry);

    expect(minus(withGrant.SHOW, without.SHOW).filter((each) => !entry.fields.includes(each))).toEqual([]);
    const reachable = entry.fields.filter((each) => types.has(typeOf(each)));
    expect(minus(new Set(reachable), withGrant.SHOW)).toEqual([]);
    expect(types.size).toBeGreaterThanOrEqual(4);
    expect(minus(withGrant.MASK, without.MASK)).toEqual([]);
  });
});

describe.each(entries.filter(({ offeredMasked }) => offeredMasked.length > 0))('the entry $code', (entry) => {
  it('offers masked what a grant that names nothing gets masked', async () => {
    const without = await outcomesWithout(entry);
    const withGrant = await outcomes(entry, await grantOn(entry, []));
    const types = await typesOf(entry);

    expect(minus(withGrant.SHOW, without.SHOW)).toEqual([]);
    const masked = minus(withGrant.MASK, without.MASK);
    expect(masked.filter((each) => !entry.offeredMasked.includes(each))).toEqual([]);
    const reachable = entry.offeredMasked.filter((each) => types.has(typeOf(each)));
    expect(minus(new Set(reachable), withGrant.MASK)).toEqual([]);
  });
});

it('a grant on an entry that is not shared shows nothing', async () => {
  for (const entry of entries.filter(({ attribute }) => attribute === 'NON_SHARING')) {
    const without = await outcomesWithout(entry);
    const withGrant = await outcomes(entry, await grantOn(entry, entry.fields));
    expect(minus(withGrant.SHOW, without.SHOW)).toEqual([]);
    expect(minus(withGrant.MASK, without.MASK)).toEqual([]);
  }
});
