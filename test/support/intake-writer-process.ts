/**
 * A handling system in a process of its own, to be killed: `intake-writer-process.ts URL BLOBS AGENCY FIRST STEP END`. It tells
 * the cases FIRST, FIRST + STEP, … below END from opening to the archive, repeats itself at random, and reports each.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { openPostgres } from '../../subgraphs/kernel/index.ts';
import { Desk, type Outcome } from './intake.ts';

const [url = '', blobDir = '', agency = '', ...numbers] = process.argv.slice(2);
const [first = 0, step = 1, end = 0] = numbers.map(Number);
const AGAIN = 0.15;
const BROKEN = 0.1;
/** To look at the memory takes a collection of everything, which is slower than half a case. */
const LOOK_EVERY = 5;

process.on('disconnect', () => process.exit());
const desk = await Desk.open(await openPostgres(url), { setUp: false, blobDir, agency });
process.send?.({ ready: true });
let told = 0;
for (let number = first; number < end; number += step) {
  await tell(number);
  told += 1;
  process.send?.({ done: number, ...(told % LOOK_EVERY === 0 ? { heapBytes: heapBytes() } : {}) });
}
process.send?.({ finished: true });

async function tell(number: number): Promise<void> {
  const story = desk.story(number, 'chaos');
  const opened = await repeatedly(() => desk.act('openCase', story.open));
  const caseId = opened.case?.id ?? '';
  for (const each of story.steps) await repeatedly(() => desk.act('addStep', { caseId, ...each }));
  for (const { uploadKey, bytes } of story.files) {
    if (Math.random() < BROKEN) await desk.sendStream(uploadKey, brokenOff(bytes)).catch(() => null);
    await send(uploadKey, bytes);
  }
  for (const each of story.materials) await repeatedly(() => desk.act('attachMaterial', { caseId, ...each }));
  await repeatedly(() => desk.act('completeCase', { caseId, ...story.complete }));
  await repeatedly(() => desk.act('archiveCase', caseId));
}

/** Once, or twice at the same moment: somebody else's turn is waited for. */
async function repeatedly(say: () => Promise<Outcome>): Promise<Outcome> {
  const outcomes = await Promise.all(Math.random() < AGAIN ? [retried(say), retried(say)] : [retried(say)]);
  const refused = outcomes.flatMap(({ violations }) => violations).filter(({ code }) => code !== 'ARCHIVED');
  const [outcome] = outcomes;
  if (outcome === undefined || refused.length > 0) throw new Error(JSON.stringify(refused));
  return outcome;
}

async function retried(say: () => Promise<Outcome>): Promise<Outcome> {
  for (;;) {
    try {
      return await say();
    } catch (error) {
      if (!/"CONFLICT"|"UNAVAILABLE"|deadlock/.test(String(error))) throw error;
      await pause(20);
    }
  }
}

async function send(uploadKey: string, bytes: Buffer): Promise<void> {
  for (;;) {
    const { status, body } = await desk.send(uploadKey, bytes);
    if (status === 201) return;
    if (status !== 409) throw new Error(JSON.stringify(body));
    await pause(20);
  }
}

async function* brokenOff(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(0, bytes.length / 2);
  throw new Error('the line broke');
}

function heapBytes(): number {
  globalThis.gc?.();
  return process.memoryUsage().heapUsed;
}
