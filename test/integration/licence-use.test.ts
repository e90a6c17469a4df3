import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { fromBufferPromise } from 'yauzl';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext, Coordinate, GrantView } from '../../schema/actor.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { sweepLicenceFiles, type LicenceFileAnswer, type Verified } from '../../subgraphs/licences/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { ask, dataOf } from '../support/house.ts';
import { LicensingDesk, type ActAnswer } from '../support/licensing.ts';
import { access, grantOf, subjectRef } from '../support/services.ts';

const COPY = `mutation ($input: MakeAnnotatedCopyInput!) { makeAnnotatedCopy(input: $input) {
  copy { id version useCause creator { uscc } createdAt expiresAt digestSm3 digestSha256 fileBytes downloadLink }
  violations { code path clause } } }`;
const BY_HOLDER = `query ($number: String!, $type: String!, $cause: String) {
  licencesOfHolder(holderType: "111", holderNumber: $number, typeCode: $type, useCause: $cause) {
    totalCount edges { node { id } } } }`;
const BY_IDENTIFIER = `query ($identifier: String!, $cause: String) {
  licenceByIdentifier(identifier: $identifier, useCause: $cause) { id } }`;
const VERIFY = `query ($sm3: String, $sha256: String, $identifier: String) {
  verifyLicenceFile(sm3: $sm3, sha256: $sha256, identifier: $identifier) { verdict licence { id holderName } } }`;
const LINK = 'query ($id: ID!) { licence(id: $id) { versions { downloadLink digestSm3 } } }';

const HOLDER = '990305197511201234';
const CAUSE = '证照管理';

