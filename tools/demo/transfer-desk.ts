/** What agency and hall do in a transfer, over GraphQL and HTTP: walks and tests share it. */
import { DEMO_BODIES, DEMO_CITIZEN_ID } from '../../gateway/development/identities.ts';
import { caseStory, INTAKE, scopeFor, type CaseStory, type IntakeItem } from './intake.ts';
import { itemOf, taskCodeOf } from './items.ts';

/** A way to the gateway, as somebody. */
export interface Line {
  /** @throws when the answer has errors */
  ask(
    as: string,
    query: string,
    variables: Readonly<Record<string, unknown>>,
  ): Promise<Readonly<Record<string, unknown>>>;
  send(as: string, method: 'PUT' | 'POST', path: string, bytes: Buffer): Promise<Sent>;
  /** Until everybody knows what was written. */
  settle(): Promise<void>;
}

export interface Sent {
  readonly status: number;
  readonly body: unknown;
}

export interface Reason {
  readonly code: string;
  readonly message: string;
  readonly clause: string;
  readonly path: string | null;
}

export interface BatchSeen {
  readonly id: string;
  readonly number: string;
  readonly state: string;
  readonly manifestSm3: string | null;
  readonly items: readonly {
    readonly caseId: string;
    readonly state: string;
    readonly attempt: number;
    readonly reasons: readonly Reason[];
    readonly findings: readonly { readonly code: string; readonly result: string; readonly object: string }[];
    readonly record: {
      readonly id: string;
      readonly referenceCode: string | null;
      readonly custody: string | null;
    } | null;
  }[];
  readonly receipt: { readonly number: string; readonly text: string; readonly digestSm3: string } | null;
}

export interface TransferOutcome {
  readonly subject: BatchSeen | null;
  readonly violations: readonly Reason[];
}

const BATCH = `{ subject { id number state manifestSm3
    items { caseId state attempt reasons { code message clause path } findings { code result object }
      record { id referenceCode custody } }
    receipt { number text digestSm3 } }
  violations { code message clause path } }`;

const mutation = (name: string, variables: string, args: string): string =>
  `mutation (${variables}) { ${name}(${args}) ${BATCH} }`;

export const TRANSFER = {
  draft: mutation('draftTransferBatch', '$input: TransferBatchInput!', 'input: $input'),
  put: mutation('putTransferItems', '$input: TransferItemsInput!', 'input: $input'),
  remove: mutation('removeTransferItem', '$batchId: ID!, $caseId: ID!', 'batchId: $batchId, caseId: $caseId'),
  submit: mutation('submitTransferBatch', '$batchId: ID!', 'batchId: $batchId'),
  withdraw: mutation('withdrawTransferBatch', '$batchId: ID!, $reason: String!', 'batchId: $batchId, reason: $reason'),
  check: mutation(
    'checkTransferBatch',
    '$batchId: ID!, $accepted: [TransferAcceptanceInput!]',
    'batchId: $batchId, accepted: $accepted',
  ),
  return: mutation(
    'returnTransferItem',
    '$batchId: ID!, $caseId: ID!, $reasons: [String!]!',
    'batchId: $batchId, caseId: $caseId, reasons: $reasons',
  ),
  receipt: mutation(
    'issueTransferReceipt',
    '$batchId: ID!, $consent: Boolean!',
    'batchId: $batchId, transferrerConsent: $consent',
  ),
} as const;

export const REQUIREMENTS = `mutation ($input: TransferRequirementInput!) {
  publishTransferRequirements(input: $input) { subject { id version level } violations { code message clause path } } }`;

export const HALL_ASKS = {
  formats: ['OFD', 'PDF', 'TXT', 'XML', 'JPEG', 'TIFF'],
  metadata: ['project_name'],
  statements: ['OPENING_OPINION', 'DISCLOSURE_STATUS', 'SECRECY_CHANGE'],
  collectable: ['Y', 'D30'],
  sealRule: 'STRIP',
} as const;

export const STATEMENTS = {
  openingAdvice: 'OPEN',
  openingOpinion: '期满后同意开放，个人信息依法遮蔽。',
  disclosureStatus: '办理结果已按规定公开，申请材料未公开。',
  secrecyChange: '无密级，无变更。',
} as const;

const SYSTEM = 'housing-system';
const ARCHIVIST = 'housing-archivist';
const RECEIVER = 'city-archives-receiver';

export class TransferDesk {
  readonly item: IntakeItem;
  readonly #line: Line;

