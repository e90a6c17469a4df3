/** Offline archiving (离线归档): a case that comes in a package is held to what holds online, and is the record that it was. */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readPackage, toPackage, type ArchivedCase } from '../../subgraphs/packages/index.ts';
import { comparePackages } from '../../tools/package/exchange/comparison.ts';
import { anyDatabase, type TestDatabaseHandle } from '../support/databases.ts';
import { Desk } from '../support/intake.ts';
import { numberAll } from '../support/house.ts';
import { handIn, PackageFolder, type PackedCase } from '../support/packages-exchange.ts';
import { access } from '../support/services.ts';

const RARE = '𠮷𬭚𰻞 﨑豈 é\u0301 <&>"';

describe.each(anyDatabase())('cases in packages on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let other: TestDatabaseHandle;
  let desk: Desk;
  /** The same agency, in a house where nothing is yet. */
  let empty: Desk;
  const folder = new PackageFolder();
  let original: PackedCase;
  let caseId: string;

  beforeAll(async () => {
    database = await open();
    other = await open();
    desk = await Desk.open(database);
    empty = await Desk.open(other, { agency: desk.item.agency });
    caseId = await archived(1);
    original = await folder.export(desk, caseId);
  });
  afterAll(async () => {
    desk.close();
    empty.close();
    folder.close();
    await database.close();
    await other.close();
  });

  async function archived(number: number): Promise<string> {
    const story = desk.story(number, 'packed');
    const opened = await desk.act('openCase', {
      ...story.open,
      title: `申请 ${RARE}`,
      tradeSecret: `配方 ${RARE}`,
      remarks: `一\r\n二 ${RARE}`,
      internalOpinion: '同意',
      bankAccount: '6222000000000000',
    });
    const id = opened.case?.id ?? '';
    await desk.tellRest(id, story);
    const { violations } = await desk.act('archiveCase', id, desk.archivist);
    expect(violations).toEqual([]);
    return id;
  }

  /** The same record under another code, so that it is another. */
  async function made(change: (archived: ArchivedCase) => ArchivedCase, name = 'made'): Promise<string> {
    const read = await readPackage(original.path, { staging: join(folder.path, 'staging') });
    if (!read.ok) throw new Error(JSON.stringify(read.faults));
    const { archived } = original.exported;
    const unsealed = change({ ...archived, seal: null, archiving: [], reports: [], decision: null });
    const code = unsealed.fields.recordCode ?? '';
    try {
      return await folder.write(name, toPackage(unsealed, code), async ({ path }) => {
        const content = read.package.contents.get(path);
        if (content === undefined) throw new Error(path);
        return content.open();
      });
    } finally {
      // What was written is whole; the source may go.
      await read.package.close();
    }
  }

  const under =
    (code: string, more: Readonly<Record<string, string>> = {}) =>
    (archived: ArchivedCase): ArchivedCase => ({
      ...archived,
      fields: { ...archived.fields, recordCode: code },
      base: {
        ...archived.base,
        electronic_record_code: code,
        project_id: `N-${code}`,
        accept_num: `K-${code}`,
        ...more,
      },
    });

  function contentIn(of: Desk): string[] {
    const names = readdirSync(of.blobDir, { recursive: true, encoding: 'utf8' });
    return names.filter((name) => /(^|\/)[0-9a-f]{32}$|packages\/./.test(name));
  }

  it('is exported complete for its own archivist', () => {
    expect(original.exported.isComplete).toBe(true);
    expect(original.exported.archived.seal).not.toBeNull();
    expect(original.exported.links.size).toBe(3);
  });

  it('is archived in an empty house as the same record, field by field and byte by byte', async () => {
    const answer = await handIn(empty, original.path, { run: 'first' });
    expect(answer).toMatchObject({ outcome: 'ACCEPTED', reasons: [] });

    const again = await folder.export(empty, answer.caseId ?? '');
    const staging = join(folder.path, 'staging');
    const [one, two] = [await readPackage(original.path, { staging }), await readPackage(again.path, { staging })];
    if (!one.ok || !two.ok) throw new Error('both are packages');
    const compared = await comparePackages(one.package, two.package);
    expect(compared.differences).toEqual([]);
    expect(compared).toMatchObject({ files: 3, added: 12 });
    expect(compared.fields).toBeGreaterThan(150);
    await one.package.close();
    await two.package.close();
  });

  it('is told to the others as archived, with the day on which it was archived first', async () => {
    await numberAll(empty.running);
    const told = (await empty.running.events(0, 500)).filter(({ kind }) => kind === 'CASE_CHANGED');
    expect(told.at(-1)?.payload).toMatchObject({
      state: 'ARCHIVED',
      recordCode: original.exported.name,
      archivedOn: original.exported.archived.fields.archivedOn,
      completedOn: '2026-11-05',
    });
  });

  it('comes once, however often it is sent: the same run hears the same, another that it is there', async () => {
    expect((await handIn(empty, original.path, { run: 'first' })).outcome).toBe('ACCEPTED');
    expect((await handIn(empty, original.path, { run: 'second' })).outcome).toBe('ALREADY_THERE');
    expect((await handIn(desk, original.path)).outcome).toBe('ALREADY_THERE');
    const { rows } = await sql`select id from cases.case_record`.execute(empty.running.fork().getKysely());
    expect(rows).toHaveLength(1);
  });

  it('does not change any more', async () => {
    const update = sql`update cases.case_material set name = 'x'`.execute(empty.running.fork().getKysely());
    await expect(update).rejects.toThrow('archived content does not change');
  });

  it('is handed in by its own forming unit alone', async () => {
    const stranger = { ...empty.archivist, agency: '11990100MB0DEM049P' };
    const answer = await handIn(empty, await made(under('E-FOREIGN')), { who: stranger });
    expect(answer).toMatchObject({ outcome: 'REFUSED', reasons: [{ code: 'FOREIGN_UNIT' }] });
    const reader = { ...empty.archivist, posts: [] };
    await expect(handIn(empty, original.path, { who: reader })).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });

  it('is no original when it was decided for somebody, and says so', async () => {
    const hall = access({ role: 'ARCHIVES_AUTHORITY', actorId: 'authority' });
    const copy = await folder.export(desk, caseId, hall, 'copy');
    expect(copy.exported.isComplete).toBe(false);
    expect(copy.exported.links.size).toBe(0);
    const { withheld } = copy.exported.archived.decision ?? { withheld: [] };
    expect(withheld).toContainEqual(
      expect.objectContaining({ on: 'case', field: 'applicantName', outcome: 'WITHHOLD', rule: 'R9', reason: 'ROLE' }),
    );
    expect(JSON.stringify(copy.exported.archived)).not.toContain('𠮷');
    expect(await handIn(empty, copy.path)).toMatchObject({ outcome: 'REFUSED', reasons: [{ code: 'DECIDED_COPY' }] });
  });

  it('is refused where the seal is not that of what came', async () => {
    const { archived } = original.exported;
    const path = await made((bare) => ({
      ...under('E-SEAL')(bare),
      seal: archived.seal,
    }));
    expect(await handIn(empty, path)).toMatchObject({ outcome: 'RETURNED', reasons: [{ code: 'SEAL_BROKEN' }] });
  });

  it('is refused under the code of another record', async () => {
    const path = await made(under(original.exported.name, { project_id: 'N-OTHER', accept_num: 'K-OTHER' }));
    expect(await handIn(empty, path)).toMatchObject({ outcome: 'REFUSED', reasons: [{ code: 'RECORD_CODE_TAKEN' }] });
  });

  it('is returned with every finding at once, and then nothing of it is there', async () => {
    const before = contentIn(empty);
    const path = await made((archived) => {
      const base = under('E-FINDINGS', { retention_period: 'X9' })(archived);
      return { ...base, materials: base.materials.slice(1), steps: base.steps.slice(1) };
    });
    const { outcome, caseId: id, reasons } = await handIn(empty, path);
    expect([outcome, id]).toEqual(['RETURNED', null]);
    const codes = reasons.map(({ code }) => code);
    expect(codes).toEqual(expect.arrayContaining(['GD-1-3', 'GD-2-5', 'GD-2-9']));
    expect(contentIn(empty)).toEqual(before);
  });

  it('is refused with every reason at once where the rules of intake are broken', async () => {
    const path = await made(
      under('E-RULES', { region_code: '12', contacted_card: '990106199003070018', result: '办结' }),
    );
    const { outcome, reasons } = await handIn(empty, path);
    expect(outcome).toBe('REFUSED');
    const paths = reasons.map((each) => each.path);
    expect(paths).toEqual(expect.arrayContaining(['region', 'applicant.idNumber', 'result']));
    expect(JSON.stringify(reasons)).not.toContain('990106199003070018');
  });

  it('is stopped at the door with a secrecy mark, and leaves sender and time only', async () => {
    const before = contentIn(empty);
    const path = await made(under('E-DOOR', { remarks: '机密★5年 内部会议' }));
    const { outcome, recordCode, reasons } = await handIn(empty, path);
    expect([outcome, recordCode]).toEqual(['REFUSED', null]);
    expect(reasons.map(({ code }) => code)).toEqual(['SECRECY_MARK']);
    expect(contentIn(empty)).toEqual(before);
    const { rows } = await sql`select * from cases.door_notice`.execute(empty.running.fork().getKysely());
    expect(JSON.stringify(rows)).not.toContain('会议');
    const { rows: outbox } = await sql`select * from cases.outbox`.execute(empty.running.fork().getKysely());
    expect(JSON.stringify(outbox)).not.toMatch(/会议|E-DOOR/);
  });

  it('is refused when it is not what it was sent as, or no package at all', async () => {
    const digest = { sha256: 'a'.repeat(64) };
    expect(await handIn(empty, original.path, digest)).toMatchObject({ reasons: [{ code: 'PACKAGE_DIGEST' }] });
    const sm3 = { sm3: 'b'.repeat(64) };
    expect(await handIn(empty, await made(under('E-SM3')), sm3)).toMatchObject({
      reasons: [{ code: 'PACKAGE_DIGEST' }],
    });
  });

  it('without a seal is archived by its own base_info, and sealed here', async () => {
    const path = await made(under('E-PLAIN', { archive_time: '2026-11-10T09:00:00+08:00' }));
    const answer = await handIn(empty, path);
    expect(answer).toMatchObject({ outcome: 'ACCEPTED' });
    const { rows } = await sql`select r.state, r.archived_on::text as "archivedOn", length(k.manifest_sm3) as seal
      from cases.case_record r join cases.archive_package k on k.case_id = r.id
      where r.record_code = 'E-PLAIN'`.execute(empty.running.fork().getKysely());
    expect(rows).toEqual([{ state: 'ARCHIVED', archivedOn: '2026-11-10', seal: 64 }]);
  });

  it('that was destroyed here does not come back', async () => {
    const path = await made(under('E-GONE'));
    const { caseId: id } = await handIn(empty, path);
    const payload = { caseId: id, destroyedOn: '2026-11-21', listNumber: 'XH-1' };
    const { eventsOf } = await import('../support/house.ts');
    await empty.running.turn({ retention: eventsOf('RECORD_DESTROYED', [payload]) });
    expect(await handIn(empty, path)).toMatchObject({ outcome: 'REFUSED', reasons: [{ code: 'DESTROYED' }] });
  });
});
