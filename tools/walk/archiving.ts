/**
 * One case from opening to the archive, over GraphQL and HTTP, against a gateway of its own: a database in a folder
 * that is gone afterwards, and a port that is free. Returned once with all findings, put right, archived, read back.
 */
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueToken, openHouse, startGateway } from '../../gateway/index.ts';
import { DEMO_BODIES, findIdentity } from '../../gateway/development/identities.ts';
import { addDays, toShanghaiDate } from '../../schema/ids.ts';
import { loadServices, readConfig, type Config } from '../../subgraphs/kernel/index.ts';
import { caseStory, INTAKE, scopeFor, type IntakeItem } from '../demo/intake.ts';

export type Print = (line: string) => void;

const SYSTEM = 'housing-system';
const ARCHIVIST = 'housing-archivist';
const ITEM: IntakeItem = {
  taskCode: `${DEMO_BODIES.housing}3990017001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};

interface Outcome {
  readonly case: { readonly id: string; readonly state: string } | null;
  readonly violations: readonly { readonly code: string; readonly message: string }[];
}

interface Walked {
  readonly state: string;
  readonly archivedOn: string | null;
  readonly recordCode: string;
  readonly archiving: readonly { readonly from: string; readonly to: string }[];
  readonly materials: readonly {
    readonly fileName: string;
    readonly downloadLink: string;
    readonly digestSm3: string;
  }[];
  readonly checkReports: readonly Report[];
}

interface Report {
  readonly stage: string;
  readonly accepted: boolean;
  readonly findings: readonly {
    readonly code: string;
    readonly object: string;
    readonly result: string;
    readonly reason: string | null;
  }[];
}

const WALKED = `query ($id: ID!) { case(id: $id) { state archivedOn recordCode archiving { from to }
  materials { fileName downloadLink digestSm3 }
  checkReports { stage accepted findings { code object result reason } } } }`;

export async function walk(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-walk-'));
  const config = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' });
  const services = loadServices(config);
  const house = await openHouse(config, services);
  const gateway = await startGateway({ config, services, house });
  try {
    const url = await gateway.listen();
    print(`A gateway of its own: ${url}, data in ${folder}`);
    await new ArchivingWalk(config, url, print).run();
  } finally {
    await gateway.close();
    await house.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class ArchivingWalk {
  readonly #config: Config;
  readonly #url: string;
  readonly #print: Print;
  #steps = 0;

  constructor(config: Config, url: string, print: Print) {
    this.#config = config;
    this.#url = url;
    this.#print = print;
  }

  async run(): Promise<void> {
    await this.#setUp();
    const story = caseStory(ITEM, 1, 'walk', addDays(toShanghaiDate(Date.now()), -1));
    const opened = await this.#act(SYSTEM, 'openCase', { input: story.open });
    const caseId = opened.case?.id ?? '';
    this.#step(
      `${SYSTEM} opens the case ${caseId}; sent again, it is the same: ${(await this.#act(SYSTEM, 'openCase', { input: story.open })).case?.id === caseId}`,
    );
    for (const step of story.steps) await this.#act(SYSTEM, 'addStep', { input: { caseId, ...step } });
    this.#step(`adds ${story.steps.length} steps`);
    for (const { uploadKey, bytes } of story.files) await this.#send(uploadKey, bytes);
    const [form, notice, decision] = story.materials;
    for (const material of [form, decision])
      await this.#act(SYSTEM, 'attachMaterial', { input: { caseId, ...material } });
    this.#step('attaches two of the three materials');
    await this.#act(SYSTEM, 'completeCase', { input: { caseId, ...story.complete } });
    this.#step('completes the case; its latest day of archiving is set');
    const returned = await this.#act(ARCHIVIST, 'archiveCase', { id: caseId }, false);
    this.#step(`${ARCHIVIST} archives: ${returned.case?.state}, with all findings at once`);
    for (const { code, message } of returned.violations) this.#print(`     ${code}  ${message}`);
    await this.#act(SYSTEM, 'attachMaterial', { input: { caseId, ...notice } });
    const archived = await this.#act(ARCHIVIST, 'archiveCase', { id: caseId });
    this.#step(`the missing material is attached, and the case archived: ${archived.case?.state}`);
    await this.#show(caseId);
  }

  async #setUp(): Promise<void> {
    const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
    await this.#act(ARCHIVIST, 'registerItem', { input: { taskCode, version, name, itemType: 'CONFIRMATION' } });
    await this.#act(ARCHIVIST, 'registerSystem', { input: { system: SYSTEM, taskCode, region } });
    const drafted = await this.#ask(ARCHIVIST, INTAKE.draftScope, { input: scopeFor(ITEM) });
    const scopeId = (drafted['draftScope'] as { scope: { id: string } }).scope.id;
    await this.#act('archives-authority', 'reviewScope', { input: { scopeId, approve: true } });
    this.#step('the archivist registers item and system and drafts the scope; the archives authority approves it');
  }

  async #show(id: string): Promise<void> {
    const walked = (await this.#ask(ARCHIVIST, WALKED, { id }))['case'] as Walked;
    this.#step(`steps: ${walked.archiving.map(({ to }) => to).join(' → ')}`);
    this.#print(`     record code ${walked.recordCode}, archived on ${walked.archivedOn}`);
    for (const { fileName, downloadLink, digestSm3 } of walked.materials) {
      const bytes = await this.#get(downloadLink);
      const isSame = createHash('sm3').update(bytes).digest('hex') === digestSm3;
      this.#print(`     ${fileName}: ${bytes.length} bytes read back, SM3 ${isSame ? 'as declared' : 'DIFFERS'}`);
      if (!isSame) throw new Error('What was read back is not what was sent.');
    }
    for (const report of walked.checkReports.toReversed()) this.#printReport(report);
  }

  #printReport({ stage, accepted, findings }: Report): void {
    const count = (result: string): number => findings.filter((each) => each.result === result).length;
    const results = ['PASS', 'FAIL', 'WARNING', 'MANUAL_REVIEW', 'NOT_APPLICABLE'];
    const told = results.map((result) => `${result} ${count(result)}`).join(', ');
    this.#step(`check report, stage ${stage}: ${accepted ? 'accepted' : 'returned'} (${told})`);
    for (const { code, object, result, reason } of findings.filter((each) => each.result !== 'PASS'))
      this.#print(`     ${code.padEnd(8)} ${result.padEnd(14)} ${object}${reason === null ? '' : `: ${reason}`}`);
  }

  #step(text: string): void {
    this.#steps += 1;
    this.#print(`${String(this.#steps).padStart(2)}. ${text}`);
  }

  /** @throws Error when it is refused although it should not be */
  async #act(as: string, name: keyof typeof INTAKE, variables: object, mustPass = true): Promise<Outcome> {
    const outcome = Object.values(await this.#ask(as, INTAKE[name], variables))[0] as Outcome;
    if (mustPass && outcome.violations.length > 0) throw new Error(`${name}: ${JSON.stringify(outcome.violations)}`);
    return outcome;
  }

  async #ask(as: string, query: string, variables: object): Promise<Record<string, unknown>> {
    const headers = { 'content-type': 'application/json', ...(await this.#headersOf(as)) };
    const body = JSON.stringify({ query, variables });
    const response = await fetch(`${this.#url}/graphql`, { method: 'POST', headers, body });
    const { data, errors } = (await response.json()) as { data?: Record<string, unknown>; errors?: unknown };
    if (errors !== undefined || data === undefined) throw new Error(JSON.stringify(errors));
    return data;
  }

  async #send(key: string, bytes: Buffer): Promise<void> {
    const headers = { 'content-type': 'application/octet-stream', ...(await this.#headersOf(SYSTEM)) };
    const body = new Uint8Array(bytes);
    const response = await fetch(`${this.#url}/files/${key}`, { method: 'PUT', headers, body });
    const answer = (await response.json()) as { readonly bytes: number; readonly sm3: string };
    if (response.status !== 201) throw new Error(JSON.stringify(answer));
    this.#step(`PUT /files/${key}: ${answer.bytes} bytes, SM3 ${answer.sm3.slice(0, 16)}…`);
  }

  async #get(link: string): Promise<Buffer> {
    const response = await fetch(this.#url + link, { headers: await this.#headersOf(ARCHIVIST) });
    if (response.status !== 200) throw new Error(`GET ${response.status}`);
    return Buffer.from(await response.arrayBuffer());
  }

  async #headersOf(as: string): Promise<Record<string, string>> {
    const useCause = findIdentity(as)?.useCause;
    const authorization = `Bearer ${await issueToken(this.#config, as)}`;
    return { authorization, ...(useCause === undefined ? {} : { 'x-use-cause': useCause }) };
  }
}
