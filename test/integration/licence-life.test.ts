import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseLicenceIdentifier } from '../../schema/identifiers/licence-identifier.ts';
import type { Database } from '../../subgraphs/kernel/index.ts';
import { expireLicences } from '../../subgraphs/licences/index.ts';
import { anyDatabase } from '../support/databases.ts';
import { ask, dataOf, numberAll } from '../support/house.ts';
import { ACTS, LicensingDesk } from '../support/licensing.ts';
import { access, subjectRef } from '../support/services.ts';

const STATUS =
  'query ($id: ID!) { licence(id: $id) { currentStatus version identifier history { operation status } } }';

describe.each(anyDatabase())('the life of a licence on $kind', ({ open }) => {
  let database: Database;
  let desk: LicensingDesk;

  beforeAll(async () => {
    database = await open();
    desk = await LicensingDesk.open(database);
  });
  afterAll(async () => {
    await database.close();
    desk.removeFiles();
  });

  const codesOf = ({ violations }: { violations: readonly { code: string }[] }) => violations.map(({ code }) => code);

  it('begins with an identifier that is made and agrees with GB/T 36904, and with a line in the history', async () => {
    const { licence, violations } = await desk.issue();

    expect(violations).toEqual([]);
    expect(parseLicenceIdentifier(licence['identifier'])).toMatchObject({
      ok: true,
      value: { typeCode: desk.typeCode, issuer: desk.agency, version: '001', checkDigit: 'VALID' },
    });
    expect(licence).toMatchObject({
      currentStatus: 'VALID',
      history: [
        {
          operation: 'ISSUE',
          version: '001',
          rawStatusCode: '01',
          status: 'VALID',
          at: '2025-03-01T09:00:00.000+08:00',
          body: { uscc: desk.agency },
          source: 'licensing',
        },
      ],
    });
  });

  it('takes an identifier whose check character older systems computed otherwise, and flags it', async () => {
    const right = desk.fixtures.licenceIdentifier({ typeCode: desk.typeCode, issuer: desk.agency });
    const legacy = `${right.slice(0, -1)}${right.endsWith('A') ? 'B' : 'A'}`;

    expect((await desk.issue({ identifier: legacy })).licence).toMatchObject({
      identifier: legacy,
      checkDigit: 'MISMATCH_LEGACY',
    });
  });

  it('takes holders of every type, and knows none but those with a USCC to be of age', async () => {
    const passport = await desk.issue({ holderType: '414', holderNumber: 'E00000000' });
    const enterprise = await desk.issue({
      holderType: '001',
      holderNumber: '91990100MA0DEM03X0',
      holderName: '某公司',
    });
    const { rows } = await sql<{ id: string; minor: string | null }>`select id, minor_until::text as minor
      from licences.licence where id = any(${[passport.licence.id, enterprise.licence.id]}::uuid[])`.execute(
      desk.running.fork().getKysely(),
    );

    expect(new Map(rows.map(({ id, minor }) => [id, minor]))).toEqual(
      new Map([
        [passport.licence.id, null],
        [enterprise.licence.id, '0001-01-01'],
      ]),
    );
  });

  it('lists all that is wrong with a licence at once, and keeps nothing of it', async () => {
    const input = desk.issueInput({
      typeCode: `${desk.agency}999`,
      holderNumber: '990106199003070018',
      region: '99',
      validTo: '2024-01-01',
    });
    const refused = await desk.act('issueLicence', input);

    expect(refused.licence).toBeNull();
    expect(refused.violations.map(({ path }) => path)).toEqual(
      expect.arrayContaining(['region', 'holderNumber', 'validTo', 'typeCode']),
    );
    expect(JSON.stringify(refused)).not.toContain('19900307');
    expect(codesOf(await desk.act('issueLicence', { ...input, typeCode: desk.typeCode }))).not.toContain(
      'TYPE_UNKNOWN',
    );
  });

  it('stays outside with a secrecy mark, by 26号 art. 15', async () => {
    expect(codesOf(await desk.issue({ remarks: '机密★10年' }))).toEqual(['SECRECY_MARK']);
  });

  it('is the same act when the source sends it again, and a conflict when it then says something else', async () => {
    const input = desk.issueInput();
    const [first, again] = [await desk.act('issueLicence', input), await desk.act('issueLicence', input)];
    const { errors } = await ask(desk.running, ACTS.issueLicence, desk.system, {
      input: { ...input, holderName: '李四' },
    });

    expect(again).toEqual(first);
    expect(errors).toMatchObject([{ extensions: { code: 'CONFLICT' } }]);
  });

  it('is one licence when the source sends it eight times at once', async () => {
    const input = desk.issueInput();
    const answers = await Promise.all(Array.from({ length: 8 }, () => desk.act('issueLicence', input)));

    expect(new Set(answers.map(({ licence }) => licence.id)).size).toBe(1);
    expect(answers[0]?.licence['history']).toHaveLength(1);
  });

  it('goes on in a new version; the old one stays, and still leads to the licence', async () => {
    const { licence } = await desk.issue();
    const renewed = await desk.renew(licence.id, { number: '换发第2号' });
    const stem = String(licence['identifier']).slice(0, -'.001.X'.length);
    const query = 'query ($identifier: String!) { licenceByIdentifier(identifier: $identifier) { id version } }';
    const found = await dataOf(desk.running, query, desk.system, { identifier: licence['identifier'] });

    expect(renewed.violations).toEqual([]);
    expect(renewed.licence).toMatchObject({
      version: '002',
      number: '换发第2号',
      checkDigit: 'VALID',
      versions: [
        { version: '001', identifier: licence['identifier'], validTo: '2030-02-28' },
        { version: '002', identifier: renewed.licence['identifier'], validTo: '2035-05-31' },
      ],
      history: [{ operation: 'ISSUE' }, { operation: 'RENEW', version: '002', status: 'VALID' }],
    });
    expect(String(renewed.licence['identifier']).slice(0, -'.X'.length)).toBe(`${stem}.002`);
    expect(found.licenceByIdentifier).toEqual({ id: licence.id, version: '002' });
  });

  it('takes the next version of its own identifier, and no other', async () => {
    const { licence } = await desk.issue();
    const other = desk.fixtures.licenceIdentifier({ typeCode: desk.typeCode, issuer: desk.agency, version: '002' });
    const skipped = String(licence['identifier']).replace(/\.001\.(.)$/, '.003.$1');

    expect(codesOf(await desk.renew(licence.id, { identifier: other }))).toEqual(['NOT_NEXT_VERSION']);
    expect(codesOf(await desk.renew(licence.id, { identifier: skipped }))).toEqual(['NOT_NEXT_VERSION']);
    expect(
      codesOf(
        await desk.renew(licence.id, { identifier: String(licence['identifier']).replace(/\.001\.(.)$/, '.002.$1') }),
      ),
    ).toEqual([]);
  });

  it('is suspended, resumed, revoked and then cancelled, and nothing after that', async () => {
    await desk.mapCodes([
      { raw: '03', status: 'REVOKED' },
      { raw: '05', status: 'CANCELLED' },
    ]);
    const { licence } = await desk.issue();
    await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02' });
    await desk.change(licence.id, 'RESUME');
    await desk.change(licence.id, 'REVOKE', { rawStatusCode: '03', reason: '以欺骗手段取得' });
    const refused = await desk.change(licence.id, 'RESUME');
    const cancelled = await desk.change(licence.id, 'CANCEL', { rawStatusCode: '05' });

    expect(codesOf(refused)).toEqual(['NOT_POSSIBLE']);
    expect(cancelled.licence).toMatchObject({
      currentStatus: 'CANCELLED',
      history: ['ISSUE', 'SUSPEND', 'RESUME', 'REVOKE', 'CANCEL'].map((operation) => ({ operation })),
    });
    expect(cancelled.licence['history']).toContainEqual(
      expect.objectContaining({
        operation: 'REVOKE',
        rawStatusCode: '03',
        status: 'REVOKED',
        reason: '以欺骗手段取得',
      }),
    );
    expect(codesOf(await desk.renew(licence.id))).toEqual(['NOT_POSSIBLE']);
  });

  it('settles in one status when two acts exclude each other', async () => {
    await desk.mapCodes([{ raw: '05', status: 'CANCELLED' }]);
    const { licence } = await desk.issue();
    const answers = await Promise.all([
      desk.change(licence.id, 'CANCEL', { rawStatusCode: '05' }),
      desk.change(licence.id, 'CANCEL', { rawStatusCode: '05' }),
      desk.renew(licence.id),
      desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02' }),
    ]);
    const { currentStatus, history } = (await dataOf(desk.running, STATUS, desk.system, { id: licence.id })).licence;

    expect(answers.filter((each) => each.violations.length === 0)).toHaveLength(history.length - 1);
    expect(history.at(-1).status).toBe(currentStatus);
    expect(history.filter(({ operation }: { operation: string }) => operation === 'CANCEL')).toHaveLength(1);
  });

  it('refuses an act whose status code says something else, one that comes too late, and one without a reason', async () => {
    const { licence } = await desk.issue();

    expect(codesOf(await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '07' }))).toEqual(['STATUS_CONTRADICTS']);
    expect(
      codesOf(await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02', at: '2025-02-01T09:00:00+08:00' })),
    ).toEqual(['OUT_OF_ORDER']);
    expect(codesOf(await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02', reason: null }))).toEqual([
      'REASON_MISSING',
    ]);
  });

  it('reads a status code by the table of its source, then of its type; one that nobody explains is OTHER with a finding', async () => {
    await desk.mapCodes([{ raw: '04', status: 'WITHDRAWN' }], 'old-system');
    const [explained, unexplained] = [
      await desk.issue({ rawStatusCode: '04', source: 'old-system' }),
      await desk.issue({ rawStatusCode: '04', source: 'new-system' }),
    ];

    expect(explained.licence).toMatchObject({ currentStatus: 'WITHDRAWN', rawStatusCode: '04', findings: [] });
    expect(unexplained.licence).toMatchObject({
      currentStatus: 'OTHER',
      rawStatusCode: '04',
      findings: [{ code: 'STATUS_CODE_UNMAPPED', rawStatusCode: '04', source: 'new-system', resolvedAt: null }],
    });

    await desk.mapCodes([{ raw: '04', status: 'CANCELLED' }], 'new-system');
    const after = await desk.act('issueLicence', desk.issueInput());
    expect(after.violations).toEqual([]);
    const query = `query ($id: ID!) { licence(id: $id) { currentStatus findings { resolvedAt } history { status } } }`;
    expect((await dataOf(desk.running, query, desk.system, { id: unexplained.licence.id })).licence).toEqual({
      currentStatus: 'CANCELLED',
      findings: [{ resolvedAt: '2026-11-21T12:00:00.000+08:00' }],
      history: [{ status: 'OTHER' }, { status: 'CANCELLED' }],
    });
  });

  it('is valid on its last day and lapsed on the next, before and after the sweep', async () => {
    const lastDay = await desk.issue({ validTo: '2026-11-21' });
    const dayAfter = await desk.issue({ validTo: '2026-11-20' });
    const read = async (id: string) => (await dataOf(desk.running, STATUS, desk.system, { id })).licence;

    expect(await read(lastDay.licence.id)).toMatchObject({ currentStatus: 'VALID', history: [{}] });
    expect(await read(dayAfter.licence.id)).toMatchObject({ currentStatus: 'EXPIRED', history: [{}] });

    expect(await expireLicences(desk.running, Date.parse('2026-11-21T23:59:59+08:00'))).toBe(1);
    expect(await expireLicences(desk.running, Date.parse('2026-11-21T23:59:59+08:00'))).toBe(0);
    expect(await read(lastDay.licence.id)).toMatchObject({ currentStatus: 'VALID', history: [{}] });
    expect(await read(dayAfter.licence.id)).toMatchObject({
      currentStatus: 'EXPIRED',
      history: [{ operation: 'ISSUE' }, { operation: 'EXPIRE', status: 'EXPIRED' }],
    });
  });

  it('tells the others of every change: label facts, status and version', async () => {
    const { licence } = await desk.issue();
    await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02' });
    await desk.renew((await desk.issue()).licence.id);
    await numberAll(desk.running);
    const told = [];
    for (let after = 0; ;) {
      const events = await desk.running.events(after, 500);
      if (events.length === 0) break;
      told.push(...events);
      after = events.at(-1)?.position ?? after;
    }
    const ofLicence = told.filter(({ kind, payload }) => kind === 'LICENCE_CHANGED' && payload['id'] === licence.id);

    expect(ofLicence.map(({ payload }) => [payload['status'], payload['version']])).toEqual([
      ['VALID', '001'],
      ['SUSPENDED', '001'],
    ]);
    expect(JSON.stringify(told)).not.toMatch(/张三|990106199003070017/);
  });

  it('has a history that nobody rewrites, not even in the tables', async () => {
    await desk.issue();
    const db = desk.running.fork().getKysely();

    await expect(sql`update licences.licence_act set status = 'VALID'`.execute(db)).rejects.toThrow(/does not change/);
    await expect(sql`delete from licences.licence_version`.execute(db)).rejects.toThrow(/does not change/);
  });

  it('is nothing that another agency can act on, or a person without the post', async () => {
    const { licence } = await desk.issue();
    const other = access({ agency: desk.fixtures.uscc({ category: '11' }), posts: ['HANDLER'], useCause: '核验' });
    const change = desk.changeInput(licence.id, 'CANCEL', { rawStatusCode: '05' });
    const answer = await ask(desk.running, ACTS.changeLicenceStatus, other, { input: change });
    const unknown = await ask(desk.running, ACTS.changeLicenceStatus, other, {
      input: { ...change, licenceId: '00000000-0000-4000-8000-000000000000' },
    });

    expect(answer.errors).toMatchObject([{ extensions: { code: 'NOT_FOUND' } }]);
    expect(JSON.stringify(answer)).toBe(JSON.stringify(unknown));
    expect(
      (
        await ask(
          desk.running,
          ACTS.issueLicence,
          { ...desk.system, posts: ['ARCHIVIST'] },
          {
            input: desk.issueInput(),
          },
        )
      ).errors,
    ).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  it('shows its holder what was done to it, but not the free text', async () => {
    const { licence } = await desk.issue({ holderNumber: '990305197511201234' });
    await desk.change(licence.id, 'SUSPEND', { rawStatusCode: '02', reason: '他人举报' });
    const holder = access({ role: 'PERSON', subjectRef: subjectRef('990305197511201234') });
    const query = 'query ($id: ID!) { licence(id: $id) { history { operation status reason } } }';

    expect((await dataOf(desk.running, query, holder, { id: licence.id })).licence.history).toEqual([
      { operation: 'ISSUE', status: 'VALID', reason: null },
      { operation: 'SUSPEND', status: 'SUSPENDED', reason: null },
    ]);
  });

  it('is of a type that its defining authority registers, with its items, and nobody else', async () => {
    const items = [{ code: '990100199001', name: '食品经营许可' }];
    const registered = await desk.register({
      code: `${desk.agency}0A2`,
      items,
      statusCodes: [{ raw: '06', status: 'EXPIRED' }],
    });
    const foreign = await desk.register({ code: `${desk.fixtures.uscc({ category: '11' })}001` });

    expect(registered).toEqual({
      licenceType: {
        code: `${desk.agency}0A2`,
        name: '食品经营许可证',
        definingAuthority: { uscc: desk.agency },
        items,
        statusCodes: [{ raw: '06', status: 'EXPIRED' }],
      },
      violations: [],
    });
    expect(foreign).toMatchObject({ licenceType: null, violations: [{ code: 'NOT_DEFINING_AUTHORITY' }] });
  });
});
