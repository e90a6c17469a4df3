/**
 * Content that comes on a medium (离线移交): one package of a whole batch, read strictly, held against the batch as it was
 * handed over and against what was archived, and then taken into the same reception as what comes online.
 *
 * @clause 26号 art. 12; 令22 art. 21
 */
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { AccessContext } from '../../../schema/actor.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import type { CheckFacts } from '../../checks/index.ts';
import { Context, type EntityManager, type Refusal, type Runtime } from '../../kernel/index.ts';
import { descriptionIn, readDelivery, saysTheSame, whileHere, type OpenDelivery } from '../../packages/index.ts';
import type { ItemDescription } from '../item-description.ts';
import { rowsOf } from '../rows.ts';
import { refuse, refuseIf } from '../transfer-refusals.ts';
import { done, perform, refused } from './acting.ts';
import { parseSealed, takeDescription, takeFile } from './content.ts';

export interface DeliveryCall {
  readonly access: AccessContext;
  readonly batchId: string;
  /** What `cases` says of each record: SM3 of its description, as it would be handed over online. */
  readonly seals: readonly { readonly caseId: string; readonly sm3: string }[];
  readonly body: AsyncIterable<Uint8Array>;
}

export interface DeliveryAnswer {
  /** `ALREADY_THERE`: nothing of it is waited for. `REFUSED`: with all reasons, and nothing was kept. */
  readonly outcome: 'TAKEN' | 'ALREADY_THERE' | 'REFUSED';
  readonly batchNumber: string;
  readonly records: number;
  readonly files: number;
  readonly reasons: readonly Refusal[];
}

/** Beside the stores: what is looked at before it may come in. */
export const DELIVERIES = 'deliveries';

interface Batch {
  readonly id: string;
  readonly number: string;
  readonly manifestSm3: string | null;
}

interface Item {
  readonly id: string;
  readonly caseId: string;
  readonly sequence: number;
  readonly recordCode: string | null;
  readonly state: string;
  readonly isWhole: boolean;
  readonly has: readonly string[];
  readonly statements: Readonly<Record<string, string>>;
}

/**
 * The records of a batch, for who asks `cases` about them.
 *
 * @throws FORBIDDEN for anybody but an archivist of a hall; NOT_FOUND for a batch that was not handed over to it
 */
export async function listDeliverable(runtime: Runtime, input: unknown): Promise<readonly string[]> {
  const { access, batchId } = input as Pick<DeliveryCall, 'access' | 'batchId'>;
  const em = runtime.fork();
  await findHandedOver(em, access, batchId);
  return (await listItems(em, batchId)).filter(({ state }) => state === 'SUBMITTED').map(({ caseId }) => caseId);
}

/**
 * Takes a package in. All or nothing is decided before anything is written; what is written then is durable file by file,
 * so that the same package, sent again after a kill, brings the rest.
 *
 * @throws as `listDeliverable`; LIMIT_EXCEEDED beyond 4 GB
 */
export async function receiveDelivery(runtime: Runtime, input: unknown): Promise<DeliveryAnswer> {
  const call = input as DeliveryCall;
  const context = new Context(call.access, runtime.services, runtime.fork());
  const batch = await findHandedOver(context.em, call.access, call.batchId);
  const folder = join(runtime.services.files.blobDir, DELIVERIES);
  return whileHere(call.body, folder, async (path) => {
    const read = await readDelivery(path, { staging: folder, facts: factsOf(call.access) });
    if (!read.ok) return refuseAll(context, batch, read.faults.map(toRefusal));
    try {
      return await receive(runtime, context, { batch, call, delivery: read.delivery });
    } finally {
      await read.delivery.close();
    }
  });
}

async function findHandedOver(em: EntityManager, access: AccessContext, batchId: string): Promise<Batch> {
  if (access.role !== 'ARCHIVE_HALL' || !access.posts.includes('ARCHIVIST')) throw new DomainError('FORBIDDEN');
  const [batch] = await rowsOf(
    em,
    sql<Batch>`select id, number, manifest_sm3 as "manifestSm3" from holdings.transfer_batch
      where id = ${batchId}::uuid and hall = ${access.agency} and state <> 'DRAFT' and submitted_at is not null`,
  );
  if (batch === undefined) throw new DomainError('NOT_FOUND');
  return batch;
}

function listItems(em: EntityManager, batchId: string): Promise<Item[]> {
  return rowsOf(
    em,
    sql<Item>`select i.id, i.case_id as "caseId", i.sequence, c.record_code as "recordCode", i.state,
        coalesce(i.file_count <= (select count(*) from holdings.staged_file f where f.item_id = i.id), false) as "isWhole",
        array(select f.file_code from holdings.staged_file f where f.item_id = i.id order by 1) as has,
        jsonb_build_object('openingAdvice', coalesce(i.opening_advice, ''),
          'openingOpinion', coalesce(i.opening_opinion, ''), 'disclosureStatus', coalesce(i.disclosure_status, ''),
          'secrecyChange', coalesce(i.secrecy_change, '')) as statements
      from holdings.transfer_item i join holdings.case_copy c on c.id = i.case_id
      where i.batch_id = ${batchId}::uuid and i.state <> 'WITHDRAWN' order by i.sequence, i.id`,
  );
}

