/**
 * Answers per period, leased: a process takes a handful from the database in one conditional update and spends them
 * without asking. What it does not spend goes back when the lease ends. All leases together are never more than the
 * quota; a process that is killed takes at most one lease with it.
 *
 * @clause 809 art. 25
 */
import { DomainError } from '../schema/errors.ts';
import type { AnswerLease } from '../subgraphs/sharing/index.ts';
import type { House } from './house.ts';

/** What is leased and not spent is kept from the other processes for so long. */
const LEASE_MS = 2_000;

interface Held {
  readonly lease: AnswerLease;
  readonly endsAtMs: number;
  left: number;
}

export class Quotas {
  readonly #house: Pick<House, 'call'>;
  readonly #held = new Map<string, Held>();
  readonly #asking = new Map<string, Promise<number>>();
  readonly #timer: NodeJS.Timeout;

  constructor(house: Pick<House, 'call'>) {
    this.#house = house;
    this.#timer = setInterval(() => void this.#giveBack(false), LEASE_MS / 2);
    this.#timer.unref();
  }

  /**
   * One answer under this grant.
   *
   * @param at RFC 3339, when the request came in: the quota of its period is spent
   * @throws LIMIT_EXCEEDED when the period's answers are spent; UNAVAILABLE when nobody can tell
   */
  async take(grantId: string, at: string): Promise<void> {
    while (!this.#spend(grantId, at)) {
      if ((await this.#lease(grantId, at)) === 0) throw limitExceeded();
    }
  }

  /** Gives back what is not spent. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.allSettled(this.#asking.values());
    await this.#giveBack(true);
  }

  #spend(grantId: string, at: string): boolean {
    const held = this.#held.get(grantId);
    if (held === undefined || held.left === 0 || held.endsAtMs < performance.now()) return false;
    if (!covers(held.lease, at)) return false;
    held.left -= 1;
    return true;
  }

  /** However many wait, one asks. @returns how many answers it got */
  #lease(grantId: string, at: string): Promise<number> {
    const asking = this.#asking.get(grantId);
    if (asking !== undefined) return asking;
    const asked = this.#ask(grantId, at).finally(() => this.#asking.delete(grantId));
    this.#asking.set(grantId, asked);
    return asked;
  }

  async #ask(grantId: string, at: string): Promise<number> {
    const before = this.#held.get(grantId);
    this.#held.delete(grantId);
    if (before !== undefined) await this.#return(before);
    const endsAtMs = performance.now() + LEASE_MS;
    const lease = await this.#call('leaseAnswers', { grantId, at });
    if (lease === null) return 0;
    const held = { lease, endsAtMs, left: lease.size };
    if (covers(lease, at)) this.#held.set(grantId, held);
    else await this.#return(held);
    return covers(lease, at) ? lease.size : 0;
  }

  async #giveBack(all: boolean): Promise<void> {
    for (const [grantId, held] of this.#held) {
      if (!all && held.endsAtMs >= performance.now()) continue;
      this.#held.delete(grantId);
      await this.#return(held);
    }
  }

  /** What cannot be given back stays spent. */
  async #return({ lease, left }: Held): Promise<void> {
    await this.#house.call('sharing', 'returnAnswers', { leaseId: lease.id, unspent: left }).catch(() => null);
  }

  async #call(name: string, input: unknown): Promise<AnswerLease | null> {
    try {
      return (await this.#house.call('sharing', name, input)) as AnswerLease | null;
    } catch (cause) {
      const sentence = 'What the grant still allows cannot be found out, so nothing is disclosed.';
      throw new DomainError('UNAVAILABLE', sentence, { cause });
    }
  }
}

function covers({ from, until }: AnswerLease, at: string): boolean {
  const time = Date.parse(at);
  return Date.parse(from) <= time && time < Date.parse(until);
}

/** Rule R3, whichever of its guards was met. */
export function limitExceeded(): DomainError {
  return new DomainError('LIMIT_EXCEEDED', 'The grant is used up for this period.', {
    clause: '809 art. 25',
    details: { rule: 'R3' },
  });
}
