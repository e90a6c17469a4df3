/** What is late stands on the overdue list of who owes it, who waits for it and the data authority, until it is done. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { entryIdOf } from '../../tools/demo/catalogue.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { anyDatabase } from '../support/databases.ts';
import { dataOf } from '../support/house.ts';
import { act, completeApplication, PEOPLE, startSharing } from '../support/sharing.ts';

const CASE = '5f0c7c0e-9d55-4a9b-8a56-0d6a5c1b2e3f';
/** Ten working days after Saturday, 21 November 2026. */
const LAST_DAY = '2026-12-04';
const DAY_AFTER = '2026-12-05';
const HOUSING = { uscc: DEMO_BODIES.housing };
const CIVIL_AFFAIRS = { uscc: DEMO_BODIES.civilAffairs };

describe.each(anyDatabase())('the overdue list on $kind', ({ open }) => {
  let database: Database;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await startSharing(database);
  });
  afterAll(() => database.close());

  interface Told {
    readonly id: string;
    readonly grant?: { readonly id: string } | null;
  }
  const on = (who: AccessContext, today: string): AccessContext => ({
    ...who,
    today,
    at: `${today}T09:00:00.000+08:00`,
  });
  async function done(who: AccessContext, name: string, args: object, subject: string): Promise<Told> {
    const outcome = await act<Told>(running, who, name, { ...args }, subject);
    expect([name, ...outcome.codes]).toEqual([name]);
    return outcome.subject ?? expect.fail(`nothing came of ${name}`);
  }

  const APPLICATION = 'application { id grant { id } }';
  async function endorsed(): Promise<string> {
    const { id } = await done(PEOPLE.handler, 'saveApplication', { input: completeApplication() }, APPLICATION);
    await done(PEOPLE.handler, 'submitApplication', { id }, APPLICATION);
    await done(PEOPLE.userHead, 'endorseApplication', { id }, APPLICATION);
    return id;
  }
  async function granted(): Promise<string> {
    const args = { id: await endorsed(), approve: true };
    const { grant } = await done(PEOPLE.providerHead, 'decideApplication', args, APPLICATION);
    return grant?.id ?? expect.fail('no grant');
  }

  async function late(who: AccessContext, today: string, id: string): Promise<object[]> {
    const query = '{ overdue(first: 500) { edges { node { id kind dueOn dueProvisional responsible { uscc } } } } }';
    const { edges } = (await dataOf(running, query, on(who, today))).overdue;
    return edges.map(({ node }: { node: Told }) => node).filter((node: Told) => node.id === id);
  }

  /** On nobody's list on its last day; the day after on the list of these and of the data authority alone. */
  async function expectLate(
    item: Told & { readonly kind: string; readonly responsible: object },
    among: readonly AccessContext[],
  ): Promise<void> {
    for (const who of [PEOPLE.authority, ...among]) {
      expect(await late(who, LAST_DAY, item.id)).toEqual([]);
      expect(await late(who, DAY_AFTER, item.id)).toEqual([{ dueOn: LAST_DAY, dueProvisional: false, ...item }]);
    }
    const others = [PEOPLE.userHead, PEOPLE.providerHead, PEOPLE.strangerHead].filter((each) => !among.includes(each));
    for (const who of others) expect(await late(who, DAY_AFTER, item.id)).toEqual([]);
  }
  const expectNoLonger = async (id: string): Promise<void> =>
    expect(await late(PEOPLE.authority, DAY_AFTER, id)).toEqual([]);
  const PARTIES = [PEOPLE.userHead, PEOPLE.providerHead];

  it('holds an application that its provider has not answered in ten working days, until it does', async () => {
    const id = await endorsed();
    await expectLate({ id, kind: 'APPLICATION', responsible: HOUSING }, PARTIES);

    const refusal = { id, approve: false, reasons: ['超出职责'] };
    await done(on(PEOPLE.providerHead, DAY_AFTER), 'decideApplication', refusal, APPLICATION);
    await expectNoLonger(id);
  });

  it('does not hold an application whose extension the data authority has agreed to', async () => {
    const id = await endorsed();
    await done(PEOPLE.providerHead, 'requestExtension', { id, workingDays: 3, reason: '核实' }, APPLICATION);
    expect(await late(PEOPLE.userHead, DAY_AFTER, id)).toHaveLength(1);
    await done(PEOPLE.authority, 'consentToExtension', { id }, APPLICATION);

    expect(await late(PEOPLE.userHead, '2026-12-09', id)).toEqual([]);
    expect(await late(PEOPLE.userHead, '2026-12-10', id)).toMatchObject([{ dueOn: '2026-12-09' }]);
  });

  it('holds a correction that its provider has not answered in ten working days, until it does', async () => {
    const grant = await granted();
    const who = { at: PEOPLE.handler.at, requestId: 'overdue', actorId: 'x', role: 'AGENCY', onBehalfOf: null };
    const read = { demandId: null, about: [CASE], granted: [CASE], refusal: null, recordIds: { Case: [CASE] } };
    const rest = {
      agency: DEMO_BODIES.civilAffairs,
      useCause: 'x',
      operationHash: 'x',
      policyVersion: 'x',
      outcomes: [],
    };
    await running.call('appendLog', [{ ...who, ...rest, ...read, grantId: grant }]);
    const about = { recordType: 'Case', recordId: CASE, coordinate: 'Case.applicantName', text: '姓名有误' };
    const { id } = await done(PEOPLE.handler, 'requestCorrection', { grant, ...about }, 'correction { id }');
    await expectLate({ id, kind: 'CORRECTION', responsible: HOUSING }, PARTIES);

    const answer = { id, accept: false, answer: '无误' };
    await done(on(PEOPLE.providerHead, DAY_AFTER), 'answerCorrection', answer, 'correction { id }');
    await expectNoLonger(id);
  });

  it('holds a breach that the user has not put right by the day it was given, until the grant is ended for it', async () => {
    const id = await granted();
    const args = { id, breach: '超范围使用', rectifyBy: LAST_DAY };
    await done(PEOPLE.providerHead, 'suspendGrant', args, 'grant { id }');
    await expectLate({ id, kind: 'RECTIFICATION', responsible: CIVIL_AFFAIRS }, PARTIES);

    const ending = { id, cause: 'BREACH_NOT_RECTIFIED', reason: '逾期未整改' };
    await done(on(PEOPLE.providerHead, DAY_AFTER), 'terminateGrant', ending, 'grant { id }');
    await expectNoLonger(id);
  });

  it('holds a breach no longer once the grant is resumed', async () => {
    const id = await granted();
    await done(PEOPLE.providerHead, 'suspendGrant', { id, breach: '超范围使用', rectifyBy: LAST_DAY }, 'grant { id }');
    expect(await late(PEOPLE.userHead, DAY_AFTER, id)).toHaveLength(1);
    await done(PEOPLE.providerHead, 'resumeGrant', { id, note: '已整改' }, 'grant { id }');

    await expectNoLonger(id);
  });

  describe('holds a revision that is reviewed and not in force ten working days after the change', () => {
    const DRAFT = 'draft { id }';
    async function reviewed(pass: boolean): Promise<string> {
      const entry = demoWorld().sharing.entries?.find(({ id }) => id === entryIdOf('FG-CASE-001'));
      const {
        id: revises,
        provider: _provider,
        version: _version,
        state: _state,
        publishedOn: _on,
        ...rest
      } = {
        ...entry,
      } as Record<string, unknown>;
      const input = { ...rest, revises };
      const { id } = await done(PEOPLE.providerHandler, 'draftCatalogueEntry', { input }, DRAFT);
      const review = { id, pass, reasons: pass ? [] : ['条件过宽'] };
      await done(PEOPLE.authority, 'reviewCatalogueEntry', review, DRAFT);
      return id;
    }

    it('until it is published; nobody but its provider and the data authority is told', async () => {
      const id = await reviewed(true);
      await expectLate({ id, kind: 'CATALOGUE_REVISION', responsible: HOUSING }, [PEOPLE.providerHead]);

      await done(on(PEOPLE.providerHead, DAY_AFTER), 'publishCatalogueEntry', { id }, DRAFT);
      await expectNoLonger(id);
    });

    it('or five more, once extended; returned it is late too', async () => {
      const id = await reviewed(false);
      await expectLate({ id, kind: 'CATALOGUE_REVISION', responsible: HOUSING }, [PEOPLE.providerHead]);
      await done(PEOPLE.providerHead, 'extendCatalogueRevision', { id, reason: '系统改造' }, DRAFT);

      expect(await late(PEOPLE.providerHead, '2026-12-11', id)).toEqual([]);
      expect(await late(PEOPLE.providerHead, '2026-12-12', id)).toMatchObject([{ dueOn: '2026-12-11' }]);
    });
  });
});
