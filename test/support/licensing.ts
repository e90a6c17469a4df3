/** An issuing authority's desk in tests: it registers a type, issues licences, and looks at what became of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AccessContext } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { licences, type LicenceUploadCall } from '../../subgraphs/licences/index.ts';
import { createFixtures } from '../../tools/demo/fixtures.ts';
import { dataOf } from './house.ts';
import { access, testServices } from './services.ts';

export interface ActAnswer {
  readonly licence: Readonly<Record<string, unknown>> & { readonly id: string };
  readonly violations: readonly { readonly code: string; readonly path: string | null; readonly clause: string }[];
}

const LICENCE = `licence { id identifier checkDigit version number currentStatus rawStatusCode holderName validTo
  versions { identifier version validTo digestSm3 }
  history { operation version rawStatusCode status at body { uscc } source reason }
  findings { code rawStatusCode source resolvedAt } }
  violations { code path clause }`;

/** Input of a mutation and of what it answers. */
export const ACTS = {
  issueLicence: `mutation ($input: IssueLicenceInput!) { issueLicence(input: $input) { ${LICENCE} } }`,
  renewLicence: `mutation ($input: RenewLicenceInput!) { renewLicence(input: $input) { ${LICENCE} } }`,
  changeLicenceStatus: `mutation ($input: ChangeLicenceStatusInput!) {
    changeLicenceStatus(input: $input) { ${LICENCE} } }`,
} as const;

type Input = Readonly<Record<string, unknown>>;

export class LicensingDesk {
  readonly running: RunningSubgraph;
  readonly fixtures = createFixtures(91);
  readonly agency = this.fixtures.uscc({ category: '11' });
  readonly typeCode = `${this.agency}001`;
  readonly handler: AccessContext;
  readonly system: AccessContext;
  readonly #blobDir: string;
  #next = 0;

  private constructor(running: RunningSubgraph, blobDir: string) {
    this.running = running;
    this.#blobDir = blobDir;
    const own = { agency: this.agency, useCause: '证照管理' } as const;
    this.handler = access({ ...own, actorId: 'handler', posts: ['HANDLER'] });
    this.system = access({ ...own, actorId: 'system', posts: ['HANDLING_SYSTEM'] });
  }

  static async open(database: Database): Promise<LicensingDesk> {
    const blobDir = mkdtempSync(join(tmpdir(), 'asg-licences-'));
    const services = { ...testServices(), files: { blobDir, clamd: null } };
    const desk = new LicensingDesk(await licences.start(database, services), blobDir);
    await desk.register();
    return desk;
  }

  /** Its files; the database is not its own. */
  removeFiles(): void {
    rmSync(this.#blobDir, { recursive: true });
  }

  async register(given: Input = {}): Promise<Input> {
    const query = `mutation ($input: RegisterLicenceTypeInput!) { registerLicenceType(input: $input) {
      licenceType { code name definingAuthority { uscc } items { code name } statusCodes { raw status } }
      violations { code path } } }`;
    const input = { code: this.typeCode, name: '食品经营许可证', items: [], statusCodes: [], ...given };
    return (await dataOf(this.running, query, this.handler, { input })).registerLicenceType;
  }

  async mapCodes(codes: readonly { raw: string; status: string }[], source = 'licensing'): Promise<Input> {
    const query = `mutation ($input: MapStatusCodesInput!) { mapStatusCodes(input: $input) {
      licenceType { sources { issuer { uscc } source codes { raw status } } } violations { code path } } }`;
    const input = { typeCode: this.typeCode, source, codes };
    return (await dataOf(this.running, query, this.handler, { input })).mapStatusCodes;
  }

  issueInput(given: Input = {}): Input {
    this.#next += 1;
    return {
      source: 'licensing',
      sourceId: `issue-${this.#next}`,
      at: '2025-03-01T09:00:00+08:00',
      rawStatusCode: '01',
      typeCode: this.typeCode,
      region: '990106',
      number: `食字〔2025〕第${this.#next}号`,
      issuedOn: '2025-03-01',
      validFrom: '2025-03-01',
      validTo: '2030-02-28',
      holderName: '张三',
      holderType: '111',
      holderNumber: '990106199003070017',
      ...given,
    };
  }

  issue(given: Input = {}): Promise<ActAnswer> {
    return this.act('issueLicence', this.issueInput(given));
  }

  renew(licenceId: string, given: Input = {}): Promise<ActAnswer> {
    return this.act('renewLicence', {
      ...this.#act(licenceId),
      issuedOn: '2025-06-01',
      validTo: '2035-05-31',
      ...given,
    });
  }

  changeInput(licenceId: string, operation: string, given: Input = {}): Input {
    return { ...this.#act(licenceId), operation, ...given };
  }

  change(licenceId: string, operation: string, given: Input = {}): Promise<ActAnswer> {
    return this.act('changeLicenceStatus', this.changeInput(licenceId, operation, given));
  }

  async act(name: keyof typeof ACTS, input: Input, who: AccessContext = this.system): Promise<ActAnswer> {
    return (await dataOf(this.running, ACTS[name], who, { input }))[name];
  }

  #act(licenceId: string): Input {
    this.#next += 1;
    const at = '2025-06-01T09:00:00+08:00';
    return { source: 'licensing', sourceId: `act-${this.#next}`, at, rawStatusCode: '01', reason: '依法', licenceId };
  }

  /** Sends a file as the gateway hands it on. */
  async send(key: string, content: Buffer): Promise<{ readonly status: number; readonly body: unknown }> {
    const headers = { 'content-length': String(content.length) };
    const call: LicenceUploadCall = {
      access: this.system,
      method: 'PUT',
      key,
      headers,
      body: Readable.from([content]),
    };
    return (await this.running.call('receiveUpload', call)) as { status: number; body: unknown };
  }
}
