/** Appraisal (鉴定): the expired are registered, opinions given, conclusions drawn. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { RetentionCode } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import { endOfYear, addYears, type LocalDate } from '../../../schema/ids.ts';
import { BIT } from '../../../schema/policy/label.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { refuseIf } from '../refusals.ts';
import { isRetentionCode, periodInWords, periodYears } from '../rules.ts';
import { changes, rowsOf } from '../rows.ts';
import { assertOwn, bodyOf, done, ownBodies, perform, refuseEmpty, refused, todayOf, type Outcome } from './acting.ts';
import { lockNamed, lockRecords, publishRetention, refuseOtherStates, setState } from '../records.ts';

export interface AppraisalView {
  readonly id: string;
  readonly [field: string]: unknown;
}

export async function listAppraisals(context: Context): Promise<readonly AppraisalView[]> {
  return readAppraisals(context, null);
}

async function readAppraisals(context: Context, id: string | null): Promise<AppraisalView[]> {
  const one = id === null ? sql`` : sql`and id = ${id}::uuid`;
  const rows = await rowsOf(
    context.em,
    sql<{ id: string; body: string }>`select id, body, number, state, report, opened_on::text as "openedOn",
        concluded_on::text as "concludedOn"
      from retention.appraisal where body = any(${ownBodies(context.access)}::text[]) ${one}
      order by opened_on desc, id`,
  );
  return rows.map((row) => ({ ...row, body: { uscc: row.body } }));
}

export async function listAppraisalItems(context: Context, appraisalId: string): Promise<readonly unknown[]> {
  const rows = await rowsOf(
    context.em,
    sql<{ caseId: string }>`select i.case_id as "caseId", c.record_code as "recordCode", i.conclusion, i.period,
        coalesce((select jsonb_agg(jsonb_build_object('appraiser', o.appraiser, 'recommendation', o.recommendation,
          'text', o.text, 'givenOn', o.given_on) order by o.given_on, o.appraiser)
          from retention.appraisal_opinion o where o.appraisal_id = i.appraisal_id and o.case_id = i.case_id), '[]')
          as opinions
      from retention.appraisal_item i join retention.case_copy c on c.id = i.case_id
      where i.appraisal_id = ${appraisalId}::uuid order by c.record_code, i.case_id`,
  );
  return rows;
}

/**
 * Registers every record of the body whose retention has ended, held ones too: a hold forbids destruction, not that
 * it is known.
 *
 * @returns how many are expired, those of before included
 * @clause 档案法实施条例 art. 24
 */
export async function registerExpiry(context: Context): Promise<Outcome<{ readonly expired: number }>> {
  const body = bodyOf(context.access);
  const own = sql`(case when (c.facts & ${BIT.CUSTODY_HIGH}::int) <> 0 then c.hall else c.forming_unit end)
    = any(${ownBodies(context.access)}::text[])`;
  return perform(context, 'registerExpiry', {
    work: async (tx) => {
      const rows = await rowsOf(
        tx,
        sql<{ caseId: string }>`update retention.decision d set state = 'EXPIRED' from retention.case_copy c
          where c.id = d.case_id and d.state in ('ACTIVE', 'RETAINED') and d.due_on < ${context.access.today}::date
            and ${own} returning d.case_id as "caseId"`,
      );
      await publishRetention(
        tx,
        rows.map(({ caseId }) => caseId),
        'EXPIRED',
      );
      return done(body);
    },
    find: async () => {
      const [row] = await rowsOf(
        context.em,
        sql<{ expired: number }>`select count(*)::int as expired from retention.decision d
          join retention.case_copy c on c.id = d.case_id where d.state = 'EXPIRED' and ${own}`,
      );
      return row ?? null;
    },
  });
}

export interface NewAppraisal {
  readonly number: string;
  readonly caseIds: readonly string[];
}

