import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { orAbort, startCountdown } from './countdown.ts';

const never = new Promise<never>(() => undefined);

describe('a countdown', () => {
  it('ends when its time is over', async () => {
    const { signal } = startCountdown(5);

    await expect(orAbort(never, signal)).rejects.toMatchObject({ name: 'TimeoutError' });
  });

  it('ends with the outer signal, and with its reason', () => {
    const outer = new AbortController();
    const { signal, stop } = startCountdown(60_000, outer.signal);
    outer.abort(new Error('left'));
    stop();

    expect(signal.reason).toMatchObject({ message: 'left' });
  });

  it('is over at once where the outer signal is', () => {
    const { signal, stop } = startCountdown(60_000, AbortSignal.abort());
    stop();

    expect(signal.aborted).toBe(true);
  });

  it('holds nothing of the outer signal when it was stopped, and ends no more', async () => {
    const outer = new AbortController();
    const { signal, stop } = startCountdown(1, outer.signal);
    stop();
    await new Promise((resolve) => setTimeout(resolve, 10));

    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
    expect(signal.aborted).toBe(false);
  });
});

describe('work that cannot be called off', () => {
  it('gives its result where nothing is called off', async () => {
    const outer = new AbortController();

    expect(await orAbort(Promise.resolve(1), outer.signal)).toBe(1);
    expect(await orAbort(Promise.resolve(1), undefined)).toBe(1);
    expect(getEventListeners(outer.signal, 'abort')).toEqual([]);
  });

  it('is not waited for, and may fail unheard', async () => {
    const outer = new AbortController();
    let fail = (_error: Error): void => undefined;
    const work = new Promise<never>((_resolve, reject) => (fail = reject));
    const asked = orAbort(work, outer.signal);
    outer.abort(new Error('left'));

    await expect(asked).rejects.toThrow('left');
    fail(new Error('too late'));
  });
});
