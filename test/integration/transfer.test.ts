import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { STATEMENTS, type TransferOutcome } from '../../tools/demo/transfer-desk.ts';
import { CASE_FILES, readSample } from '../support/case-package.ts';
import { anyDatabase } from '../support/databases.ts';
import { numberAll } from '../support/house.ts';
import { Reception } from '../support/reception.ts';
import { access } from '../support/services.ts';

const codesOf = ({ violations }: TransferOutcome): string[] => violations.map(({ code }) => code);
const statesOf = ({ subject }: TransferOutcome): string[] => subject?.items.map(({ state }) => state) ?? [];
const SEALED = [
  ...CASE_FILES.slice(0, 2),
  { bytes: readSample('ofd/signed.ofd'), path: '结果文件/C01.ofd', format: 'OFD' },
];

describe.each(anyDatabase())('transfer on $kind', ({ open }) => {
  let blobDir: string;
  let database: Database;
  let desk: Reception;

  beforeAll(async () => {
    blobDir = mkdtempSync(join(tmpdir(), 'asg-reception-'));
    database = await open();
    desk = await Reception.open(database, blobDir);
    await desk.setUp();
  }, 240_000);
  afterAll(async () => {
    await database.close();
    rmSync(blobDir, { recursive: true });
  });

  const rowsOf = async (query: ReturnType<typeof sql>) =>
    (await query.execute(desk.running.fork().getKysely())).rows as Record<string, unknown>[];
  const custodyOf = async (caseId: string) =>
    (
      await rowsOf(sql`select custody, hall, transferrer, reference_code as code from holdings.archival_record
      where case_id = ${caseId}::uuid`)
    )[0];
  const submitted = async (count: number): Promise<{ batchId: string; caseIds: string[] }> => {
    const caseIds = await desk.archived(count);
    const batchId = await desk.draft(caseIds);
    expect(codesOf(await desk.submit(batchId))).toEqual([]);
    return { batchId, caseIds };
  };

  it('is refused with every reason, and then nothing was handed over', async () => {
    const [blank = '', listed = '', disputed = '', short = ''] = await desk.archived(4);
    const [open = ''] = await desk.archived(1, { state: 'COMPLETED' });
    desk.tellRetention([listed], { state: 'DESTRUCTION_APPROVED' });
    desk.tellRetention([disputed], { disputed: true });
    desk.tellRetention([short], { period: 'D10' });
    await desk.turn();
    const batchId = await desk.draft([listed, disputed, short, open]);
    await desk.put(batchId, [blank], {});
    const outcome = await desk.submit(batchId);

    expect(codesOf(outcome).toSorted()).toEqual([
      'DISCLOSURE_STATUS_MISSING',
      'DISPUTED',
      'NOT_ARCHIVED',
      'ON_DESTRUCTION_LIST',
      'OPINION_MISSING',
      'PERIOD_NOT_COLLECTED',
      'SECRECY_CHANGE_MISSING',
    ]);
    expect(await rowsOf(sql`select 1 from holdings.transfer_claim where case_id = ${blank}::uuid`)).toEqual([]);
  });

  it('takes records of the agency only, and no text with a secrecy mark', async () => {
    const [own = ''] = await desk.archived(1);
    const [foreign = ''] = await desk.archived(1, { formingUnit: desk.rows.otherAgency });
    const batchId = await desk.draft([own]);

    expect(codesOf(await desk.put(batchId, [foreign]))).toEqual(['NOT_YOURS']);
    expect(codesOf(await desk.put(batchId, [own], { ...STATEMENTS, secrecyChange: '机密★10年' }))).toEqual([
      'SECRECY_MARK',
    ]);
    const stranger = access({ ...desk.archivist, agency: desk.rows.otherAgency, actorId: 'stranger' });
    await expect(desk.act(stranger, 'submit', { batchId })).rejects.toThrow(/NOT_FOUND/);
    const batches = await desk.query(stranger, '{ transferBatches { id } }');
    expect(batches.transferBatches).toEqual([]);
    expect((await desk.query(desk.receiver, '{ transferBatches(state: DRAFT) { id } }')).transferBatches).toEqual([]);
  });

  it('has a record in one open batch at most', async () => {
    const { caseIds } = await submitted(1);
    const again = await desk.draft(caseIds);

    expect(codesOf(await desk.submit(again))).toEqual(['IN_ANOTHER_BATCH']);
  });

  it('returns what is damaged with all reasons, takes it when it comes anew, and moves custody once', async () => {
    const { batchId, caseIds } = await submitted(2);
    const [first = '', second = ''] = caseIds;
    expect(codesOf(await desk.check(batchId))).toEqual(['CONTENT_MISSING', 'CONTENT_MISSING']);
    await desk.deliver(batchId);
    await desk.deliver(batchId);
    await rowsOf(sql`update holdings.transfer_item set description = jsonb_set(description, '{files,0,sm3}', ${`"${'0'.repeat(64)}"`}::jsonb)
      where case_id = ${second}::uuid and batch_id = ${batchId}::uuid`);
    const checked = await desk.check(batchId);
    expect(statesOf(checked)).toEqual(['ACCEPTED', 'RETURNED']);
    expect(checked.subject?.items[1]?.reasons.map(({ code }) => code)).toContain('YJ-1-1');
    expect(codesOf(await desk.receive(batchId))).toContain('NOT_SETTLED');

    await desk.submit(batchId);
    await desk.answer();
    await desk.deliver(batchId);
    expect(statesOf(await desk.check(batchId))).toEqual(['ACCEPTED', 'ACCEPTED']);
    expect(await custodyOf(first)).toBeUndefined();
    const [one, other] = await Promise.all([desk.receive(batchId), desk.receive(batchId)]);

    expect(one.subject?.receipt).toEqual(other.subject?.receipt);
    expect(statesOf(one)).toEqual(['RECEIVED', 'RECEIVED']);
    expect(await custodyOf(second)).toMatchObject({
      custody: 'HALL',
      hall: desk.rows.hall,
      transferrer: desk.rows.agency,
    });
    const files = await rowsOf(
      sql`select file_code as code from holdings.record_file where case_id = ${first}::uuid order by 1`,
    );
    expect(files.map(({ code }) => code)).toEqual(['A01', 'B01', 'C01', 'metadata']);
    expect(await rowsOf(sql`select 1 from holdings.staged_file where case_id = any(${caseIds}::uuid[])`)).toEqual([]);
    await numberAll(desk.running);
    const told = (await desk.running.events(0, 500))
      .filter(({ kind }) => kind === 'TRANSFER_CHANGED')
      .map(({ payload }) => payload);
    expect(told.filter(({ state }) => state === 'RECEIVED')).toEqual([
      { caseIds: caseIds.toSorted(), state: 'RECEIVED' },
    ]);
  });

  it('gives reference codes without gaps and never twice, however many receipts are issued at the same time', async () => {
    const batches: string[] = [];
    for (let count = 0; count < 3; count += 1) {
      const { batchId } = await submitted(3);
      batches.push(batchId);
      await desk.deliver(batchId);
    }
    await desk.answer();
    for (const batchId of batches) await desk.check(batchId);
    await Promise.all(batches.map((batchId) => desk.receive(batchId)));
    const codes = (await rowsOf(sql`select reference_code as code from holdings.archival_record order by 1`)).map(
      ({ code }) => String(code),
    );

    expect(new Set(codes).size).toBe(codes.length);
    expect(codes).toEqual(codes.map((_, at) => `A001-ZY·QR·2024·D30-${String(at + 1).padStart(6, '0')}`));
  });

  it('waits for the word that nobody destroys the record, and gives it back when a destruction was quicker', async () => {
    const { batchId, caseIds } = await submitted(1);
    await desk.deliver(batchId);
    await desk.check(batchId);
    expect(codesOf(await desk.receive(batchId))).toEqual(['RETENTION_UNANSWERED']);
    await desk.answer('DESTRUCTION_APPROVED');

    const [batch] = (
      await desk.query(
        desk.archivist,
        `{ transferBatches(id: "${batchId}") { state items { state reasons { code } } } }`,
      )
    ).transferBatches;
    expect(batch).toEqual({
      state: 'RETURNED',
      items: [{ state: 'RETURNED', reasons: [{ code: 'ON_DESTRUCTION_LIST' }] }],
    });
    expect(await custodyOf(caseIds[0] ?? '')).toBeUndefined();
  });

  it('drops a record that is destroyed meanwhile, with what had come of it', async () => {
    const { batchId, caseIds } = await submitted(2);
    const [gone = '', rest = ''] = caseIds;
    await desk.deliver(batchId);
    await desk.answer();
    await desk.check(batchId);
    await desk.destroy(gone);

    expect(statesOf(await desk.receive(batchId))).toEqual(['WITHDRAWN', 'RECEIVED']);
    expect(await custodyOf(gone)).toBeUndefined();
    expect(await custodyOf(rest)).toMatchObject({ custody: 'HALL' });
    expect(await rowsOf(sql`select 1 from holdings.staged_file where case_id = ${gone}::uuid`)).toEqual([]);
  });

  it('takes signature data of seals out, with digests before and after, and keeps the picture', async () => {
    const { batchId, caseIds } = await submitted(1);
    await desk.answer();
    await desk.deliver(batchId, SEALED);
    expect((await desk.check(batchId)).subject?.items[0]?.reasons).toEqual([]);
    await desk.receive(batchId);
    const [stripping] = await rowsOf(sql`select s.*, f.sm3 as stored from holdings.seal_stripping s
      join holdings.record_file f on f.id = s.file_id where s.case_id = ${caseIds[0]}::uuid`);

    expect(stripping).toMatchObject({ after_sm3: stripping?.['stored'], kept: ['C01-seal-1'] });
    expect(stripping?.['before_sm3']).not.toBe(stripping?.['after_sm3']);
    const names = await rowsOf(
      sql`select file_code as code from holdings.record_file where case_id = ${caseIds[0]}::uuid order by 1`,
    );
    expect(names.map(({ code }) => code)).toEqual(['A01', 'B01', 'C01', 'C01-seal-1', 'metadata']);
  });

  it('refuses content that differs from its description, and keeps nothing of it', async () => {
    const { batchId, caseIds } = await submitted(1);
    const call = { access: desk.archivist, batchId, caseId: caseIds[0], fileCode: 'A01' };
    await expect(
      desk.running.call('receiveContent', { ...call, body: Readable.from([Buffer.from('x')]) }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await desk.deliver(batchId);
    const other = { ...call, access: access({ ...desk.archivist, posts: [] }) };
    await expect(desk.running.call('receiveContent', { ...other, body: Readable.from([]) })).rejects.toMatchObject({
      code: 'FORBIDDEN',
    });
  });

  it('into early custody rests on an agreement, leaves the unit in control, and becomes a transfer later', async () => {
    const caseIds = await desk.archived(1);
    const agreement = { controller: 'UNIT', duties: '双方按协议负责利用、转换和迁移。', signedOn: '2026-11-01' };
    const bare = await desk.act(desk.archivist, 'draft', { input: { hall: desk.rows.hall, kind: 'EARLY_CUSTODY' } });
    expect(codesOf(bare)).toEqual(['AGREEMENT_MISSING']);
    for (const [kind, custody] of [
      [{ kind: 'EARLY_CUSTODY', agreement }, 'EARLY_CUSTODY'],
      [{ kind: 'TRANSFER' }, 'HALL'],
    ] as const) {
      const batchId = await desk.draft(caseIds, STATEMENTS, kind);
      expect(codesOf(await desk.submit(batchId))).toEqual([]);
      await desk.answer();
      await desk.deliver(batchId);
      await desk.check(batchId);
      await desk.receive(batchId);
      expect(await custodyOf(caseIds[0] ?? '')).toMatchObject({ custody, hall: desk.rows.hall });
    }
    expect(await rowsOf(sql`select 1 from holdings.record_file where case_id = ${caseIds[0]}::uuid`)).toHaveLength(4);
    const again = await desk.draft(caseIds);
    expect(codesOf(await desk.submit(again))).toEqual(['ALREADY_TRANSFERRED']);
  });

  it('may be taken back as long as there is no receipt', async () => {
    const { batchId, caseIds } = await submitted(1);
    const withdrawn = await desk.act(desk.archivist, 'withdraw', { batchId, reason: '内容有误' });
    expect(withdrawn.subject?.state).toBe('WITHDRAWN');
    expect(codesOf(await desk.submit(batchId))).toContain('BATCH_STATE');

    expect(codesOf(await desk.submit(await desk.draft(caseIds)))).toEqual([]);
  });

  it('is described by its keeper: what it was stays beside it, and a code is of the fonds and nobody else’s', async () => {
    const caseIds = await desk.archived(2);
    const { subject } = await desk.transfer(caseIds);
    const [one, other] = subject?.items ?? [];
    const correct = (input: object, who = desk.receiver) =>
      desk.query(who, CORRECT, { input: { recordId: one?.record?.id, reason: '更正', ...input } });

    expect(
      (await correct({ referenceCode: 'Z999-ZY·QR·2024·D30-000001' })).correctDescription.violations,
    ).toMatchObject([{ code: 'REFERENCE_CODE_INVALID' }]);
    expect(
      (await correct({ referenceCode: other?.record?.referenceCode })).correctDescription.violations,
    ).toMatchObject([{ code: 'REFERENCE_CODE_TAKEN' }]);
    await correct({ location: '馆藏数字仓储/1' });
    await expect(correct({ location: 'x' }, desk.archivist)).rejects.toThrow(/NOT_FOUND/);
    const changes = await desk.query(
      desk.receiver,
      `{ descriptionChanges(recordId: "${one?.record?.id}") { field before after changedBy } }`,
    );
    expect(changes.descriptionChanges).toEqual([
      { field: 'location', before: null, after: '馆藏数字仓储/1', changedBy: 'receiver' },
    ]);
    const unit = await desk.query(
      desk.archivist,
      `{ descriptionChanges(recordId: "${one?.record?.id}") { field after } }`,
    );
    expect(unit.descriptionChanges).toEqual([{ field: 'location', after: '馆藏数字仓储/1' }]);
  });

  it('lists what is due, to its agency and to its hall', async () => {
    const [old = ''] = await desk.archived(1, { completedOn: '2014-03-15' });
    const due = async (who = desk.archivist) =>
      (await desk.query(who, '{ transfersDue { total items { caseId dueOn } } }')).transfersDue;

    expect(await due()).toEqual({ total: 1, items: [{ caseId: old, dueOn: '2024-03-15' }] });
    expect((await due(desk.receiver)).total).toBe(1);
    expect((await due(access({ ...desk.archivist, agency: desk.rows.otherAgency }))).total).toBe(0);
  });

  it('shows everybody the same catalogue of what is opened, and nothing that is not', async () => {
    const open = async (who: Parameters<Reception['query']>[0]) =>
      (
        await desk.query(
          who,
          '{ openCatalogue { totalCount edges { node { id referenceCode fondsNumber openedOn } } } }',
        )
      ).openCatalogue;
    const anybody = access({ role: 'PERSON', actorId: 'anybody' });
    expect((await open(anybody)).totalCount).toBe(0);
    const [record] =
      await rowsOf(sql`update holdings.archival_record set opening_state = 'OPEN', opened_on = '2026-11-20',
      custody_facts = custody_facts | 1024 where id = (select id from holdings.archival_record order by reference_code limit 1)
      returning id, reference_code as code`);
    await rowsOf(sql`update holdings.archival_record set opening_state = 'OPEN', sealed = true, custody_facts = custody_facts | 2048
      where id = (select id from holdings.archival_record order by reference_code desc limit 1)`);

    expect(await open(anybody)).toEqual({
      totalCount: 1,
      edges: [
        { node: { id: record?.['id'], referenceCode: record?.['code'], fondsNumber: 'A001', openedOn: '2026-11-20' } },
      ],
    });
    expect(await open(desk.receiver)).toEqual(await open(anybody));
  });
});

const CORRECT = `mutation ($input: DescriptionInput!) { correctDescription(input: $input) {
  subject { id location referenceCode } violations { code } } }`;
