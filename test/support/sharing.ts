/** `sharing` alone, with the bodies and the catalogue of the demo city and no grants, and people who act in it. */
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext, Post } from '../../schema/actor.ts';
import { makeCheckOrganisationCode } from '../../schema/identifiers/organisation-code.ts';
import { makeCheckUscc } from '../../schema/identifiers/uscc.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { sharing } from '../../subgraphs/sharing/index.ts';
import { entryIdOf } from '../../tools/demo/catalogue.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { ask } from './house.ts';
import { access, testServices } from './services.ts';

/** A bureau of a district of the city, for return flow. */
export const DISTRICT_BUREAU = districtCode();
export const DISTRICT = '990106';

export async function startSharing(database: Database): Promise<RunningSubgraph> {
  const running = await sharing.start(database, testServices());
  const { agencies = [], entries = [] } = demoWorld().sharing;
  const district = {
    uscc: DISTRICT_BUREAU,
    name: '某市某区民政局',
    kind: 'AGENCY',
    region: DISTRICT,
    predecessors: [],
  };
  await running.call('load', { agencies: [...agencies, district], entries });
  return running;
}

export function person(agency: string, actorId: string, ...posts: readonly Post[]): AccessContext {
  return access({ agency, actorId, posts });
}

/** Who takes part in most procedures: the user is civil affairs, the provider housing. */
export const PEOPLE = {
  handler: person(DEMO_BODIES.civilAffairs, 'user-handler', 'HANDLER'),
  userHead: person(DEMO_BODIES.civilAffairs, 'user-head', 'SHARING_HEAD'),
  providerHead: person(DEMO_BODIES.housing, 'provider-head', 'SHARING_HEAD'),
  providerHandler: person(DEMO_BODIES.housing, 'provider-handler', 'HANDLER'),
  strangerHead: person(DEMO_BODIES.transport, 'stranger-head', 'SHARING_HEAD'),
  districtHandler: person(DISTRICT_BUREAU, 'district-handler', 'HANDLER'),
  districtHead: person(DISTRICT_BUREAU, 'district-head', 'SHARING_HEAD'),
  authority: access({ role: 'DATA_AUTHORITY', agency: DEMO_BODIES.dataAuthority, actorId: 'authority' }),
  auditor: access({ role: 'AUDITOR', actorId: 'auditor' }),
} as const satisfies Record<string, AccessContext>;

/** A complete application for the conditional entry of housing. */
export function completeApplication(given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> {
  return {
    entry: entryIdOf('FG-CASE-001'),
    basis: '《社会救助暂行办法》第五十八条',
    scenario: '审核社会救助申请时核对住房保障情况',
    fields: ['Case.caseNumber', 'Case.applicantName'],
    useCauses: ['social-assistance-review'],
    modes: ['API'],
    validFrom: '2026-11-21',
    validTo: '2027-11-20',
    quota: { period: 'DAY', requests: 100 },
    ...given,
  };
}

/** The outcome of a mutation: its subject, and the codes of what it was refused for; an error is one of them. */
export interface Outcome<T = Readonly<Record<string, unknown>>> {
  readonly subject: T | null;
  readonly codes: readonly string[];
  readonly clauses: readonly string[];
  /** Of an error: FORBIDDEN, NOT_FOUND, … */
  readonly error: string | null;
}

interface Result {
  readonly violations: readonly { readonly code: string; readonly clause: string }[];
  readonly [subject: string]: unknown;
}

/** Calls one mutation: `act(running, who, 'submitApplication', { id }, 'application { id state }')`. */
export async function act<T = Readonly<Record<string, unknown>>>(
  running: RunningSubgraph,
  who: AccessContext,
  name: string,
  args: Readonly<Record<string, unknown>>,
  subject: string,
): Promise<Outcome<T>> {
  const written = Object.entries(args).map(([key, value]) => `${key}: ${toLiteral(value, key)}`);
  const query = `mutation { ${name}(${written.join(', ')}) { ${subject} violations { code clause } } }`;
  const { data, errors } = await ask(running, query, who);
  const result = (data?.[name] ?? null) as Result | null;
  if (result === null) {
    const code = String(errors?.[0]?.extensions?.['code'] ?? errors?.[0]?.message);
    return { subject: null, codes: [code], clauses: [], error: code };
  }
  const field = /^\w+/.exec(subject)?.[0] ?? '';
  return {
    subject: (result[field] ?? null) as T | null,
    codes: result.violations.map(({ code }) => code),
    clauses: result.violations.map(({ clause }) => clause),
    error: null,
  };
}

/** Enum values of our inputs; everything else in capitals is text. */
const ENUM_KEYS = ['modes', 'period', 'attribute', 'cause', 'dataClass', 'kind'];

function toLiteral(value: unknown, key = ''): string {
  if (Array.isArray(value)) return `[${value.map((each) => toLiteral(each, key)).join(', ')}]`;
  if (typeof value === 'string')
    return ENUM_KEYS.includes(key) && /^[A-Z_]+$/.test(value) ? value : JSON.stringify(value);
  if (typeof value !== 'object' || value === null) return String(value);
  const fields = Object.entries(value).map(([name, each]) => `${name}: ${toLiteral(each, name)}`);
  return `{ ${fields.join(', ')} }`;
}

function districtCode(): string {
  const organisation = 'MB0DEM11';
  const body = `11990106${organisation}${makeCheckOrganisationCode(organisation)}`;
  return body + makeCheckUscc(body);
}

/**
 * Asks until the whole answer was made with the caller's grant at hand. A gateway that has not heard of grants for a
 * second decides as if there were none: right on a loaded machine, and not what is asked about here.
 *
 * @param contexts filled by the `onFetch` of the gateway
 * @param by what must be at hand
 */
export async function askWithGrant<T>(
  contexts: AccessContext[],
  ask: () => Promise<T>,
  by: 'grant' | 'demand' = 'grant',
): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    contexts.length = 0;
    const answer = await ask();
    if (contexts.every((context) => context[by] !== null) || Date.now() > deadline) return answer;
  }
}
