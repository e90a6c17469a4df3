import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { databases } from '../support/databases.ts';
import { ask } from '../support/house.ts';
import { Desk } from '../support/intake.ts';
import { access, subjectRef } from '../support/services.ts';

const SEEN = `query ($id: ID!) { case(id: $id) { id state title applicantName steps { sequence } materials { name fileName }
  licences { identifier version typeName } } }`;
const REGISTER_ITEM =
  'mutation ($input: RegisterItemInput!) { registerItem(input: $input) { item { byReference paperAlsoBy } violations { code path } } }';

describe.each(databases())('intake on $kind', ({ open }) => {
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

  const countOf = async (table: string): Promise<number> => {
    const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${sql.table(`cases.${table}`)}`.execute(
      desk.running.fork().getKysely(),
    );
    return rows[0]?.n ?? -1;
  };
  const errorOf = async (query: string, variables: Record<string, unknown>, who = desk.system): Promise<unknown> =>
    (await ask(desk.running, query, who, variables)).errors?.[0];

  describe('a retry', () => {
    it('doubles nothing and answers the same, whatever is sent again', async () => {
      const story = desk.story(1);
      const id = await desk.tell(story);
      const tables = ['case_record', 'case_step', 'case_material', 'case_file', 'licence_snapshot'];
      const before = await Promise.all(tables.map(countOf));

      expect(await desk.act('openCase', story.open)).toEqual({ case: { id, state: 'COMPLETED' }, violations: [] });
      await desk.tellRest(id, story);

      expect(await Promise.all(tables.map(countOf))).toEqual(before);
    });

    it('with another content is a conflict that names the key and nothing else', async () => {
      const story = desk.story(2);
      await desk.act('openCase', story.open);
      const query = 'mutation ($input: OpenCaseInput!) { openCase(input: $input) { case { id } } }';

      const error = await errorOf(query, { input: { ...story.open, title: '另一个名称' } });

      expect(error).toMatchObject({
        message: 'This key came before with other content. Use a new key for new content.',
        extensions: { code: 'CONFLICT', details: { systemKey: 'demo-2' } },
      });
      expect(JSON.stringify(error)).not.toContain(String(story.open['title']));
    });

    it('may give its fields in another order', async () => {
      const story = desk.story(3);
      const first = await desk.act('openCase', story.open);
      const reversed = Object.fromEntries(Object.entries(story.open).toReversed());

      expect(await desk.act('openCase', reversed)).toEqual(first);
    });

    it('that comes at the same moment as the first finds the same case', async () => {
      const story = desk.story(4);

      const outcomes = await Promise.all(Array.from({ length: 8 }, () => desk.act('openCase', story.open)));

      expect(new Set(outcomes.map((outcome) => outcome.case?.id)).size).toBe(1);
      expect(outcomes.flatMap(({ violations }) => violations)).toEqual([]);
    });

    it('of another system, or of another agency, is another case', async () => {
      const other = await desk.another();
      const story = desk.story(5);
      const first = await desk.act('openCase', story.open);
      const second = await other.act('openCase', { ...story.open, taskCode: other.item.taskCode });

      expect(second.case?.id).toBeTypeOf('string');
      expect(second.case?.id).not.toBe(first.case?.id);
    });
  });

  describe('a refusal', () => {
    it('lists everything that is wrong, each with its clause, and repeats nothing', async () => {
      const { open } = desk.story(6);
      const wrong = {
        ...open,
        systemKey: 'with blanks',
        region: '99',
        title: ' ',
        applicant: { type: 'ENTERPRISE', name: '某公司', idType: '111', idNumber: '990106199003070018' },
      };

      const { violations } = await desk.act('openCase', wrong);

      const paths = new Set(violations.map(({ path }) => path));
      for (const path of ['systemKey', 'region', 'title', 'applicant.idNumber', 'applicant.idType'])
        expect(paths).toContain(path);
      expect(JSON.stringify(violations)).not.toContain('990106199003070018');
    });

    it('of a system that is not registered for the item and the region says who can help', async () => {
      const stranger = { ...desk.system, actorId: 'stranger' };
      const outcome = await desk.act('openCase', desk.story(7).open, stranger);

      expect(outcome).toMatchObject({ case: null, violations: [{ code: 'SYSTEM_NOT_REGISTERED' }] });
    });

    it('meets people, and systems of other agencies', async () => {
      const query = 'mutation ($input: OpenCaseInput!) { openCase(input: $input) { case { id } } }';
      const input = desk.story(8).open;
      for (const who of [desk.archivist, access({ role: 'PERSON' }), access({ role: 'SYSTEM_ADMIN' }), desk.authority])
        expect(await errorOf(query, { input }, who)).toMatchObject({ extensions: { code: 'FORBIDDEN' } });
      const other = await desk.another();
      const mine = (await desk.act('openCase', desk.story(9).open)).case?.id;
      const step = 'mutation ($input: AddStepInput!) { addStep(input: $input) { case { id } } }';
      const said = { caseId: mine, systemKey: 's', sequence: 1, step: 'OTHER', at: '2026-11-06T10:00:00+08:00' };
      const unknown = { ...said, caseId: '00000000-0000-4000-8000-000000000000' };

      const foreign = await errorOf(step, { input: said }, other.system);
      expect(foreign).toMatchObject({ extensions: { code: 'NOT_FOUND' } });
      expect(foreign).toEqual(await errorOf(step, { input: unknown }, other.system));
    });
  });

  describe('an item', () => {
    const register = async (itemType: string, more = {}): Promise<unknown> => {
      const input = {
        taskCode: `${desk.item.taskCode.slice(0, -2)}77`,
        version: itemType,
        name: '某事项',
        itemType,
        ...more,
      };
      return (await desk.ask(desk.archivist, REGISTER_ITEM, { input }))['registerItem'];
    };

    it('that is a penalty or an inspection is taken by reference, coercion is not taken', async () => {
      expect(await register('PENALTY')).toMatchObject({ item: { byReference: true }, violations: [] });
      expect(await register('INSPECTION')).toMatchObject({ item: { byReference: true } });
      expect(await register('PERMIT')).toMatchObject({ item: { byReference: false } });
      expect(await register('COERCION')).toEqual({
        item: null,
        violations: [{ code: 'ITEM_OUTSIDE', path: 'itemType' }],
      });
    });

    it('that a law keeps on paper too is marked with that law', async () => {
      const law = '不动产登记暂行条例 art. 16';
      expect(await register('CONFIRMATION', { paperAlsoBy: law })).toMatchObject({ item: { paperAlsoBy: law } });
    });
  });

  it('keeps a licence as it was when it was called in', async () => {
    const id = (await desk.act('openCase', desk.story(20).open)).case?.id;
    const query =
      'mutation ($input: AttachLicenceInput!) { attachLicence(input: $input) { violations { code path } } }';
    const input = {
      caseId: id,
      systemKey: 'lic-1',
      identifier: '1.2.156.3005.2.11990000MB0DEM017Y001.12990100MB0DEM025U.TEST2024000123.001.6',
      typeName: '结婚证',
      holderName: '张三',
      holderType: '111',
      holderNumber: '990106199003070017',
      statusAtUse: 'VALID',
      calledAt: '2026-11-02T09:30:00+08:00',
      useCause: '公租房资格确认',
    };
    for (let times = 0; times < 2; times += 1)
      expect(await desk.ask(desk.system, query, { input })).toEqual({ attachLicence: { violations: [] } });

    const seen = (await desk.ask(desk.system, SEEN, { id }))['case'] as { licences: unknown[] };
    expect(seen.licences).toEqual([{ identifier: input.identifier, version: '001', typeName: '结婚证' }]);
  });

  describe('a case that is still being handled', () => {
    it('is there for its agency and for whom it is about, and for nobody else', async () => {
      const { open } = desk.story(30);
      const applicant = open['applicant'] as { name: string; idNumber: string };
      const id = (await desk.act('openCase', open)).case?.id ?? '';
      const seenBy = async (who: typeof desk.system): Promise<unknown> => (await desk.ask(who, SEEN, { id }))['case'];

      expect(await seenBy(desk.archivist)).toMatchObject({ id, state: 'OPEN', applicantName: applicant.name });
      const subject = access({ role: 'PERSON', subjectRef: subjectRef(applicant.idNumber) });
      expect(await seenBy(subject)).toMatchObject({ id, applicantName: applicant.name });
      const strangers = [
        access({ agency: (await desk.another({ setUp: false })).item.agency, useCause: '核验' }),
        desk.authority,
        access({ role: 'PERSON', subjectRef: subjectRef('990106199003070017') }),
        access({ role: 'ARCHIVE_HALL', agency: desk.item.agency.replace(/^../, '12'), useCause: '核验' }),
      ];
      for (const stranger of strangers) expect(await seenBy(stranger)).toBeNull();
      await desk.tellRest(id, desk.story(30));
      expect(await seenBy(desk.authority)).toMatchObject({ id, state: 'COMPLETED', applicantName: null });
    });

    it('is told to nobody before it is completed, and then to all', async () => {
      const story = desk.story(31);
      const id = (await desk.act('openCase', story.open)).case?.id ?? '';
      const toldOf = async (): Promise<unknown[]> => {
        const { rows } = await sql<{ payload: unknown }>`select payload from cases.outbox where kind = 'CASE_CHANGED'
          and payload->>'id' = ${id} order by id`.execute(desk.running.fork().getKysely());
        return rows.map(({ payload }) => payload);
      };
      expect(await toldOf()).toEqual([]);

      await desk.tellRest(id, story);
      await desk.act('archiveCase', id);

      const states = (await toldOf()).map((payload) => (payload as { state: string }).state);
      expect(states).toEqual(['COMPLETED', 'ARCHIVED']);
    });
  });

  it('has every act on its own log, refused ones too, without content', async () => {
    const { rows } = await sql<{ payload: Record<string, unknown> }>`select payload from cases.outbox
      where kind = 'ACT'`.execute(desk.running.fork().getKysely());
    const acts = rows.map(({ payload }) => `${String(payload['act'])} ${String(payload['outcome'])}`);

    for (const entry of ['openCase DONE', 'openCase REFUSED', 'attachMaterial DONE', 'archiveCase ARCHIVED'])
      expect(acts).toContain(entry);
    const title = String(desk.story(1).open['title']);
    expect(JSON.stringify(rows)).not.toContain(title);
  });
});
