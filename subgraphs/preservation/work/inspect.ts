/** A slice of a fixity inspection (日常检查) of one set. */
import { BEGINNING, inspectSlice, LIMITS, type Progress } from '../inspect.ts';
import { manifestIn } from '../keeping.ts';
import type { InspectOrder } from '../orders.ts';
import { paceOf } from '../pace.ts';
import { storeOfSet } from '../sets.ts';
import { settingsOf } from '../settings.ts';
import { tell, waiting, type Desk, type Job, type Worked } from './job.ts';

/** @clause 26号 art. 11 */
export async function inspectSome(desk: Desk, { order, progress }: Job<InspectOrder>): Promise<Worked> {
  const { keeping, runtime, budgetMs } = desk;
  const from = (progress as Progress | null) ?? BEGINNING;
  const store = await storeOfSet(keeping, runtime.services, order);
  const { files, bytes, busyMs } = from;
  if (store === null) return waiting(from, 'MEDIUM_NOT_THERE', { files, bytes, busyMs });
  const { megabytesPerSecond, filesAtATime } = settingsOf(runtime.services);
  const slice = await inspectSlice(
    {
      store,
      manifest: manifestIn(keeping, runtime.fork(), order),
      sample: { permille: order.permille, seed: order.jobId },
    },
    from,
    {
      ...LIMITS,
      budgetMs,
      atATime: filesAtATime,
      ...(megabytesPerSecond === undefined ? {} : { pace: paceOf(megabytesPerSecond * 1e6) }),
    },
  );
  const { phase, ...counts } = slice.progress;
  return {
    progress: slice.progress,
    told: tell({
      files: counts.files,
      bytes: counts.bytes,
      busyMs: Math.round(counts.busyMs),
      state: phase === 'DONE' ? 'DONE' : 'RUNNING',
      findings: slice.findings.map((finding) => ({ ...finding, setId: order.place.setId })),
    }),
  };
}
