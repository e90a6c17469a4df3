/**
 * Random people do random acts of sharing. At every moment: no grant is in force without its two approvers or the rule
 * that answered, a valid entry, basis and time; no demand without its two; and nobody is shown what the grants, consents
 * and demands of that moment do not cover. Corrections, disputes and persons' requests change nothing of that.
 */
import { parse } from 'graphql';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import { parseRegionCode, toRegionPrefix } from '../../schema/identifiers/region-code.ts';
import { classify } from '../../schema/policy/classify.ts';
import { readProjectFile, SUPERGRAPH_FILE } from '../../subgraphs/kernel/index.ts';
import { sharing } from '../../subgraphs/sharing/index.ts';
import { demoCaseId } from '../../tools/demo/case-names.ts';
import { createFixtures, type Fixtures } from '../../tools/demo/fixtures.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { startTestGateway, TEST_NOW, type IdentityName, type LocalTestGateway } from '../support/gateway.ts';
import { askWithGrant, DISTRICT, DISTRICT_BUREAU } from '../support/sharing.ts';
import { Actors, USE_CAUSES } from '../support/sharing-actors.ts';
import {
  covers,
  effectOf,
  faultsOf,
  faultsOfDemand,
  isInForce,
  opens,
  type ModelCase,
  type ModelDemand,
  type ModelEntry,
  type ModelGrant,
} from '../support/sharing-model.ts';
import { PGLITE } from '../support/databases.ts';

const isDeep = process.env['DEEP'] !== undefined;
const SEQUENCES = Number(process.env['SHARING_SEQUENCES'] ?? (isDeep ? 5 : 1));
const ROUNDS = isDeep ? 22 : 10;
const ACTS_A_ROUND = 28;
const QUESTIONS_A_ROUND = 12;
const QUESTIONS_BY_DEMAND_A_ROUND = 8;
/** Its guardian is the demo citizen. */
const MINOR_CASE_ID: string = demoCaseId('list-minor');

/** Whoever can ask at the gateway; each sees what its body sees. */
const ASKERS: readonly { readonly as: IdentityName; readonly agency: string }[] = [
  { as: 'civil-affairs', agency: DEMO_BODIES.civilAffairs },
  { as: 'transport', agency: DEMO_BODIES.transport },
  { as: 'market', agency: DEMO_BODIES.market },
];

const { records } = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
/** Acts by which nobody is ever shown more: `policy-changes.test.ts` and `operations*.test.ts` are about them. */
const GIVE_NOTHING: ReadonlySet<string> = new Set([
  'proposePolicyChange',
  'decidePolicyChange',
  'demandRegisteredOperations',
  'withdrawOperation',
  'registerOperationKey',
  'withdrawOperationKey',
]);
/** What is asked for at random: with every type that procedures add, questions about cases would become rarer. */
const ASKED_FOR = ['Case', 'CaseStep', 'CasePart', 'LicenceSnapshot', 'Licence', 'RetentionDecision', 'ArchivalRecord'];
const allFields = ASKED_FOR.flatMap((name) => records.get(name)?.fields ?? []);
const caseFields = (records.get('Case')?.fields ?? []).filter(({ name }) => !['item', 'agency'].includes(name));
const QUESTION = `query ($id: ID!) { case(id: $id) { ${caseFields.map(({ name }) => name).join(' ')} disclosure { field outcome } } }`;

type Effects = ReadonlyMap<string, 'SHOW' | 'MASK' | 'WITHHOLD'>;

let gateway: LocalTestGateway;
let nowMs = TEST_NOW;
const contexts: AccessContext[] = [];
const withoutGrant = new Map<string, Effects>();
const total = { done: new Map<string, number>(), refused: new Map<string, number>() };
const seen = { byGrant: 0, withheld: 0, byDemand: 0, notByDemand: 0 };

beforeAll(async () => {
  gateway = await startTestGateway({
    database: await PGLITE.openDemo(),
    now: () => nowMs,
    onFetch: (context) => void contexts.push(context),
  });
  const district = { uscc: DISTRICT_BUREAU, name: '某区局', kind: 'AGENCY', region: DISTRICT, predecessors: [] };
  await gateway.running('sharing').call('load', { agencies: [district] });
  for (const { as } of ASKERS)
    for (const each of CASES) withoutGrant.set(`${as}/${each.id}`, await effects({ as }, each.id, undefined));
}, 240_000);
afterAll(() => gateway.close());

