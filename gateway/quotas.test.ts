import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Quotas } from './quotas.ts';

const AT = '2026-11-21T12:00:00.000+08:00';
const DAY = { from: '2026-11-21T00:00:00.000+08:00', until: '2026-11-22T00:00:00.000+08:00' };

/** A database that leases so many answers, `size` at a time. */
class FakeSharing {
  left: number;
  readonly size: number;
  isDown = false;
  readonly leased: string[] = [];
  readonly returned: [string, number][] = [];

  constructor(left: number, size: number) {
    this.left = left;
    this.size = size;
  }

  async call(_subgraph: string, name: string, input: unknown): Promise<unknown> {
    if (this.isDown) throw new Error('down');
    if (name === 'returnAnswers') {
      const { leaseId, unspent } = input as { leaseId: string; unspent: number };
      this.returned.push([leaseId, unspent]);
      this.left += unspent;
      return null;
    }
    const size = Math.min(this.size, this.left);
    if (size === 0) return null;
    this.left -= size;
    const id = `L${this.leased.length + 1}`;
    this.leased.push(id);
    return { id, size, ...DAY };
  }
}

const opened: Quotas[] = [];
function open(sharing: FakeSharing): Quotas {
  const quotas = new Quotas(sharing);
  opened.push(quotas);
  return quotas;
}

/** How many of so many requests at once are let through. */
async function letThrough(quotas: Quotas, requests: number, at = AT): Promise<number> {
  const results = await Promise.allSettled(Array.from({ length: requests }, () => quotas.take('G', at)));
  for (const each of results)
    if (each.status === 'rejected')
      expect(each.reason).toMatchObject({ code: 'LIMIT_EXCEEDED', clause: '809 art. 25' });
  return results.filter(({ status }) => status === 'fulfilled').length;
}

beforeEach(() => void vi.useFakeTimers({ now: Date.parse(AT) }));
afterEach(async () => {
  for (const each of opened.splice(0)) await each.close();
  vi.useRealTimers();
});

it('lets through exactly as many answers as the quota allows, however many ask at once', async () => {
  expect(await letThrough(open(new FakeSharing(23, 5)), 100)).toBe(23);
});

it('lets through as many in two processes together', async () => {
  const sharing = new FakeSharing(23, 5);
  const [one, other] = [open(sharing), open(sharing)];
  const counts = await Promise.all([letThrough(one, 50), letThrough(other, 50)]);

  expect(counts[0] + counts[1]).toBe(23);
});

it('asks the database once a lease, not once an answer', async () => {
  const sharing = new FakeSharing(1_000, 50);
  await letThrough(open(sharing), 100);

  expect(sharing.leased.length).toBe(2);
});

describe('what was leased and not spent', () => {
  it('goes back when the process ends', async () => {
    const sharing = new FakeSharing(10, 10);
    const quotas = open(sharing);
    await quotas.take('G', AT);
    await quotas.close();

    expect(sharing.returned).toEqual([['L1', 9]]);
  });

  it('goes back when the lease ends, for other processes to use', async () => {
    const sharing = new FakeSharing(10, 10);
    const [one, other] = [open(sharing), open(sharing)];
    await one.take('G', AT);
    expect(await letThrough(other, 1)).toBe(0);
    await vi.advanceTimersByTimeAsync(4_000);

    expect(await letThrough(other, 20)).toBe(9);
  });

  it('is not spent in another period', async () => {
    const sharing = new FakeSharing(10, 5);
    const quotas = open(sharing);
    await quotas.take('G', AT);

    expect(await letThrough(quotas, 1, '2026-11-22T00:00:00.000+08:00')).toBe(0);
    expect(sharing.left).toBe(9);
  });
});

it('refuses when nobody can tell what is left', async () => {
  const sharing = new FakeSharing(10, 1);
  sharing.isDown = true;

  await expect(open(sharing).take('G', AT)).rejects.toMatchObject({ code: 'UNAVAILABLE' });
});
