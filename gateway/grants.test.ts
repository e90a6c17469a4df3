import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SubgraphName } from '../subgraphs/kernel/index.ts';
import type { Remedies } from '../subgraphs/sharing/index.ts';
import { Grants } from './grants.ts';
import { NOTHING_REGISTERED } from '../subgraphs/sharing/index.ts';

const QUERY = { grantId: 'G', agency: 'A', grantee: 'A' };
const NOTHING = {
  epoch: 0,
  grant: null,
  predecessors: [],
  demand: null,
  isMetered: false,
  registered: NOTHING_REGISTERED,
};

/** What `sharing` would answer; `isDown` makes it silent. */
class FakeSharing {
  epoch = 1;
  isDown = false;
  grant: object | null = { id: 'G', state: 'ACTIVE' };
  remedies: Remedies = { 'Case.title': [offer('P', 'E-1')] };
  readonly asked: string[] = [];

  call(subgraph: SubgraphName, name: string): Promise<unknown> {
    this.asked.push(`${subgraph}.${name}`);
    if (this.isDown) return Promise.reject(new Error('down'));
    const answers: Record<string, unknown> = {
      readEpoch: this.epoch,
      readRemedies: this.remedies,
      findStanding: { epoch: this.epoch, grant: this.grant, predecessors: ['P'] },
    };
    return Promise.resolve(answers[name]);
  }

  times(name: string): number {
    return this.asked.filter((each) => each === `sharing.${name}`).length;
  }
}

function offer(provider: string, code: string): { provider: string; code: string } {
  return { provider, code };
}

let sharing: FakeSharing;
let grants: Grants;

beforeEach(async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00+08:00') });
  sharing = new FakeSharing();
  grants = new Grants(sharing);
  await grants.open();
});
afterEach(() => {
  grants.close();
  vi.useRealTimers();
});

it('asks once for a grant, and holds it while nothing changes', async () => {
  const first = await grants.find(QUERY);
  await vi.advanceTimersByTimeAsync(2_000);

  expect(await grants.find(QUERY)).toEqual(first);
  expect(first).toEqual({
    epoch: 1,
    grant: { id: 'G', state: 'ACTIVE' },
    predecessors: ['P'],
    demand: null,
    isMetered: false,
    registered: NOTHING_REGISTERED,
  });
  expect(sharing.times('findStanding')).toBe(1);
});

it('keeps callers, grants and grantees apart', async () => {
  for (const changed of [{}, { grantId: 'H' }, { agency: 'B' }, { grantee: 'B' }, { grantId: null }])
    await grants.find({ ...QUERY, ...changed });

  expect(sharing.times('findStanding')).toBe(5);
});

it('asks once when many ask at the same time', async () => {
  await Promise.all([1, 2, 3].map(() => grants.find(QUERY)));

  expect(sharing.times('findStanding')).toBe(1);
});

it('decides by a grant that was revoked no longer than until the next poll', async () => {
  await grants.find(QUERY);
  sharing.grant = { id: 'G', state: 'TERMINATED' };
  sharing.epoch = 2;
  await vi.advanceTimersByTimeAsync(250);

  expect(await grants.find(QUERY)).toMatchObject({ epoch: 2, grant: { state: 'TERMINATED' } });
});

describe('a query that was let in before', () => {
  beforeEach(async () => {
    await grants.find(QUERY);
    sharing.grant = { id: 'G', state: 'TERMINATED' };
    sharing.epoch = 2;
  });

  it('is not current any more while the entries of the catalogue are still on their way', async () => {
    sharing.remedies = new Promise(() => undefined) as never;
    await vi.advanceTimersByTimeAsync(250);

    expect(await grants.find(QUERY)).toMatchObject({ grant: { state: 'TERMINATED' } });
    expect(grants.isCurrent(1)).toBe(false);
  });

  it('is not current any more once another is told what has changed, before the next word of the epoch', async () => {
    expect(await grants.find({ ...QUERY, grantee: 'B' })).toMatchObject({ grant: { state: 'TERMINATED' } });
    expect(grants.isCurrent(1)).toBe(false);
    expect(await grants.find(QUERY)).toMatchObject({ grant: { state: 'TERMINATED' } });
  });
});

