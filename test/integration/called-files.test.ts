/** Files of licences that are called into cases (证照随办件归档): frozen with the rest, archived, shared and destroyed as one. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import { cases, namedFiles, sweepFiles } from '../../subgraphs/cases/index.ts';
import { readPackage } from '../../subgraphs/packages/index.ts';
import { INTAKE } from '../../tools/demo/intake.ts';
import { samplePdf } from '../../tools/demo/sample-files.ts';
import { comparePackages } from '../../tools/package/exchange/comparison.ts';
import { CallingIssuer } from '../support/called-licences.ts';
import { anyDatabase, type TestDatabaseHandle } from '../support/databases.ts';
import { eventsOf, numberAll } from '../support/house.ts';
import { Desk } from '../support/intake.ts';
import { handIn, PackageFolder } from '../support/packages-exchange.ts';
import { access, grantOf, testServices } from '../support/services.ts';

const LOOK = `query ($id: ID!) { case(id: $id) { state licences { fileState disclosure { field rule reason } }
  materials { sequence name obtainedBy format digestSm3 downloadLink }
  packages { manifest } } }`;

interface Look {
  readonly state: string;
  readonly licences: readonly {
    readonly fileState: string | null;
    readonly disclosure: readonly { readonly field: string; readonly rule: string; readonly reason: string | null }[];
  }[];
  readonly materials: readonly {
    readonly sequence: number;
    readonly obtainedBy: string;
    readonly digestSm3: string | null;
    readonly downloadLink: string | null;
  }[];
  readonly packages: readonly { readonly manifest: string }[];
}

describe.each(anyDatabase())('files of licences that are called into cases on $kind', ({ open }) => {
  let database: TestDatabaseHandle;
  let other: TestDatabaseHandle;
  let desk: Desk;
  let empty: Desk;
  const folder = new PackageFolder();
  const issuer = new CallingIssuer();
  let number = 0;

  beforeAll(async () => {
    database = await open();
    other = await open();
    desk = await Desk.open(database);
    empty = await Desk.open(other, { agency: desk.item.agency });
  });
  afterAll(async () => {
    desk.close();
    empty.close();
    folder.close();
    await database.close();
    await other.close();
  });

  const completed = (): Promise<string> => desk.tell(desk.story((number += 1), 'called'));
  const licenceFile = (): Buffer => samplePdf(`Licence ${(number += 1)}`, 40_000);
  const settle = (): Promise<void> => issuer.settle(desk.running);
  const look = async (id: string, who: AccessContext = desk.archivist, at: Desk = desk): Promise<Look> =>
    (await at.ask(who, LOOK, { id }))['case'] as Look;
  const calledIn = ({ materials }: Look) => materials.filter(({ obtainedBy }) => obtainedBy === 'CALLED_IN');
  const codes = ({ violations }: { readonly violations: readonly { readonly code: string }[] }): string[] =>
    violations.map(({ code }) => code);
  const call = (caseId: string, bytes: Buffer, answer?: () => Promise<Readable>): string =>
    issuer.call({ caseId, body: desk.item.agency, bytes, ...(answer && { answer }) });
  const bytesIn = (store: string): Buffer[] =>
    readdirSync(join(desk.blobDir, store), { recursive: true, encoding: 'utf8' })
      .filter((name) => /[0-9a-f]{32}$/.test(name))
      .map((name) => readFileSync(join(desk.blobDir, store, name)));
  const isIn = (store: string, bytes: Buffer): boolean => bytesIn(store).some((each) => each.equals(bytes));
  const temporary = (): string[] =>
    readdirSync(desk.blobDir, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));
  const download = async (link: string | null | undefined, who: AccessContext, at: Desk = desk): Promise<Buffer> => {
    const call = { access: { ...who, mode: 'FILE' }, link: (link ?? '').replace('/files/', ''), range: null };
    const { stream } = (await at.running.call('openDownload', call)) as { readonly stream: Readable };
    return Buffer.concat(await stream.toArray());
  };

  it('come into the case as a material, once however often the call is told, and are archived with it', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    call(id, bytes);
    await settle();
    issuer.tellAgain();
    await settle();
    const before = await look(id);
    const archived = await desk.act('archiveCase', id);
    const after = await look(id);
    const [file] = calledIn(after);

    expect(before.licences).toMatchObject([{ fileState: 'HELD' }]);
    expect(calledIn(before)).toMatchObject([{ name: '租赁备案证明', sequence: 4, format: 'PDF' }]);
    expect(codes(archived)).toEqual([]);
    expect(after.state).toBe('ARCHIVED');
    expect(after.packages[0]?.manifest).toContain(file?.digestSm3);
    expect(await download(file?.downloadLink, desk.archivist)).toEqual(bytes);
    expect([isIn('archive', bytes), isIn('intake', bytes)]).toEqual([true, false]);
  });

  it('hold the archiving of the case until they are there, and nothing half is kept', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    const cut = async function* () {
      yield bytes.subarray(0, 10_000);
      throw new Error('the line is cut');
    };
    const callId = call(id, bytes, async () => Readable.from(cut()));
    await settle();
    const held = await desk.act('archiveCase', id);
    const then = await look(id);
    issuer.answer(callId, async () => Readable.from([bytes]));
    await settle();

    expect(codes(held)).toEqual(['LICENCE_FILE_AWAITED']);
    expect([then.state, then.licences[0]?.fileState]).toEqual(['COMPLETED', 'AWAITED']);
    expect([calledIn(then), temporary()]).toEqual([[], []]);
    expect(codes(await desk.act('archiveCase', id))).toEqual([]);
  });

  it.each([
    ['is gone', () => Promise.reject(new DomainError('NOT_FOUND'))],
    ['is another one', async () => Readable.from([samplePdf('Another', 40_000)])],
  ])(
    'that the issuer no longer has, since it %s, are said to be missing until somebody sends them',
    async (_why, answer) => {
      const [id, bytes] = [await completed(), licenceFile()];
      call(id, bytes, answer);
      await settle();
      const held = await desk.act('archiveCase', id);
      const then = await look(id);
      const { sm3 } = (await desk.send(`sent-${number}`, bytes)).body as { readonly sm3: string };
      const sent = {
        ...desk.story(number).materials[2],
        caseId: id,
        code: null,
        sequence: 4,
        systemKey: `sent-${number}`,
        uploadKey: `sent-${number}`,
        obtainedBy: 'CALLED_IN',
        fileBytes: bytes.length,
        digestSm3: sm3,
      };
      expect(codes(await desk.act('attachMaterial', sent))).toEqual([]);
      await settle();
      const after = await look(id);

      expect(codes(held)).toEqual(['LICENCE_FILE_MISSING']);
      expect([then.licences[0]?.fileState, calledIn(then)]).toEqual(['MISSING', []]);
      expect([after.licences[0]?.fileState, calledIn(after).length]).toEqual(['HELD', 1]);
      expect(codes(await desk.act('archiveCase', id))).toEqual([]);
    },
  );

  it('are fetched again after a process that fetched them is gone, and are there once', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    const callId = call(id, bytes, async () => new Readable({ read: () => {} }));
    const killed = await cases.start(database, { ...testServices(), files: { blobDir: desk.blobDir, clamd: null } });
    void killed.turn(issuer.sources);
    await expect.poll(() => temporary().length, { timeout: 20_000 }).toBe(1);
    issuer.answer(callId, async () => Readable.from([bytes]));
    await settle();
    await sweepFiles(desk.running, { unnamedMs: 0, unattachedMs: 60_000 });

    expect(calledIn(await look(id)).length).toBe(1);
    expect(bytesIn('intake').filter((each) => each.equals(bytes)).length).toBe(1);
    expect(temporary()).toEqual([]);
  });

  it('come again when they are withdrawn: a licence is archived with the case that it was called into', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    call(id, bytes);
    await settle();
    const { rows } = await sql<{ id: string }>`select id from cases.case_material
      where case_id = ${id}::uuid and obtained_by = 'CALLED_IN'`.execute(desk.running.fork().getKysely());
    const query = `mutation ($c: ID!, $m: ID!) { withdrawMaterial(caseId: $c, materialId: $m) { violations { code } } }`;
    await desk.ask(desk.system, query, { c: id, m: rows[0]?.id });
    const [withdrawn] = (await look(id)).licences;
    await settle();

    expect(withdrawn?.fileState).toBe('AWAITED');
    expect(calledIn(await look(id)).length).toBe(1);
  });

  it('come after all that the system sends, also of what it sends later', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    call(id, bytes);
    await settle();
    const later = {
      ...desk.story(number).materials[0],
      caseId: id,
      systemKey: `later-${id}`,
      uploadKey: `later-${id}`,
    };
    const { sm3 } = (await desk.send(`later-${id}`, licenceFile())).body as { readonly sm3: string };
    const { length } = licenceFile();
    const sent = {
      ...later,
      code: null,
      sequence: 4,
      format: 'PDF',
      fileName: '后.pdf',
      fileBytes: length,
      digestSm3: sm3,
    };
    expect(codes(await desk.act('attachMaterial', sent))).toEqual([]);

    expect(codes(await desk.act('archiveCase', id))).toEqual([]);
    expect((await look(id)).materials.map(({ sequence, obtainedBy }) => [sequence, obtainedBy]).at(-1)).toEqual([
      5,
      'CALLED_IN',
    ]);
  });

  it('belong to the part of the agency that called them in, and hold no other side', async () => {
    const part = await desk.another();
    const system = { input: { system: part.system.actorId, taskCode: desk.item.taskCode, region: desk.item.region } };
    await part.ask(part.archivist, INTAKE.registerSystem, system);
    const story = desk.story((number += 1), 'joint');
    const id = (await desk.act('openCase', story.open)).case?.id ?? '';
    const query = 'mutation ($input: AddPartInput!) { addPart(input: $input) { violations { code } } }';
    await desk.ask(desk.system, query, { input: { caseId: id, agency: part.item.agency } });
    await part.act('completeCase', { caseId: id, completedOn: '2026-11-05', opinion: '同意' });
    await desk.tellRest(id, story);
    const callId = issuer.call({
      caseId: id,
      body: part.item.agency,
      bytes: licenceFile(),
      answer: () => Promise.reject(new Error('nobody answers')),
    });
    await settle();
    const { rows } = await sql<{ part: string }>`select part_agency as part from cases.licence_snapshot
      where id = ${callId}::uuid`.execute(desk.running.fork().getKysely());

    expect(rows).toEqual([{ part: part.item.agency }]);
    expect(codes(await part.act('archiveCase', id, part.archivist))).toContain('LICENCE_FILE_AWAITED');
    expect(codes(await desk.act('archiveCase', id))).not.toContain('LICENCE_FILE_AWAITED');
  });

  it('are destroyed with the case, and inspected with the e-archive before', async () => {
    const [id, bytes] = [await completed(), licenceFile()];
    call(id, bytes);
    await settle();
    await desk.act('archiveCase', id);
    const named = await sql<{ bytes: string }>`${sql.raw(namedFiles[0]?.select ?? '')}`.execute(
      desk.running.fork().getKysely(),
    );
    const wasThere = isIn('archive', bytes);
    const events = eventsOf('RECORD_DESTROYED', [{ caseId: id, destroyedOn: '2036-12-31', listNumber: 'X-1' }]);
    while ((await desk.running.turn({ retention: events })) > 0);
    await numberAll(desk.running);

    expect(named.rows.map((row) => Number(row.bytes))).toContain(bytes.length);
    expect([wasThere, isIn('archive', bytes), isIn('intake', bytes)]).toEqual([true, false, false]);
  });

  describe('for a third party', () => {
    const grantee = '91990100MADEMO0001';
    const named = [
      'LicenceSnapshot.fileState',
      ...['obtainedBy', 'name', 'fileName', 'digestSm3', 'downloadLink'].map((each) => `CaseMaterial.${each}` as const),
    ] as const;
    const asks = (sources: readonly string[]): AccessContext => {
      const grant = grantOf(desk.item.agency, {
        id: '00000000-0000-4000-8000-000000000001',
        entryCode: 'X',
        grantee,
        useCauses: ['check'],
        modes: ['API', 'FILE'],
        validFrom: '2024-01-01',
        validTo: '2035-12-31',
        named: [...named],
        withBasis: [...named],
        consents: { units: [desk.item.agency], halls: [], sources },
      });
      return access({ agency: grantee, actorId: 'grantee', useCause: 'check', grant });
    };

    it('are shown when the issuer agrees too, in the house where they were archived and where they came in a package', async () => {
      const [id, bytes] = [await completed(), licenceFile()];
      call(id, bytes);
      await settle();
      await desk.act('archiveCase', id);
      const { path } = await folder.export(desk, id);
      const received = await handIn(empty, path);
      const again = await folder.export(empty, received.caseId ?? '', empty.archivist, 'again');
      const [one, two] = await Promise.all(
        [path, again.path].map(async (each) => {
          const read = await readPackage(each, { staging: folder.path, isNamed: true });
          if (!read.ok) throw new Error(JSON.stringify(read.faults));
          return read.package;
        }),
      );
      if (one === undefined || two === undefined) throw new Error('two packages expected');
      const compared = await comparePackages(one, two);
      const licence = one.package.licences[0];
      await Promise.all([one.close(), two.close()]);

      expect(received).toMatchObject({ outcome: 'ACCEPTED', reasons: [] });
      expect(licence?.fileCode).toBe('M004');
      expect(compared.differences).toEqual([]);
      for (const [at, caseId] of [[desk, id] as const, [empty, received.caseId ?? ''] as const]) {
        const withheld = await look(caseId, asks([]), at);
        const shown = calledIn(await look(caseId, asks([issuer.uscc]), at))[0];
        expect([calledIn(withheld), withheld.materials.length]).toEqual([[], 3]);
        expect(withheld.licences[0]?.disclosure).toContainEqual({
          field: 'fileState',
          rule: 'R13',
          reason: 'SOURCE_CONSENT_REQUIRED',
        });
        expect(await download(shown?.downloadLink, asks([issuer.uscc]), at)).toEqual(bytes);
        await expect(download(shown?.downloadLink, asks([]), at)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      expect((await look(received.caseId ?? '', empty.archivist, empty)).licences).toMatchObject([
        { fileState: 'HELD' },
      ]);
    });
  });
});