  constructor(line: Line) {
    this.#line = line;
    this.item = {
      taskCode: taskCodeOf('publicRental'),
      itemVersion: '1.0',
      region: '990100',
      agency: DEMO_BODIES.housing,
      itemName: itemOf('publicRental').name,
    };
  }

  /** A handling system for the item, an approved scope, and what the hall asks. */
  async setUp(): Promise<void> {
    const { taskCode, region } = this.item;
    await this.#act(ARCHIVIST, INTAKE.registerSystem, { input: { system: SYSTEM, taskCode, region } });
    const drafted = await this.#act(ARCHIVIST, INTAKE.draftScope, { input: scopeFor(this.item) });
    const scopeId = (drafted['scope'] as { id: string }).id;
    await this.#act('archives-authority', INTAKE.reviewScope, { input: { scopeId, approve: true } });
    await this.#act('city-archives-archivist', REQUIREMENTS, { input: HALL_ASKS });
  }

  /**
   * A case with three files from opening to the archive.
   *
   * @param ofCitizen it is about the demo citizen
   * @returns its key
   */
  async archive(number: number, ofCitizen = false): Promise<string> {
    const story = toStory(caseStory(this.item, number, 'transfer'), ofCitizen);
    const opened = await this.#act(SYSTEM, INTAKE.openCase, { input: story.open });
    const caseId = (opened['case'] as { id: string }).id;
    for (const step of story.steps) await this.#act(SYSTEM, INTAKE.addStep, { input: { caseId, ...step } });
    for (const { uploadKey, bytes } of story.files) {
      const { status } = await this.#line.send(SYSTEM, 'PUT', `/files/${uploadKey}`, bytes);
      if (status !== 201) throw new Error(`PUT ${status}`);
    }
    for (const material of story.materials)
      await this.#act(SYSTEM, INTAKE.attachMaterial, { input: { caseId, ...material } });
    await this.#act(SYSTEM, INTAKE.completeCase, { input: { caseId, ...story.complete } });
    await this.#act(ARCHIVIST, INTAKE.archiveCase, { id: caseId });
    await this.#line.settle();
    return caseId;
  }

  async draft(caseIds: readonly string[], statements: object = STATEMENTS): Promise<string> {
    const input = { hall: DEMO_BODIES.cityArchives, kind: 'TRANSFER' };
    const { subject } = await this.outcome(ARCHIVIST, 'draft', { input });
    if (subject === null) throw new Error('The batch was not drafted.');
    await this.put(subject.id, caseIds, statements);
    return subject.id;
  }

  put(batchId: string, caseIds: readonly string[], statements: object = STATEMENTS): Promise<TransferOutcome> {
    const items = caseIds.map((caseId) => ({ caseId, ...statements }));
    return this.outcome(ARCHIVIST, 'put', { input: { batchId, items } });
  }

  async submit(batchId: string): Promise<TransferOutcome> {
    const outcome = await this.outcome(ARCHIVIST, 'submit', { batchId });
    await this.#line.settle();
    return outcome;
  }

  sendContent(batchId: string, as = ARCHIVIST): Promise<Sent> {
    return this.#line.send(as, 'POST', `/transfers/${batchId}/content`, Buffer.alloc(0));
  }

  check(batchId: string): Promise<TransferOutcome> {
    return this.outcome(RECEIVER, 'check', { batchId, accepted: null });
  }

  async receive(batchId: string, consent = true): Promise<TransferOutcome> {
    const outcome = await this.outcome(RECEIVER, 'receipt', { batchId, consent });
    await this.#line.settle();
    return outcome;
  }

  async outcome(as: string, name: keyof typeof TRANSFER, variables: object): Promise<TransferOutcome> {
    const data = await this.#line.ask(as, TRANSFER[name], variables as Record<string, unknown>);
    return Object.values(data)[0] as TransferOutcome;
  }

  /** @throws when it is refused */
  async #act(as: string, query: string, variables: object): Promise<Readonly<Record<string, unknown>>> {
    const data = await this.#line.ask(as, query, variables as Record<string, unknown>);
    const outcome = Object.values(data)[0] as Readonly<Record<string, unknown>> & { violations: readonly unknown[] };
    if (outcome.violations.length > 0) throw new Error(JSON.stringify(outcome.violations));
    return outcome;
  }
}

function toStory(story: CaseStory, ofCitizen: boolean): CaseStory {
  if (!ofCitizen) return story;
  const applicant = { ...(story.open['applicant'] as object), name: '欧阳明远', idNumber: DEMO_CITIZEN_ID };
  return { ...story, open: { ...story.open, applicant } };
}
