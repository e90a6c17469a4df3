/** Opening review and sealing, on storage: who may, in which order, and what is shown of it at once. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { openHoldings, type ActorName, type HoldingHouse } from '../support/holding-acts.ts';
import { numberAll } from '../support/house.ts';
import { access } from '../support/services.ts';

describe.each(anyDatabase())('opening on $kind', ({ open }) => {
  let database: Database;
  let house: HoldingHouse;

  beforeAll(async () => {
    database = await open();
    house = await openHoldings(database);
  });
  afterAll(() => database.close());

  const propose = (as: ActorName, recordId: unknown, more = 'result: OPEN, statement: "到期，不涉及控制范围"') =>
    house.act(as, `proposeOpening(input: { recordId: "${recordId}", ${more} })`, 'id state cause advisor dueOn');
  const advise = (as: ActorName, id: string, result = 'OPEN') =>
    house.act(as, `adviseOpening(input: { reviewId: "${id}", result: ${result} })`, 'id state opinion');
  const decide = (as: ActorName, id: string, more = 'result: OPEN, statement: "同意开放"') =>
    house.act(as, `decideOpening(input: { reviewId: "${id}", ${more} })`, 'id state decision');
  const seen = async (as: ActorName, id: unknown) =>
    (await house.look(as, `{ archivalRecord(id: "${id}") { openingState referenceCode title } }`)).archivalRecord;
  const due = async (as: ActorName): Promise<unknown[]> =>
    (await house.look(as, '{ openingDue(first: 500) { edges { node { id } } } }')).openingDue.edges.map(
      (edge: { node: { id: string } }) => edge.node.id,
    );

  it('takes a proposal, the opinion of the unit and a second person, and is a fact in the next question', async () => {
    const { id } = await house.record();
    expect(await due('reviewer')).toContain(id);
    expect(await seen('stranger', id)).toMatchObject({ openingState: 'NOT_REVIEWED', referenceCode: null });

    const { subject: review } = await propose('reviewer', id);
    expect(review).toMatchObject({ state: 'PROPOSED', cause: 'DUE', advisor: house.rows.agency, dueOn: '2024-03-15' });
    expect(await due('reviewer')).not.toContain(id);
    expect((await propose('reviewer', id)).codes).toEqual(['REVIEW_UNDER_WAY']);
    expect((await decide('approver', review.id)).codes).toEqual(['UNIT_NOT_ASKED']);
    expect((await advise('unit', review.id)).subject).toMatchObject({ state: 'ADVISED', opinion: 'OPEN' });
    const proposer = { ...house.actors.reviewer, posts: ['APPROVER'] as const };
    const bySame = `decideOpening(input: { reviewId: "${review.id}", result: OPEN, statement: "同意" })`;
    expect((await house.act(proposer, bySame)).codes).toEqual(['SAME_PERSON']);
    expect((await seen('stranger', id)).openingState).toBe('NOT_REVIEWED');

    expect((await decide('approver', review.id)).subject).toMatchObject({ state: 'DECIDED', decision: 'OPEN' });
    const afterwards = await seen('stranger', id);
    expect(afterwards.openingState).toBe('OPEN');
    expect(afterwards.referenceCode).not.toBeNull();
    expect(afterwards.title).toBeNull();
    expect((await decide('approver', review.id)).codes).toEqual(['REVIEW_CLOSED']);
    expect(await house.entered()).toEqual(
      expect.arrayContaining([
        'PROPOSE_OPENING DONE',
        'ADVISE_OPENING DONE',
        'DECIDE_OPENING REFUSED',
        'DECIDE_OPENING DONE',
      ]),
    );
  });

  it('is told to the others in the same commit', async () => {
    const { id, caseId } = await house.record();
    const { subject: review } = await propose(
      'reviewer',
      id,
      'result: OPEN, statement: "单位已撤销", unitGoneBasis: "编办〔2020〕1号"',
    );
    expect(review.advisor).toBeNull();
    await decide('approver', review.id);

    await numberAll(house.running);
    const events = await house.running.events(0, 500);
    const told = events.filter(({ kind, payload }) => kind === 'CUSTODY_CHANGED' && payload['caseId'] === caseId);
    expect(told.at(-1)?.payload['facts']).toBe(0b0111 << 8);
  });

  it('is nobody else’s: neither review nor record can be told from what does not exist', async () => {
    const { id } = await house.record();
    const { subject: review } = await propose('reviewer', id);
    const other = access({ ...house.actors.reviewer, agency: house.actors.otherCopier.agency });
    const call = `proposeOpening(input: { recordId: "${id}", result: OPEN, statement: "x" })`;

    await expect(house.act(other, call)).rejects.toThrow('NOT_FOUND');
    await expect(house.act(other, call.replace(String(id), '00000000-0000-4000-8000-000000000000'))).rejects.toThrow(
      'NOT_FOUND',
    );
    const all = '{ openingReviews(first: 500) { edges { node { id } } } }';
    const idsOf = async (as: Parameters<HoldingHouse['look']>[0]) =>
      (await house.look(as, all)).openingReviews.edges.map((edge: { node: { id: string } }) => edge.node.id);
    expect(await idsOf(other)).toEqual([]);
    expect(await idsOf('unit')).toContain(review.id);
  });

  it('of what is not transferred is the unit’s own, and its decision goes along as its opinion', async () => {
    const { id } = await house.record({ custody: 'FORMING', hall: null });
    const { subject: review } = await propose('unit', id);
    expect(review.advisor).toBeNull();
    await decide('unitApprover', review.id, 'result: OPEN, statement: "到期开放，无控制内容"');

    const record = (await house.look('unit', `{ archivalRecord(id: "${id}") { openingOpinion openingState } }`))
      .archivalRecord;
    expect(record).toEqual({ openingOpinion: '到期开放，无控制内容', openingState: 'OPEN' });
  });

  it('that is deferred is due again on the day after its last', async () => {
    const { id } = await house.record();
    const deferral = `result: DEFERRED, reasons: [PERSONAL_INFO], statement: "涉个人信息", consentNumber: "档函〔2026〕9号",
      deferredUntil: "2027-01-31"`;
    const { subject: review } = await propose('reviewer', id, deferral);
    await advise('unit', review.id);
    await decide('approver', review.id, deferral);

    expect((await seen('stranger', id)).openingState).toBe('DEFERRED');
    expect(await due('reviewer')).not.toContain(id);
    const dueOn = async (today: string) =>
      (await house.look({ ...house.actors.reviewer, today }, '{ openingDue(first: 500) { edges { node { id } } } }'))
        .openingDue.edges.length;
    expect((await dueOn('2027-02-01')) - (await dueOn('2027-01-31'))).toBe(1);
    expect((await propose('reviewer', id, deferral)).subject.cause).toBe('RE_REVIEW');
  });

  it('ends with a seal as if it had never been, and holds again when somebody else lifts it', async () => {
    const { id } = await house.record({ openingState: 'OPEN', openedOn: '2025-01-01' });
    const call = `sealRecord(input: { recordId: "${id}", reason: "涉诉", basis: "（2026）行初字第12号" })`;
    const { subject: seal } = await house.act('approver', call);
    expect(await seen('stranger', id)).toMatchObject({ openingState: 'NOT_OPEN', referenceCode: null });
    expect((await house.act('approver', call)).codes).toEqual(['SEALED']);

    expect((await house.act('approver', `liftSeal(id: "${seal.id}", reason: "结案")`)).codes).toEqual([
      'SAME_PERSON_LIFTS',
    ]);
    const second = { ...house.actors.approver, actorId: 'second-approver' };
    expect((await house.act(second, `liftSeal(id: "${seal.id}", reason: "结案")`)).codes).toEqual([]);
    expect((await seen('stranger', id)).openingState).toBe('OPEN');
  });
});