const CASES = modelCases();

/** In the hands of who formed them, closed; of grown-up or legal persons, and one of a minor. */
function modelCases(): readonly ModelCase[] {
  const { cases, holdings } = demoWorld();
  const archived = new Set((holdings.records ?? []).map(({ caseId }) => String(caseId)));
  const isOfAge = (number: unknown): boolean => /^(?:9[12]99\w+|\d{6}(?:19[0-9]{2}|2000)\d{7}\w)$/.test(String(number));
  return (cases.cases ?? [])
    .filter((row) => row.id === MINOR_CASE_ID || (!archived.has(String(row.id)) && isOfAge(row.applicantIdNumber)))
    .map(({ id, formingUnit, region, taskCode, sensitive, applicantIdNumber, standing }) => {
      return {
        id: String(id),
        formingUnit: String(formingUnit),
        region: String(region),
        item: String(taskCode),
        sensitive: sensitive === true,
        subjects: [String(applicantIdNumber), ...((standing ?? []) as readonly string[])],
        isOfMinor: id === MINOR_CASE_ID,
      };
    });
}

interface Asker {
  readonly as: IdentityName;
  readonly useCause?: string;
  /** Whether the grant is this caller's: the gateway then has it at hand. */
  readonly isHolder?: boolean;
  readonly demand?: string | undefined;
  /** Whether the demand is in force for this caller. */
  readonly isOfficer?: boolean;
}

/** What one caller gets of one case: each field by how it came out. */
async function effects(
  { as, useCause = USE_CAUSES[0], isHolder = false, demand, isOfficer = false }: Asker,
  id: string,
  grant: string | undefined,
): Promise<Effects> {
  const headers = { 'x-sharing-grant': grant, 'x-use-cause': useCause, 'x-statutory-demand': demand };
  const ask = () => gateway.ask({ as, query: QUESTION, variables: { id }, headers });
  const { data, errors } = await (isHolder || isOfficer
    ? askWithGrant(contexts, ask, isHolder ? 'grant' : 'demand')
    : ask());
  expect(errors).toBeUndefined();
  const row = data?.['case'] as
    | (Record<string, unknown> & { disclosure: { field: string; outcome: 'MASK' | 'WITHHOLD' }[] })
    | null;
  if (row === null) return new Map(caseFields.map(({ name }) => [name, 'WITHHOLD']));
  const told = new Map(row.disclosure.map(({ field, outcome }) => [field, outcome]));
  for (const { name } of caseFields) if (told.get(name) === 'WITHHOLD') expect(row[name]).toBeNull();
  return new Map(caseFields.map(({ name }) => [name, told.get(name) ?? 'SHOW']));
}

const regionOf = (agency: string): string => {
  const region = parseRegionCode(agency === DISTRICT_BUREAU ? DISTRICT : '990100');
  return region.ok ? toRegionPrefix(region.value) : '';
};

/** Gateways hear of a change within a second; the questions below are about the moment after. */
async function untilHeard(): Promise<void> {
  const epoch = Number(await gateway.running('sharing').call('readEpoch', null));
  const heard = async (): Promise<number> => {
    await gateway.ask({ as: 'transport', query: `{ agency(uscc: "${DEMO_BODIES.housing}") { uscc } }` });
    return contexts.at(-1)?.epoch ?? -1;
  };
  await expect.poll(heard, { timeout: 30_000, interval: 20 }).toBe(epoch);
}

function expected(
  grant: ModelGrant | null,
  ask: { as: string; agency: string; useCause: string; today: string },
  of: ModelCase,
): Effects {
  const before = withoutGrant.get(`${ask.as}/${of.id}`) ?? new Map();
  const isCovered = grant !== null && covers(grant, ask, of);
  const given = caseFields.map((field) => {
    const plain = before.get(field.name) ?? 'WITHHOLD';
    return { field, effect: plain === 'WITHHOLD' && isCovered ? effectOf(grant, field, of) : plain };
  });
  // A sensitive case of which nothing but P0 would be given is not there at all (R2).
  const isThere = given.some(({ field, effect }) => effect !== 'WITHHOLD' && !(of.sensitive && field.level === 'P0'));
  return new Map(given.map(({ field, effect }) => [field.name, isThere ? effect : 'WITHHOLD']));
}

