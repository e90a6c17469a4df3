import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Gate, GateFull } from './gate.ts';

const NEVER = new AbortController().signal;
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('a gate', () => {
  it('lets in as many as it may and makes the next one wait until one leaves', async () => {
    const gate = new Gate({ inside: 2, waiting: 1 });
    const entered: number[] = [];
    for (const who of [1, 2, 3]) void gate.enter(NEVER).then(() => entered.push(who));
    await settled();
    expect(entered).toEqual([1, 2]);

    gate.leave();
    await settled();

    expect(entered).toEqual([1, 2, 3]);
  });

  it('refuses at once who would have to wait behind too many', async () => {
    const gate = new Gate({ inside: 1, waiting: 1 });
    await gate.enter(NEVER);
    void gate.enter(NEVER);

    await expect(gate.enter(NEVER)).rejects.toBeInstanceOf(GateFull);
  });

  it('lets in who waits in order of arrival', async () => {
    const gate = new Gate({ inside: 1, waiting: 3 });
    const entered: string[] = [];
    await gate.enter(NEVER);
    for (const who of ['a', 'b', 'c']) void gate.enter(NEVER).then(() => entered.push(who));
    for (const _ of [1, 2, 3]) {
      gate.leave();
      await settled();
    }

    expect(entered).toEqual(['a', 'b', 'c']);
  });

  it('forgets who is called off while waiting', async () => {
    const gate = new Gate({ inside: 1, waiting: 1 });
    const caller = new AbortController();
    await gate.enter(NEVER);
    const waiting = gate.enter(caller.signal);
    caller.abort(new Error('left'));

    await expect(waiting).rejects.toThrow('left');
    expect(gate.waiting).toBe(0);
    gate.leave();
    expect(gate.inside).toBe(0);
  });

  it('does not let in who was called off before', async () => {
    const gate = new Gate({ inside: 1, waiting: 1 });

    await expect(gate.enter(AbortSignal.abort(new Error('left')))).rejects.toThrow('left');
    expect(gate.inside).toBe(0);
  });

  it('never holds more than it may, and is empty when all have gone', async () => {
    const steps = fc.array(fc.constantFrom('enter', 'leave', 'abort'), { maxLength: 60 });
    await fc.assert(
      fc.asyncProperty(steps, fc.integer({ min: 1, max: 4 }), fc.nat(4), async (steps, inside, waiting) => {
        const gate = new Gate({ inside, waiting });
        const outside: AbortController[] = [];
        let entered = 0;
        for (const step of steps) {
          if (step === 'enter') {
            const controller = new AbortController();
            outside.push(controller);
            gate.enter(controller.signal).then(
              () => (entered += 1),
              () => undefined,
            );
          }
          if (step === 'abort') outside.shift()?.abort();
          if (step === 'leave' && entered > 0) {
            entered -= 1;
            gate.leave();
          }
          await settled();
          expect(gate.inside).toBe(entered);
          expect(gate.inside).toBeLessThanOrEqual(inside);
          expect(gate.waiting).toBeLessThanOrEqual(waiting);
        }
        for (; entered > 0; await settled()) {
          entered -= 1;
          gate.leave();
        }
        expect([gate.inside, gate.waiting]).toEqual([0, 0]);
      }),
      { numRuns: 100 },
    );
  });
});