it('tells of new catalogue entries with the epoch that brings them, and only of the providers asked for', async () => {
  expect(grants.entriesFor('Case.title', ['P'])).toEqual(['E-1']);
  expect(grants.entriesFor('Case.title', ['Q'])).toEqual([]);
  expect(grants.entriesFor('Case.remarks', ['P'])).toEqual([]);

  sharing.remedies = { 'Case.remarks': [offer('P', 'E-2'), offer('Q', 'E-3')] };
  sharing.epoch = 2;
  await vi.advanceTimersByTimeAsync(250);
  expect(grants.entriesFor('Case.remarks', ['P', 'Q'])).toEqual(['E-2', 'E-3']);
});

it('knows no grant for one that is not the caller’s', async () => {
  sharing.grant = null;

  expect(await grants.find(QUERY)).toMatchObject({ grant: null });
});

describe('when sharing is silent', () => {
  beforeEach(async () => {
    await grants.find(QUERY);
    sharing.isDown = true;
  });

  it('decides for a second as it last knew', async () => {
    await vi.advanceTimersByTimeAsync(1_000);

    expect(grants.isFresh()).toBe(true);
    expect(await grants.find(QUERY)).toMatchObject({ grant: { id: 'G' } });
  });

  it('decides after a second as if there were no grant, and does not ask', async () => {
    await vi.advanceTimersByTimeAsync(1_001);
    const before = sharing.times('findStanding');

    expect(grants.isFresh()).toBe(false);
    expect(await grants.find(QUERY)).toEqual(NOTHING);
    expect(sharing.times('findStanding')).toBe(before);
  });

  it('renews its view before it decides when only it itself was late', async () => {
    await vi.advanceTimersByTimeAsync(1_001);
    sharing.isDown = false;

    expect(grants.isFresh()).toBe(false);
    expect(await grants.find(QUERY)).toMatchObject({ grant: { id: 'G' } });
    expect(grants.isFresh()).toBe(true);
  });

  it('waits for word no longer than a second', async () => {
    await vi.advanceTimersByTimeAsync(1_001);
    sharing.call = () => new Promise(() => undefined);
    const found = grants.find(QUERY);
    await vi.advanceTimersByTimeAsync(1_000);

    expect(await found).toEqual(NOTHING);
  });

  it('recovers by itself when sharing is back', async () => {
    await vi.advanceTimersByTimeAsync(5_000);
    sharing.isDown = false;
    await vi.advanceTimersByTimeAsync(250);

    expect(grants.isFresh()).toBe(true);
    expect(await grants.find(QUERY)).toMatchObject({ grant: { id: 'G' } });
  });

  it('does not hold what could not be found out', async () => {
    expect(await grants.find({ ...QUERY, grantId: 'H' })).toEqual(NOTHING);
    sharing.isDown = false;

    expect(await grants.find({ ...QUERY, grantId: 'H' })).toMatchObject({ grant: { id: 'G' } });
  });
});

it('counts the age of its view from when it asked, not from when it was answered', async () => {
  const first = Promise.withResolvers<unknown>();
  const never = Promise.withResolvers<unknown>();
  let asked = 0;
  sharing.call = (_subgraph, name) => {
    if (name === 'readEpoch') asked += 1;
    return asked === 1 ? first.promise : never.promise;
  };
  await vi.advanceTimersByTimeAsync(1_500);
  first.resolve(1);
  await vi.advanceTimersByTimeAsync(0);

  expect(grants.isFresh()).toBe(false);
});

it('answers nothing with a grant that arrives after its view has grown old', async () => {
  const answer = Promise.withResolvers<unknown>();
  sharing.call = (_subgraph, name) => (name === 'findStanding' ? answer.promise : Promise.reject(new Error('down')));
  const found = grants.find({ ...QUERY, grantId: 'H' });
  await vi.advanceTimersByTimeAsync(1_500);
  answer.resolve({ epoch: 1, grant: { id: 'H' }, predecessors: [] });

  expect(await found).toEqual(NOTHING);
});

it('has no grants before it has heard from sharing for the first time', async () => {
  sharing.isDown = true;
  const late = new Grants(sharing);
  await late.open();

  expect(late.isFresh()).toBe(false);
  expect(await late.find(QUERY)).toEqual(NOTHING);
  late.close();
});
