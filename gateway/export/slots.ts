/** How many batches are held at a time, by all and by one caller: what an export costs in memory has a bound. */
import { DomainError } from '../../schema/errors.ts';

interface Waiting {
  readonly who: string;
  readonly enter: () => void;
}

export interface SlotLimits {
  readonly all: number;
  readonly each: number;
  /** Who waits longer is sent away. */
  readonly waitMs: number;
}

export class Slots {
  readonly #limits: SlotLimits;
  readonly #held = new Map<string, number>();
  #waiting: Waiting[] = [];
  #total = 0;

  constructor(limits: SlotLimits) {
    this.#limits = limits;
  }

  /** @returns a function that gives the slot back, once @throws UNAVAILABLE when none comes free in time */
  async take(who: string): Promise<() => void> {
    if (this.#isFree(who)) this.#enter(who);
    else await this.#wait(who);
    let isHeld = true;
    return () => {
      if (!isHeld) return;
      isHeld = false;
      this.#leave(who);
    };
  }

  #isFree(who: string): boolean {
    return this.#total < this.#limits.all && (this.#held.get(who) ?? 0) < this.#limits.each;
  }

  #enter(who: string): void {
    this.#total += 1;
    this.#held.set(who, (this.#held.get(who) ?? 0) + 1);
  }

  #leave(who: string): void {
    const left = (this.#held.get(who) ?? 1) - 1;
    if (left === 0) this.#held.delete(who);
    else this.#held.set(who, left);
    this.#total -= 1;
    const next = this.#waiting.find((each) => this.#isFree(each.who));
    if (next === undefined) return;
    this.#waiting = this.#waiting.filter((each) => each !== next);
    this.#enter(next.who);
    next.enter();
  }

  #wait(who: string): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#waiting = this.#waiting.filter((each) => each !== waiting);
        reject(new DomainError('UNAVAILABLE', 'Too many exports are under way. Try again in a few seconds.'));
      }, this.#limits.waitMs);
      const waiting = {
        who,
        enter: () => {
          clearTimeout(timer);
          resolve();
        },
      };
      this.#waiting.push(waiting);
    });
  }
}
