/** A limit of time on work that may also be called off from outside. */

export interface Countdown {
  /** Aborted when the time is over, and when the outer signal is. */
  readonly signal: AbortSignal;
  /** Must be called when the work is done: until then a timer and a listener are held. */
  stop(): void;
}

/** `AbortSignal.timeout` with `AbortSignal.any` would keep every timer until it fires: too many at 1,000 requests a second. */
export function startCountdown(ms: number, outer?: AbortSignal): Countdown {
  const controller = new AbortController();
  const abort = (): void => controller.abort(outer?.reason);
  const timer = setTimeout(() => controller.abort(new DOMException(`Not done in ${ms} ms.`, 'TimeoutError')), ms);
  if (outer?.aborted === true) abort();
  outer?.addEventListener('abort', abort);
  return {
    signal: controller.signal,
    stop: () => {
      clearTimeout(timer);
      outer?.removeEventListener('abort', abort);
    },
  };
}

/**
 * For work that cannot be called off itself: its result comes too late, then, and nobody hears of it.
 *
 * @throws the reason of `signal` when that comes first
 */
export function orAbort<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const giveUp = (): void => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp);
    void work.then(resolve, reject).finally(() => signal.removeEventListener('abort', giveUp));
  });
}
