/** What a schedule would change, told before it is approved. */
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import { openCursor, sealCursor, type PageRequest, type Page } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { IS_EARLIER, nextOf } from '../resolution.ts';
import { rowsOf } from '../rows.ts';
import { COUNT_CAP } from '../../disclosure/index.ts';
import { ownBodies } from './acting.ts';
import { readRules } from './schedules.ts';

export interface RuleEffect {
  readonly ruleCode: string;
  readonly itemCode: string;
  readonly records: number;
  readonly moved: number;
}

export interface Simulation extends Omit<RuleEffect, 'ruleCode' | 'itemCode'> {
  readonly scheduleId: string;
  readonly rules: readonly RuleEffect[];
  readonly [field: string]: unknown;
}

const COUNTS = sql`count(*)::int as records,
  count(*) filter (where n.due_on is distinct from n.new_due_on and n.rule_code is not null)::int as moved,
  count(*) filter (where n.rule_code is not null and ${IS_EARLIER})::int as earlier,
  count(*) filter (where n.rule_code is not null and n.due_on is distinct from n.new_due_on
    and not ${IS_EARLIER})::int as later,
  count(*) filter (where n.new_due_on is null and n.due_on is not null)::int as "becomesPermanent",
  count(*) filter (where n.rule_code is not null and n.due_on is null and n.new_due_on is not null)::int
    as "noLongerPermanent",
  count(*) filter (where n.rule_code is null)::int as "newlyDecided",
  count(*) filter (where n.rule_code is not null and n.held and ${IS_EARLIER})::int as "keptByHold",
  min(n.new_due_on - n.due_on) as "leastDays", max(n.new_due_on - n.due_on) as "mostDays"`;

/** Every record of the agency, in one statement. @throws NOT_FOUND @clause 26号 art. 7 */
export async function simulateSchedule(context: Context, scheduleId: string): Promise<Simulation> {
  const next = await readNext(context, scheduleId);
  const rows = await rowsOf(
    context.em,
    sql<RuleEffect & { isTotal: boolean }>`with n as (${next})
      select n.new_rule_code as "ruleCode", min(n.item_code) as "itemCode",
        grouping(n.new_rule_code) = 1 as "isTotal", ${COUNTS}
      from n group by grouping sets ((n.new_rule_code), ()) order by n.new_rule_code`,
  );
  const total = rows.find(({ isTotal }) => isTotal);
  const rules = rows.filter(({ isTotal }) => !isTotal);
  return { moved: 0, records: 0, ...total, scheduleId, rules };
}

/**
 * Record by record what would move, in the order of their keys, for export. Records are the agency's own affair: an
 * authority is told numbers.
 *
 * @throws NOT_FOUND @clause 26号 art. 7
 */
export async function listMoves(
  context: Context,
  scheduleId: string,
  { first, after }: PageRequest,
): Promise<Page<Record<string, unknown>>> {
  const next = await readNext(context, scheduleId);
  const key = context.services.keys.cursor;
  const binding = JSON.stringify(['scheduleMoves', context.access.actorId, scheduleId]);
  const last = after === null ? null : (openCursor(key, binding, after)[0] ?? null);
  const beyond = last === null ? sql`` : sql`and n.case_id > ${last}::uuid`;
  const moved = sql`n.due_on is distinct from n.new_due_on or n.rule_code is null`;
  const found = await rowsOf(
    context.em,
    sql<{ caseId: string }>`with n as (${next})
      select n.case_id as "caseId", n.record_code as "recordCode", n.rule_code as "ruleBefore", n.period as "periodBefore",
        n.due_on::text as "dueBefore", n.new_rule_code as "ruleAfter", n.new_period as "periodAfter",
        n.new_due_on::text as "dueAfter", n.new_due_on - n.due_on as days, n.new_basis as basis,
        n.held and ${IS_EARLIER} as "keptByHold"
      from n where (${moved}) ${beyond} order by n.case_id limit ${first + 1}`,
  );
  const edges = found.slice(0, first).map((node) => ({ node, cursor: sealCursor(key, binding, [node.caseId]) }));
  return {
    edges,
    pageInfo: { hasNextPage: found.length > first, endCursor: edges.at(-1)?.cursor ?? null },
    totalCount: async () => {
      const counted = sql<{ n: number }>`with n as (${next}) select count(*)::int as n from
        (select 1 from n where ${moved} limit ${COUNT_CAP}) as found`;
      return (await rowsOf(context.em, counted))[0]?.n ?? 0;
    },
  };
}

/** An agency asks of its own; the authority of what has been handed in. @throws NOT_FOUND */
async function readNext(context: Context, scheduleId: string) {
  const { access, services, em } = context;
  const isAuthority = access.role === 'ARCHIVES_AUTHORITY';
  const [schedule] = await rowsOf(
    em,
    sql<{ agency: string; state: string }>`select agency, state from retention.schedule where id = ${scheduleId}::uuid`,
  );
  const maySee = isAuthority ? schedule?.state !== 'DRAFT' : ownBodies(access).includes(schedule?.agency ?? '');
  if (schedule === undefined || !maySee) throw new DomainError('NOT_FOUND');
  const rules = await readRules(em, [scheduleId]);
  return nextOf(em, { agency: schedule.agency, rules, profile: services.profile, caseIds: null });
}