/** @throws NOT_FOUND for records of others @clause 档案法实施条例 art. 24 */
export function openAppraisal(context: Context, { number, caseIds }: NewAppraisal): Promise<Outcome<AppraisalView>> {
  const { access } = context;
  const body = bodyOf(access);
  const named = [...new Set(caseIds)];
  return perform(context, 'openAppraisal', {
    work: async (tx) => {
      const records = await lockNamed(tx, named, ownBodies(access));
      const id = randomUUID();
      const isNew = await changes(
        tx,
        sql`insert into retention.appraisal (id, body, number, state, opened_by, opened_on)
          values (${id}::uuid, ${body}, ${number}, 'OPEN', ${access.actorId}, ${access.today}::date)
          on conflict (body, number) do nothing`,
      );
      const violations = [
        ...refuseIf(!isNew, 'NUMBER_TAKEN', 'number'),
        ...refuseIf(named.length === 0, 'NOTHING_GIVEN', 'caseIds'),
        ...refuseOtherStates(records, 'EXPIRED', 'caseIds'),
      ];
      if (violations.length > 0) return refused(isNew ? id : null, violations);
      await sql`insert into retention.appraisal_item (appraisal_id, case_id)
        select ${id}::uuid, unnest(${named}::uuid[])`.execute(tx.getKysely());
      await setState(tx, named, 'IN_APPRAISAL');
      await publishRetention(tx, named, 'APPRAISED');
      return done(id);
    },
    find: (id) => findAppraisal(context, id),
  });
}

async function findAppraisal(context: Context, id: string): Promise<AppraisalView | null> {
  return (await readAppraisals(context, id))[0] ?? null;
}

export interface NewOpinion {
  readonly appraisalId: string;
  readonly caseId: string;
  readonly recommendation: 'RETAIN' | 'DESTROY';
  readonly text: string;
}

/** One opinion a person and record. @clause 档案法实施条例 art. 24 */
export function giveOpinion(context: Context, opinion: NewOpinion): Promise<Outcome<AppraisalView>> {
  const { access } = context;
  const { appraisalId, caseId } = opinion;
  return perform(context, 'giveOpinion', {
    work: async (tx) => {
      const state = await lockAppraisal(context, tx, appraisalId);
      const items = await readItems(tx, appraisalId);
      const first = [
        ...refuseIf(state !== 'OPEN', 'APPRAISAL_STATE', 'appraisalId'),
        ...refuseIf(!items.includes(caseId), 'NOT_IN_APPRAISAL', 'caseId'),
        ...refuseEmpty(opinion.text, 'text'),
      ];
      if (first.length > 0) return refused(appraisalId, first);
      const isNew = await changes(
        tx,
        sql`insert into retention.appraisal_opinion (appraisal_id, case_id, appraiser, recommendation, text, given_on)
          values (${appraisalId}::uuid, ${caseId}::uuid, ${access.actorId}, ${opinion.recommendation}, ${opinion.text},
            ${access.today}::date) on conflict do nothing`,
      );
      return refused(appraisalId, refuseIf(!isNew, 'OPINION_GIVEN', 'caseId'));
    },
    find: (id) => findAppraisal(context, id),
  });
}

export interface Conclusion {
  readonly caseId: string;
  readonly conclusion: 'RETAIN' | 'DESTROY';
  /** Of a record that is kept on: counted from the end of this year. */
  readonly period: string | null;
}

export interface NewReport {
  readonly appraisalId: string;
  readonly report: string;
  readonly conclusions: readonly Conclusion[];
}

/**
 * The appraisal report: every record is kept on with a new period, or is to be destroyed, which is only proposed here.
 *
 * @clause 档案法实施条例 art. 24; 令22 art. 29
 */
export function concludeAppraisal(context: Context, report: NewReport): Promise<Outcome<AppraisalView>> {
  return perform(context, 'concludeAppraisal', {
    work: (tx) => conclude(context, tx, report),
    find: (id) => findAppraisal(context, id),
  });
}

async function conclude(context: Context, tx: EntityManager, report: NewReport): Promise<ActResult> {
  const { appraisalId, conclusions } = report;
  const { access } = context;
  const state = await lockAppraisal(context, tx, appraisalId);
  const items = await readItems(tx, appraisalId);
  await lockRecords(tx, items);
  const violations = [
    ...refuseIf(state !== 'OPEN', 'APPRAISAL_STATE', 'appraisalId'),
    ...refuseEmpty(report.report, 'report'),
    ...checkConclusions(conclusions, { items, appraised: await readAppraised(tx, appraisalId) }),
  ];
  if (violations.length > 0) return refused(appraisalId, violations);
  const db = tx.getKysely();
  await sql`update retention.appraisal_item i set conclusion = r->>'conclusion', period = r->>'period'
    from jsonb_array_elements(${JSON.stringify(conclusions)}::jsonb) as r
    where i.appraisal_id = ${appraisalId}::uuid and i.case_id = (r->>'caseId')::uuid`.execute(db);
  await retain(tx, conclusions, todayOf(context));
  await sql`update retention.appraisal set state = 'CONCLUDED', report = ${report.report},
    concluded_by = ${access.actorId}, concluded_on = ${access.today}::date where id = ${appraisalId}::uuid`.execute(db);
  return done(appraisalId);
}

