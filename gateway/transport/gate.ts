/** How many requests a subgraph gets at a time, and how many may wait for their turn. */

export interface GateOptions {
  readonly inside: number;
  readonly waiting: number;
}

/** Thrown instead of waiting when too many wait already. */
export class GateFull extends Error {
  override readonly name = 'GateFull';
}

export class Gate {
  readonly #options: GateOptions;
  /** In order of arrival. */
  readonly #waiting = new Set<() => void>();
  #inside = 0;

  constructor(options: GateOptions) {
    this.#options = options;
  }

  get inside(): number {
    return this.#inside;
  }

  get waiting(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves when it is the caller's turn, who then must `leave` once.
   *
   * @throws GateFull, and the reason of `signal` when it is aborted while waiting
   */
  async enter(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted();
    if (this.#inside < this.#options.inside) {
      this.#inside += 1;
      return;
    }
    if (this.#waiting.size >= this.#options.waiting) throw new GateFull();
    await this.#turn(signal);
  }

  /** The place goes to who has waited longest, without becoming free in between. */
  leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) this.#inside -= 1;
    else next();
  }

  #turn(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#waiting.delete(admit);
        signal.removeEventListener('abort', giveUp);
      };
      const admit = (): void => {
        end();
        resolve();
      };
      const giveUp = (): void => {
        end();
        reject(signal.reason as Error);
      };
      this.#waiting.add(admit);
      signal.addEventListener('abort', giveUp);
    });
  }
}
