/** Transfers on a medium, as an agency writes them and a hall takes them in: without a gateway between. */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { AccessContext } from '../../schema/actor.ts';
import type { DeliveryAnswer } from '../../subgraphs/holdings/index.ts';
import {
  describeTransfer,
  packTransfer,
  placeOf,
  toHandover,
  toTransferRow,
  writePackage,
  type TransferRow,
} from '../../subgraphs/packages/index.ts';
import { STATEMENTS } from '../../tools/demo/transfer-desk.ts';
import { CASE_FILES, type FileInput } from './case-package.ts';
import { describeRecord, type Reception } from './reception.ts';

export type Seals = readonly { readonly caseId: string; readonly sm3: string }[];

export interface Written {
  /** The whole transfer as one zip. */
  readonly zip: Buffer;
  /** What `cases` would say of its records. */
  readonly seals: Seals;
  readonly rows: readonly TransferRow[];
}

/** What of a package is other than it should be. */
export interface Forged {
  readonly statements?: object;
  readonly head?: object;
  /** Leaves out the record at this place. */
  readonly without?: number;
  /** Is described as having these elements. */
  readonly elements?: Readonly<Record<string, string>>;
}

const BATCH = `query ($id: ID!) { transferBatches(id: $id) { number manifest manifestSm3
  items { caseId sequence state filesAnnounced filesReceived } } }`;

/** Everything that the batch waits for. @param files of each record */
export async function writeDelivery(
  desk: Reception,
  batchId: string,
  { files = CASE_FILES, ...forged }: Forged & { readonly files?: readonly FileInput[] } = {},
): Promise<Written> {
  const [batch] = (await desk.query(desk.archivist, BATCH, { id: batchId })).transferBatches;
  const codes = new Map<number, string>(
    JSON.parse(batch.manifest ?? '{"items":[]}').items.map((each: { sequence: number; recordCode: string }) => [
      each.sequence,
      each.recordCode,
    ]),
  );
  const folder = await mkdtemp(join(tmpdir(), 'asg-delivery-'));
  const seals: { caseId: string; sm3: string }[] = [];
  const rows: TransferRow[] = [];
  try {
    for (const [at, { caseId, sequence, state }] of batch.items.entries()) {
      const { text: told, contents } = await describeRecord(files);
      seals.push({ caseId, sm3: sm3Of(JSON.stringify(told)) });
      if (state !== 'SUBMITTED' || at === forged.without) continue;
      const description = { ...told, elements: { ...told.elements, ...forged.elements } };
      const pkg = toHandover(codes.get(sequence) ?? '', description, JSON.stringify(description));
      const path = join(folder, 'out', placeOf(pkg));
      await mkdir(dirname(path), { recursive: true });
      const written = await writePackage(path, {
        package: pkg,
        open: async ({ code }) => contents.get(code) ?? Buffer.alloc(0),
      });
      rows.push({ ...toTransferRow(pkg, written), statements: { ...STATEMENTS, ...forged.statements } });
    }
    const head = { batchName: batch.number, sender: desk.rows.agency, receiver: desk.rows.hall, transactor: '移交人' };
    const sealed = { at: '2026-11-21T09:00:00+08:00', manifestSm3: batch.manifestSm3 ?? 'none', ...forged.head };
    await describeTransfer(join(folder, 'out'), { ...head, ...sealed }, rows);
    await packTransfer(join(folder, 'out'), join(folder, 'out.zip'));
    return { zip: await readFile(join(folder, 'out.zip')), seals, rows };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Hands the zip in at the hall. @throws what the call throws */
export async function takeIn(
  desk: Reception,
  batchId: string,
  { zip, seals }: Pick<Written, 'zip' | 'seals'>,
  who: AccessContext = desk.receiver,
): Promise<DeliveryAnswer> {
  const folder = await mkdtemp(join(tmpdir(), 'asg-delivery-'));
  try {
    await writeFile(join(folder, 'in.zip'), zip);
    const body = createReadStream(join(folder, 'in.zip'));
    return (await desk.running.call('receiveDelivery', { access: who, batchId, seals, body })) as DeliveryAnswer;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function sm3Of(text: string): string {
  return createHash('sm3').update(text, 'utf8').digest('hex');
}
