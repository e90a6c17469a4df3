/** A transfer batch on its way between houses without a line: written by its agency, taken in by its hall. */
import { mkdir, readdir, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { toInstant } from '../../../schema/ids.ts';
import type { DeliveryAnswer } from '../../../subgraphs/holdings/index.ts';
import { StartError } from '../../../subgraphs/kernel/index.ts';
import {
  descriptionIn,
  describeTransfer,
  listPackages,
  packTransfer,
  placeOf,
  readBatchName,
  readDigestFile,
  readPackage,
  toHandover,
  toTransferRow,
  writePackage,
  type CasePackage,
  type SealedDescription,
  type TransferRow,
  type TransferStatements,
  type WrittenPackage,
} from '../../../subgraphs/packages/index.ts';
import { GatewayClient, type Caller } from './gateway-client.ts';
import { digestsOf } from './package-files.ts';
import type { Progress } from './progress.ts';

const BATCH = `query ($id: ID!) { transferBatches(id: $id) { number state manifest manifestSm3 submittedAt
  agency { uscc name } hall { uscc name } items { caseId sequence state filesAnnounced filesReceived
  openingAdvice openingOpinion disclosureStatus secrecyChange } } }`;

interface Body {
  readonly uscc: string;
  readonly name: string | null;
}

type Statements = Readonly<Record<keyof TransferStatements, string | null>>;

interface ToldItem extends Statements {
  readonly caseId: string;
  readonly sequence: number;
  readonly state: string;
  readonly filesAnnounced: number | null;
  readonly filesReceived: number;
}

interface ToldBatch {
  readonly number: string;
  readonly state: string;
  readonly manifest: string | null;
  readonly manifestSm3: string | null;
  readonly submittedAt: string | null;
  readonly agency: Body;
  readonly hall: Body;
  readonly items: readonly ToldItem[];
}

export interface HandOverOptions {
  readonly caller: Caller;
  readonly batchId: string;
  readonly into: string;
  readonly transactor: string;
}

export interface HandedOver {
  /** The folder that goes on the medium. */
  readonly folder: string;
  readonly records: number;
  readonly bytes: number;
}

/**
 * Writes a batch that was handed over into a folder named after it: each package whole or not at all, description and
 * catalogue last. Run again after a kill, what is there and still right is kept.
 *
 * @throws StartError for a batch that waits for nothing; GatewayRefusal for what the gateway does not give
 * @clause 26号 art. 12
 */
export async function handOver(options: HandOverOptions, progress: Progress): Promise<HandedOver> {
  const client = new GatewayClient(options.caller);
  const { batchId, transactor } = options;
  const [batch] = (await client.ask<{ transferBatches: readonly ToldBatch[] }>(BATCH, { id: batchId })).transferBatches;
  const waiting = batch?.items.filter(isWaiting) ?? [];
  if (batch === undefined || batch.manifest === null || batch.manifestSm3 === null || waiting.length === 0)
    throw new StartError('There is no batch of this key that was handed over and waits for its content.');
  const folder = join(options.into, batch.number);
  await mkdir(folder, { recursive: true });
  const codes = codesIn(batch.manifest);
  const rows: TransferRow[] = [];
  progress.total(waiting.length);
  try {
    for (const item of waiting) {
      const link = `/transfers/${batchId}/records/${item.caseId}`;
      rows.push(await writeRecord(client, { folder, link, item, recordCode: codes.get(item.sequence) ?? '' }));
      progress.step();
    }
  } finally {
    progress.end();
  }
  await rm(`${folder}.staging`, { recursive: true, force: true });
  await removeOthers(folder, new Set(rows.map(({ path }) => path)));
  const head = { batchName: batch.number, sender: nameOf(batch.agency), receiver: nameOf(batch.hall), transactor };
  const at = batch.submittedAt ?? toInstant(Date.now());
  await describeTransfer(folder, { ...head, at, manifestSm3: batch.manifestSm3 }, rows);
  return { folder, records: rows.length, bytes: rows.reduce((sum, { bytes }) => sum + bytes, 0) };
}

function isWaiting({ state, filesAnnounced, filesReceived }: ToldItem): boolean {
  return state === 'SUBMITTED' && (filesAnnounced === null || filesReceived < filesAnnounced);
}

function nameOf({ uscc, name }: Body): string {
  return name === null ? uscc : `${name} ${uscc}`;
}

/** Record codes by place, from the sealed list. */
function codesIn(manifest: string): ReadonlyMap<number, string> {
  const { items } = JSON.parse(manifest) as {
    readonly items: readonly { readonly sequence: number; readonly recordCode: string }[];
  };
  return new Map(items.map(({ sequence, recordCode }) => [sequence, recordCode]));
}

interface RecordWork {
  readonly folder: string;
  readonly link: string;
  readonly item: ToldItem;
  readonly recordCode: string;
}

async function writeRecord(
  client: GatewayClient,
  { folder, link, item, recordCode }: RecordWork,
): Promise<TransferRow> {
  const told = JSON.parse(await text(await client.open(link))) as Linked;
  const links = new Map(told.files.map(({ path, link: file }) => [path, file]));
  const described = JSON.stringify({ ...told, files: told.files.map(withoutLink) });
  const pkg = toHandover(recordCode, told, described);
  const path = join(folder, placeOf(pkg));
  await mkdir(dirname(path), { recursive: true });
  const written =
    (await findWritten(path, { pkg, staging: `${folder}.staging` })) ??
    (await writePackage(path, {
      package: pkg,
      open: async (file) => {
        const from = links.get(file.path) ?? null;
        if (from === null) throw new StartError(`${recordCode}: its file ${file.code} is not to be had.`);
        return client.open(from);
      },
    }));
  return { ...toTransferRow(pkg, written), statements: statementsOf(item) };
}

interface Wanted {
  readonly pkg: CasePackage;
  readonly staging: string;
}

interface Linked extends SealedDescription {
  readonly files: readonly (SealedDescription['files'][number] & { readonly link: string | null })[];
}

/** A link is for whoever asks now; nothing of it goes on the medium. */
function withoutLink(file: Linked['files'][number]): Omit<Linked['files'][number], 'link'> {
  const { link, ...rest } = file;
  return link === undefined ? file : rest;
}

/** Null: it is not there, or not what is to be written. */
async function findWritten(path: string, { pkg, staging }: Wanted): Promise<WrittenPackage | null> {
  if ((await stat(path).catch(() => null)) === null) return null;
  const [digests, declared] = [await digestsOf(path), await readDigestFile(path)];
  if (declared.sha256 !== digests.sha256 || declared.sm3 !== digests.sm3) return null;
  const read = await readPackage(path, { staging });
  if (!read.ok) return null;
  const isSame = descriptionIn(read.package.package) === descriptionIn(pkg);
  await read.package.close();
  return isSame ? { recordCode: pkg.recordCode, ...digests, entries: [], manifestSm3: read.package.manifestSm3 } : null;
}

function statementsOf({
  openingAdvice,
  openingOpinion,
  disclosureStatus,
  secrecyChange,
}: Statements): TransferStatements {
  return {
    openingAdvice: openingAdvice ?? '',
    openingOpinion: openingOpinion ?? '',
    disclosureStatus: disclosureStatus ?? '',
    secrecyChange: secrecyChange ?? '',
  };
}

/** What an earlier handing over, or a killed run, has left. */
async function removeOthers(folder: string, paths: ReadonlySet<string>): Promise<void> {
  for await (const path of listPackages(folder)) {
    const within = path.slice(folder.length + 1);
    if (paths.has(within)) continue;
    await rm(path);
    await rm(`${path}.cksum`, { force: true });
    await rmdir(dirname(path)).catch(() => null);
  }
  for (const name of await readdir(folder, { recursive: true }))
    if (name.endsWith('.part')) await rm(join(folder, name), { force: true });
}

export interface TakeInOptions {
  readonly caller: Caller;
  /** The folder of a transfer, or the same as one zip. */
  readonly path: string;
  readonly batchId: string;
  /** Where the folder is packed. */
  readonly work: string;
}

/** Hands a package in at the hall, which reads it whole before it keeps anything of it. @throws GatewayRefusal */
export async function takeIn({ caller, path, batchId, work }: TakeInOptions): Promise<DeliveryAnswer> {
  const found = await stat(path).catch(() => null);
  if (found === null) throw new StartError(`${path} is not there.`);
  const client = new GatewayClient(caller);
  if (!found.isDirectory()) return client.putDelivery(path, batchId);
  const packed = join(work, `${batchId}.zip`);
  await mkdir(work, { recursive: true });
  await packTransfer(path, packed);
  try {
    return await client.putDelivery(packed, batchId);
  } finally {
    await rm(packed, { force: true });
  }
}

/** The key of the batch that the catalogue of a folder names. @throws StartError */
export async function findBatchOf(caller: Caller, folder: string): Promise<string> {
  const number = await readBatchName(folder);
  const { transferBatches } = await new GatewayClient(caller).ask<{
    transferBatches: readonly { readonly id: string; readonly number: string }[];
  }>('{ transferBatches { id number } }', {});
  const found = transferBatches.find((each) => each.number === number);
  if (found === undefined)
    throw new StartError('It names no batch that was handed over to you: --batch KEY says which.');
  return found.id;
}