function startActors(random: Fixtures, entries: ModelEntry[]): Actors {
  nowMs = TEST_NOW;
  return new Actors({
    running: gateway.running('sharing'),
    random,
    fields: allFields,
    entries,
    cases: CASES,
    today: '2026-11-21',
  });
}

/** Everybody's procedures anew, on the catalogue of the demo city. */
async function startOver(): Promise<ModelEntry[]> {
  const running = gateway.running('sharing');
  const db = running.fork().getKysely();
  const procedures = 'demand consent correction dispute record_request sharing_grant sharing_application';
  for (const table of [...procedures.split(' '), 'catalogue_draft', 'catalogue_entry', 'act'])
    await sql`delete from ${sql.table(`sharing.${table}`)}`.execute(db);
  const entries = demoWorld().sharing.entries ?? [];
  await running.call('load', { entries });
  return entries.map(({ id, provider, code, attribute, fields, offeredMasked, modes }) => {
    const texts = (column: unknown): string[] => (Array.isArray(column) ? column.map(String) : []);
    const parts = { fields: texts(fields), offeredMasked: texts(offeredMasked), modes: texts(modes) };
    const names = { id: String(id), provider: String(provider), code: String(code), attribute: String(attribute) };
    return { ...names, ...parts, isPublished: true, version: 1 };
  });
}

/** Grants that the system holds to be in force, and what each of them names: id → fields and modes. */
async function inForce(today: string): Promise<Readonly<Record<string, object>>> {
  const query = sql<{ id: string; named: string[]; modes: string[] }>`select id, named, modes from sharing.sharing_grant
    where state = 'ACTIVE' and valid_to >= ${today}::date`;
  const { rows } = await query.execute(gateway.running('sharing').fork().getKysely());
  return Object.fromEntries(rows.map(({ id, named, modes }) => [id, { named, modes }]));
}

/** Demands that the system holds to be in force. */
async function demandsInForce(): Promise<string[]> {
  const query = sql<{ id: string }>`select id from sharing.demand where cardinality(approvers) >= 2 and ended_at is null
    and until > ${new Date(nowMs).toISOString()}::timestamptz order by id`;
  return (await query.execute(gateway.running('sharing').fork().getKysely())).rows.map(({ id }) => id);
}

/** Somebody asks for some case by some demand, or could have and does not: mostly its officer for its case. */
async function askByDemand(
  { int, pick }: Fixtures,
  { today }: Actors,
  demands: readonly ModelDemand[],
  because: (what: string) => string,
): Promise<void> {
  if (demands.length === 0) return;
  const demand = pick(demands);
  const officer = ASKERS.find(({ agency }) => agency === demand.authority);
  const asker = officer !== undefined && int(1, 4) > 1 ? officer : pick(ASKERS);
  const of = int(1, 4) > 1 ? demand.of : pick(CASES);
  const isNamed = int(1, 5) > 1;
  const isOfficer =
    isNamed && isInForce(demand, nowMs) && demand.authority === asker.agency && demand.officers.includes(asker.as);
  const got = await effects({ as: asker.as, demand: isNamed ? demand.id : undefined, isOfficer }, of.id, undefined);
  const isOpen = isNamed && opens(demand, { ...asker, nowMs }, of);
  const plain = expected(null, { ...asker, useCause: USE_CAUSES[0], today }, of);
  const should = [...plain].map(([name, effect]) => [name, isOpen ? 'SHOW' : effect]);
  expect([...got], because(`${asker.as} on ${of.id} by demand ${isNamed ? demand.id : 'not named'}`)).toEqual(should);
  if (isOpen) seen.byDemand += 1;
  else seen.notByDemand += 1;
}

