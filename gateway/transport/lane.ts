/** The way to one subgraph: circuit, gate, time limit, and a second attempt where the connection broke. */
import { startCountdown } from '../countdown.ts';
import { Circuit, type CircuitOptions, type Outcome } from './circuit.ts';
import { Gate, type GateOptions } from './gate.ts';

export interface LaneOptions {
  /** For waiting and both attempts together. */
  readonly timeoutMs: number;
  readonly gate: GateOptions;
  readonly circuit: CircuitOptions;
}

export interface Task<T> {
  /** Called again for a second attempt, which must sign anew: a subgraph takes each nonce once. */
  readonly attempt: (signal: AbortSignal) => Promise<T>;
  /** Doing it twice does no more than doing it once. */
  readonly isRepeatable: boolean;
  readonly signal?: AbortSignal | undefined;
}

/** Thrown instead of sending while the subgraph is left alone. */
export class Resting extends Error {
  override readonly name = 'Resting';
}

export class Lane {
  readonly #timeoutMs: number;
  readonly #gate: Gate;
  readonly #circuit: Circuit;

  constructor({ timeoutMs, gate, circuit }: LaneOptions) {
    this.#timeoutMs = timeoutMs;
    this.#gate = new Gate(gate);
    this.#circuit = new Circuit(circuit);
  }

  /** @throws Resting, GateFull, why it was called off, and what the attempts threw */
  async run<T>(task: Task<T>): Promise<T> {
    const learn = this.#circuit.enter();
    if (learn === null) throw new Resting();
    const countdown = startCountdown(this.#timeoutMs, task.signal);
    let outcome: Outcome = 'unknown';
    try {
      await this.#gate.enter(countdown.signal);
      outcome = 'failed';
      const result = await attempt(task, countdown.signal).finally(() => this.#gate.leave());
      outcome = 'answered';
      return result;
    } catch (error) {
      if (task.signal?.aborted === true || isTooLarge(error)) outcome = 'unknown';
      throw error;
    } finally {
      countdown.stop();
      learn(outcome);
    }
  }
}

async function attempt<T>(task: Task<T>, signal: AbortSignal): Promise<T> {
  try {
    return await task.attempt(signal);
  } catch (error) {
    if (!task.isRepeatable || signal.aborted || !isBroken(error)) throw error;
    return task.attempt(signal);
  }
}

const BROKEN = new Set(['UND_ERR_SOCKET', 'ECONNRESET', 'EPIPE']);

/** A connection that was there and ended. One that could not be made would not be made now either. */
function isBroken(error: unknown): boolean {
  return BROKEN.has(codeOf(error));
}

/** Says that much was asked for, not that the subgraph is ill. */
function isTooLarge(error: unknown): boolean {
  return codeOf(error) === 'UND_ERR_RES_EXCEEDED_MAX_SIZE';
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
