/** A process that sends the same files again and again until it is killed: `upload-process.ts <folder> <files>`. */
import { setTimeout as pause } from 'node:timers/promises';
import { LocalBlobStore, putFile, Uploads } from '../../subgraphs/files/index.ts';
import { uploadOf } from './upload-files.ts';

const [folder = '', files = '0'] = process.argv.slice(2);
const uploads = new Uploads(await LocalBlobStore.open(folder));
process.on('disconnect', () => process.exit());
process.send?.('ready');

/** Until it is told to be complete; what another process holds is tried again. */
async function send(index: number): Promise<void> {
  for (;;) {
    const { status } = await putFile(uploads, uploadOf(index));
    if (status === 201) return;
    if (status !== 409) throw new Error(`upload ${index} was answered with ${status}`);
    await pause(20);
  }
}

async function sendEvery(step: number, from: number): Promise<void> {
  for (let index = from; index < Number(files); index += step) await send(index);
}

await Promise.all([0, 1, 2, 3].map((from) => sendEvery(4, from)));
process.send?.('done');
