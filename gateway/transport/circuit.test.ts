import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Circuit, type CircuitState, type Outcome } from './circuit.ts';

const FAILURES = 3;
const REST_MS = 1_000;

function start() {
  const clock = { ms: 0 };
  const changes: CircuitState[] = [];
  const options = { failures: FAILURES, restMs: REST_MS, now: () => clock.ms };
  const circuit = new Circuit({ ...options, onChange: (state) => void changes.push(state) });
  const send = (outcome: Outcome): void => {
    const learn = circuit.enter();
    if (learn === null) throw new Error('nothing may be sent');
    learn(outcome);
  };
  const open = (): void => {
    for (let at = 0; at < FAILURES; at += 1) send('failed');
  };
  return { circuit, clock, changes, send, open };
}

describe('a subgraph', () => {
  it('is left alone after three failures in a row, not after two', () => {
    const { circuit, send } = start();
    send('failed');
    send('failed');
    expect(circuit.state).toBe('closed');

    send('failed');

    expect(circuit.state).toBe('open');
    expect(circuit.enter()).toBeNull();
  });

  it('that answers between its failures is not left alone', () => {
    const { circuit, send } = start();
    for (const outcome of ['failed', 'failed', 'answered', 'failed', 'failed'] as const) send(outcome);

    expect(circuit.state).toBe('closed');
  });

  it('is not judged by those who leave', () => {
    const { circuit, send } = start();
    for (const outcome of ['failed', 'unknown', 'failed', 'unknown', 'unknown'] as const) send(outcome);
    expect(circuit.state).toBe('closed');

    send('failed');

    expect(circuit.state).toBe('open');
  });

  it('rests until the last millisecond, then gets one request and no second', () => {
    const { circuit, clock, open } = start();
    open();
    clock.ms = REST_MS - 1;
    expect(circuit.enter()).toBeNull();

    clock.ms = REST_MS;

    expect(circuit.enter()).not.toBeNull();
    expect(circuit.state).toBe('half-open');
    expect(circuit.enter()).toBeNull();
  });

  it('is back when it answers that one', () => {
    const { circuit, clock, changes, send, open } = start();
    open();
    clock.ms = REST_MS;
    send('answered');
    send('failed');
    send('failed');

    expect(circuit.state).toBe('closed');
    expect(changes).toEqual(['open', 'half-open', 'closed']);
  });

  it('rests again when it fails that one', () => {
    const { circuit, clock, send, open } = start();
    open();
    clock.ms = REST_MS;
    send('failed');
    clock.ms = 2 * REST_MS - 1;
    expect(circuit.enter()).toBeNull();

    clock.ms = 2 * REST_MS;

    expect(circuit.enter()).not.toBeNull();
  });

  it('gets another one at once when the client of that one left', () => {
    const { circuit, clock, send, open } = start();
    open();
    clock.ms = REST_MS;
    send('unknown');

    expect(circuit.enter()).not.toBeNull();
  });

  it('is not judged by what was sent before the state changed', () => {
    const { circuit, clock, open } = start();
    const early = [circuit.enter(), circuit.enter()];
    open();
    early[0]?.('answered');
    expect(circuit.state).toBe('open');
    clock.ms = REST_MS;
    const probe = circuit.enter();

    early[1]?.('answered');

    expect(circuit.state).toBe('half-open');
    probe?.('answered');
    expect(circuit.state).toBe('closed');
  });
});

/** Enter, wait, or end the n-th of those that are under way. */
const step = fc.oneof(
  fc.constant({ kind: 'enter' } as const),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.nat(REST_MS) }),
  fc.record({
    kind: fc.constant('end' as const),
    which: fc.nat(5),
    outcome: fc.constantFrom<Outcome>('answered', 'failed', 'unknown'),
  }),
);

describe('whatever happens in whatever order', () => {
  it('at most one request probes, nothing is sent at rest, and rest ends', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const { circuit, clock } = start();
        const underWay: { learn: (outcome: Outcome) => void; isProbe: boolean }[] = [];
        let openedAtMs = 0;
        for (const each of steps) {
          const before = circuit.state;
          if (each.kind === 'wait') clock.ms += each.ms;
          if (each.kind === 'enter') {
            const learn = circuit.enter();
            if (before === 'half-open') expect(learn).toBeNull();
            if (before === 'closed') expect(learn).not.toBeNull();
            if (before === 'open' && clock.ms - openedAtMs >= REST_MS) expect(learn).not.toBeNull();
            if (learn !== null) underWay.push({ learn, isProbe: circuit.state === 'half-open' });
          }
          if (each.kind === 'end') {
            const [ended] = underWay.splice(each.which, 1);
            ended?.learn(each.outcome);
            // Only what was sent to see closes it.
            if (before !== 'closed' && circuit.state === 'closed')
              expect([ended?.isProbe, each.outcome]).toEqual([true, 'answered']);
            if (before === 'closed' && circuit.state === 'open') expect(each.outcome).toBe('failed');
          }
          if (before !== 'open' && circuit.state === 'open') openedAtMs = clock.ms;
          expect(underWay.filter(({ isProbe }) => isProbe).length === 0 && circuit.state === 'half-open').toBe(false);
        }
      }),
      { numRuns: 500 },
    );
  });

  it('a subgraph that answers from now on is back after one rest', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom<Outcome>('answered', 'failed', 'unknown'), { maxLength: 40 }), (past) => {
        const { circuit, clock } = start();
        for (const outcome of past) {
          circuit.enter()?.(outcome);
          clock.ms += 100;
        }
        clock.ms += REST_MS;
        circuit.enter()?.('answered');

        expect(circuit.state).toBe('closed');
        expect(circuit.enter()).not.toBeNull();
      }),
    );
  });
});
