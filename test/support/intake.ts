/** A handling system's desk in tests: it sets things up, sends cases and files, and looks at what became of them. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { AccessContext } from '../../schema/actor.ts';
import { cases, type UploadCall } from '../../subgraphs/cases/index.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { createFixtures } from '../../tools/demo/fixtures.ts';
import { caseStory, INTAKE, scopeFor, type CaseStory, type IntakeItem } from '../../tools/demo/intake.ts';
import { dataOf } from './house.ts';
import { access, testServices } from './services.ts';

const fixtures = createFixtures(77);

export interface Outcome {
  readonly case: { readonly id: string; readonly state: string | null } | null;
  readonly violations: readonly { readonly code: string; readonly message: string; readonly path: string | null }[];
}

interface DeskOptions {
  readonly setUp?: boolean;
  readonly blobDir?: string;
  readonly agency?: string;
}

export class Desk {
  readonly item: IntakeItem;
  readonly system: AccessContext;
  readonly archivist: AccessContext;
  readonly authority = access({ role: 'ARCHIVES_AUTHORITY', actorId: 'authority' });
  readonly officer = access({ role: 'SECURITY_OFFICER', actorId: 'officer' });
  readonly running: RunningSubgraph;
  readonly blobDir: string;

  private constructor(running: RunningSubgraph, blobDir: string, agency: string) {
    this.running = running;
    this.blobDir = blobDir;
    this.item = {
      taskCode: `${agency}3000199001001`,
      itemVersion: '1',
      region: '990100',
      agency,
      itemName: '公租房资格确认',
    };
    const own = { agency, useCause: '办件归档' } as const;
    this.system = access({ ...own, actorId: `system-of-${agency}`, posts: ['HANDLING_SYSTEM'] });
    this.archivist = access({ ...own, actorId: `archivist-of-${agency}`, posts: ['ARCHIVIST'] });
  }

  /**
   * @param setUp false: nothing is registered yet
   * @param blobDir where the files of others lie; a folder of its own unless given
   * @param agency whose desk it is; the next one unless given
   */
  static async open(
    database: Database,
    { setUp = true, blobDir = mkdtempSync(join(tmpdir(), 'asg-blobs-')), agency }: DeskOptions = {},
  ): Promise<Desk> {
    const running = await cases.start(database, { ...testServices(), files: { blobDir, clamd: null } });
    const desk = new Desk(running, blobDir, agency ?? fixtures.uscc({ category: '11' }));
    if (setUp) await desk.setUp();
    return desk;
  }

  /** Another agency on the same house. */
  async another({ setUp = true }: { readonly setUp?: boolean } = {}): Promise<Desk> {
    const desk = new Desk(this.running, this.blobDir, fixtures.uscc({ category: '11' }));
    if (setUp) await desk.setUp();
    return desk;
  }

  async setUp(scope: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { taskCode, region, itemVersion: version, itemName: name } = this.item;
    await this.ask(this.archivist, INTAKE.registerItem, {
      input: { taskCode, version, name, itemType: 'CONFIRMATION' },
    });
    await this.ask(this.archivist, INTAKE.registerSystem, { input: { system: this.system.actorId, taskCode, region } });
    await this.approveScope(scope);
  }

  async approveScope(scope: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const drafted = await this.ask(this.archivist, INTAKE.draftScope, { input: { ...scopeFor(this.item), ...scope } });
    const { id } = (drafted['draftScope'] as { scope: { id: string } }).scope;
    await this.ask(this.authority, INTAKE.reviewScope, { input: { scopeId: id, approve: true } });
  }

  ask(
    who: AccessContext,
    query: string,
    variables: Readonly<Record<string, unknown>> = {},
  ): Promise<Record<string, unknown>> {
    return dataOf(this.running, query, who, variables) as Promise<Record<string, unknown>>;
  }

  async act(name: keyof typeof INTAKE, input: unknown, who: AccessContext = this.system): Promise<Outcome> {
    const data = await this.ask(who, INTAKE[name], name === 'archiveCase' ? { id: input } : { input });
    return Object.values(data)[0] as Outcome;
  }

  send(uploadKey: string, bytes: Buffer, who: AccessContext = this.system): Promise<{ status: number; body: unknown }> {
    return this.sendStream(uploadKey, Readable.from([bytes]), who);
  }

  sendStream(
    key: string,
    body: AsyncIterable<Uint8Array>,
    who: AccessContext = this.system,
  ): Promise<{ status: number; body: unknown }> {
    const call: UploadCall = { access: who, method: 'PUT', key, headers: {}, body };
    return this.running.call('receiveUpload', call) as Promise<{ status: number; body: unknown }>;
  }

  story(number: number, prefix?: string): CaseStory {
    return caseStory(this.item, number, prefix);
  }

  /** Everything up to completion. @returns key of the case */
  async tell(story: CaseStory): Promise<string> {
    const opened = await this.act('openCase', story.open);
    const caseId = opened.case?.id;
    if (caseId === undefined) throw new Error(JSON.stringify(opened.violations));
    await this.tellRest(caseId, story);
    return caseId;
  }

  async tellRest(caseId: string, story: CaseStory): Promise<void> {
    const check = ({ violations }: Outcome): void => {
      if (violations.length > 0) throw new Error(JSON.stringify(violations));
    };
    for (const step of story.steps) check(await this.act('addStep', { caseId, ...step }));
    for (const { uploadKey, bytes } of story.files) await this.send(uploadKey, bytes);
    for (const material of story.materials) check(await this.act('attachMaterial', { caseId, ...material }));
    check(await this.act('completeCase', { caseId, ...story.complete }));
  }

  /** Takes the files away; the database is its owner's to close. */
  close(): void {
    rmSync(this.blobDir, { recursive: true, force: true });
  }
}
