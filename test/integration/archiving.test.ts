import { readdir } from 'node:fs/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { archiveWaiting, sweepFiles } from '../../subgraphs/cases/index.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { scopeFor } from '../../tools/demo/intake.ts';
import { anyDatabase } from '../support/databases.ts';
import { eventsOf } from '../support/house.ts';
import { Desk } from '../support/intake.ts';

const HISTORY = `query ($id: ID!) { case(id: $id) { state archivedOn archiving { from to reasons { code } }
  checkReports { stage accepted findings { code object result } changes { check object before after } } } }`;

interface History {
  readonly state: string;
  readonly archivedOn: string | null;
  readonly archiving: readonly { from: string; to: string; reasons: readonly { code: string }[] }[];
  readonly checkReports: readonly {
    stage: string;
    accepted: boolean;
    findings: readonly { code: string; object: string; result: string }[];
    changes: readonly { check: string; object: string; before: string | null; after: string | null }[];
  }[];
}

describe.each(anyDatabase())('archiving on $kind', ({ open }) => {
  let database: Database;
  let desk: Desk;
  beforeAll(async () => {
    database = await open();
    desk = await Desk.open(database);
  });
  afterAll(async () => {
    await database.close();
    desk.close();
  });

  const historyOf = async (id: string): Promise<History> =>
    (await desk.ask(desk.archivist, HISTORY, { id }))['case'] as History;

  it('takes a completed case through every step into the archive', async () => {
    const id = await desk.tell(desk.story(1));

    const outcome = await desk.act('archiveCase', id, desk.archivist);
    expect(outcome).toEqual({ case: { id, state: 'ARCHIVED' }, violations: [] });

    const { archiving, archivedOn, checkReports } = await historyOf(id);
    expect(archivedOn).toBe('2026-11-21');
    expect(archiving.map(({ to }) => to)).toEqual([
      'COLLECTED',
      'ARRANGED',
      'INVENTORIED',
      'PACKAGED',
      'SEALED',
      'CHECKED',
      'EXCHANGED',
      'RECEIVED',
      'REGISTERED',
      'ARCHIVED',
    ]);
    expect(checkReports.map(({ stage, accepted }) => [stage, accepted])).toEqual([
      ['YJ', true],
      ['GD', true],
    ]);
  });

  it('returns a case with everything that is wrong with it at once, and takes it when it is put right', async () => {
    const taken = desk.story(2);
    await desk.tell(taken);
    const story = desk.story(3);
    const [form, notice, decision] = story.materials;
    const id = await desk.tell({
      ...story,
      open: {
        ...story.open,
        caseNumber: taken.open['caseNumber'],
        acceptedAt: null,
        receivedAt: '2026-11-09T09:00:00+08:00',
      },
      materials: [form, { ...decision, sequence: 2, digestSm3: 'ab'.repeat(32) }] as typeof story.materials,
    });

    const outcome = await desk.act('archiveCase', id);

    expect(outcome.case?.state).toBe('RETURNED');
    expect(outcome.violations.map(({ code, path }) => `${code} ${path}`).toSorted()).toEqual([
      'GD-1-1 M002',
      'GD-1-5 receive_time',
      'GD-1-8 project_id',
      'GD-2-9 B01',
    ]);
    const { archiving } = await historyOf(id);
    expect(archiving.at(-1)?.reasons).toHaveLength(4);

    await correct(id, { caseNumber: 'N-right', receivedAt: '2026-11-02T09:00:00+08:00' });
    await withdraw(id, 2);
    await desk.send('decision-again', story.files[2]?.bytes ?? Buffer.alloc(0));
    for (const material of [
      { ...notice, sequence: 2 },
      { ...decision, sequence: 3, systemKey: 'again', uploadKey: 'decision-again' },
    ])
      expect(await desk.act('attachMaterial', { caseId: id, ...material })).toMatchObject({ violations: [] });

    expect(await desk.act('archiveCase', id)).toEqual({ case: { id, state: 'ARCHIVED' }, violations: [] });
    const [, second, first] = (await historyOf(id)).checkReports;
    expect([first?.accepted, second?.accepted]).toEqual([false, true]);
    expect(second?.changes).toContainEqual({ check: '1-8', object: 'project_id', before: 'FAIL', after: null });
  });

  async function correct(caseId: string, right: Record<string, unknown>): Promise<void> {
    const query = 'mutation ($input: CorrectCaseInput!) { correctCase(input: $input) { violations { code } } }';
    expect(await desk.ask(desk.system, query, { input: { caseId, ...right } })).toEqual({
      correctCase: { violations: [] },
    });
  }

  async function withdraw(caseId: string, sequence: number): Promise<void> {
    const found = await desk.ask(desk.system, 'query ($id: ID!) { case(id: $id) { materials { id sequence } } }', {
      id: caseId,
    });
    const { materials } = found['case'] as { materials: { id: string; sequence: number }[] };
    const materialId = materials.find((each) => each.sequence === sequence)?.id;
    const query =
      'mutation ($c: ID!, $m: ID!) { withdrawMaterial(caseId: $c, materialId: $m) { violations { code } } }';
    await desk.ask(desk.system, query, { c: caseId, m: materialId });
  }

  it('keeps an open case from archiving, and archives a second time without doing anything', async () => {
    const story = desk.story(4);
    const opened = await desk.act('openCase', story.open);
    const id = opened.case?.id ?? '';
    expect((await desk.act('archiveCase', id)).violations.map(({ code }) => code)).toEqual(['NOT_COMPLETED']);

    await desk.tellRest(id, story);
    await desk.act('archiveCase', id);
    const before = await historyOf(id);
    expect(await desk.act('archiveCase', id)).toEqual({ case: { id, state: 'ARCHIVED' }, violations: [] });
    expect(await historyOf(id)).toEqual(before);
  });

  it('of several who archive the same case at once, one does it and no step is entered twice', async () => {
    const id = await desk.tell(desk.story(5));

    const outcomes = await Promise.allSettled(Array.from({ length: 4 }, () => desk.act('archiveCase', id)));

    const failures = outcomes.filter(({ status }) => status === 'rejected');
    for (const failure of failures) expect(JSON.stringify(failure, ['reason', 'message'])).toContain('CONFLICT');
    const { state, archiving } = await historyOf(id);
    expect(state).toBe('ARCHIVED');
    expect(archiving.map(({ to }) => to)).toHaveLength(10);
  });

  describe('an archived case', () => {
    let id: string;
    beforeAll(async () => {
      id = await desk.tell(desk.story(6));
      await desk.act('archiveCase', id);
    });

    it.each([
      ['addStep', { systemKey: 'late', sequence: 9, step: 'OTHER', at: '2026-11-06T10:00:00+08:00' }],
      ['completeCase', { completedOn: '2026-11-07', result: 'REFUSED' }],
    ] as const)('is not changed by %s', async (name, input) => {
      const { violations } = await desk.act(name, { caseId: id, ...input });
      expect(violations.length).toBeGreaterThan(0);
    });

    it('is not changed by attaching, withdrawing or correcting either', async () => {
      await desk.send('late-file', Buffer.from('late'));
      const material = desk.story(6).materials[0];
      const attached = await desk.act('attachMaterial', {
        caseId: id,
        ...material,
        systemKey: 'late-m',
        uploadKey: 'late-file',
      });
      const query = 'mutation ($input: CorrectCaseInput!) { correctCase(input: $input) { violations { code } } }';
      const corrected = await desk.ask(desk.system, query, { input: { caseId: id, caseNumber: 'x' } });
      expect(attached.violations.map(({ code }) => code)).toEqual(['ARCHIVED']);
      expect(corrected).toEqual({ correctCase: { violations: [{ code: 'ARCHIVED' }] } });
    });

    it('is kept by the database too, whoever writes to it', async () => {
      const em = desk.running.fork();
      const run = (sql: string): Promise<unknown> => em.getConnection().execute(sql);
      for (const table of ['case_step', 'case_material', 'archive_package', 'check_report']) {
        await expect(run(`delete from cases.${table} where case_id = '${id}'`)).rejects.toThrow('archived content');
        await expect(run(`update cases.${table} set case_id = case_id where case_id = '${id}'`)).rejects.toThrow(
          'archived content',
        );
      }
      await expect(run(`update cases.case_record set title = 'x' where id = '${id}'`)).rejects.toThrow(
        'archived content',
      );
      await expect(run(`delete from cases.case_record where id = '${id}'`)).rejects.toThrow('archived content');
      await run(`update cases.case_record set facts = facts | 1024, hall = 'h' where id = '${id}'`);
      await run(`update cases.case_record set facts = facts & ~1024, hall = null where id = '${id}'`);
    });

    it('can be annotated: the note stands beside it', async () => {
      const query =
        'mutation ($input: AnnotateCaseInput!) { annotateCase(input: $input) { case { annotations { text } } violations { code } } }';
      const answer = await desk.ask(desk.archivist, query, {
        input: { caseId: id, text: '当事人申请更正姓名，见信函。' },
      });
      expect(answer).toEqual({
        annotateCase: { case: { annotations: [{ text: '当事人申请更正姓名，见信函。' }] }, violations: [] },
      });
    });
  });

  it('is done by itself where the scope says so, and taken up again where it was broken off', async () => {
    const automatic = await desk.another();
    await automatic.approveScope({ automatic: true });
    const id = await automatic.tell(automatic.story(7));
    const broken = await desk.tell(desk.story(8));
    await desk.running
      .fork()
      .getConnection()
      .execute(`update cases.case_record set state = 'COLLECTED' where id = '${broken}'`);

    await archiveWaiting(desk.running, 0);

    const stateOf = async (who: Desk, caseId: string): Promise<unknown> =>
      ((await who.ask(who.archivist, HISTORY, { id: caseId }))['case'] as History).state;
    expect([await stateOf(automatic, id), await stateOf(desk, broken)]).toEqual(['ARCHIVED', 'ARCHIVED']);
  });

  it('needs an approved scope: the agency drafts it, the archives authority reviews it, and each version is kept', async () => {
    const other = await desk.another({ setUp: false });
    await other.setUp();
    await other.act('draftScope', { ...scopeFor(other.item), materials: [] }, other.archivist);
    const lists = await other.ask(other.archivist, 'query ($t: String) { scopeLists(taskCode: $t) { number state } }', {
      t: other.item.taskCode,
    });
    expect(lists['scopeLists']).toEqual([
      { number: 2, state: 'SUBMITTED' },
      { number: 1, state: 'APPROVED' },
    ]);
    const asked = 'query ($t: String) { scopeLists(taskCode: $t) { number } }';
    const seen = await other.ask(desk.archivist, asked, { t: other.item.taskCode });
    expect(seen['scopeLists']).toEqual([{ number: 1 }]);
    await other.approveScope();
    const after = await other.ask(other.archivist, 'query ($t: String) { scopeLists(taskCode: $t) { number state } }', {
      t: other.item.taskCode,
    });
    expect(after['scopeLists']).toEqual([
      { number: 3, state: 'APPROVED' },
      { number: 2, state: 'SUBMITTED' },
      { number: 1, state: 'SUPERSEDED' },
    ]);
  });

  it('has one scope in force, though two versions are approved at the same moment', async () => {
    const other = await desk.another({ setUp: false });
    await other.setUp();
    await Promise.all(
      [other.approveScope(), other.approveScope()].map((each) => each.catch(() => other.approveScope())),
    );
    const query = 'query ($t: String) { scopeLists(taskCode: $t) { state } }';
    const { scopeLists } = await other.ask(other.archivist, query, { t: other.item.taskCode });
    expect((scopeLists as { state: string }[]).filter(({ state }) => state === 'APPROVED')).toHaveLength(1);
  });

  it('lets a named archivist pass what the policy leaves to a person, and nothing that blocks', async () => {
    const story = desk.story(9);
    const id = await desk.tell({ ...story, open: { ...story.open, title: '申请\u0007书' } });
    const returned = await desk.act('archiveCase', id);
    expect(returned.violations.map(({ code }) => code)).toEqual(['GD-1-6']);

    const query = 'mutation ($input: OverrideCheckInput!) { overrideCheck(input: $input) { violations { code } } }';
    for (const check of ['GD-1-6'])
      await desk.ask(desk.archivist, query, {
        input: { caseId: id, check, object: 'project_name', reason: '历史系统遗留字符' },
      });
    expect(await desk.act('archiveCase', id)).toMatchObject({ case: { state: 'ARCHIVED' }, violations: [] });
  });

  it('does about a failed check what the agency has set: warn, or block whatever anybody says', async () => {
    const strict = await desk.another();
    const set = (policy: string): Promise<unknown> => {
      const query =
        'mutation ($input: SetCheckPolicyInput!) { setCheckPolicy(input: $input) { check violations { code } } }';
      return strict.ask(strict.archivist, query, { input: { check: '1-6', policy } });
    };
    const odd = async (number: number): Promise<string> => {
      const story = strict.story(number, 'policy');
      return strict.tell({ ...story, open: { ...story.open, title: '申请\u0007书' } });
    };
    await set('WARN');
    expect(await strict.act('archiveCase', await odd(1))).toMatchObject({
      case: { state: 'ARCHIVED' },
      violations: [],
    });

    await set('BLOCK');
    const id = await odd(2);
    await strict.act('archiveCase', id);
    const query = 'mutation ($input: OverrideCheckInput!) { overrideCheck(input: $input) { violations { code } } }';
    await strict.ask(strict.archivist, query, {
      input: { caseId: id, check: 'GD-1-6', object: 'project_name', reason: '理由' },
    });
    expect((await strict.act('archiveCase', id)).violations.map(({ code }) => code)).toEqual(['GD-1-6']);
    // Supervision learns a number, and no finding.
    const { rows } = await sql<{ payload: unknown }>`select payload from cases.outbox
      where kind = 'CASE_CHECKED' and payload->>'caseId' = ${id}`.execute(desk.running.fork().getKysely());
    expect(rows.at(-1)?.payload).toEqual({ caseId: id, stage: 'GD', failed: 1 });
  });

  it('of a destroyed case neither rows nor files stay: only what a tombstone shows', async () => {
    const id = await desk.tell(desk.story(14));
    await desk.act('archiveCase', id);
    // What others withdrew before goes first.
    await sweepFiles(desk.running, { unnamedMs: 0, unattachedMs: 60_000 });
    const filesBefore = await contentCount();
    const events = eventsOf('RECORD_DESTROYED', [{ caseId: id, destroyedOn: '2036-12-31', listNumber: 'X-1' }]);
    while ((await desk.running.turn({ retention: events })) > 0);

    await sweepFiles(desk.running, { unnamedMs: 0, unattachedMs: 60_000 });

    expect(filesBefore - (await contentCount())).toBe(3);
    for (const table of [
      'case_step',
      'case_material',
      'case_file',
      'archive_package',
      'check_report',
      'archiving_step',
    ]) {
      const { rows } = await sql`select 1 from ${sql.table(`cases.${table}`)} where case_id = ${id}::uuid`.execute(
        desk.running.fork().getKysely(),
      );
      expect([table, rows]).toEqual([table, []]);
    }
    const left = await desk.ask(
      desk.archivist,
      'query ($id: ID!) { case(id: $id) { title tombstone { listNumber } } }',
      { id },
    );
    expect(left['case']).toEqual({ title: null, tombstone: { listNumber: 'X-1' } });
  });

  async function contentCount(): Promise<number> {
    const names = await readdir(desk.blobDir, { recursive: true });
    return names.filter((name) => /(^|\/)[0-9a-f]{32}$/.test(name)).length;
  }
});
