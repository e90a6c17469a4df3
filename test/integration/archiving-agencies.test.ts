import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { INTAKE, scopeFor } from '../../tools/demo/intake.ts';
import { anyDatabase } from '../support/databases.ts';
import { Desk } from '../support/intake.ts';

describe.each(anyDatabase())('several agencies and their archiving on $kind', ({ open }) => {
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

  it('counts what waits: for the agency its own, for the archives authority each, and no content', async () => {
    const late = await desk.another();
    const story = late.story(10);
    await late.tell({
      ...story,
      open: { ...story.open, receivedAt: '2024-01-02T09:00:00+08:00', acceptedAt: null },
      complete: { ...story.complete, completedOn: '2025-05-06' },
    });
    const query = 'query ($a: ID) { archivingDeadlines(agency: $a) { agency { uscc } waiting overdue dueSoon } }';
    const own = [{ agency: { uscc: late.item.agency }, waiting: 1, overdue: 1, dueSoon: 0 }];

    expect((await late.ask(late.archivist, query))['archivingDeadlines']).toEqual(own);
    expect((await late.ask(late.authority, query, { a: late.item.agency }))['archivingDeadlines']).toEqual(own);
    expect((await desk.ask(desk.archivist, query, { a: late.item.agency }))['archivingDeadlines']).toEqual([]);
  });

  it('the last day is not overdue', async () => {
    const due = await desk.another();
    const story = due.story(11);
    await due.tell({
      ...story,
      open: { ...story.open, receivedAt: '2024-01-02T09:00:00+08:00', acceptedAt: null },
      complete: { ...story.complete, completedOn: '2025-05-06' },
    });
    const query = 'query { archivingDeadlines { overdue dueSoon } }';
    const on = (today: string) => due.ask({ ...due.archivist, today }, query);

    expect((await on('2026-06-30'))['archivingDeadlines']).toEqual([{ overdue: 0, dueSoon: 1 }]);
    expect((await on('2026-07-01'))['archivingDeadlines']).toEqual([{ overdue: 1, dueSoon: 0 }]);
  });

  it('in a joint case each agency archives its own part, and the lead sees the progress of all', async () => {
    const part = await desk.another();
    const system = { input: { system: part.system.actorId, taskCode: desk.item.taskCode, region: desk.item.region } };
    await part.ask(part.archivist, INTAKE.registerSystem, system);
    const lead = desk.story(12, 'lead');
    const id = (await desk.act('openCase', lead.open)).case?.id ?? '';
    const query = 'mutation ($input: AddPartInput!) { addPart(input: $input) { violations { code } } }';
    expect(await desk.ask(desk.system, query, { input: { caseId: id, agency: part.item.agency } })).toEqual({
      addPart: { violations: [] },
    });
    const early = await desk.act('completeCase', { caseId: id, ...lead.complete });
    expect(early.violations.map(({ code }) => code)).toEqual(['PARTS_OPEN']);

    const own = part.story(13, 'part');
    for (const step of own.steps)
      expect(await part.act('addStep', { caseId: id, ...step })).toMatchObject({ violations: [] });
    for (const { uploadKey, bytes } of own.files) await part.send(uploadKey, bytes);
    for (const material of own.materials)
      expect(await part.act('attachMaterial', { caseId: id, ...material })).toMatchObject({ violations: [] });
    expect(await part.act('completeCase', { caseId: id, completedOn: '2026-11-05', opinion: '同意' })).toMatchObject({
      violations: [],
    });
    await desk.tellRest(id, lead);
    await part.ask(part.archivist, INTAKE.registerItem, {
      input: { taskCode: desk.item.taskCode, version: '1', name: desk.item.itemName, itemType: 'CONFIRMATION' },
    });
    const drafted = await part.ask(part.archivist, INTAKE.draftScope, { input: scopeFor(desk.item) });
    await part.ask(part.authority, INTAKE.reviewScope, {
      input: { scopeId: (drafted['draftScope'] as { scope: { id: string } }).scope.id, approve: true },
    });

    expect(await part.act('archiveCase', id)).toMatchObject({ violations: [] });
    const seen = await desk.ask(
      desk.archivist,
      'query ($id: ID!) { case(id: $id) { state parts { state opinion } materials { name } } }',
      { id },
    );
    expect(seen['case']).toMatchObject({ state: 'COMPLETED', parts: [{ state: 'ARCHIVED', opinion: null }] });
    expect(
      (seen['case'] as { materials: { name: string | null }[] }).materials.filter(({ name }) => name !== null),
    ).toHaveLength(3);

    expect(await desk.act('archiveCase', id)).toMatchObject({ case: { state: 'ARCHIVED' }, violations: [] });
    expect(
      (
        await part.act('addStep', {
          caseId: id,
          systemKey: 'x',
          sequence: 7,
          step: 'OTHER',
          at: '2026-11-06T10:00:00+08:00',
        })
      ).violations.map(({ code }) => code),
    ).toEqual(['ARCHIVED']);
  });
});
