/** From a request for use to a copy, on storage: consents, what the copy holds, who may have it, what verifies it. */
import { execFileSync } from 'node:child_process';
import { createHash, randomUUID } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AccessContext } from '../../schema/actor.ts';
import type { CopyAnswer, RecordRow } from '../../subgraphs/holdings/index.ts';
import { LocalBlobStore } from '../../subgraphs/files/index.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { KeyFiles, toJwk } from '../../subgraphs/signing/index.ts';
import { verifyCopy } from '../../tools/verify-copy.ts';
import { anyDatabase } from '../support/databases.ts';
import { CITIZEN, openHoldings, type ActorName, type HoldingHouse } from '../support/holding-acts.ts';
import { testServices } from '../support/services.ts';

const FIELDS = 'id state copyNumber downloadLink recordId refusal consentOf feedback';

describe.each(anyDatabase())('use on $kind', ({ open, kind }) => {
  const folder = mkdtempSync(join(tmpdir(), 'asg-copies-'));
  const services = {
    ...testServices(),
    files: { blobDir: join(folder, 'blobs'), clamd: null },
    signing: { folder: join(folder, 'keys'), mayMake: true, verifyUrl: 'https://archives.test/verify' },
  };
  let database: Database;
  let house: HoldingHouse;
  let record: RecordRow;

  beforeAll(async () => {
    database = await open();
    house = await openHoldings(database, services);
    record = await house.record({ title: '欧阳䶮住房保障申请案' }, { applicantIdNumber: CITIZEN });
    await addFile(record, '申请表.txt', Buffer.from('申请表内容'));
  });
  afterAll(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  async function addFile({ id, caseId }: RecordRow, name: string, content: Buffer): Promise<void> {
    const store = await LocalBlobStore.open(join(folder, 'blobs', 'holdings'));
    const blob = await store.put(chunksOf(content), { maxBytes: 1_000_000 });
    await sql`insert into holdings.record_file (id, record_id, case_id, file_code, name, format, size_bytes, sm3, sha256, added_at)
      values (${blob.id}::uuid, ${id}::uuid, ${caseId}::uuid, 'M001', ${name}, 'TXT', ${blob.bytes}, ${blob.sm3},
        ${blob.sha256}, now())`.execute(house.running.fork().getKysely());
  }

  const ask = (as: ActorName, more = '', forWhom = '张三') =>
    house.act(
      as,
      `requestUse(input: { keeper: "${house.rows.hall}", wanted: "1999年住房保障申请案", purpose: "办理继承公证",
        proof: "居民身份证", forWhom: "${forWhom}", kind: CERTIFIED ${more} })`,
      FIELDS,
    );
  const accept = (id: string, more = '') =>
    house.act('copier', `acceptUse(id: "${id}", recordId: "${record.id}" ${more})`, FIELDS);
  const approve = (id: string) => house.act('approver', `approveUse(id: "${id}", issuedAs: "云岭市档案馆")`, FIELDS);
  const draw = (as: ActorName, id: string) => house.act(as, `drawCopy(id: "${id}")`, FIELDS);
  const mine = async (as: ActorName | AccessContext, id: string) =>
    (await house.look(as, `{ useRequest(id: "${id}") { ${FIELDS} } }`)).useRequest;

  async function fetchCopy(as: AccessContext, link: string): Promise<Buffer> {
    const call = { access: { ...as, mode: 'FILE' }, link: link.replace('/copies/', ''), range: null };
    const { stream } = (await house.running.call('openCopy', call)) as CopyAnswer;
    if (stream === null || stream === undefined) throw new Error('content expected');
    return buffer(stream);
  }

  async function keys(): Promise<Parameters<typeof verifyCopy>[1]> {
    const published = await new KeyFiles(services.signing).publicKeys();
    return published.map(toJwk) as unknown as Parameters<typeof verifyCopy>[1];
  }

  function textOf(pdf: Buffer): string {
    const file = join(folder, 'copy.pdf');
    writeFileSync(file, pdf);
    return execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  }

  it('gives the subject a certified copy that holds what is theirs, verifies by a script, and not with a byte changed', async () => {
    const { subject: request } = await ask('citizen');
    expect((await draw('citizen', request.id)).codes).toEqual(['NOT_NOW']);
    expect((await accept(request.id)).subject).toMatchObject({ state: 'ACCEPTED', consentOf: null });
    expect((await mine('citizen', request.id)).recordId).toBeNull();
    await approve(request.id);
    const { subject: issued } = await draw('citizen', request.id);
    expect(issued.state).toBe('ISSUED');
    expect((await draw('citizen', request.id)).subject.copyNumber).toBe(issued.copyNumber);

    const copy = await fetchCopy(house.actors.citizen, issued.downloadLink);
    const text = textOf(copy);
    for (const part of ['欧阳〔U+4DAE〕住房保障申请案', issued.copyNumber, '张三', '办理继承公证', '云岭市档案馆'])
      expect(text).toContain(part);
    expect(text).toContain(createHash('sm3').update('申请表内容').digest('hex').slice(0, 40));
    expect(text).not.toContain('/volume/7');
    const published = await keys();
    expect(verifyCopy(copy, published)).toMatchObject({ kind: 'CERTIFIED', number: issued.copyNumber, pages: 1 });
    for (let at = 0; at < 60; at += 1) {
      const position = at < 20 ? copy.length - 1 - at * 97 : Math.floor((copy.length * (at - 20)) / 40);
      const changed = Buffer.from(copy);
      changed[position] = (changed[position] ?? 0) ^ (1 << (at % 8));
      expect([position, typeof verifyCopy(changed, published)]).toEqual([position, 'string']);
    }
    if (kind === 'PGlite') keepPicture(copy);
  });

  /** What a viewer makes of it, to be looked at. */
  function keepPicture(copy: Buffer): void {
    const file = join(folder, 'seen.pdf');
    writeFileSync(file, copy);
    execFileSync('pdftoppm', ['-r', '70', '-png', '-singlefile', file, join(folder, 'seen')]);
    expect(readFileSync(join(folder, 'seen.png')).length).toBeGreaterThan(10_000);
  }

  it('leads from the mark on its pages to who asked, for the keeper alone', async () => {
    const { subject: request } = await ask('citizen');
    await accept(request.id);
    await approve(request.id);
    const { subject: issued } = await draw('citizen', request.id);
    const [, mark] = /追溯标记 (\S+)/.exec(textOf(await fetchCopy(house.actors.citizen, issued.downloadLink))) ?? [];

    const query = `{ issuedCopyByMark(mark: "${mark}") { number actorId purpose } }`;
    const expected = { number: issued.copyNumber, actorId: 'citizen', purpose: '办理继承公证' };
    expect((await house.look('copier', query)).issuedCopyByMark).toEqual(expected);
    expect((await house.look('otherCopier', query)).issuedCopyByMark).toBeNull();
  });

  it('of what is not opened gives others nothing without the unit, and then only what they are shown', async () => {
    const { subject: request } = await ask('stranger');
    expect((await accept(request.id, 'thirdPartyNeeded: true')).subject.consentOf).toBe(house.rows.agency);
    const early = `acceptUse(id: "${request.id}", recordId: "${record.id}")`;
    expect((await house.act('copier', early)).codes).toEqual(['NOT_NOW']);
    expect((await approve(request.id)).codes).toEqual(['UNIT_CONSENT_MISSING', 'THIRD_PARTY_MISSING']);
    await house.act('unit', `consentToUse(id: "${request.id}", isGiven: true)`);
    await house.act('copier', `recordThirdPartyConsent(id: "${request.id}", evidence: "同意书")`);
    expect((await approve(request.id)).codes).toEqual([]);
    const { subject: issued } = await draw('stranger', request.id);
    const text = textOf(await fetchCopy(house.actors.stranger, issued.downloadLink));

    expect(text).toContain('A001');
    expect(text).not.toContain(record.recordCode);
    expect(text).not.toContain('住房保障申请案');
    expect(text).not.toContain('SM3');
  });

  it('is told alike whether there is such a record or not, and refused alike', async () => {
    const { subject: request } = await ask('stranger');
    const unknown = `acceptUse(id: "${request.id}", recordId: "${randomUUID()}")`;
    expect((await house.act('copier', unknown)).codes).toEqual(['NOT_KEPT']);
    await accept(request.id);
    await house.act('unit', `consentToUse(id: "${request.id}", isGiven: false)`);

    expect(await mine('stranger', request.id)).toMatchObject({
      state: 'REFUSED',
      refusal: 'UNAVAILABLE',
      recordId: null,
    });
    expect(await mine('agency', request.id)).toBeNull();
  });

  it('refuses OFD without a seal service, and everything that is missing at once', async () => {
    expect((await ask('citizen', ', format: OFD', ' ')).codes).toEqual(['RECIPIENT_REQUIRED', 'SEAL_SERVICE_MISSING']);
  });

  it('gives no link to anybody else, and nothing any more once the copy is withdrawn or the record sealed', async () => {
    const own = await house.record({ openingState: 'OPEN', openedOn: '2025-01-01' });
    const { subject: request } = await ask('stranger');
    await house.act('copier', `acceptUse(id: "${request.id}", recordId: "${own.id}")`);
    await approve(request.id);
    const { subject: issued } = await draw('stranger', request.id);
    await expect(fetchCopy(house.actors.citizen, issued.downloadLink)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await house.running.call('verifyIssued', { number: issued.copyNumber, code: null })).not.toBeNull();
    expect(await house.running.call('verifyIssued', { number: issued.copyNumber, code: 'AAAA' })).toBeNull();

    const seal = `sealRecord(input: { recordId: "${own.id}", reason: "涉诉", basis: "裁定书" })`;
    const { subject: sealed } = await house.act('approver', seal);
    await expect(fetchCopy(house.actors.stranger, issued.downloadLink)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const second = { ...house.actors.approver, actorId: 'second-approver' };
    await house.act(second, `liftSeal(id: "${sealed.id}", reason: "结案")`);
    expect((await fetchCopy(house.actors.stranger, issued.downloadLink)).length).toBeGreaterThan(1_000);

    await house.act('approver', `withdrawCopy(number: "${issued.copyNumber}", reason: "误出具")`);
    await expect(fetchCopy(house.actors.stranger, issued.downloadLink)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(await house.running.call('verifyIssued', { number: issued.copyNumber, code: null })).toBeNull();
  });

  it('across halls goes by forwarding, acceptance, co-handling, approval and feedback; the asking hall sees nothing of the record meanwhile', async () => {
    expect((await ask('otherCopier')).codes).toEqual(['READER_REQUIRED']);
    const { subject: request } = await ask('otherCopier', `, readerNumber: "${CITIZEN}"`);
    await expect(accept(request.id)).rejects.toThrow('NOT_FOUND');
    const forward = `forwardUse(id: "${request.id}")`;
    expect((await house.act({ ...house.actors.otherCopier, posts: ['APPROVER'] }, forward)).codes).toEqual([
      'SAME_PERSON',
    ]);
    await house.act('otherApprover', forward);
    await accept(request.id);
    expect((await approve(request.id)).codes).toEqual(['NOT_NOW']);
    await house.act('copier', `coHandleUse(id: "${request.id}", note: "已核对原件")`);
    await approve(request.id);
    const meanwhile = await house.look(
      'otherCopier',
      `{ useRequest(id: "${request.id}") { state recordId handledNote
      consentOf acceptedBy decidedBy copyNumber downloadLink } }`,
    );
    expect(meanwhile.useRequest).toEqual({
      state: 'APPROVED',
      recordId: null,
      handledNote: null,
      consentOf: null,
      acceptedBy: null,
      decidedBy: null,
      copyNumber: null,
      downloadLink: null,
    });
    await house.act('copier', `feedBackUse(id: "${request.id}", feedback: "请当面核验身份后交付")`);

    const fedBack = await mine('otherCopier', request.id);
    expect(fedBack).toMatchObject({ state: 'FED_BACK', feedback: '请当面核验身份后交付' });
    const text = textOf(await fetchCopy(house.actors.otherCopier, fedBack.downloadLink));
    expect(text).toContain('住房保障申请案');
  });
});

async function* chunksOf(content: Buffer): AsyncGenerator<Buffer> {
  yield content;
}
