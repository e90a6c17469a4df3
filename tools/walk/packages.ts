/**
 * Archived cases of one house as packages into an empty one: exported for their archivist and for a stranger, imported,
 * exported again, and compared field by field and byte by byte. Two gateways of its own, in folders that are gone
 * afterwards.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DEMO_BODIES, findIdentity } from '../../gateway/development/identities.ts';
import { issueToken, startGateway, startHouse } from '../../gateway/index.ts';
import { localDate } from '../../schema/ids.ts';
import { loadServices, readConfig, type Config } from '../../subgraphs/kernel/index.ts';
import { openPglite } from '../../subgraphs/wire/index.ts';
import { createFixtures } from '../demo/fixtures.ts';
import { caseStory, INTAKE, scopeFor, type IntakeItem } from '../demo/intake.ts';
import { compareFolders, tellComparison } from '../package/compare.ts';
import { ExportRun, type ExportReport } from '../package/exchange/export-run.ts';
import { GatewayClient, type Caller } from '../package/exchange/gateway-client.ts';
import { ImportRun, type ImportReport } from '../package/exchange/import-run.ts';
import { SILENT } from '../package/exchange/progress.ts';

export type Print = (line: string) => void;

const SYSTEM = 'housing-system';
const ARCHIVIST = 'housing-archivist';
const CASES = 5;
const ITEM: IntakeItem = {
  taskCode: `${DEMO_BODIES.housing}3990017001001`,
  itemVersion: '1',
  region: '990100',
  agency: DEMO_BODIES.housing,
  itemName: '公租房资格确认',
};
/** GB 18030-2022, beyond the basic plane and in the compatibility blocks; what XML has names for. */
const RARE = '𠮷𬭚𰻞 﨑豈 é\u0301 <&>"㍿';
/** Where several lines may stand: ends of lines of both kinds. */
const LINES = `${RARE}\r\n第二行\n`;

interface Outcome {
  readonly case: { readonly id: string; readonly state: string } | null;
  readonly violations: readonly { readonly code: string; readonly message: string }[];
}

