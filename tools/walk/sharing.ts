/**
 * From an application to a grant, its quota and its end, over two gateway processes on one database. Every step says
 * what it expects; the first that comes out otherwise ends the walk with an error.
 */
import { DEMO_USE_CAUSE } from '../../gateway/development/identities.ts';
import { toShanghaiDate } from '../../schema/ids.ts';
import { entryIdOf } from '../demo/catalogue.ts';
import { DEMO_MAIN_CASE_ID } from '../demo/case-names.ts';
import { openStage, type Answer, type Endpoint } from './stage.ts';

const QUOTA = 3;
/** How long the walk waits for what should take less than a second. */
const PATIENCE_MS = 10_000;

export type Print = (line: string) => void;

/** @param server see `openStage` */
export async function walk(print: Print, server?: string): Promise<void> {
  const stage = await openStage(2, server);
  try {
    const [one, other] = stage.gateways;
    if (one === undefined || other === undefined) throw new RangeError('two gateways expected');
    await new SharingWalk(one, other, print).run();
  } finally {
    await stage.close();
  }
}

interface Application {
  readonly id: string;
  readonly state: string;
  readonly missing: readonly { readonly code: string }[];
  readonly grant: { readonly id: string } | null;
}

const APPLICATION = 'application { id state missing { code } grant { id } } violations { code clause }';

class SharingWalk {
  readonly #one: Endpoint;
  readonly #other: Endpoint;
  readonly #print: Print;
  #steps = 0;

  constructor(one: Endpoint, other: Endpoint, print: Print) {
    this.#one = one;
    this.#other = other;
    this.#print = print;
  }

  async run(): Promise<void> {
    this.#print(`Two gateway processes on one PostgreSQL database: A ${this.#one.url}, B ${this.#other.url}`);
    const application = await this.#apply();
    const grant = await this.#approve(application);
    await this.#use(grant);
    await this.#end(grant);
  }

