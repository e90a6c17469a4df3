/**
 * A process that brings a batch to its receipt, again and again until it is done or killed:
 * `receipt-process.ts URL BLOBS BATCH SEED [MEDIUM]`. With a folder that holds `medium.zip` and `seals.json` its content
 * comes from there, else online.
 */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DomainError } from '../../schema/errors.ts';
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { takeIn, type Seals } from './deliveries.ts';
import { Reception } from './reception.ts';

const [url = '', blobDir = '', batchId = '', seed = '0', medium] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const desk = await Reception.open(await openPostgres(url), blobDir, Number(seed));
process.send?.('ready');
for (;;) {
  await unlessDone(bring());
  await desk.check(batchId);
  const { subject } = await desk.receive(batchId);
  if (subject?.state === 'RECEIVED') break;
}
process.send?.('done');

async function bring(): Promise<unknown> {
  if (medium === undefined) return desk.deliver(batchId);
  const seals = JSON.parse(readFileSync(join(medium, 'seals.json'), 'utf8')) as Seals;
  return takeIn(desk, batchId, { zip: readFileSync(join(medium, 'medium.zip')), seals });
}

/** Another process, or this one before it was killed, has brought and checked everything: the receipt is left. */
async function unlessDone(work: Promise<unknown>): Promise<void> {
  try {
    await work;
  } catch (error) {
    if (!(error instanceof DomainError && ['CONFLICT', 'NOT_FOUND'].includes(error.code))) throw error;
  }
}