export async function walk(print: Print): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-walk-'));
  const one = await WalkHouse.open(join(folder, 'one'));
  const other = await WalkHouse.open(join(folder, 'other'));
  try {
    print(`Two houses of their own, ${one.url} and ${other.url}, in ${folder}`);
    await new PackagesWalk(print, folder, { one, other }).run();
  } finally {
    await one.close();
    await other.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

class PackagesWalk {
  readonly #print: Print;
  readonly #folder: string;
  readonly #one: WalkHouse;
  readonly #other: WalkHouse;
  #steps = 0;

  constructor(print: Print, folder: string, { one, other }: { readonly one: WalkHouse; readonly other: WalkHouse }) {
    this.#print = print;
    this.#folder = folder;
    this.#one = one;
    this.#other = other;
  }

  async run(): Promise<void> {
    await this.#one.setUp();
    for (let number = 1; number <= CASES; number += 1) await this.#one.archive(number);
    this.#step(`${CASES} cases archived in the first house, with files, steps, called licences and rare characters`);
    const originals = await this.#export(this.#one, ARCHIVIST, 'originals');
    this.#step(`exported for ${ARCHIVIST}: ${tellExport(originals)}`);
    const copies = await this.#export(this.#one, 'transport', 'copies');
    this.#step(`exported for transport, who has no grant: ${tellExport(copies)}`);
    await this.#other.setUp();
    this.#step('the second house is empty; its archivist registers the item, its authority approves the scope');
    await this.#import('originals', ARCHIVIST, { ACCEPTED: CASES });
    await this.#import('originals', ARCHIVIST, { ALREADY_THERE: CASES });
    await this.#import('copies', ARCHIVIST, { REFUSED: CASES });
    await this.#import('originals', 'market-system', { REFUSED: CASES });
    const again = await this.#export(this.#other, ARCHIVIST, 'again');
    this.#step(`exported from the second house: ${tellExport(again)}`);
    const compared = await compareFolders(this.#at('originals'), this.#at('again'), SILENT);
    this.#step(`compared: ${tellComparison(compared).replaceAll('\n', '\n    ')}`);
    if (compared.differences.length > 0 || compared.packages !== CASES) throw new Error('The records differ.');
  }

  async #export(house: WalkHouse, as: string, name: string): Promise<ExportReport> {
    const caller = await house.callerOf(as);
    const options = { caller, agency: findIdentity(as)?.agency ?? null, into: this.#at(name), caseIds: null };
    const filter = { state: { eq: 'ARCHIVED' } };
    return (await ExportRun.open({ ...options, filter, atOnce: 4 })).run(SILENT);
  }

  /** @throws Error when it comes out otherwise */
  async #import(name: string, as: string, expected: Partial<ImportReport['outcomes']>): Promise<void> {
    this.#steps += 1;
    const caller = await this.#other.callerOf(as);
    const work = join(this.#folder, `import-${this.#steps}`);
    const run = await ImportRun.open({ caller, paths: [this.#at(name)], work, atOnce: 4 });
    const { outcomes, reasons } = await run.run(SILENT);
    const told = Object.entries(outcomes).filter(([, n]) => n > 0);
    const why = Object.keys(reasons);
    const because = why.length === 0 ? '' : ` (${why.join(', ')})`;
    this.#print(
      `${String(this.#steps).padStart(2)}. ${name} imported by ${as}: ${told.map(([outcome, n]) => `${outcome} ${n}`).join(', ')}${because}`,
    );
    for (const [outcome, n] of Object.entries(expected))
      if (told.find(([each]) => each === outcome)?.[1] !== n) throw new Error(`${n} times ${outcome} expected.`);
  }

  #at(name: string): string {
    return join(this.#folder, name);
  }

  #step(text: string): void {
    this.#steps += 1;
    this.#print(`${String(this.#steps).padStart(2)}. ${text}`);
  }
}

function tellExport({ exported, complete, decided, failed }: ExportReport): string {
  if (failed.length > 0) throw new Error(JSON.stringify(failed));
  return `${exported} packages, ${complete} complete, ${decided} with fields withheld`;
}

/** A gateway with everything behind it: rows in memory, files in a folder. */
class WalkHouse {
  readonly url: string;
  readonly close: () => Promise<void>;
  readonly #config: Config;

  private constructor(config: Config, url: string, close: () => Promise<void>) {
    this.#config = config;
    this.url = url;
    this.close = close;
  }

  static async open(folder: string): Promise<WalkHouse> {
    const config = readConfig({ DATA_DIR: folder, PORT: '0', LOG_LEVEL: 'error' });
    const services = loadServices(config);
    const house = await startHouse(await openPglite(null), services, (error) => {
      throw error;
    });
    const gateway = await startGateway({ config, services, house });
    return new WalkHouse(config, await gateway.listen(), async () => {
      await gateway.close();
      await house.close();
    });
  }

  async callerOf(as: string): Promise<Caller> {
    const { grant = null, useCause = null } = findIdentity(as) ?? {};
    return { url: this.url, token: await issueToken(this.#config, as), grant, useCause };
  }

  async setUp(): Promise<void> {
    const { taskCode, itemVersion: version, itemName: name, region } = ITEM;
    await this.#act(ARCHIVIST, INTAKE.registerItem, { input: { taskCode, version, name, itemType: 'CONFIRMATION' } });
    await this.#act(ARCHIVIST, INTAKE.registerSystem, { input: { system: SYSTEM, taskCode, region } });
    const drafted = (await this.#act(ARCHIVIST, INTAKE.draftScope, { input: scopeFor(ITEM) })) as unknown;
    const scopeId = (drafted as { readonly scope: { readonly id: string } }).scope.id;
    await this.#act('archives-authority', INTAKE.reviewScope, { input: { scopeId, approve: true } });
  }

  async archive(number: number): Promise<void> {
    const story = caseStory(ITEM, number, 'packages');
    const open = { ...story.open, title: `${ITEM.itemName}申请 ${RARE}`, remarks: LINES, tradeSecret: LINES };
    const opened = await this.#act(SYSTEM, INTAKE.openCase, { input: open });
    const caseId = opened.case?.id ?? '';
    for (const step of story.steps)
      await this.#act(SYSTEM, INTAKE.addStep, { input: { caseId, ...step, note: LINES } });
    for (const { uploadKey, bytes } of story.files) await this.#send(uploadKey, bytes);
    for (const material of story.materials)
      await this.#act(SYSTEM, INTAKE.attachMaterial, { input: { caseId, ...material } });
    await this.#act(SYSTEM, ATTACH_LICENCE, { input: { caseId, ...licence(number) } });
    await this.#act(SYSTEM, INTAKE.completeCase, { input: { caseId, ...story.complete } });
    await this.#act(ARCHIVIST, INTAKE.archiveCase, { id: caseId });
    await this.#act(ARCHIVIST, ANNOTATE, { input: { caseId, text: `附注 ${LINES}` } });
  }

  /** Said again, an act is the same: a machine that is busy with other things is waited for. @throws Error when it is refused */
  async #act(as: string, query: string, variables: object): Promise<Outcome> {
    const outcome = Object.values(
      await this.#client(as).then((client) => client.ask<Record<string, Outcome>>(query, { ...variables })),
    )[0];
    if (outcome === undefined || outcome.violations.length > 0) throw new Error(JSON.stringify(outcome?.violations));
    return outcome;
  }

  async #client(as: string): Promise<GatewayClient> {
    return new GatewayClient(await this.callerOf(as));
  }

  async #send(key: string, bytes: Buffer): Promise<void> {
    const headers = {
      'content-type': 'application/octet-stream',
      authorization: `Bearer ${(await this.callerOf(SYSTEM)).token}`,
    };
    const response = await fetch(`${this.url}/files/${key}`, { method: 'PUT', headers, body: new Uint8Array(bytes) });
    if (response.status !== 201) throw new Error(await response.text());
  }
}

const ATTACH_LICENCE =
  'mutation ($input: AttachLicenceInput!) { attachLicence(input: $input) { case { id state } violations { code message path } } }';
const ANNOTATE =
  'mutation ($input: AnnotateCaseInput!) { annotateCase(input: $input) { case { id state } violations { code message path } } }';

function licence(number: number): Readonly<Record<string, unknown>> {
  const { citizen, licenceIdentifier } = createFixtures(number + 500);
  return {
    systemKey: `licence-${number}`,
    identifier: licenceIdentifier(),
    typeName: '居民身份证',
    holderName: '欧阳𬭚',
    holderType: '111',
    holderNumber: citizen({ bornOn: localDate('1990-03-07') }),
    statusAtUse: 'VALID',
    calledAt: '2026-11-03T10:30:00+08:00',
    useCause: '公租房资格审核',
  };
}