function checkConclusions(
  conclusions: readonly Conclusion[],
  { items, appraised }: { readonly items: readonly string[]; readonly appraised: ReadonlySet<string> },
): readonly Refusal[] {
  const concluded = new Set(conclusions.map(({ caseId }) => caseId));
  const isWhole = concluded.size === conclusions.length && items.every((id) => concluded.has(id));
  return [
    ...refuseIf(!isWhole, 'CONCLUSION_MISSING', 'conclusions'),
    ...conclusions.flatMap(({ caseId, conclusion, period }, at) => {
      const path = `conclusions.${at}`;
      const isPeriod = period !== null && isRetentionCode(period);
      return [
        ...refuseIf(!items.includes(caseId), 'NOT_IN_APPRAISAL', `${path}.caseId`),
        ...refuseIf(!appraised.has(caseId), 'OPINION_MISSING', `${path}.caseId`),
        ...refuseIf(conclusion === 'RETAIN' && !isPeriod, 'NEW_PERIOD_NEEDED', `${path}.period`),
        ...refuseIf(conclusion === 'DESTROY' && period !== null, 'PERIOD_NOT_WANTED', `${path}.period`),
      ];
    }),
  ];
}

/** A period that is given at an appraisal counts from the end of its year. @clause 令22 art. 29 */
async function retain(tx: EntityManager, conclusions: readonly Conclusion[], today: LocalDate): Promise<void> {
  const retained = conclusions.flatMap(({ caseId, conclusion, period }) =>
    conclusion === 'RETAIN' && period !== null && isRetentionCode(period)
      ? [{ caseId, period, ...newTerm(period, today) }]
      : [],
  );
  await sql`update retention.decision d set state = 'RETAINED', period = r->>'period', period_years = (r->>'years')::int,
      due_on = (r->>'dueOn')::date, explanation = d.explanation || (r->>'words')
    from jsonb_array_elements(${JSON.stringify(retained)}::jsonb) as r
    where d.case_id = (r->>'caseId')::uuid`.execute(tx.getKysely());
  await publishRetention(
    tx,
    retained.map(({ caseId }) => caseId),
    'RETAINED',
  );
}

function newTerm(period: RetentionCode, today: LocalDate): Record<'years' | 'dueOn' | 'words', unknown> {
  const years = periodYears(period);
  const dueOn = years === null ? null : addYears(endOfYear(today), years);
  const end = dueOn === null ? '不设届满日' : `至${dueOn}届满`;
  return { years, dueOn, words: `经${today}鉴定续存，保管期限为${periodInWords(period)}，${end}。` };
}

/** @throws NOT_FOUND */
async function lockAppraisal(context: Context, tx: EntityManager, id: string): Promise<string> {
  const [row] = await rowsOf(
    tx,
    sql<{ state: string; body: string }>`select state, body from retention.appraisal where id = ${id}::uuid for update`,
  );
  assertOwn(context.access, row?.body);
  if (row === undefined) throw new DomainError('NOT_FOUND');
  return row.state;
}

async function readItems(tx: EntityManager, appraisalId: string): Promise<string[]> {
  const rows = await rowsOf(
    tx,
    sql<{ caseId: string }>`select case_id as "caseId" from retention.appraisal_item
      where appraisal_id = ${appraisalId}::uuid order by case_id`,
  );
  return rows.map(({ caseId }) => caseId);
}

async function readAppraised(tx: EntityManager, appraisalId: string): Promise<ReadonlySet<string>> {
  const rows = await rowsOf(
    tx,
    sql<{ caseId: string }>`select distinct case_id as "caseId" from retention.appraisal_opinion
      where appraisal_id = ${appraisalId}::uuid`,
  );
  return new Set(rows.map(({ caseId }) => caseId));
}