/** Only the two files and the folders are checked by these: the records are by `checkTransferBatch`, as online. */
function factsOf(access: AccessContext): CheckFacts {
  return {
    now: toInstant(Date.parse(access.at)),
    operator: access.actorId,
    taken: { recordCode: false, caseNumber: false, referenceCode: false },
    scope: { materials: [], steps: [] },
    requiredMetadata: [],
    allowedFormats: [],
    readBack: null,
    handover: null,
    virusEngine: null,
  };
}

function toRefusal({ code, message, entry }: { code: string; message: string; entry: string | null }): Refusal {
  return { code, message, clause: 'GB/T 42727-2023', path: entry };
}

interface Delivered {
  readonly batch: Batch;
  readonly call: DeliveryCall;
  readonly delivery: OpenDelivery;
}

async function receive(runtime: Runtime, context: Context, delivered: Delivered): Promise<DeliveryAnswer> {
  const { batch, call, delivery } = delivered;
  const items = await listItems(context.em, batch.id);
  const differs = delivery.batchName !== batch.number || delivery.manifestSm3 !== batch.manifestSm3;
  // Of another batch, or an earlier handing over, nothing else is looked at.
  if (differs) return refuseAll(context, batch, [refuse('BATCH_DIFFERS')]);
  const reasons = [...checkRecords(items, delivery), ...(await checkDescriptions(items, delivered))];
  if (reasons.length > 0) return refuseAll(context, batch, reasons);
  const waiting = items.filter(isWaiting);
  if (waiting.length === 0) return answer('ALREADY_THERE', batch, {});
  let files = 0;
  for await (const { row, opened } of delivery.packages()) {
    const item = waiting.find(({ recordCode }) => recordCode === row.recordCode);
    const text = descriptionIn(opened.package);
    if (item === undefined || text === null) continue;
    const description = parseSealed(text);
    await takeDescription(runtime.fork(), item.id, description);
    for (const file of description.files.filter(({ code }) => !item.has.includes(code))) {
      const content = opened.contents.get(file.path);
      if (content === undefined) throw new TypeError('a package without its content');
      await takeFile(runtime, call.access, { itemId: item.id, file, body: content.open() });
      files += 1;
    }
  }
  await perform(context, 'receiveTransferPackage', { work: async () => done(batch.id), find: async () => null });
  return answer('TAKEN', batch, { records: waiting.length, files });
}

function isWaiting({ state, isWhole }: Item): boolean {
  return state === 'SUBMITTED' && !isWhole;
}

/** The package holds the records that are waited for, with what the batch says of each, and no other. */
function checkRecords(items: readonly Item[], { rows }: OpenDelivery): readonly Refusal[] {
  const byCode = new Map(items.map((item) => [item.recordCode, item]));
  const delivered = new Set(rows.map(({ recordCode }) => recordCode));
  return [
    ...items
      .filter((item) => isWaiting(item) && !delivered.has(item.recordCode ?? ''))
      .map(({ sequence }) => refuse('RECORD_LEFT_OUT', `items.${sequence}`)),
    ...rows.flatMap(({ recordCode, path, elements }) => {
      const item = byCode.get(recordCode);
      if (item === undefined) return [refuse('RECORD_NOT_HANDED_OVER', path)];
      const isSame = Object.entries(item.statements).every(([name, text]) => (elements[name] ?? '') === text);
      return refuseIf(!isSame, 'RECORD_DIFFERS', path);
    }),
  ];
}

/** Each record is, to the last character and byte, what `cases` would hand over online. @clause 26号 art. 10 */
async function checkDescriptions(items: readonly Item[], { call, delivery }: Delivered): Promise<readonly Refusal[]> {
  const reasons: Refusal[] = [];
  for await (const { row, opened } of delivery.packages()) {
    const item = items.find(({ recordCode }) => recordCode === row.recordCode);
    if (item === undefined || !isWaiting(item)) continue;
    const text = descriptionIn(opened.package);
    const seal = call.seals.find(({ caseId }) => caseId === item.caseId);
    const isSealed = text !== null && seal?.sm3 === createHash('sm3').update(text, 'utf8').digest('hex');
    const isSame =
      isSealed &&
      opened.package.recordCode === row.recordCode &&
      saysTheSame(opened.package, parseSealed(text), text) &&
      hasContent(opened.contents, parseSealed(text));
    reasons.push(...refuseIf(!isSame, 'RECORD_DIFFERS', row.path));
  }
  return reasons;
}

type Contents = ReadonlyMap<string, { readonly inspection: { bytes: number; sm3: string; sha256: string } }>;

function hasContent(contents: Contents, { files }: ItemDescription): boolean {
  return files.every(({ path, bytes, sm3, sha256 }) => {
    const found = contents.get(path)?.inspection;
    if (found === undefined) return false;
    const isSize = bytes === null || bytes === found.bytes;
    return isSize && (sm3 === null || sm3 === found.sm3) && (sha256 === null || sha256 === found.sha256);
  });
}

async function refuseAll(context: Context, batch: Batch, reasons: readonly Refusal[]): Promise<DeliveryAnswer> {
  const work = async () => refused(batch.id, reasons);
  await perform(context, 'receiveTransferPackage', { work, find: async () => null });
  return answer('REFUSED', batch, { reasons });
}

function answer(
  outcome: DeliveryAnswer['outcome'],
  { number }: Batch,
  { records = 0, files = 0, reasons = [] }: Partial<Pick<DeliveryAnswer, 'records' | 'files' | 'reasons'>>,
): DeliveryAnswer {
  return { outcome, batchNumber: number, records, files, reasons };
}
