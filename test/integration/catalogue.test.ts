/** The sharing catalogue: drafted, reviewed, published, revised, withdrawn; and what grants make of it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { sharing } from '../../subgraphs/sharing/index.ts';
import { demoWorld } from '../../tools/demo/world.ts';
import { anyDatabase } from '../support/databases.ts';
import { dataOf } from '../support/house.ts';
import { testServices } from '../support/services.ts';
import { act, completeApplication, PEOPLE, type Outcome } from '../support/sharing.ts';

const DRAFT = `draft { id state version dueOn reviewDueOn returnReasons entry { id code version }
  timeline { name state actorId } }`;
const ENTRY = 'entry { id state version withdrawnOn }';

interface Draft {
  readonly id: string;
  readonly state: string;
  readonly entry: { readonly id: string } | null;
  readonly timeline: readonly object[];
}

/** The entries of housing as anybody would draft them. */
const CONTENTS = (demoWorld().sharing.entries ?? [])
  .filter(({ provider }) => provider === DEMO_BODIES.housing)
  .map(({ code, name, attribute, modes, conditions, legalBasis, updateCycle, fields, ...rest }) => {
    const { format, dataClass, dataLevel, secrecyRisk, piImpact, offeredMasked } = rest;
    const offer = { code, name, attribute, modes, conditions, legalBasis, updateCycle, fields, offeredMasked };
    return { ...offer, format, dataClass, dataLevel, secrecyRisk, piImpact };
  });

/** A whole entry that nobody else holds anything of. */
const content = (given: Readonly<Record<string, unknown>> = {}): Record<string, unknown> => ({
  code: 'X-1',
  name: '试验条目',
  attribute: 'CONDITIONAL',
  modes: ['API'],
  conditions: '限核对本人申请时使用',
  updateCycle: '实时',
  format: 'JSON',
  fields: ['Case.applicantName'],
  offeredMasked: [],
  dataClass: 'GENERAL',
  dataLevel: 3,
  secrecyRisk: '无',
  piImpact: '可控',
  ...given,
});

