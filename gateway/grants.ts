/**
 * Grants as the gateway holds them. An epoch that `sharing` raises with every change empties what is held; a process
 * that has not heard from `sharing` for a second decides as if there were no grants.
 *
 * @clause 809 art. 25, 27
 */
import { setTimeout as pause } from 'node:timers/promises';
import { NOTHING_REGISTERED, type Remedies, type Standing } from '../subgraphs/sharing/index.ts';
import type { House } from './house.ts';

const POLL_MS = 250;
const STALE_MS = 1_000;
/** How long a decision waits for word from `sharing` when the last is old: this process may only have been busy. */
const WORD_WITHIN_MS = 1_000;
const KEPT = 10_000;

/** What is found while `sharing` is not heard: a new request is decided as if there were no grants. */
export const NO_STANDING: Standing = {
  epoch: 0,
  grant: null,
  predecessors: [],
  demand: null,
  isMetered: false,
  registered: NOTHING_REGISTERED,
};

export interface StandingQuery {
  readonly grantId: string | null;
  /** The caller's own body. */
  readonly agency: string | null;
  /** Whose grant it must be. */
  readonly grantee: string | null;
  /** A statutory demand, and the officer who invokes it. */
  readonly demand?: { readonly id: string; readonly officer: string };
}

export class Grants {
  readonly #house: Pick<House, 'call'>;
  readonly #held = new Map<string, Promise<Standing>>();
  #epoch = 0;
  /** On a clock that nobody sets: minus infinity until `sharing` has been heard. */
  #heardAtMs = Number.NEGATIVE_INFINITY;
  /** When the last word came that counts. */
  #toldAtMs = Number.NEGATIVE_INFINITY;
  #remedies: Remedies = {};
  #remediesOf: number | null = null;
  #timer: NodeJS.Timeout | undefined;
  #asking: Promise<void> | undefined;

  constructor(house: Pick<House, 'call'>) {
    this.#house = house;
  }

  /** Asks once, then keeps asking until `close`. */
  async open(): Promise<void> {
    await this.#poll();
    this.#timer = setInterval(() => void this.#poll(), POLL_MS);
    this.#timer.unref();
  }

  close(): void {
    clearInterval(this.#timer);
  }

  isFresh(): boolean {
    return performance.now() - this.#heardAtMs <= STALE_MS;
  }

  /** Whether nothing has changed since `epoch`, as far as this process can know. */
  isCurrent(epoch: number): boolean {
    return epoch === this.#epoch && this.isFresh();
  }

  /** Resource codes of the entries in which these providers offer a field. */
  entriesFor(coordinate: string, providers: readonly string[]): readonly string[] {
    const offers = this.#remedies[coordinate] ?? [];
    return offers.filter(({ provider }) => providers.includes(provider)).map(({ code }) => code);
  }

  /** Never throws: what cannot be found out is no standing. */
  async find(query: StandingQuery): Promise<Standing> {
    if (!this.isFresh() && !(await this.becomesFresh())) return NO_STANDING;
    const key = JSON.stringify([query.grantId, query.agency, query.grantee, query.demand ?? null]);
    const held = this.#held.get(key) ?? this.#ask(query, key);
    const standing = await held.catch(() => null);
    if (standing === null || (!this.isFresh() && !(await this.becomesFresh()))) return NO_STANDING;
    // An answer that was long under way is of the time when it was asked for; what is held now is asked for anew.
    return standing.epoch < this.#epoch && this.#held.get(key) !== held ? this.find(query) : standing;
  }

  /** A view that is old is renewed if `sharing` answers at once; if it does not, there is none. */
  async becomesFresh(): Promise<boolean> {
    if (this.isFresh()) return true;
    this.#asking ??= Promise.race([this.#poll(), pause(WORD_WITHIN_MS, undefined, { ref: false })]).finally(() => {
      this.#asking = undefined;
    });
    await this.#asking;
    return this.isFresh();
  }

  #ask(query: StandingQuery, key: string): Promise<Standing> {
    if (this.#held.size >= KEPT) this.#held.clear();
    const askedAtMs = performance.now();
    const asked = this.#house.call('sharing', 'findStanding', query).then((value) => {
      const standing = parseStanding(value);
      if (this.#learn(standing.epoch, askedAtMs)) this.#held.set(key, asked);
      return standing;
    });
    this.#held.set(key, asked);
    asked.catch(() => this.#held.delete(key));
    return asked;
  }

  /**
   * From any word of `sharing`: no query under way may be current any more once another is told what has changed.
   *
   * @returns false for a word that was asked for before a newer one came
   */
  #learn(epoch: number, askedAtMs: number): boolean {
    if (epoch < this.#epoch && askedAtMs < this.#toldAtMs) return false;
    if (epoch !== this.#epoch) this.#held.clear();
    this.#epoch = epoch;
    this.#toldAtMs = performance.now();
    return true;
  }

  async #poll(): Promise<void> {
    try {
      const askedAtMs = performance.now();
      const epoch = Number(await this.#house.call('sharing', 'readEpoch', null));
      if (!this.#learn(epoch, askedAtMs)) return;
      if (epoch !== this.#remediesOf) {
        this.#remedies = (await this.#house.call('sharing', 'readRemedies', null)) as Remedies;
        this.#remediesOf = epoch;
      }
      this.#heardAtMs = Math.max(askedAtMs, this.#heardAtMs);
    } catch {
      // Not heard: after a second `isFresh` says so, to decisions and to readiness alike.
    }
  }
}

function parseStanding(value: unknown): Standing {
  const { epoch, grant, predecessors, demand, isMetered, registered } = value as Partial<Standing> & { epoch: number };
  return {
    epoch,
    grant: grant ?? null,
    predecessors: predecessors ?? [],
    demand: demand ?? null,
    isMetered: isMetered ?? false,
    registered: registered ?? NOTHING_REGISTERED,
  };
}