  async #apply(): Promise<string> {
    const entry = entryIdOf('FG-CASE-001');
    const draft = await this.#act('civil-affairs-handler', `saveApplication(input: { entry: "${entry}" })`);
    const noticed = await this.#act('civil-affairs-handler', `submitApplication(id: "${draft.id}")`);
    const missing = noticed.missing.map(({ code }) => code).join(', ');
    this.#step(
      'submitted without its parts: one notice of all that is missing',
      missing,
      noticed.state === 'INCOMPLETE',
    );
    const today = toShanghaiDate(Date.now());
    await this.#act(
      'civil-affairs-handler',
      `saveApplication(input: { id: "${draft.id}", entry: "${entry}", basis: "《社会救助暂行办法》第五十八条",
        scenario: "审核社会救助申请时核对住房保障情况", fields: ["Case.applicantName"], useCauses: ["${DEMO_USE_CAUSE}"],
        modes: [API], validFrom: "${today}", validTo: "${today}", quota: { period: DAY, requests: ${QUOTA} } })`,
    );
    const submitted = await this.#act('civil-affairs-handler', `submitApplication(id: "${draft.id}")`);
    this.#step('completed and submitted again', submitted.state, submitted.state === 'SUBMITTED');
    return draft.id;
  }

  async #approve(id: string): Promise<string> {
    const before = await this.#read(this.#other, null);
    this.#step('B, before there is a grant: the applicant', show(before), nameIn(before) === null);
    const endorsed = await this.#act('civil-affairs-head', `endorseApplication(id: "${id}")`);
    this.#step('approved by the head of the user', endorsed.state, endorsed.state === 'ENDORSED');
    const granted = await this.#act('housing-head', `decideApplication(id: "${id}", approve: true)`);
    this.#step('approved by the head of the provider', granted.state, granted.state === 'GRANTED');
    return granted.grant?.id ?? '';
  }

  async #use(grant: string): Promise<void> {
    const shown = await this.#read(this.#other, grant);
    this.#step('B, under the grant: the applicant', show(shown), nameIn(shown) !== null);
    const elsewhere = await this.#read(this.#other, grant, 'curiosity');
    this.#step('B, the same for another use cause', show(elsewhere), nameIn(elsewhere) === null);
    const answers: Answer[] = [shown];
    while (answers.length < QUOTA) answers.push(await this.#read(this.#other, grant));
    const beyond = await this.#read(this.#other, grant);
    const isAtLimit = !answers.some(isLimit) && isLimit(beyond);
    this.#step(`B, after the ${QUOTA} answers that the quota allows a day`, show(beyond), isAtLimit);
  }

  /** Under a grant of its own, whose quota is not spent: what ends it must be the revocation. */
  async #end(spent: string): Promise<void> {
    const grant = await this.#demoGrant();
    const shown = await this.#read(this.#other, grant);
    this.#step('B, under the grant of the demo city: the applicant', show(shown), nameIn(shown) !== null);
    const mutation = `mutation { terminateGrant(id: "${grant}", cause: LAW_CHANGED, reason: "依据废止")
      { grant { state } violations { code } } }`;
    const ended = await this.#one.ask({ as: 'housing-head', query: mutation });
    const startedAtMs = performance.now();
    let withheld = await this.#read(this.#other, grant);
    while (nameIn(withheld) !== null && performance.now() - startedAtMs < PATIENCE_MS)
      withheld = await this.#read(this.#other, grant);
    const tookMs = Math.round(performance.now() - startedAtMs);
    const isEnded = ended.errors === undefined && nameIn(withheld) === null;
    this.#step(`revoked at A, withheld at B after ${tookMs} ms`, show(withheld), isEnded);
    this.#print(`The grant with the quota was ${spent}, the one that was revoked ${grant}.`);
  }

  async #demoGrant(): Promise<string> {
    const query = '{ grants(first: 500) { edges { node { id state entry { code } named } } } }';
    const { data } = await this.#one.ask({ as: 'civil-affairs-head', query });
    const grants = data?.['grants'] as
      | { edges: { node: { id: string; state: string; named: string[] } }[] }
      | undefined;
    const found = grants?.edges.find(({ node }) => node.state === 'ACTIVE' && node.named.length > 1);
    return found?.node.id ?? '';
  }

  async #act(as: string, call: string): Promise<Application> {
    const { data, errors } = await this.#one.ask({ as, query: `mutation { ${call} { ${APPLICATION} } }` });
    const [result] = Object.values(data ?? {}) as { application: Application | null; violations: { code: string }[] }[];
    const { application = null, violations = [] } = result ?? {};
    if (application === null || violations.length > 0)
      throw new Error(`${call.slice(0, 30)}… was refused: ${JSON.stringify(errors ?? violations)}`);
    return application;
  }

  #read(at: Endpoint, grant: string | null, useCause: string = DEMO_USE_CAUSE): Promise<Answer> {
    return at.ask({
      as: 'civil-affairs-handler',
      query: 'query ($id: ID!) { case(id: $id) { state applicantName } }',
      variables: { id: DEMO_MAIN_CASE_ID },
      headers: { 'x-use-cause': useCause, ...(grant === null ? {} : { 'x-sharing-grant': grant }) },
    });
  }

  #step(what: string, outcome: string, isAsExpected: boolean): void {
    this.#steps += 1;
    this.#print(`${isAsExpected ? '✓' : '✗'} ${this.#steps}. ${what}: ${outcome}`);
    if (!isAsExpected) throw new Error(`Step ${this.#steps} came out otherwise than it must.`);
  }
}

function nameIn({ data }: Answer): string | null {
  return (data?.['case'] as { applicantName: string | null } | null | undefined)?.applicantName ?? null;
}

function isLimit({ errors }: Answer): boolean {
  return errors?.[0]?.extensions['code'] === 'LIMIT_EXCEEDED';
}

function show(answer: Answer): string {
  const [error] = answer.errors ?? [];
  if (error === undefined) return nameIn(answer) ?? 'withheld';
  return `refused, ${String(error.extensions['code'])} (${String(error.extensions['clause'] ?? 'no clause')})`;
}
