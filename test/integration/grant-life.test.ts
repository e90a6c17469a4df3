/** A grant after it is given: suspended, resumed, ended, disposed of; corrections and disputes about it. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import type { AccessLogRow } from '../../subgraphs/sharing/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { dataOf } from '../support/house.ts';
import { act, completeApplication, PEOPLE, person, startSharing, type Outcome } from '../support/sharing.ts';

const GRANT = `grant { id state breach rectifyBy endCause endReason endedOn disposeBy disposedOn disposal
  timeline { name state } }`;
const CORRECTION = 'correction { id state text answer dueOn requester { uscc } }';
const DISPUTE = 'dispute { id state stage records outcome }';
const CASE = '5f0c7c0e-9d55-4a9b-8a56-0d6a5c1b2e3f';

describe.each(anyDatabase())('a grant on $kind', ({ open }) => {
  let database: Database;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await startSharing(database);
  });
  afterAll(() => database.close());

  const call = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
    act<{ id: string; state: string; [field: string]: unknown }>(running, who, name, args, GRANT);
  const on = (who: AccessContext, today: string): AccessContext => ({
    ...who,
    today,
    at: `${today}T09:00:00.000+08:00`,
  });
  const epoch = async (): Promise<number> => Number(await running.call('readEpoch', null));

  async function given(validTo = '2027-11-20'): Promise<string> {
    const steps = [
      [PEOPLE.handler, 'submitApplication', {}],
      [PEOPLE.userHead, 'endorseApplication', {}],
      [PEOPLE.providerHead, 'decideApplication', { approve: true }],
    ] as const;
    const input = completeApplication({ validTo });
    const saved = await act<{ id: string }>(
      running,
      PEOPLE.handler,
      'saveApplication',
      { input },
      'application { id }',
    );
    const id = saved.subject?.id ?? expect.fail('no application');
    let grant: { id: string } | null = null;
    for (const [who, name, args] of steps) {
      const outcome = await act<{ grant: { id: string } | null }>(
        running,
        who,
        name,
        { id, ...args },
        'application { id grant { id } }',
      );
      expect(outcome.codes).toEqual([]);
      grant = outcome.subject?.grant ?? null;
    }
    return grant?.id ?? expect.fail('no grant');
  }

  /** As the gateway asks before each request. */
  async function seen(id: string): Promise<GrantView | null> {
    const of = { grantId: id, agency: DEMO_BODIES.civilAffairs, grantee: DEMO_BODIES.civilAffairs };
    return ((await running.call('findStanding', of)) as { grant: GrantView | null }).grant;
  }

  /** What a gateway writes when it has answered under the grant. */
  async function answered(grantId: string, requestId: string, at = '2026-11-21T10:00:00.000+08:00'): Promise<void> {
    const log = { at, requestId, actorId: 'x', role: 'AGENCY', agency: DEMO_BODIES.civilAffairs, onBehalfOf: null };
    const outcomes = [
      { coordinate: 'Case.applicantName', outcome: 'SHOW', rule: 'R16', count: 2 },
      { coordinate: 'Case.applicantPhone', outcome: 'MASK', rule: 'R15', count: 1 },
    ];
    const rest = { useCause: 'x', operationHash: 'x', outcomes, recordIds: { Case: [CASE] }, policyVersion: 'x' };
    const read = { demandId: null, about: [CASE], granted: [CASE], refusal: null };
    const row: AccessLogRow = { ...log, grantId, ...rest, ...read };
    await running.call('appendLog', [row]);
  }

  const expectDone = ({ codes, error }: Outcome<unknown>): void => expect([codes, error]).toEqual([[], null]);

  it('is suspended for a breach until a day, and resumed when it is put right; each at once', async () => {
    const id = await given();
    const before = await epoch();
    const { subject } = await call(PEOPLE.providerHead, 'suspendGrant', {
      id,
      breach: '超范围使用',
      rectifyBy: '2026-12-01',
    });
    expect(subject).toMatchObject({ state: 'SUSPENDED', breach: '超范围使用', rectifyBy: '2026-12-01' });
    expect(await epoch()).toBe(before + 1);
    expect(await seen(id)).toMatchObject({ state: 'SUSPENDED', version: 2 });

    expect((await call(PEOPLE.providerHead, 'resumeGrant', { id, note: ' ' })).codes).toEqual(['NOTE_MISSING']);
    expectDone(await call(PEOPLE.providerHead, 'resumeGrant', { id, note: '已整改' }));
    expect(await seen(id)).toMatchObject({ state: 'ACTIVE', version: 3 });
    expect(await epoch()).toBe(before + 2);
  });

  it('is suspended with a breach and a day ahead only, by the provider’s head only', async () => {
    const id = await given();
    const suspend = (who: AccessContext, given: object) =>
      call(who, 'suspendGrant', { id, breach: 'x', rectifyBy: '2026-12-01', ...given });

    const bad = await suspend(PEOPLE.providerHead, { breach: ' ', rectifyBy: '2026-11-21' });
    expect([bad.codes, bad.clauses]).toEqual([
      ['BREACH_MISSING', 'RECTIFY_BY_PAST'],
      ['809 art. 27', '809 art. 27'],
    ]);
    expect((await suspend(PEOPLE.userHead, {})).error).toBe('NOT_FOUND');
    expect((await suspend(PEOPLE.strangerHead, {})).error).toBe('NOT_FOUND');
    expect((await suspend(PEOPLE.providerHandler, {})).error).toBe('FORBIDDEN');
    expect((await suspend(PEOPLE.authority, {})).error).toBe('FORBIDDEN');
    expect(await seen(id)).toMatchObject({ state: 'ACTIVE', version: 1 });
  });

  it('is ended by the provider for a cause only: a breach first suspends, and its day must pass in vain', async () => {
    const id = await given();
    const end = (who: AccessContext, cause: string, reason = '见附件') =>
      call(who, 'terminateGrant', { id, cause, reason });

    expect((await end(PEOPLE.providerHead, 'BREACH_NOT_RECTIFIED')).codes).toEqual(['NOT_SUSPENDED_IN_VAIN']);
    expect((await end(PEOPLE.providerHead, 'PURPOSE_MET')).codes).toEqual(['CAUSE_NOT_YOURS']);
    expect((await end(PEOPLE.providerHead, 'LAW_CHANGED', ' ')).codes).toEqual(['REASON_MISSING']);
    expect((await end(PEOPLE.userHead, 'LAW_CHANGED')).codes).toEqual(['CAUSE_NOT_YOURS']);
    expectDone(await call(PEOPLE.providerHead, 'suspendGrant', { id, breach: 'x', rectifyBy: '2026-12-01' }));
    const onLastDay = on(PEOPLE.providerHead, '2026-12-01');
    expect((await end(onLastDay, 'BREACH_NOT_RECTIFIED')).codes).toEqual(['NOT_SUSPENDED_IN_VAIN']);
    const before = await epoch();
    const { subject } = await end(on(PEOPLE.providerHead, '2026-12-02'), 'BREACH_NOT_RECTIFIED');

    // 3, 4, 7–11, 14, 15, 16 December.
    expect(subject).toMatchObject({ state: 'TERMINATED', endedOn: '2026-12-02', disposeBy: '2026-12-16' });
    expect(await epoch()).toBe(before + 1);
    expect((await end(PEOPLE.providerHead, 'LAW_CHANGED')).codes).toEqual(['WRONG_STATE']);
  });

  it('is ended by its user when it needs it no longer, and disposed of when what it held is destroyed', async () => {
    const id = await given();
    expect((await call(PEOPLE.handler, 'confirmDisposal', { id, how: '已删除' })).codes).toEqual(['WRONG_STATE']);
    expectDone(await call(PEOPLE.userHead, 'terminateGrant', { id, cause: 'PURPOSE_MET', reason: '项目结束' }));
    expect((await call(PEOPLE.providerHead, 'confirmDisposal', { id, how: '已删除' })).error).toBe('NOT_FOUND');
    expect((await call(PEOPLE.handler, 'confirmDisposal', { id, how: ' ' })).codes).toEqual(['METHOD_MISSING']);
    const { subject } = await call(PEOPLE.handler, 'confirmDisposal', { id, how: '已删除' });

    expect(subject).toMatchObject({ state: 'DISPOSED', disposedOn: '2026-11-21', disposal: '已删除' });
    expect(subject?.['timeline']).toEqual(
      [
        ['grant', 'ACTIVE'],
        ['terminateGrant', 'TERMINATED'],
        ['confirmDisposal', 'DISPOSED'],
      ].map(([name, state]) => ({ name, state })),
    );
  });

  it('has expired the day after its last, whether or not anybody has entered it', async () => {
    const id = await given('2026-12-31');
    const stateOn = async (today: string): Promise<string> =>
      (await dataOf(running, `{ grant(id: "${id}") { state } }`, on(PEOPLE.userHead, today))).grant.state;
    expect(await stateOn('2026-12-31')).toBe('ACTIVE');
    expect(await stateOn('2027-01-01')).toBe('EXPIRED');
    const late = { id, breach: 'x', rectifyBy: '2027-02-01' };
    expect((await call(on(PEOPLE.providerHead, '2027-01-01'), 'suspendGrant', late)).codes).toEqual(['WRONG_STATE']);

    expect(await running.call('sweep', { today: '2026-12-31' })).toBe(0);
    expect(await running.call('sweep', { today: '2027-01-01' })).toBe(1);
    expect(await seen(id)).toMatchObject({ state: 'EXPIRED', version: 2 });
    expectDone(await call(on(PEOPLE.handler, '2027-01-04'), 'confirmDisposal', { id, how: '已删除' }));
  });

  it('that has expired is entered as such by the machine’s own day, some time after the process has begun', async () => {
    const id = await given('2026-12-31');
    const stateAt = async (time: string): Promise<string | undefined> => {
      vi.setSystemTime(Date.parse(time));
      while ((await running.turn({})) > 0);
      return (await seen(id))?.state;
    };
    vi.useFakeTimers({ toFake: ['Date'] });
    try {
      expect(await stateAt('2026-12-31T23:45:00+08:00')).toBe('ACTIVE');
      expect(await stateAt('2026-12-31T23:56:00+08:00')).toBe('ACTIVE');
      expect(await stateAt('2027-01-01T00:01:00+08:00')).toBe('ACTIVE');
      expect(await stateAt('2027-01-01T00:07:00+08:00')).toBe('EXPIRED');
    } finally {
      vi.useRealTimers();
    }
  });

  it('of another body is as unknown as one that does not exist', async () => {
    const id = await given();
    const ends = { cause: 'PURPOSE_MET', reason: 'x' };
    for (const each of [id, '00000000-0000-4000-8000-000000000000']) {
      expect((await call(PEOPLE.strangerHead, 'terminateGrant', { id: each, ...ends })).error).toBe('NOT_FOUND');
      expect((await call(PEOPLE.strangerHead, 'confirmDisposal', { id: each, how: 'x' })).error).toBe('NOT_FOUND');
      expect((await dataOf(running, `{ grant(id: "${each}") { state } }`, PEOPLE.strangerHead)).grant).toBeNull();
    }
  });

  it('ended and suspended at the same moment is in one state, with one more version for each act that was done', async () => {
    for (let round = 0; round < 6; round += 1) {
      const id = await given();
      const outcomes = await Promise.all([
        call(PEOPLE.userHead, 'terminateGrant', { id, cause: 'PURPOSE_MET', reason: 'x' }),
        call(PEOPLE.providerHead, 'suspendGrant', { id, breach: 'x', rectifyBy: '2026-12-01' }),
      ]);
      const doneCount = outcomes.filter(({ codes }) => codes.length === 0).length;
      expect(await seen(id)).toMatchObject({ state: 'TERMINATED', version: 1 + doneCount });
    }
  });

  it('is counted by day for both parties and the authority, and for nobody else', async () => {
    const id = await given();
    await answered(id, `${id}/1`);
    await answered(id, `${id}/2`, '2026-11-20T23:59:59.999+08:00');
    await answered(id, `${id}/3`, '2026-11-21T00:00:00.000+08:00');
    const query = `{ grant(id: "${id}") { usage { startsOn requests records shown masked withheld } month: usage(period: MONTH) { startsOn requests }
      one: usage(from: "2026-11-20", to: "2026-11-20") { requests } } }`;
    const usage = [
      { startsOn: '2026-11-21', requests: 2, records: 1, shown: 4, masked: 2, withheld: 0 },
      { startsOn: '2026-11-20', requests: 1, records: 1, shown: 2, masked: 1, withheld: 0 },
    ];
    for (const who of [PEOPLE.userHead, PEOPLE.providerHead, PEOPLE.authority])
      expect((await dataOf(running, query, who)).grant).toEqual({
        usage,
        month: [{ startsOn: '2026-11-01', requests: 3 }],
        one: [{ requests: 1 }],
      });
    expect((await dataOf(running, query, PEOPLE.strangerHead)).grant).toBeNull();
  });

  it('gives a say on what it has shown: the correction is answered, and read by the two parties alone', async () => {
    const id = await given();
    const ask = (given: Readonly<Record<string, unknown>> = {}, who: AccessContext = PEOPLE.handler) => {
      const args = {
        grant: id,
        recordType: 'Case',
        recordId: CASE,
        coordinate: 'Case.applicantName',
        text: '姓名有误',
      };
      return act<{ id: string }>(running, who, 'requestCorrection', { ...args, ...given }, CORRECTION);
    };
    expect((await ask()).codes).toEqual(['RECORD_NOT_DISCLOSED']);
    await answered(id, `${id}/1`);
    expect((await ask({ text: ' ', coordinate: 'Case.nothing' })).codes).toEqual(['TEXT_MISSING', 'FIELD_UNKNOWN']);
    expect((await ask({}, PEOPLE.strangerHead)).error).toBe('NOT_FOUND');
    const { subject } = await ask();
    expect(subject).toMatchObject({ state: 'OPEN', text: '姓名有误', dueOn: '2026-12-04' });

    const list = async (who: AccessContext): Promise<number> =>
      (await dataOf(running, '{ corrections { totalCount } }', who)).corrections.totalCount;
    expect([await list(PEOPLE.handler), await list(PEOPLE.providerHead), await list(PEOPLE.strangerHead)]).toEqual([
      1, 1, 0,
    ]);
    await expect(list(PEOPLE.authority)).rejects.toThrow('FORBIDDEN');
    const answer = (who: AccessContext, text: string) =>
      act(running, who, 'answerCorrection', { id: subject?.id, accept: true, answer: text }, CORRECTION);
    expect((await answer(PEOPLE.handler, 'x')).error).toBe('NOT_FOUND');
    expect((await answer(PEOPLE.providerHead, '')).codes).toEqual(['REASONS_MISSING']);
    expect((await answer(PEOPLE.providerHead, '已核实')).subject).toMatchObject({
      state: 'ACCEPTED',
      answer: '已核实',
    });
    expect((await answer(PEOPLE.providerHead, '再答')).codes).toEqual(['ANSWERED_BEFORE']);
  });

  it('in dispute keeps the records it has shown until it is settled, stage by stage', async () => {
    const id = await given();
    await answered(id, `${id}/1`);
    const call = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
      act<{ id: string }>(running, who, name, args, DISPUTE);
    const stray = await call(PEOPLE.userHead, 'openDispute', { grant: id, text: '拒绝提供', recordIds: ['another'] });
    expect(stray.codes).toEqual(['RECORD_NOT_DISCLOSED']);
    const opened = await call(PEOPLE.userHead, 'openDispute', { grant: id, text: '拒绝提供' });
    expect(opened.subject).toMatchObject({ state: 'OPEN', stage: 'NEGOTIATION', records: [`Case:${CASE}`] });
    const dispute = opened.subject?.id;
    await act(running, PEOPLE.userHead, 'terminateGrant', { id, cause: 'PURPOSE_MET', reason: 'x' }, GRANT);
    const dispose = () => act(running, PEOPLE.handler, 'confirmDisposal', { id, how: '已删除' }, GRANT);
    expect((await dispose()).codes).toEqual(['DISPUTE_OPEN']);

    const settle = (who: AccessContext) => call(who, 'settleDispute', { id: dispute, outcome: '恢复提供' });
    expect((await settle(PEOPLE.authority)).codes).toEqual(['NOT_YOUR_STAGE']);
    expect((await settle(PEOPLE.handler)).error).toBe('FORBIDDEN');
    expect((await call(PEOPLE.strangerHead, 'escalateDispute', { id: dispute })).error).toBe('NOT_FOUND');
    expect((await call(PEOPLE.providerHead, 'escalateDispute', { id: dispute })).subject).toMatchObject({
      stage: 'AUTHORITY',
    });
    expect((await settle(PEOPLE.providerHead)).codes).toEqual(['NOT_YOUR_STAGE']);
    expect((await settle(PEOPLE.authority)).subject).toMatchObject({ state: 'SETTLED', outcome: '恢复提供' });
    expectDone(await dispose());

    const { rows } = await sql<{ payload: object }>`select payload from sharing.outbox
      where kind = 'DISPUTE_CHANGED' and payload->>'disputeId' = ${dispute} order by id`.execute(
      running.fork().getKysely(),
    );
    const event = { disputeId: dispute, recordType: 'Case', recordIds: [CASE], caseIds: [CASE] };
    expect(rows.map(({ payload }) => payload)).toEqual([
      { ...event, state: 'OPEN' },
      { ...event, state: 'CLOSED' },
    ]);
  });

  it('and everything about it that is late stands on the overdue list of who owes it and who waits for it', async () => {
    const id = await given();
    await call(PEOPLE.userHead, 'terminateGrant', { id, cause: 'PURPOSE_MET', reason: 'x' });
    const overdue = async (who: AccessContext, today: string): Promise<object[]> => {
      const query = '{ overdue(first: 500) { edges { node { id kind dueOn dueProvisional responsible { uscc } } } } }';
      const { edges } = (await dataOf(running, query, on(who, today))).overdue;
      return edges.map(({ node }: { node: { id: string } }) => node).filter((node: { id: string }) => node.id === id);
    };
    const item = { id, kind: 'DISPOSAL', dueOn: '2026-12-04', dueProvisional: false };
    const late = [{ ...item, responsible: { uscc: DEMO_BODIES.civilAffairs } }];

    expect(await overdue(PEOPLE.userHead, '2026-12-04')).toEqual([]);
    for (const who of [PEOPLE.userHead, PEOPLE.providerHead, PEOPLE.authority])
      expect(await overdue(who, '2026-12-05')).toEqual(late);
    expect(await overdue(person(DEMO_BODIES.transport, 'x'), '2026-12-05')).toEqual([]);
    expectDone(await call(PEOPLE.handler, 'confirmDisposal', { id, how: '已删除' }));
    expect(await overdue(PEOPLE.userHead, '2026-12-05')).toEqual([]);
  });
});