describe.each(anyDatabase())('the catalogue on $kind', ({ open }) => {
  let database: Database;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await sharing.start(database, testServices());
    await running.call('load', { agencies: demoWorld().sharing.agencies });
  });
  afterAll(() => database.close());

  const on = (who: AccessContext, today: string): AccessContext => ({
    ...who,
    today,
    at: `${today}T09:00:00.000+08:00`,
  });
  const call = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
    act<Draft>(running, who, name, args, DRAFT);
  const draft = (given: Readonly<Record<string, unknown>>, who: AccessContext = PEOPLE.providerHandler) =>
    call(who, 'draftCatalogueEntry', { input: given });
  const idOf = ({ subject, ...rest }: Outcome<Draft>): string => subject?.id ?? expect.fail(JSON.stringify(rest));
  const published = async (given: Readonly<Record<string, unknown>>): Promise<{ draft: string; entry: string }> => {
    const id = idOf(await draft(given));
    await call(PEOPLE.authority, 'reviewCatalogueEntry', { id, pass: true });
    const { subject, codes } = await call(PEOPLE.providerHead, 'publishCatalogueEntry', { id });
    expect(codes).toEqual([]);
    return { draft: id, entry: subject?.entry?.id ?? expect.fail('not published') };
  };
  const withdraw = (id: string) =>
    act<object>(running, PEOPLE.providerHead, 'withdrawCatalogueEntry', { id, cause: '机构职责调整' }, ENTRY);
  const epoch = async (): Promise<number> => Number(await running.call('readEpoch', null));

  it('takes in the entries of the demo city: drafted by the provider, passed by the authority, published by the head', async () => {
    const entries: string[] = [];
    for (const each of CONTENTS) {
      const id = idOf(await draft(each));
      expect((await call(PEOPLE.authority, 'reviewCatalogueEntry', { id, pass: true })).subject?.state).toBe(
        'REVIEWED',
      );
      const { subject } = await call(PEOPLE.providerHead, 'publishCatalogueEntry', { id });
      expect(subject).toMatchObject({ state: 'PUBLISHED', version: 1, entry: { code: each.code, version: 1 } });
      expect(subject?.timeline).toEqual([
        { name: 'draftCatalogueEntry', state: 'DRAFTED', actorId: 'provider-handler' },
        { name: 'reviewCatalogueEntry', state: 'REVIEWED', actorId: 'authority' },
        { name: 'publishCatalogueEntry', state: 'PUBLISHED', actorId: 'provider-head' },
      ]);
      entries.push(subject?.entry?.id ?? '');
    }
    const query = `{ catalogueRegistration(provider: "${DEMO_BODIES.housing}") { resourceCode attributeCode updateCycle conditionsOrBasis
      items { coordinate type level offeredMasked } } }`;
    const { catalogueRegistration } = await dataOf(running, query, PEOPLE.strangerHead);
    expect(
      catalogueRegistration.map((each: { resourceCode: string; attributeCode: string; items: object[] }) => [
        each.resourceCode,
        each.attributeCode,
        each.items.length,
      ]),
    ).toEqual(
      CONTENTS.map(({ code, attribute, fields }) => {
        const attributeCode = { UNCONDITIONAL: '1', CONDITIONAL: '2', NON_SHARING: '3' }[String(attribute)];
        return [code, attributeCode, (fields as readonly string[]).length];
      }),
    );
    expect(catalogueRegistration[1].items).toContainEqual({
      coordinate: 'Case.applicantName',
      type: 'String',
      level: 'P2',
      offeredMasked: true,
    });
    expect(catalogueRegistration[0].items).toContainEqual({
      coordinate: 'Case.completedOn',
      type: 'Date',
      level: 'P0',
      offeredMasked: false,
    });
    for (const id of entries) expect(await withdraw(id)).toMatchObject({ codes: [], error: null });
  });

  it.each([
    [
      'not shared, without the law that says so',
      { attribute: 'NON_SHARING', modes: [], conditions: null },
      'LEGAL_BASIS_MISSING',
      '809 art. 15',
    ],
    ['conditional without conditions', { conditions: ' ' }, 'CONDITIONS_MISSING', '809 art. 15'],
    [
      'unconditional with conditions',
      { attribute: 'UNCONDITIONAL', fields: ['Case.state'] },
      'CONDITIONS_ADDED',
      '809 art. 15',
    ],
    [
      'unconditional with personal information',
      { attribute: 'UNCONDITIONAL', conditions: null },
      'FIELD_NOT_UNCONDITIONAL',
      'PIPL art. 34',
    ],
    ['with a field that does not exist', { fields: ['Case.nothing'] }, 'FIELD_UNKNOWN', '809 art. 13'],
    ['with a type that is no record', { fields: ['Agency.name'] }, 'FIELD_UNKNOWN', '809 art. 13'],
    ['with a field that the law keeps back', { fields: ['Case.internalOpinion'] }, 'FIELD_NON_SHARING', '809 art. 15'],
    [
      'with a mask of a field that has none',
      { fields: ['Case.title'], offeredMasked: ['Case.title'] },
      'NOT_MASKABLE',
      'PIPL art. 6',
    ],
    ['without the assessment of the secrecy risk', { secrecyRisk: null }, 'SECRECY_RISK_MISSING', '809 art. 13'],
    ['without the assessment of the impact', { piImpact: null }, 'PI_IMPACT_MISSING', 'PIPL art. 55'],
    ['without items', { fields: [] }, 'FIELDS_MISSING', '809 art. 13'],
  ])('refuses an entry %s', async (_title, given, code, clause) => {
    const outcome = await draft(content(given));

    expect(outcome.codes).toContain(code);
    expect(outcome.clauses[outcome.codes.indexOf(code)]).toBe(clause);
    expect(outcome.subject).toBeNull();
  });

  it('refuses a field, and a code, that another published entry of the provider has; at publication again', async () => {
    const first = idOf(await draft(content({ code: 'X-10' })));
    const second = idOf(await draft(content({ code: 'X-10' })));
    for (const id of [first, second]) await call(PEOPLE.authority, 'reviewCatalogueEntry', { id, pass: true });
    const outcomes = await Promise.all(
      [first, second].map((id) => call(PEOPLE.providerHead, 'publishCatalogueEntry', { id })),
    );
    expect(outcomes.map(({ codes }) => codes).toSorted()).toEqual([[], ['FIELD_TAKEN', 'CODE_TAKEN']]);
    expect((await draft(content({ code: 'X-11' }))).codes).toEqual(['FIELD_TAKEN']);
    const other = { ...PEOPLE.handler, agency: DEMO_BODIES.market };
    expect((await draft(content({ code: 'X-12' }), other)).codes).toEqual([]);
    const entry = outcomes.find(({ codes }) => codes.length === 0)?.subject?.entry?.id ?? '';
    await withdraw(entry);
  });

  it('is reviewed in two working days, by the data authority alone, and returned with reasons', async () => {
    const id = idOf(await draft(content({ code: 'X-20' }), on(PEOPLE.providerHandler, '2026-09-24')));
    const list = async (who: AccessContext): Promise<object> =>
      (await dataOf(running, '{ overdue { edges { node { id kind dueOn responsible { uscc } } } } }', who)).overdue
        .edges;
    expect(await list(on(PEOPLE.authority, '2026-09-29'))).not.toContainEqual({
      node: expect.objectContaining({ id }),
    });
    expect(await list(on(PEOPLE.authority, '2026-09-30'))).toContainEqual({
      node: { id, kind: 'CATALOGUE_REVIEW', dueOn: '2026-09-29', responsible: null },
    });
    const review = (who: AccessContext, args: object) => call(who, 'reviewCatalogueEntry', { id, ...args });
    expect((await review(PEOPLE.providerHead, { pass: true })).error).toBe('FORBIDDEN');
    expect((await call(PEOPLE.providerHead, 'publishCatalogueEntry', { id })).codes).toEqual(['WRONG_STATE']);
    expect((await review(PEOPLE.authority, { pass: false, reasons: [' '] })).codes).toEqual(['REASONS_MISSING']);
    expect((await review(PEOPLE.authority, { pass: false, reasons: ['条件过宽'] })).subject).toMatchObject({
      state: 'RETURNED',
      returnReasons: ['条件过宽'],
    });
    expect((await call(PEOPLE.providerHead, 'publishCatalogueEntry', { id })).codes).toEqual(['WRONG_STATE']);
  });

  it('of another provider cannot be revised, published or withdrawn: it is unknown', async () => {
    const { entry } = await published(content({ code: 'X-30' }));
    const id = idOf(await draft(content({ code: 'X-31', fields: ['Case.title'] })));
    await call(PEOPLE.authority, 'reviewCatalogueEntry', { id, pass: true });

    expect((await draft(content({ code: 'X-30', revises: entry }), PEOPLE.strangerHead)).error).toBe('NOT_FOUND');
    expect((await call(PEOPLE.strangerHead, 'publishCatalogueEntry', { id })).error).toBe('NOT_FOUND');
    const foreign = await act(running, PEOPLE.strangerHead, 'withdrawCatalogueEntry', { id: entry, cause: 'x' }, ENTRY);
    expect(foreign.error).toBe('NOT_FOUND');
    await withdraw(entry);
  });

  describe('with a grant on an entry', () => {
    async function granted(entry: string, fields: readonly string[]): Promise<string> {
      const input = completeApplication({ entry, fields });
      const saved = await act<{ id: string }>(
        running,
        PEOPLE.handler,
        'saveApplication',
        { input },
        'application { id }',
      );
      const id = saved.subject?.id;
      await act(running, PEOPLE.handler, 'submitApplication', { id }, 'application { id }');
      await act(running, PEOPLE.userHead, 'endorseApplication', { id }, 'application { id }');
      const decided = await act<{ grant: { id: string } }>(
        running,
        PEOPLE.providerHead,
        'decideApplication',
        { id, approve: true },
        'application { grant { id } }',
      );
      return decided.subject?.grant.id ?? expect.fail(JSON.stringify(decided));
    }
    async function seen(grantId: string): Promise<GrantView | null> {
      const of = { grantId, agency: DEMO_BODIES.civilAffairs, grantee: DEMO_BODIES.civilAffairs };
      return ((await running.call('findStanding', of)) as { grant: GrantView | null }).grant;
    }

    it('revised as a new version within ten working days and five more, takes from grants what it no longer offers', async () => {
      const fields = ['Case.applicantName', 'Case.applicantPhone'];
      const { entry } = await published(content({ code: 'X-40', fields, modes: ['API', 'BATCH'] }));
      const grant = await granted(entry, fields);
      const revision = content({
        code: 'X-40',
        revises: entry,
        changedOn: '2026-11-16',
        fields: ['Case.applicantName'],
      });
      expect((await draft({ ...revision, code: 'X-41' })).codes).toEqual(['CODE_CHANGED']);
      expect((await draft({ ...revision, changedOn: '2026-11-22' })).codes).toEqual(['CHANGE_AHEAD']);
      const drafted = await draft(revision);
      const id = idOf(drafted);
      // 17–20, 23–27 and 30 November; then 1–4 and 7 December.
      expect(drafted.subject).toMatchObject({ version: 2, dueOn: '2026-11-30', state: 'DRAFTED' });
      const extend = (reason: string) => call(PEOPLE.providerHead, 'extendCatalogueRevision', { id, reason });
      expect((await extend('')).codes).toEqual(['REASONS_MISSING']);
      expect((await extend('系统改造')).subject).toMatchObject({ dueOn: '2026-12-07' });
      expect((await extend('再延')).codes).toEqual(['EXTENDED_BEFORE']);
      await call(PEOPLE.authority, 'reviewCatalogueEntry', { id, pass: true });
      expect(await seen(grant)).toMatchObject({ named: fields, version: 1 });
      const before = await epoch();
      await call(PEOPLE.providerHead, 'publishCatalogueEntry', { id });

      expect(await epoch()).toBeGreaterThan(before);
      expect(await seen(grant)).toMatchObject({ named: ['Case.applicantName'], version: 2, modes: ['API'] });
      expect((await draft({ ...revision, changedOn: null })).subject).toMatchObject({ version: 3 });
      await withdraw(entry);
    });

    it('withdrawn ends its grants in the same moment, for that cause', async () => {
      const { entry } = await published(content({ code: 'X-50' }));
      const grant = await granted(entry, ['Case.applicantName']);
      const before = await epoch();
      expect(
        (await act(running, PEOPLE.providerHead, 'withdrawCatalogueEntry', { id: entry, cause: ' ' }, ENTRY)).codes,
      ).toEqual(['CAUSE_MISSING']);
      const { subject } = await withdraw(entry);

      expect(subject).toMatchObject({ state: 'WITHDRAWN', withdrawnOn: '2026-11-21' });
      expect(await epoch()).toBeGreaterThan(before);
      expect(await seen(grant)).toMatchObject({ state: 'TERMINATED' });
      const { grant: row } = await dataOf(running, `{ grant(id: "${grant}") { endCause endReason } }`, PEOPLE.userHead);
      expect(row).toEqual({ endCause: 'ENTRY_WITHDRAWN', endReason: '机构职责调整' });
      expect((await withdraw(entry)).codes).toEqual(['ENTRY_WITHDRAWN']);
    });

    it('withdrawn while somebody grants an application for it leaves no grant in force', async () => {
      for (let round = 0; round < 5; round += 1) {
        const { entry } = await published(content({ code: `X-6${round}` }));
        const input = completeApplication({ entry, fields: ['Case.applicantName'] });
        const saved = await act<{ id: string }>(
          running,
          PEOPLE.handler,
          'saveApplication',
          { input },
          'application { id }',
        );
        const id = saved.subject?.id;
        await act(running, PEOPLE.handler, 'submitApplication', { id }, 'application { id }');
        await act(running, PEOPLE.userHead, 'endorseApplication', { id }, 'application { id }');
        const decide = { id, approve: true };
        const [decided] = await Promise.all([
          act<{ grant: { id: string } | null }>(
            running,
            PEOPLE.providerHead,
            'decideApplication',
            decide,
            'application { grant { id } }',
          ),
          withdraw(entry),
        ]);
        const grant = decided.subject?.grant?.id;
        if (grant === undefined) expect(decided.codes).toEqual(['ENTRY_NOT_SHARED']);
        else expect(await seen(grant)).toMatchObject({ state: 'TERMINATED' });
      }
    });
  });
});
