import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import type { House as GatewayHouse } from '../../gateway/index.ts';
import type { CaseRow } from '../../subgraphs/cases/index.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { replayDestructions } from '../../tools/replay-destructions.ts';
import { anyDatabase } from '../support/databases.ts';
import { actAs, doneAs, peopleOf, raw, toConcluded, toSignedList } from '../support/disposal.ts';
import { archiveFileOf, archiveStore, contentIn, snapshotOf } from '../support/disposal-content.ts';
import { dataOf, eventsOf, startHouse, type House } from '../support/house.ts';
import { createRows } from '../support/rows.ts';
import { access, subjectRef } from '../support/services.ts';

const LIST = `query ($id: ID) { destructionLists(id: $id) { state number items { caseId state reasons } people { hand actor at }
  certificate { recordsDestroyed recordsKept rows files bytes body digestSm3 issuedBy } } }`;

describe.each(anyDatabase())('destruction on $kind', ({ open }) => {
  const rows = createRows(41);
  const people = peopleOf(rows);
  const { archivist, appraiser, approver, operator, supervisor, supervisor2, authority, auditor } = people;
  const shortItem = `${rows.agency}4000199001002`;
  const permanentItem = `${rows.agency}4000199001003`;
  const cases: CaseRow[] = [];
  let database: Database;
  let house: House;

  /** Completed in 2010 and kept for ten years. */
  const expired = (given: Partial<CaseRow> = {}): CaseRow => {
    const row = rows.caseRow({
      state: 'ARCHIVED',
      archivedOn: '2011-06-01',
      completedOn: '2010-12-31',
      taskCode: shortItem,
      ...given,
    });
    cases.push(row);
    return row;
  };
  const [whole, second, third, fourth, fifth, sixth, seventh, eighth] = Array.from({ length: 8 }, () => expired());
  const racing = Array.from({ length: 12 }, () => expired());
  const permanent = expired({ taskCode: permanentItem });
  const young = expired({ completedOn: '2024-03-15' });
  const foreign = expired({ formingUnit: rows.otherAgency });

  beforeAll(async () => {
    database = await open();
    house = await startHouse(database);
    const schedule = rows.schedule();
    await house.cases.call('load', {
      items: [rows.item],
      cases,
      steps: cases.map((row) => rows.step({ caseId: String(row.id) })),
      materials: cases.map((row) => rows.material({ caseId: String(row.id), digestSm3: `d-${row.recordCode}` })),
    });
    await house.retention.call('load', {
      schedules: [schedule, rows.schedule({ agency: rows.otherAgency, version: 'other' })],
      rules: [
        rows.rule({ scheduleId: schedule.id, code: '04', itemCode: shortItem, period: 'D10' }),
        rows.rule({ scheduleId: schedule.id, code: '05', itemCode: permanentItem, period: 'Y' }),
      ],
    });
    await house.settle();
  });
  afterAll(() => database.close());

  const archiveFile = (of: CaseRow | undefined) => archiveFileOf(house, idOf(of));
  const contentOf = (of: CaseRow | undefined) => contentIn(house, idOf(of));
  const snapshot = () => snapshotOf(house);
  const idOf = (row: CaseRow | undefined): string => String(row?.id);
  const codesOf = async (...of: Parameters<typeof actAs>): Promise<string[]> =>
    (await actAs(...of)).violations.map(({ code }) => code);
  const listOf = async (id: string, who: AccessContext = operator) =>
    (await dataOf(house.retention, LIST, who, { id })).destructionLists[0];
  const stateOf = async (row: CaseRow | undefined): Promise<unknown> => {
    const query = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Case { retention { state } } } }`;
    const { _entities } = await dataOf(house.retention, query, archivist, {
      ids: [{ __typename: 'Case', id: row?.id }],
    });
    return _entities[0]?.retention?.state;
  };
  it('goes through appraisal, list, four people and a certificate that says what each store has deleted', async () => {
    const caseIds = [idOf(whole)];
    const set = { label: '2020年离线备份', medium: raw('OFFLINE'), takenOn: '2020-06-30' };
    const setId = await doneAs(house.retention, operator, 'registerBackupSet', { input: set });
    const listId = await toSignedList(house.retention, people, { number: '销-1', caseIds });
    expect(await stateOf(whole)).toBe('DESTRUCTION_APPROVED');
    const blob = await archiveFile(whole);
    expect((await contentOf(whole)).materials).toBe(1);

    await doneAs(house.retention, operator, 'executeDestruction', { listId });
    await house.settle();

    expect(await contentOf(whole)).toEqual({ title: '', materials: 0 });
    expect(await (await archiveStore()).stat(blob.id)).toBeNull();
    expect(await codesOf(house.retention, operator, 'issueCertificate', { listId })).toEqual(['BACKUP_UNCONFIRMED']);
    const confirmation = { listId, setId, method: '介质销毁' };
    await doneAs(house.retention, operator, 'confirmBackupErasure', { input: confirmation });
    expect(await codesOf(house.retention, operator, 'confirmBackupErasure', { input: confirmation })).toEqual([
      'BACKUP_CONFIRMED',
    ]);
    await doneAs(house.retention, operator, 'issueCertificate', { listId });

    const { state, certificate } = await listOf(listId, auditor);
    expect(state).toBe('CERTIFIED');
    expect(certificate).toMatchObject({ recordsDestroyed: 1, recordsKept: 0, rows: 4, files: 1, bytes: blob.bytes });
    expect(certificate.digestSm3).toBe(createHash('sm3').update(certificate.body).digest('hex'));
    const body = JSON.parse(certificate.body);
    expect(body.records[0].stores[0].digests).toEqual([blob.sm3, `d-${whole?.recordCode}`].toSorted());
    expect(body.backups).toMatchObject([{ label: '2020年离线备份', medium: 'OFFLINE', confirmedBy: 'operator' }]);
    expect(body.people.map(({ actor }: { actor: string }) => actor).toSorted()).toEqual([
      'approver',
      'operator',
      'supervisor',
      'supervisor2',
    ]);
    expect(body.people[0].at).toBe('2026-11-21T12:00:00.000+08:00');
    expect(body.entries.map(({ act }: { act: string }) => act)).toEqual(
      expect.arrayContaining([
        'proposeDestruction',
        'approveDestruction',
        'superviseDestruction',
        'executeDestruction',
      ]),
    );
    expect(certificate.body).not.toContain(String(whole?.title));
  });

  it('is for records whose retention has ended, in one’s own custody', async () => {
    await actAs(house.retention, appraiser, 'registerExpiry');
    for (const row of [permanent, young])
      expect(await codesOf(house.retention, appraiser, 'openAppraisal', { number: 'x', caseIds: [idOf(row)] })).toEqual(
        ['RECORD_STATE'],
      );
    await expect(
      actAs(house.retention, appraiser, 'openAppraisal', { number: 'x', caseIds: [idOf(foreign)] }),
    ).rejects.toThrow('NOT_FOUND');
  });

  it('wants an opinion and a conclusion on every record; one that is kept on gets a new period', async () => {
    const caseIds = [idOf(second), idOf(third)];
    const appraisalId = await doneAs(house.retention, appraiser, 'openAppraisal', { number: '鉴-2', caseIds });
    const conclude = (conclusions: readonly object[]) => ({ input: { appraisalId, report: '报告', conclusions } });
    const first = [{ caseId: idOf(second), conclusion: raw('RETAIN') }];

    expect(await codesOf(house.retention, appraiser, 'concludeAppraisal', conclude(first))).toEqual([
      'CONCLUSION_MISSING',
      'OPINION_MISSING',
      'NEW_PERIOD_NEEDED',
    ]);
    for (const caseId of caseIds) {
      const input = { appraisalId, caseId, recommendation: raw('RETAIN'), text: '仍有查考价值' };
      await doneAs(house.retention, appraiser, 'giveOpinion', { input });
      expect(await codesOf(house.retention, appraiser, 'giveOpinion', { input })).toEqual(['OPINION_GIVEN']);
    }
    const both = caseIds.map((caseId) => ({ caseId, conclusion: raw('RETAIN'), period: 'D10' }));
    await doneAs(house.retention, appraiser, 'concludeAppraisal', conclude(both));

    expect(await stateOf(second)).toBe('RETAINED');
    const query = `{ retentionDecisions(filter: { state: { eq: "RETAINED" } }) { edges { node { dueOn period explanation } } } }`;
    const { retentionDecisions } = await dataOf(house.retention, query, archivist);
    expect(retentionDecisions.edges[0].node).toMatchObject({
      dueOn: '2036-12-31',
      period: 'D10',
      explanation: expect.stringContaining('经2026-11-21鉴定续存'),
    });
  });

  it('wants four different people and another proposer, whoever holds how many posts', async () => {
    const appraisalId = await toConcluded(house.retention, people, { number: '鉴-3', caseIds: [idOf(fourth)] });
    const everything = (actorId: string): AccessContext => ({
      ...appraiser,
      actorId,
      posts: ['APPRAISER', 'APPROVER', 'OPERATOR', 'SUPERVISOR'],
    });
    const one = everything('one');
    const propose = { appraisalId, number: '销-3' };
    const listId = await doneAs(house.retention, one, 'proposeDestruction', propose);
    const before = await snapshot();

    expect(await codesOf(house.retention, one, 'approveDestruction', { listId })).toEqual(['SAME_PERSON_PROPOSED']);
    expect(await codesOf(house.retention, operator, 'executeDestruction', { listId })).toEqual([
      'LIST_STATE',
      'SUPERVISORS_MISSING',
    ]);
    expect(await snapshot()).toBe(before);
    const two = everything('two');
    await doneAs(house.retention, two, 'approveDestruction', { listId });
    expect(await codesOf(house.retention, two, 'superviseDestruction', { listId })).toEqual(['SAME_PERSON_TWICE']);
    await doneAs(house.retention, supervisor, 'superviseDestruction', { listId });
    expect(await codesOf(house.retention, supervisor, 'superviseDestruction', { listId })).toEqual([
      'SAME_PERSON_TWICE',
    ]);
    await doneAs(house.retention, supervisor2, 'superviseDestruction', { listId });
    for (const who of [two, { ...operator, actorId: 'supervisor' }])
      expect(await codesOf(house.retention, who, 'executeDestruction', { listId })).toEqual(['SAME_PERSON_TWICE']);
    expect(await codesOf(house.retention, everything('three'), 'superviseDestruction', { listId })).toEqual([
      'SUPERVISORS_ENOUGH',
    ]);
    await doneAs(house.retention, approver, 'withdrawFromDestruction', { listId, caseId: idOf(fourth) });
    expect(await stateOf(fourth)).toBe('EXPIRED');
  });

  it('seats only two supervisors when three sign at the same time, and one approver', async () => {
    const appraisalId = await toConcluded(house.retention, people, { number: '鉴-4', caseIds: [idOf(fourth)] });
    const listId = await doneAs(house.retention, appraiser, 'proposeDestruction', { appraisalId, number: '销-4' });
    const inTurn = (name: string, of: AccessContext, names: readonly string[]) =>
      Promise.all(names.map((actorId) => actAs(house.retention, { ...of, actorId }, name, { listId })));

    const approved = await inTurn('approveDestruction', approver, ['a1', 'a2', 'a3']);
    const signed = await inTurn('superviseDestruction', supervisor, ['s1', 's2', 's3', 's1']);

    expect(approved.filter(({ violations }) => violations.length === 0)).toHaveLength(1);
    expect(signed.filter(({ violations }) => violations.length === 0)).toHaveLength(2);
    const { people: hands } = await listOf(listId);
    expect(new Set(hands.map(({ actor }: { actor: string }) => actor)).size).toBe(4);
  });

  describe('stops at a hold', () => {
    const hold = (row: CaseRow | undefined) => ({
      input: { caseId: idOf(row), reason: raw('LITIGATION'), ground: '（2026）行初字第1号', until: '2027-01-01' },
    });

    it('that is placed between approval and execution, and goes on when it is lifted', async () => {
      const listId = await toSignedList(house.retention, people, { number: '销-5', caseIds: [idOf(fifth)] });
      const holdId = await doneAs(house.retention, archivist, 'placeHold', hold(fifth));
      const before = await snapshot();

      expect(await codesOf(house.retention, operator, 'executeDestruction', { listId })).toEqual(['HELD']);
      expect(await codesOf(house.retention, archivist, 'placeHold', hold(fifth))).toEqual(['ALREADY_HELD']);
      expect(await codesOf(house.retention, authority, 'liftHold', { id: holdId, reason: '结案' })).toEqual([
        'HOLD_OF_OTHERS',
      ]);
      await expect(
        house.retention.call('destroy', { caseId: idOf(fifth), destroyedOn: '2026-11-21', listNumber: 'x' }),
      ).rejects.toMatchObject({ code: 'CONFLICT' });
      expect(await snapshot()).toBe(before);
      await doneAs(house.retention, archivist, 'liftHold', { id: holdId, reason: '结案' });
      await doneAs(house.retention, operator, 'executeDestruction', { listId });
      await house.settle();
      expect((await contentOf(fifth)).materials).toBe(0);
    });

    it('that is placed after the order and before the record goes: it is kept, and the certificate says why', async () => {
      const caseIds = [idOf(sixth), idOf(seventh)];
      const listId = await toSignedList(house.retention, people, { number: '销-6', caseIds });
      await doneAs(house.retention, operator, 'executeDestruction', { listId });
      await doneAs(house.retention, authority, 'placeHold', hold(sixth));
      await house.settle();

      expect((await contentOf(sixth)).materials).toBe(1);
      expect(await stateOf(sixth)).toBe('EXPIRED');
      const { state, items } = await listOf(listId);
      expect(state).toBe('EXECUTED');
      expect(items).toContainEqual({ caseId: sixth?.id, state: 'KEPT', reasons: ['HELD'] });
      expect(items).toContainEqual({ caseId: seventh?.id, state: 'DESTROYED', reasons: [] });
      const sets = await dataOf(house.retention, `{ backupSets { id } }`, operator);
      for (const { id } of sets.backupSets)
        await doneAs(house.retention, operator, 'confirmBackupErasure', {
          input: { listId, setId: id, method: '重新制作' },
        });
      await doneAs(house.retention, operator, 'issueCertificate', { listId });
      expect((await listOf(listId)).certificate).toMatchObject({ recordsDestroyed: 1, recordsKept: 1, files: 0 });
    });
  });

  it('stops at an open dispute and an open transfer, told by those who know, and by nobody else', async () => {
    const listId = await toSignedList(house.retention, people, { number: '销-8', caseIds: [idOf(eighth)] });
    const forged = { disputeId: 'd-1', caseIds: [idOf(eighth)], state: 'OPEN' };
    const told = (kind: string, ...payloads: Record<string, unknown>[]) => eventsOf(kind, payloads);
    // Each subgraph says what another alone may say.
    const before = await snapshot();
    await house.retention.turn({ sharing: told('TRANSFER_CHANGED', { caseIds: [idOf(eighth)], state: 'OPEN' }) });
    await house.retention.turn({ licences: told('DISPUTE_CHANGED', forged) });
    expect(await snapshot()).toBe(before);

    const position = { DISPUTE: 1 };
    const sharing = (state: string) => {
      position.DISPUTE += 1;
      const at = position.DISPUTE;
      return async (after: number) =>
        at > after ? [{ position: at, kind: 'DISPUTE_CHANGED', payload: { ...forged, state } }] : [];
    };
    await house.retention.turn({ sharing: sharing('OPEN') });
    await house.retention.turn({ sharing: sharing('NEGOTIATING') });
    expect(await codesOf(house.retention, operator, 'executeDestruction', { listId })).toEqual(['DISPUTED']);
    await house.retention.turn({ sharing: sharing('RESOLVED') });
    const openTransfer = {
      position: 1_000_000,
      kind: 'TRANSFER_CHANGED',
      payload: { caseIds: [eighth?.id], state: 'SUBMITTED' },
    };
    await house.retention.turn({ holdings: async (after) => (after < openTransfer.position ? [openTransfer] : []) });
    expect(await codesOf(house.retention, operator, 'executeDestruction', { listId })).toEqual(['IN_TRANSFER']);
    const ended = { ...openTransfer, position: 1_000_001, payload: { ...openTransfer.payload, state: 'RETURNED' } };
    await house.retention.turn({ holdings: async (after) => (after < ended.position ? [ended] : []) });
    await doneAs(house.retention, operator, 'executeDestruction', { listId });
  });

  it('and a hold that come at the same moment: the hold is refused, or the record is kept, never both done', async () => {
    const caseIds = racing.map(idOf);
    const listId = await toSignedList(house.retention, people, { number: '销-9', caseIds });
    await doneAs(house.retention, operator, 'executeDestruction', { listId });
    const placed = caseIds.map((caseId) =>
      codesOf(house.retention, archivist, 'placeHold', {
        input: { caseId, reason: raw('AUDIT'), ground: '审计通知书' },
      }),
    );
    const [codes] = await Promise.all([Promise.all(placed), house.settle()]);
    await house.settle();
    const { items } = await listOf(listId);

    expect(items).toHaveLength(racing.length);
    for (const [at, caseId] of caseIds.entries()) {
      const isHeld = codes[at]?.length === 0;
      expect(codes[at]).toEqual(isHeld ? [] : ['RECORD_DESTROYED']);
      expect(items.find((item: { caseId: string }) => item.caseId === caseId)).toMatchObject(
        isHeld ? { state: 'KEPT', reasons: ['HELD'] } : { state: 'DESTROYED', reasons: [] },
      );
      expect((await contentOf(racing[at])).materials).toBe(isHeld ? 1 : 0);
    }
  });

  it('is not ordered by an event that no operator stands behind, and no store answers for another', async () => {
    const db = house.retention.fork().getKysely();
    const order = JSON.stringify({ listId: '00000000-0000-4000-8000-000000000000', caseId: idOf(permanent) });
    await sql`insert into retention.outbox (kind, payload) values ('DESTRUCTION_ORDERED', ${order}::jsonb)`.execute(db);
    const receipt = { caseId: idOf(permanent), store: 'cases', rows: 9, files: 9, bytes: 9, digests: [] };
    await house.retention.turn({ licences: eventsOf('CONTENT_DESTROYED', [receipt]) });
    await house.cases.turn({
      licences: eventsOf('RECORD_DESTROYED', [{ caseId: idOf(permanent), destroyedOn: '2026-01-01', listNumber: 'x' }]),
    });
    await house.settle();

    expect((await contentOf(permanent)).materials).toBe(1);
    expect(await stateOf(permanent)).toBe('ACTIVE');
  });

  it('is told of to nobody who may not know: others find no list, and the wrong post may not act', async () => {
    const other = access({ agency: rows.otherAgency, posts: ['OPERATOR', 'APPROVER'] });
    const { destructionLists } = await dataOf(house.retention, `{ destructionLists { id } }`, archivist);
    const [{ id: listId }] = destructionLists;

    expect((await dataOf(house.retention, `{ destructionLists { id } }`, other)).destructionLists).toEqual([]);
    await expect(actAs(house.retention, other, 'approveDestruction', { listId })).rejects.toThrow('NOT_FOUND');
    await expect(actAs(house.retention, archivist, 'approveDestruction', { listId })).rejects.toThrow('FORBIDDEN');
    await expect(
      actAs(house.retention, access({ role: 'SYSTEM_ADMIN', posts: ['OPERATOR'] }), 'executeDestruction', { listId }),
    ).rejects.toThrow('FORBIDDEN');
  });

  it('happens again to rows that a restore has brought back, before anybody is served', async () => {
    const db = house.cases.fork().getKysely();
    await sql`update cases.case_record set title = '旧', facts = facts & ~16384, destroyed_on = null
      where id = ${idOf(whole)}::uuid`.execute(db);
    await house.cases.call('load', { materials: [rows.material({ caseId: idOf(whole) })] });
    expect((await contentOf(whole)).materials).toBe(1);

    const call = (name: 'cases' | 'retention' | 'holdings', what: string, input: unknown) =>
      house[name].call(what, input);
    // PGlite answers without ever letting a timer come in between.
    const turning = setInterval(() => void house.settle(), 50);
    const replayed = await replayDestructions({ call: call as GatewayHouse['call'] }).finally(() =>
      clearInterval(turning),
    );
    await house.settle();
    expect([replayed, await replayDestructions({ call: call as GatewayHouse['call'] })]).toEqual([true, false]);
    expect(await contentOf(whole)).toEqual({ title: '', materials: 0 });
  });

  it('of data that a person asks for becomes a restriction, until that is lifted', async () => {
    const owner = access({ role: 'PERSON', subjectRef: subjectRef(young.applicantIdNumber), actorId: 'owner' });
    const isShared = async (): Promise<boolean> => {
      const { rows: found } = await sql<{ shared: boolean }>`select (facts & 32768) = 0 as shared
        from cases.case_record where id = ${idOf(young)}::uuid`.execute(house.cases.fork().getKysely());
      return found[0]?.shared === true;
    };
    await expect(
      actAs(house.retention, { ...owner, subjectRef: 'x' }, 'demandErasure', { caseId: idOf(young) }),
    ).rejects.toThrow('NOT_FOUND');
    const id = await doneAs(house.retention, owner, 'demandErasure', { caseId: idOf(young) });
    expect(await codesOf(house.retention, owner, 'demandErasure', { caseId: idOf(young) })).toEqual([
      'RESTRICTED_ALREADY',
    ]);
    await house.settle();
    expect(await isShared()).toBe(false);
    expect((await contentOf(young)).materials).toBe(1);

    await doneAs(house.retention, approver, 'liftRestriction', { id, ground: '本人撤回请求' });
    await house.settle();
    expect(await isShared()).toBe(true);
  });
});
