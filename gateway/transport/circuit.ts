/** Whether a subgraph that keeps failing is asked again. A state machine: it reads no clock and starts no timer. */

export type CircuitState = 'closed' | 'open' | 'half-open';

/** `unknown` when nothing was learnt about the subgraph, such as when the client left. */
export type Outcome = 'answered' | 'failed' | 'unknown';

export interface CircuitOptions {
  /** Failures in a row that open it. */
  readonly failures: number;
  /** How long nothing is sent before one request is let through to see. */
  readonly restMs: number;
  /** Milliseconds; only differences matter. */
  readonly now: () => number;
  readonly onChange?: (state: CircuitState) => void;
}

export class Circuit {
  readonly #options: CircuitOptions;
  #state: CircuitState = 'closed';
  #failures = 0;
  #restsUntilMs = 0;
  /** Raised with every change of state: what was sent before it says nothing about what is after it. */
  #period = 0;

  constructor(options: CircuitOptions) {
    this.#options = options;
  }

  get state(): CircuitState {
    return this.#state;
  }

  /**
   * Asks to send one request.
   *
   * @returns what must be called once with its outcome; null when it may not be sent
   */
  enter(): ((outcome: Outcome) => void) | null {
    if (this.#state === 'half-open') return null;
    if (this.#state === 'open') {
      if (this.#options.now() < this.#restsUntilMs) return null;
      this.#become('half-open');
    }
    const period = this.#period;
    return (outcome) => {
      if (period === this.#period) this.#learn(outcome);
    };
  }

  #learn(outcome: Outcome): void {
    if (this.#state === 'half-open') return this.#endProbe(outcome);
    if (outcome === 'answered') this.#failures = 0;
    if (outcome !== 'failed') return;
    this.#failures += 1;
    if (this.#failures >= this.#options.failures) this.#rest(this.#options.restMs);
  }

  /** A probe that learnt nothing leaves the place to the next one at once. */
  #endProbe(outcome: Outcome): void {
    if (outcome === 'failed') return this.#rest(this.#options.restMs);
    if (outcome === 'unknown') return this.#rest(0);
    this.#failures = 0;
    this.#become('closed');
  }

  #rest(ms: number): void {
    this.#restsUntilMs = this.#options.now() + ms;
    this.#become('open');
  }

  #become(state: CircuitState): void {
    this.#state = state;
    this.#period += 1;
    this.#options.onChange?.(state);
  }
}