describe.each(anyDatabase())('licences in use on $kind', ({ open }) => {
  let database: Database;
  let desk: LicensingDesk;
  let licence: ActAnswer['licence'];
  const content = Buffer.concat([Buffer.from('%PDF-1.7 '), randomBytes(200_000)]);
  const sm3 = createHash('sm3').update(content).digest('hex');
  const sha256 = createHash('sha256').update(content).digest('hex');
  const stranger = access({ agency: '11990100MB0DEM0412', useCause: '核验', actorId: 'stranger' });

  beforeAll(async () => {
    database = await open();
    desk = await LicensingDesk.open(database);
    await desk.send('file-1', content);
    ({ licence } = await desk.issue({ uploadKey: 'file-1', holderNumber: HOLDER, holderName: '李四' }));
  });
  afterAll(async () => {
    await database.close();
    desk.removeFiles();
  });

  const download = async (path: string, who: AccessContext = desk.system): Promise<Buffer> => {
    const call = { access: { ...who, mode: 'FILE' }, link: path.split('/').at(-1), range: null };
    const { stream } = (await desk.running.call('openDownload', call)) as LicenceFileAnswer;
    const chunks: Buffer[] = [];
    for await (const chunk of stream ?? Readable.from([])) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };
  const linkOf = async (who: AccessContext): Promise<string | null> =>
    (await dataOf(desk.running, LINK, who, { id: licence.id })).licence.versions[0]?.downloadLink ?? null;
  const copy = async (given: Record<string, unknown> = {}, who: AccessContext = desk.system) => {
    const input = { copyKey: 'copy-1', identifier: licence['identifier'], useCause: CAUSE };
    const variables = { input: { ...input, expiresAt: '2026-11-22T12:00:00+08:00', ...given } };
    return (await dataOf(desk.running, COPY, who, variables)).makeAnnotatedCopy;
  };
  const usesOf = async (kind: string) => {
    const { rows } = await sql<{ outcome: string; useCause: string | null; agency: string | null }>`select outcome,
      use_cause as "useCause", agency from licences.licence_use where kind = ${kind} order by at, id`.execute(
      desk.running.fork().getKysely(),
    );
    return rows;
  };

  describe('the file of a licence', () => {
    it('comes back byte for byte by a link for whom it is shown, and there is no link for others', async () => {
      const link = await linkOf(desk.system);

      expect(await download(link ?? '')).toEqual(content);
      expect(await linkOf(stranger)).toBeNull();
    });

    it('is served by a link to nobody but the one that it was made for', async () => {
      const link = (await linkOf(desk.system)) ?? '';

      await expect(download(link, desk.handler)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(download(link, stranger)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is served by a link for ten minutes', async () => {
      const link = (await linkOf(desk.system)) ?? '';
      const later = (at: string): AccessContext => ({ ...desk.system, at });

      expect(await download(link, later('2026-11-21T12:10:00.000+08:00'))).toHaveLength(content.length);
      await expect(download(link, later('2026-11-21T12:10:00.001+08:00'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    it('is of one licence', async () => {
      expect((await desk.issue({ uploadKey: 'file-1' })).violations).toMatchObject([{ code: 'FILE_TAKEN' }]);
      expect((await desk.issue({ uploadKey: 'file-never-sent' })).violations).toMatchObject([{ code: 'FILE_MISSING' }]);
    });

    it('stays outside with a secrecy mark', async () => {
      await expect(desk.send('secret', Buffer.from('机密★10年\n\n关于某事的报告\n'))).resolves.toMatchObject({
        status: 400,
      });
    });
  });

  describe('an annotated copy', () => {
    it('says what it is for, by whom and until when; the file in it stays what it was', async () => {
      const { copy: made, violations } = await copy();
      const entries = await entriesOf(await download(made.downloadLink));

      expect(violations).toEqual([]);
      expect(made).toMatchObject({
        version: '001',
        useCause: CAUSE,
        creator: { uscc: desk.agency },
        createdAt: '2026-11-21T12:00:00.000+08:00',
        expiresAt: '2026-11-22T12:00:00.000+08:00',
      });
      expect([...entries.keys()]).toEqual(['加注信息.xml', '证照文件.pdf']);
      expect(entries.get('证照文件.pdf')).toEqual(content);
      expect(entries.get('加注信息.xml')?.toString('utf8')).toContain(`<useCause>${CAUSE}</useCause>`);
      expect(entries.get('加注信息.xml')?.toString('utf8')).toContain(`<sm3>${sm3}</sm3>`);
    });

    it('is the same copy when it is asked for again, also at once', async () => {
      const made = await Promise.all(Array.from({ length: 4 }, () => copy({ copyKey: 'copy-2' })));

      expect(new Set(made.map((each) => each.copy.id)).size).toBe(1);
    });

    it('is not served after its time, and its content goes with the next sweep', async () => {
      const { copy: made } = await copy({ copyKey: 'copy-3', expiresAt: '2026-11-21T12:05:00+08:00' });
      const after: AccessContext = { ...desk.system, at: '2026-11-21T12:05:00.000+08:00' };
      const query = 'query ($id: ID!) { annotatedCopy(id: $id) { useCause downloadLink } }';

      await expect(download(made.downloadLink, after)).rejects.toMatchObject({ code: 'NOT_FOUND' });
      expect((await dataOf(desk.running, query, after, { id: made.id })).annotatedCopy).toEqual({
        useCause: CAUSE,
        downloadLink: null,
      });
      const ages = { unnamedMs: 0, unattachedMs: 1_000 };
      expect(await sweepLicenceFiles(desk.running, ages, Date.parse('2036-01-01T00:00:00+08:00'))).toBeGreaterThan(0);
      expect((await verifyBy({ sm3: made.digestSm3 }, after)).verdict).toBe('EXPIRED_COPY');
      expect(await download((await linkOf(desk.system)) ?? '')).toEqual(content);
    });

    it('is made of nothing that is not in force, nor beyond thirty days, nor for whom the file is not shown', async () => {
      await desk.send('file-2', randomBytes(1_000));
      const { licence: suspended } = await desk.issue({ uploadKey: 'file-2' });
      await desk.change(suspended.id, 'SUSPEND', { rawStatusCode: '02' });
      const codes = async (given: Record<string, unknown>) =>
        (await copy({ copyKey: 'copy-4', ...given })).violations.map(({ code }: { code: string }) => code);

      expect(await codes({ identifier: suspended['identifier'] })).toEqual(['NOT_IN_FORCE']);
      expect(await codes({ expiresAt: '2026-12-21T12:00:01+08:00' })).toEqual(['INVALID']);
      expect(await codes({ expiresAt: '2026-11-21T12:00:00+08:00' })).toEqual(['INVALID']);
      const variables = {
        input: {
          copyKey: 'x',
          identifier: licence['identifier'],
          useCause: '核验',
          expiresAt: '2026-11-22T12:00:00+08:00',
        },
      };
      expect((await ask(desk.running, COPY, stranger, variables)).errors).toMatchObject([
        { extensions: { code: 'NOT_FOUND' } },
      ]);
    });
  });

  const verifyBy = async (digests: Record<string, unknown>, who: AccessContext = stranger) =>
    (await dataOf(desk.running, VERIFY, who, digests)).verifyLicenceFile;

  describe('verifying', () => {
    it('tells anybody that a file is the one that was issued, and nothing of its holder', async () => {
      expect(await verifyBy({ sm3 })).toEqual({ verdict: 'VALID', licence: { id: licence.id, holderName: null } });
      expect(await verifyBy({ sha256: sha256.toUpperCase() })).toMatchObject({ verdict: 'VALID' });
    });

    it('tells a changed file only to who may read the identifier; to others it is unknown', async () => {
      const changed = { sm3: createHash('sm3').update('changed').digest('hex'), identifier: licence['identifier'] };

      expect(await verifyBy(changed, desk.system)).toMatchObject({ verdict: 'CHANGED' });
      expect(await verifyBy(changed)).toEqual({ verdict: 'UNKNOWN', licence: null });
      expect(await verifyBy({ sm3: changed.sm3 }, desk.system)).toEqual({ verdict: 'UNKNOWN', licence: null });
    });

    it('takes both digests, and they must be of one file', async () => {
      expect(await verifyBy({ sm3, sha256 })).toMatchObject({ verdict: 'VALID' });
      expect(await verifyBy({ sm3, sha256: createHash('sha256').update('other').digest('hex') })).toMatchObject({
        verdict: 'UNKNOWN',
      });
      expect((await ask(desk.running, VERIFY, stranger, { sm3: 'abc' })).errors).toMatchObject([
        { extensions: { code: 'INVALID_INPUT' } },
      ]);
    });

    it('takes the file itself, as a stream', async () => {
      const call = {
        access: stranger,
        identifier: null,
        body: Readable.from([content.subarray(0, 99), content.subarray(99)]),
      };

      expect(((await desk.running.call('verifyFile', call)) as Verified).verdict).toBe('VALID');
    });

    it('is on record with who asked', async () => {
      const who = access({ role: 'ENTERPRISE', actorId: 'verifier', subjectRef: subjectRef('91990100MA0DEM03X0') });
      await verifyBy({ sm3 }, who);
      const { rows } = await sql`select outcome, licence_id as "licenceId" from licences.licence_use
        where kind = 'VERIFY' and actor_id = 'verifier'`.execute(desk.running.fork().getKysely());

      expect(rows).toEqual([{ outcome: 'VALID', licenceId: licence.id }]);
    });
  });

  describe('calling it in under a grant', () => {
    const FROZEN =
      `identifier version number issuedOn validFrom validTo holderName holderType holderNumber statusAtUse calledAt
      useCause fileBytes digestSm3 digestSha256`.split(/\s+/);
    const CALL = `mutation ($input: CallLicenceInput!) { callLicence(input: $input) {
      call { id state ${FROZEN.join(' ')} } violations { code path } } }`;
    const callBy = async (who: AccessContext, callKey: string) => {
      const input = { callKey, caseId: '11111111-1111-4111-8111-111111111111', identifier: licence['identifier'] };
      const { data, errors } = await ask(desk.running, CALL, who, { input: { ...input, useCause: '核验' } });
      return errors?.[0]?.extensions?.['code'] ?? data?.['callLicence'];
    };
    const userOf = (fields: readonly string[]): AccessContext => ({
      ...stranger,
      posts: ['HANDLER'],
      grant: grantFor(
        desk.agency,
        fields.map((field) => `LicenceCall.${field}` as const),
      ),
    });

    it('freezes what the grant names, and is the same call when it is sent again', async () => {
      const first = await callBy(userOf(FROZEN), 'call-1');

      expect(first).toMatchObject({
        violations: [],
        call: { identifier: licence['identifier'], holderName: '李四', statusAtUse: 'VALID', digestSm3: sm3 },
      });
      expect(await callBy(userOf(FROZEN), 'call-1')).toEqual(first);
    });

    it('is refused where one field of the snapshot is not shown, and says which', async () => {
      const without = FROZEN.filter((field) => field !== 'holderNumber' && field !== 'digestSm3');
      const refused = await callBy(userOf(without), 'call-2');

      expect(refused).toEqual({
        call: null,
        violations: [
          { code: 'NOT_SHOWN', path: 'holderNumber' },
          { code: 'NOT_SHOWN', path: 'digestSm3' },
        ],
      });
    });

    it('finds nothing without a grant for the identifier', async () => {
      expect(await callBy({ ...stranger, posts: ['HANDLER'] }, 'call-3')).toBe('NOT_FOUND');
    });

    it('is seen by the body that called and by no other, not even the issuer', async () => {
      const { call } = (await callBy(userOf(FROZEN), 'call-1')) as { call: { id: string } };
      const query = 'query ($id: ID!) { licenceCall(id: $id) { statusAtUse } }';

      expect((await dataOf(desk.running, query, userOf(FROZEN), call)).licenceCall).toEqual({ statusAtUse: 'VALID' });
      expect((await dataOf(desk.running, query, desk.system, call)).licenceCall).toBeNull();
    });
  });

  describe('the share service', () => {
    const byHolder = (who: AccessContext, cause: string | null) =>
      ask(desk.running, BY_HOLDER, who, { number: HOLDER, type: desk.typeCode, cause });

    it('answers by holder, and by identifier, to who may read them', async () => {
      const { data } = await byHolder(desk.system, CAUSE);
      const found = await dataOf(desk.running, BY_IDENTIFIER, desk.system, { identifier: licence['identifier'] });

      expect(data).toEqual({ licencesOfHolder: { totalCount: 1, edges: [{ node: { id: licence.id } }] } });
      expect(found.licenceByIdentifier).toEqual({ id: licence.id });
    });

    it('tells others nothing, not even that there is something', async () => {
      expect((await byHolder(stranger, null)).data).toEqual({ licencesOfHolder: { totalCount: 0, edges: [] } });
      const variables = { identifier: licence['identifier'] };
      expect((await dataOf(desk.running, BY_IDENTIFIER, stranger, variables)).licenceByIdentifier).toBeNull();
    });

    it('refuses whoever does not say why, or says two things, by GB/T 36906', async () => {
      const silent: AccessContext = { ...desk.system, useCause: null };
      const [missing, differs] = [await byHolder(silent, CAUSE), await byHolder(desk.system, '别的事由')];

      expect(missing.errors).toMatchObject([
        { extensions: { code: 'INVALID_INPUT', clause: 'GB/T 36906-2018', details: { rule: 'USE_CAUSE_MISSING' } } },
      ]);
      expect(differs.errors).toMatchObject([
        { extensions: { code: 'INVALID_INPUT', details: { rule: 'USE_CAUSE_DIFFERS' } } },
      ]);
      expect(
        (await ask(desk.running, BY_IDENTIFIER, silent, { identifier: licence['identifier'] })).errors,
      ).toMatchObject([{ extensions: { details: { rule: 'USE_CAUSE_MISSING' } } }]);
    });

    it('asks holders of no cause', async () => {
      const holder = access({ role: 'PERSON', subjectRef: subjectRef(HOLDER) });

      expect((await byHolder(holder, null)).data).toMatchObject({ licencesOfHolder: { totalCount: 1 } });
    });

    it('has on record who asked and why, and no number of a holder', async () => {
      await byHolder(desk.system, CAUSE);
      await byHolder(stranger, null);
      const { rows } = await sql`select * from licences.licence_use`.execute(desk.running.fork().getKysely());

      expect(await usesOf('BY_HOLDER')).toEqual(
        expect.arrayContaining([
          { outcome: 'FOUND', useCause: CAUSE, agency: desk.agency },
          { outcome: 'NOTHING', useCause: '核验', agency: stranger.agency },
        ]),
      );
      expect(JSON.stringify(rows)).not.toContain(HOLDER);
    });
  });
});

/** A grant in force for calling in what `provider` issued; the files have a basis of their own. */
function grantFor(provider: string, named: readonly Coordinate[]): GrantView {
  const all: readonly Coordinate[] = [...named, 'LicenceVersion.identifier'];
  return grantOf(provider, {
    id: '22222222-2222-4222-8222-222222222222',
    // Decisions are remembered by grant and version.
    version: named.length + 1,
    entryCode: 'E',
    grantee: '11990100MB0DEM0412',
    useCauses: ['核验'],
    validFrom: '2026-01-01',
    validTo: '2026-12-31',
    named: all,
    withBasis: all,
  });
}

/** What any ZIP tool finds in it: names and contents, checked by their checksums. */
async function entriesOf(zip: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const file = await fromBufferPromise(zip);
  const entries = new Map<string, Buffer>();
  for await (const entry of file.eachEntry()) {
    const chunks: Buffer[] = await (await file.openReadStreamPromise(entry)).toArray();
    entries.set(entry.fileName, Buffer.concat(chunks));
  }
  return entries;
}
