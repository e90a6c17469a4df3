/** From an application to a grant: what is asked, who approves, by when it is answered. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO_BODIES } from '../../gateway/development/identities.ts';
import type { AccessContext } from '../../schema/actor.ts';
import type { Database, RunningSubgraph } from '../../subgraphs/kernel/index.ts';
import { entryIdOf } from '../../tools/demo/catalogue.ts';
import { anyDatabase } from '../support/databases.ts';
import { dataOf } from '../support/house.ts';
import { subjectRef } from '../support/services.ts';
import { act, completeApplication, DISTRICT, PEOPLE, person, startSharing, type Outcome } from '../support/sharing.ts';

const APPLICATION = `application { id state dueOn dueProvisional ruleId refusalReasons extensionConsented
  missing { code clause path } grant { id state named validFrom validTo } timeline { name state actorId ruleId note } }`;

interface Application {
  readonly id: string;
  readonly state: string;
  readonly missing: readonly { readonly code: string; readonly clause: string; readonly path: string }[];
  readonly timeline: readonly { readonly name: string; readonly state: string; readonly actorId: string }[];
  readonly grant: { readonly id: string } | null;
}

describe.each(anyDatabase())('an application on $kind', ({ kind, open }) => {
  let database: Database;
  let running: RunningSubgraph;
  beforeAll(async () => {
    database = await open();
    running = await startSharing(database);
  });
  afterAll(() => database.close());

  const call = (who: AccessContext, name: string, args: Readonly<Record<string, unknown>>) =>
    act<Application>(running, who, name, args, APPLICATION);
  const idOf = ({ subject, ...rest }: Outcome<Application>): string =>
    subject?.id ?? expect.fail(`no application: ${JSON.stringify(rest)}`);
  const save = async (given: Readonly<Record<string, unknown>> = {}, who: AccessContext = PEOPLE.handler) =>
    idOf(await call(who, 'saveApplication', { input: completeApplication(given) }));
  const submitted = async (given: Readonly<Record<string, unknown>> = {}, who: AccessContext = PEOPLE.handler) => {
    const id = await save(given, who);
    return { id, outcome: await call(who, 'submitApplication', { id }) };
  };
  const endorsed = async (given: Readonly<Record<string, unknown>> = {}): Promise<string> => {
    const { id } = await submitted(given);
    expect(await call(PEOPLE.userHead, 'endorseApplication', { id })).toMatchObject({ codes: [], error: null });
    return id;
  };
  const epoch = async (): Promise<number> => Number(await running.call('readEpoch', null));
  const stateOf = async (id: string, who: AccessContext = PEOPLE.handler): Promise<string | undefined> =>
    (await dataOf(running, `{ application(id: "${id}") { state } }`, who)).application?.state;

  it('becomes a grant by the two heads, and is in force with the same commit', async () => {
    const before = await epoch();
    const id = await endorsed();
    expect(await epoch()).toBe(before);
    const { subject } = await call(PEOPLE.providerHead, 'decideApplication', { id, approve: true });

    expect(subject).toMatchObject({ state: 'GRANTED', ruleId: null, grant: { state: 'ACTIVE' } });
    expect(subject?.timeline.map(({ name, state, actorId }) => [name, state, actorId])).toEqual([
      ['saveApplication', 'DRAFT', 'user-handler'],
      ['submitApplication', 'SUBMITTED', 'user-handler'],
      ['endorseApplication', 'ENDORSED', 'user-head'],
      ['decideApplication', 'GRANTED', 'provider-head'],
    ]);
    expect(await epoch()).toBe(before + 1);
    const standing = (await running.call('findStanding', {
      grantId: subject?.grant?.id,
      agency: DEMO_BODIES.civilAffairs,
      grantee: DEMO_BODIES.civilAffairs,
    })) as { grant: object };
    expect(standing.grant).toMatchObject({
      state: 'ACTIVE',
      named: ['Case.caseNumber', 'Case.applicantName'],
      withBasis: [],
      useCauses: ['social-assistance-review'],
      modes: ['API'],
      validFrom: '2026-11-21',
      validTo: '2027-11-20',
    });
  });

  it('that is incomplete is told everything it lacks in one notice, refused nothing, and completed', async () => {
    const id = idOf(
      await call(PEOPLE.handler, 'saveApplication', {
        input: { entry: entryIdOf('FG-CASE-002'), fields: ['Case.bankAccount', 'Case.tradeSecret'] },
      }),
    );
    const { subject, codes } = await call(PEOPLE.handler, 'submitApplication', { id });

    expect(codes).toEqual([]);
    expect(subject).toMatchObject({ state: 'INCOMPLETE' });
    expect(subject?.missing.map(({ code, path }) => `${code} ${path}`)).toEqual([
      'BASIS_MISSING basis',
      'SCENARIO_MISSING scenario',
      'USE_CAUSE_MISSING useCauses',
      'MODE_MISSING modes',
      'VALID_FROM_MISSING validFrom',
      'VALID_TO_MISSING validTo',
      'FREQUENCY_MISSING quota',
      'FIELD_BASIS_MISSING fieldBases.Case.bankAccount',
      'FIELD_BASIS_MISSING fieldBases.Case.tradeSecret',
      'IMPACT_ASSESSMENT_MISSING impactAssessment',
    ]);
    const completed = completeApplication({
      id,
      entry: entryIdOf('FG-CASE-002'),
      fields: ['Case.bankAccount', 'Case.tradeSecret'],
      fieldBases: [
        { coordinate: 'Case.bankAccount', basis: '《社会救助暂行办法》第五十八条' },
        { coordinate: 'Case.tradeSecret', basis: '权利人书面同意' },
      ],
      impactAssessment: { digest: 'ab'.repeat(32), reference: '评估报告〔2026〕3号' },
    });
    await call(PEOPLE.handler, 'saveApplication', { input: completed });
    expect((await call(PEOPLE.handler, 'submitApplication', { id })).subject).toMatchObject({
      state: 'SUBMITTED',
      missing: [],
    });
  });

  it.each([
    [
      'a field outside the entry',
      {
        fields: ['Case.bankAccount'],
        fieldBases: [{ coordinate: 'Case.bankAccount', basis: '法' }],
        impactAssessment: { digest: 'ab'.repeat(32), reference: '报告' },
      },
      'FIELD_OUTSIDE_ENTRY',
      '809 art. 20',
    ],
    ['validity in the past', { validFrom: '2025-01-01', validTo: '2025-12-31' }, 'VALIDITY_PAST', '809 art. 20'],
    ['validity that begins yesterday', { validFrom: '2026-11-20' }, 'VALIDITY_PAST', '809 art. 20'],
    ['validity in reverse', { validFrom: '2027-01-02', validTo: '2027-01-01' }, 'VALIDITY_REVERSED', '809 art. 20'],
    ['a mode that is not offered', { modes: ['FILE'] }, 'MODE_NOT_OFFERED', '809 art. 22'],
    [
      'an empty basis for a field',
      { fieldBases: [{ coordinate: 'Case.applicantName', basis: ' ' }] },
      'BASIS_EMPTY',
      'PIPL art. 28',
    ],
    [
      'a basis for a field not asked for',
      { fieldBases: [{ coordinate: 'Case.remarks', basis: '法' }] },
      'BASIS_WITHOUT_FIELD',
      '809 art. 20',
    ],
    [
      'an entry that is not shared',
      { entry: entryIdOf('FG-CASE-009'), fields: ['Case.internalOpinion'], modes: ['API'] },
      'ENTRY_NOT_SHARED',
      '809 art. 15',
    ],
    ['its own data', { entry: entryIdOf('MZ-CASE-001') }, 'OWN_ENTRY', '809 art. 20'],
    [
      'return flow to a region that is no lower one',
      { returnFlow: true, rows: { regions: ['990100'] } },
      'NOT_A_LOWER_REGION',
      '809 art. 24',
    ],
  ])('for %s is refused with rule and clause', async (_title, given, code, clause) => {
    const { id, outcome } = await submitted(given);

    expect(outcome.codes).toContain(code);
    expect(outcome.clauses[outcome.codes.indexOf(code)]).toBe(clause);
    expect(await stateOf(id)).toBe('DRAFT');
  });

  it('is approved by nobody who handed it in, and by nobody twice', async () => {
    const both = { ...PEOPLE.userHead, actorId: 'user-both' };
    const own = await submitted({}, both);
    expect((await call(both, 'endorseApplication', { id: own.id })).codes).toEqual(['SELF_APPROVAL']);
    expect(await stateOf(own.id)).toBe('SUBMITTED');

    const id = await endorsed();
    const moved = person(DEMO_BODIES.housing, 'user-head', 'SHARING_HEAD');
    const decided = await call(moved, 'decideApplication', { id, approve: true });
    expect([decided.codes, decided.clauses]).toEqual([['SAME_PERSON'], ['809 art. 20']]);
    const writer = person(DEMO_BODIES.housing, 'user-handler', 'SHARING_HEAD');
    expect((await call(writer, 'decideApplication', { id, approve: true })).codes).toEqual(['SELF_APPROVAL']);
    expect(await stateOf(id)).toBe('ENDORSED');
  });

  it('wants posts that fit', async () => {
    const { id } = await submitted();

    expect((await call(PEOPLE.handler, 'endorseApplication', { id })).error).toBe('FORBIDDEN');
    expect((await call(person(DEMO_BODIES.civilAffairs, 'nobody'), 'submitApplication', { id })).error).toBe(
      'FORBIDDEN',
    );
    expect((await call(PEOPLE.authority, 'endorseApplication', { id })).error).toBe('FORBIDDEN');
  });

  it('of another body is as unknown as one that does not exist', async () => {
    const id = await endorsed();
    const unknown = '00000000-0000-4000-8000-000000000000';
    for (const name of ['submitApplication', 'withdrawApplication', 'endorseApplication'])
      for (const each of [id, unknown])
        expect((await call(PEOPLE.strangerHead, name, { id: each })).error).toBe('NOT_FOUND');
    expect((await call(PEOPLE.strangerHead, 'decideApplication', { id, approve: true })).error).toBe('NOT_FOUND');
    expect(await stateOf(id, PEOPLE.strangerHead)).toBeUndefined();
  });

  it('does not exist for the provider, the authority and the auditor before the applicant’s head has approved', async () => {
    const { id } = await submitted();
    const others = [PEOPLE.providerHead, PEOPLE.authority, PEOPLE.auditor];

    for (const who of others) expect(await stateOf(id, who)).toBeUndefined();
    expect((await call(PEOPLE.providerHead, 'decideApplication', { id, approve: true })).error).toBe('NOT_FOUND');
    await call(PEOPLE.userHead, 'endorseApplication', { id });
    for (const who of others) expect(await stateOf(id, who)).toBe('ENDORSED');
  });

  it('for unconditional data is answered by rule, without a head of the provider', async () => {
    const id = await save({ entry: entryIdOf('FG-CASE-000'), fields: ['Case.state', 'Case.result'], modes: ['FILE'] });
    await call(PEOPLE.handler, 'submitApplication', { id });
    const { subject } = await call(PEOPLE.userHead, 'endorseApplication', { id });

    expect(subject).toMatchObject({ state: 'GRANTED', ruleId: 'UNCONDITIONAL', dueOn: '2026-11-23' });
    expect(subject?.timeline.at(-1)).toMatchObject({ name: 'answerByRule', ruleId: 'UNCONDITIONAL' });
  });

  it('for return flow is granted without conditions, for rows of that region only', async () => {
    const given = { returnFlow: true, rows: { regions: [DISTRICT] } };
    const { id } = await submitted(given, PEOPLE.districtHandler);
    const { subject } = await call(PEOPLE.districtHead, 'endorseApplication', { id });
    expect(subject).toMatchObject({ state: 'GRANTED', ruleId: 'RETURN_FLOW' });

    const wider = await submitted({ returnFlow: true, rows: { regions: ['990100'] } }, PEOPLE.districtHandler);
    expect(wider.outcome.codes).toEqual(['ROWS_OUTSIDE_REGION']);
    const anywhere = await submitted({ returnFlow: true }, PEOPLE.districtHandler);
    expect(anywhere.outcome.codes).toEqual(['ROWS_OUTSIDE_REGION']);
  });

  it('that claims a basis of its own for a field is read by somebody, return flow or not', async () => {
    const fieldBases = [{ coordinate: 'Case.applicantName', basis: '监护人同意' }];
    const { id } = await submitted(
      { returnFlow: true, rows: { regions: [DISTRICT] }, fieldBases },
      PEOPLE.districtHandler,
    );
    const { subject } = await call(PEOPLE.districtHead, 'endorseApplication', { id });

    expect(subject).toMatchObject({ state: 'ENDORSED', ruleId: null, grant: null });
  });

  it('is refused with reasons only', async () => {
    const id = await endorsed();
    expect(
      (await call(PEOPLE.providerHead, 'decideApplication', { id, approve: false, reasons: [' '] })).codes,
    ).toEqual(['REASONS_MISSING']);
    const { subject } = await call(PEOPLE.providerHead, 'decideApplication', {
      id,
      approve: false,
      reasons: ['超出职责范围'],
    });

    expect(subject).toMatchObject({ state: 'REFUSED', refusalReasons: ['超出职责范围'], grant: null });
    expect((await call(PEOPLE.providerHead, 'decideApplication', { id, approve: true })).codes).toEqual([
      'WRONG_STATE',
    ]);
  });

  it('is answered within ten working days, extended once by ten with the authority’s consent, across the holiday', async () => {
    const at = { at: '2026-09-20T09:00:00.000+08:00', today: '2026-09-20' };
    const on = (who: AccessContext): AccessContext => ({ ...who, ...at });
    const input = completeApplication({ validFrom: '2026-09-20' });
    const id = idOf(await call(on(PEOPLE.handler), 'saveApplication', { input }));
    await call(on(PEOPLE.handler), 'submitApplication', { id });
    expect((await call(on(PEOPLE.userHead), 'endorseApplication', { id })).subject).toMatchObject({
      dueOn: '2026-10-10',
      dueProvisional: false,
    });
    const extend = (workingDays: number, reason = '数据核实需要时间') =>
      call(on(PEOPLE.providerHead), 'requestExtension', { id, workingDays, reason });
    expect((await extend(11)).codes).toEqual(['EXTENSION_TOO_LONG']);
    expect((await extend(10, ' ')).codes).toEqual(['REASONS_MISSING']);
    expect((await call(on(PEOPLE.authority), 'consentToExtension', { id })).codes).toEqual(['NO_EXTENSION_REQUESTED']);
    expect((await extend(10)).subject).toMatchObject({ dueOn: '2026-10-10', extensionConsented: false });
    expect((await extend(5)).codes).toEqual(['EXTENDED_BEFORE']);
    const { subject } = await call(on(PEOPLE.authority), 'consentToExtension', { id });

    expect(subject).toMatchObject({ dueOn: '2026-10-23', extensionConsented: true });
    const { application } = await dataOf(
      running,
      `{ application(id: "${id}") { timeline { name note } } }`,
      PEOPLE.handler,
    );
    expect(application.timeline.at(-1)).toEqual({
      name: 'consentToExtension',
      note: '10 working days, until 2026-10-23: 数据核实需要时间',
    });
  });

  it('keeps of the applicant’s own subjects no number, and tells how many they are', async () => {
    const id = await save({ rows: { subjects: ['990106199003070017'] } });
    const stored = await sql<{ rows: object }>`select rows from sharing.sharing_application where id = ${id}`.execute(
      running.fork().getKysely(),
    );
    expect(stored.rows[0]?.rows).toMatchObject({ subjects: [subjectRef('990106199003070017')] });
    const { application } = await dataOf(
      running,
      `{ application(id: "${id}") { rows { subjectCount } } }`,
      PEOPLE.handler,
    );
    expect(application.rows).toEqual({ subjectCount: 1 });
  });

  it('approved and withdrawn at the same moment ends in one of the two', async () => {
    for (let round = 0; round < 8; round += 1) {
      const id = await endorsed();
      const [decided, withdrawn] = await Promise.all([
        call(PEOPLE.providerHead, 'decideApplication', { id, approve: true }),
        call(PEOPLE.handler, 'withdrawApplication', { id }),
      ]);
      const grants = await sql`select 1 from sharing.sharing_grant where application_id = ${id}`.execute(
        running.fork().getKysely(),
      );
      expect([decided.codes, withdrawn.codes].filter((codes) => codes.length === 0)).toHaveLength(1);
      const isGranted = decided.codes.length === 0;
      expect(await stateOf(id)).toBe(isGranted ? 'GRANTED' : 'WITHDRAWN');
      expect([kind, grants.rows.length]).toEqual([kind, isGranted ? 1 : 0]);
    }
  });

  it('is entered in the outbox with every act, done or refused', async () => {
    const { id } = await submitted({ modes: ['FILE'] });
    const { rows } = await sql<{ payload: { act: string; outcome: string; reasons: object[] } }>`select payload
      from sharing.outbox where kind = 'ACT' and payload->>'target' = ${id} order by id`.execute(
      running.fork().getKysely(),
    );

    expect(rows.map(({ payload }) => [payload.act, payload.outcome, payload.reasons])).toEqual([
      ['saveApplication', 'DONE', []],
      ['submitApplication', 'REFUSED', [{ code: 'MODE_NOT_OFFERED', clause: '809 art. 22' }]],
    ]);
  });
});