/** Somebody asks for some case by some grant, mostly in the way that the grant allows. */
async function askByChance(
  { int, pick }: Fixtures,
  actors: Actors,
  grants: readonly ModelGrant[],
  because: (what: string) => string,
): Promise<void> {
  const grant = grants.length === 0 ? null : pick(grants);
  const holder = ASKERS.find(({ agency }) => agency === grant?.application.applicant);
  const asker = holder !== undefined && int(1, 5) > 1 ? holder : pick(ASKERS);
  const useCause = pick(int(1, 4) > 1 ? (grant?.application.useCauses ?? USE_CAUSES) : USE_CAUSES);
  const subjects = grant?.application.subjects ?? null;
  const own = CASES.filter(
    (each) =>
      each.formingUnit === grant?.application.entry.provider &&
      (subjects === null || subjects.some((subject) => each.subjects.includes(subject))),
  );
  const of = pick(own.length > 0 && int(1, 5) > 1 ? own : CASES);
  const isHolder = asker.agency === grant?.application.applicant;
  if (grant !== null) actors.askedFor.set(grant.id, (actors.askedFor.get(grant.id) ?? new Set()).add(of.id));
  const got = await effects({ as: asker.as, useCause, isHolder }, of.id, grant?.id);
  const should = expected(grant, { ...asker, useCause, today: actors.today }, of);
  expect([...got], because(`${asker.as} on ${of.id} by ${grant?.id}`)).toEqual([...should]);
  const before = withoutGrant.get(`${asker.as}/${of.id}`);
  for (const [name, effect] of got) {
    const isGiven = effect !== before?.get(name);
    if (isGiven) seen.byGrant += 1;
    else if (effect === 'WITHHOLD') seen.withheld += 1;
  }
}

describe.each(Array.from({ length: SEQUENCES }, (_none, at) => at + 2))('the acts of seed %i', (seed) => {
  it(
    'leave no grant in force that should not be, and show nothing that no grant covers',
    { timeout: 600_000 },
    async () => {
      const random = createFixtures(seed);
      const actors = startActors(random, await startOver());
      for (let round = 0; round < ROUNDS; round += 1) {
        for (let each = 0; each < ACTS_A_ROUND; each += 1) await actors.step();
        nowMs = TEST_NOW + Date.parse(`${actors.today}T00:00:00Z`) - Date.parse('2026-11-21T00:00:00Z');
        const because = (what: string): string => `seed ${seed}: ${what}\n${actors.story.slice(-40).join('\n')}`;
        const running = actors.grants.filter(
          ({ state, application }) => state === 'ACTIVE' && application.validTo >= actors.today,
        );
        expect(await inForce(actors.today), because('grants in force')).toEqual(
          Object.fromEntries(running.map(({ id, named, modes }) => [id, { named, modes }])),
        );
        for (const grant of running) expect(faultsOf(grant, regionOf), because(grant.id)).toEqual([]);
        const demands = actors.others.demands.filter((each) => isInForce(each, nowMs));
        expect(await demandsInForce(), because('demands in force')).toEqual(demands.map(({ id }) => id).toSorted());
        for (const demand of demands) expect(faultsOfDemand(demand), because(demand.id)).toEqual([]);
        expect(actors.faults, because('acts')).toEqual([]);
        await untilHeard();
        for (let each = 0; each < QUESTIONS_A_ROUND; each += 1)
          await askByChance(random, actors, random.int(1, 5) > 1 ? running : actors.grants.slice(-8), because);
        // Mostly by those that run, be it without their approvals.
        const all = actors.others.demands;
        const live = all.filter(({ until }) => nowMs < Date.parse(until));
        for (let each = 0; each < QUESTIONS_BY_DEMAND_A_ROUND; each += 1)
          await askByDemand(random, actors, live.length > 0 && random.int(1, 6) > 1 ? live : all, because);
      }
      tally(actors);
    },
  );
});

it('these runs had something to find: acts of every kind done and refused, and values shown by grants and demands', () => {
  const common = `submitApplication endorseApplication decideApplication draftCatalogueEntry publishCatalogueEntry
    recordDemand approveDemand`.split(/\s+/);
  const all = Object.keys(sharing.access)
    .flatMap((each) => /^Mutation\.(.+)$/.exec(each)?.[1] ?? [])
    .filter((name) => !GIVE_NOTHING.has(name));
  for (const name of common) expect([name, total.done.get(name) ?? 0, total.refused.get(name) ?? 0]).not.toContain(0);
  const drawn = new Set([...total.done.keys(), ...total.refused.keys()]);
  if (isDeep) expect(all.filter((name) => !drawn.has(name))).toEqual([]);
  expect(seen.byGrant).toBeGreaterThan(20 * SEQUENCES);
  expect(seen.withheld).toBeGreaterThan(200 * SEQUENCES);
  expect(seen.byDemand).toBeGreaterThan(SEQUENCES);
  expect(seen.notByDemand).toBeGreaterThan(SEQUENCES);
});

function tally({ done, refused }: Actors): void {
  for (const [name, count] of done) total.done.set(name, count + (total.done.get(name) ?? 0));
  for (const [name, count] of refused) total.refused.set(name, count + (total.refused.get(name) ?? 0));
}
