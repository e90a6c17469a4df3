/** A process that brings a batch to its receipt, again and again until it is done or killed: `receipt-process.ts URL BLOBS BATCH SEED`. */
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { Reception } from './reception.ts';

const [url = '', blobDir = '', batchId = '', seed = '0'] = process.argv.slice(2);
process.on('disconnect', () => process.exit());
const desk = await Reception.open(await openPostgres(url), blobDir, Number(seed));
process.send?.('ready');
for (;;) {
  await desk.deliver(batchId);
  await desk.check(batchId);
  const { subject } = await desk.receive(batchId);
  if (subject?.state === 'RECEIVED') break;
}
process.send?.('done');
