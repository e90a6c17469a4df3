/** 归档范围: drafted by the agency, reviewed by the archives authority, versioned; the newest approved one holds. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseStep, MaterialClass } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import { parseItemCode } from '../../../schema/identifiers/item-code.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { checkText, faultsOf, wrong } from '../input-rules.ts';
import type { DraftScopeInput, ReviewScopeInput } from '../inputs/archiving.ts';
import { passDoor } from './door.ts';
import { agencyOf, ownAgencies, refusal } from './handling.ts';
import { named } from './items.ts';

/** What a version says; written once. */
export interface ScopeContent {
  readonly materials: readonly {
    readonly code: string;
    readonly name: string;
    readonly materialClass: MaterialClass;
    readonly mandatory: boolean;
  }[];
  readonly steps: readonly CaseStep[];
  readonly requiredMetadata: readonly string[];
  readonly elements: readonly { readonly name: string; readonly value: string }[];
}

/** @clause 26号 art. 7 */
export async function draftScope(context: Context, input: DraftScopeInput): Promise<ActResult> {
  const agency = agencyOf(context);
  const doubts = await passDoor(context, input);
  return act(context, named('draftScope'), async (tx) => {
    const violations = doubts.length > 0 ? doubts : checkDraft(input);
    if (violations.length > 0) return { target: null, violations };
    const { taskCode, itemVersion } = input;
    const automatic = input.automatic ?? false;
    const content = toContent(input);
    const { actorId, at } = context.access;
    const id = randomUUID();
    // Two drafts at once want the same number: the unique index lets one through, and the other is told to try again.
    const { rows } = await sql<{ id: string }>`insert into cases.scope_list
        (id, agency, task_code, item_version, number, state, content, automatic, drafted_by, drafted_at)
      select ${id}::uuid, ${agency}, ${taskCode}, ${itemVersion}, coalesce(max(number), 0) + 1, 'SUBMITTED',
        ${JSON.stringify(content)}::jsonb, ${automatic}, ${actorId}, ${at}::timestamptz
      from cases.scope_list where agency = ${agency} and task_code = ${taskCode} and item_version = ${itemVersion}
      on conflict do nothing returning id`.execute(tx.getKysely());
    if (rows.length === 0)
      throw new DomainError('CONFLICT', 'Another version was drafted at the same moment. Try again.');
    return { target: id, violations: [] };
  });
}

function toContent({ materials, steps, requiredMetadata, elements }: DraftScopeInput): ScopeContent {
  return {
    materials: materials.map((each) => ({ ...each, mandatory: each.mandatory ?? true })),
    steps,
    requiredMetadata: requiredMetadata ?? [],
    elements: elements ?? [],
  };
}

function checkDraft(input: DraftScopeInput): Refusal[] {
  const codes = input.materials.map(({ code }) => code);
  return [
    ...faultsOf('taskCode', parseItemCode(input.taskCode), 'GB/T 39554.1-2020'),
    ...checkText('itemVersion', input.itemVersion, 20),
    ...input.materials.flatMap(({ code, name }, at) => [
      ...checkText(`materials[${at}].code`, code, 32),
      ...checkText(`materials[${at}].name`, name, 300),
    ]),
    ...(new Set(codes).size === codes.length ? [] : [wrong('materials', 'each code once', '26号 art. 7')]),
    ...(input.elements ?? []).flatMap(({ name, value }, at) => [
      ...(/^[a-z_]{1,64}$/.test(name) ? [] : [wrong(`elements[${at}].name`, 'a-z and _ expected', 'GB/T 42727-2023')]),
      ...checkText(`elements[${at}].value`, value, 500),
    ]),
  ];
}

interface ReviewedRow {
  readonly id: string;
  readonly state: string;
  readonly agency: string;
  readonly taskCode: string;
  readonly itemVersion: string;
}

/** Approving one supersedes the one before it, in the same commit. @clause 26号 art. 5 */
export async function reviewScope(context: Context, input: ReviewScopeInput): Promise<ActResult> {
  const reason = input.reason?.trim() ?? '';
  const doubts = await passDoor(context, input);
  return act(context, named('reviewScope'), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const db = tx.getKysely();
    // All versions are locked, in one order: of two that are reviewed at once, one is approved after the other.
    const { rows } =
      await sql<ReviewedRow>`select id, state, agency, task_code as "taskCode", item_version as "itemVersion"
      from cases.scope_list
      where (agency, task_code, item_version) = (select agency, task_code, item_version from cases.scope_list
        where id = ${input.scopeId}::uuid) order by id for update`.execute(db);
    const found = rows.find(({ id }) => id === input.scopeId);
    if (found === undefined) throw new DomainError('NOT_FOUND');
    const violations = [
      ...(found.state === 'SUBMITTED'
        ? []
        : [
            refusal(
              'ALREADY_REVIEWED',
              'This version has been reviewed. A new one can be drafted.',
              '26号 art. 5',
              'scopeId',
            ),
          ]),
      ...(input.approve || reason !== '' ? [] : [refusal('REASON_MISSING', 'Say why not.', '26号 art. 5', 'reason')]),
    ];
    if (violations.length > 0) return { target: input.scopeId, violations };
    const { actorId, at } = context.access;
    if (input.approve)
      await sql`update cases.scope_list set state = 'SUPERSEDED' where agency = ${found.agency} and state = 'APPROVED'
        and task_code = ${found.taskCode} and item_version = ${found.itemVersion}`.execute(db);
    await sql`update cases.scope_list set state = ${input.approve ? 'APPROVED' : 'REJECTED'}, reviewed_by = ${actorId},
      reviewed_at = ${at}::timestamptz, reason = ${reason === '' ? null : reason}
      where id = ${input.scopeId}::uuid`.execute(db);
    return { target: input.scopeId, violations: [] };
  });
}

export interface ScopeInForce {
  readonly id: string;
  readonly content: ScopeContent;
}

/** The approved version for an agency's cases of one item version; null: there is none, and nothing is archived. */
export async function findScope(
  em: EntityManager,
  of: { readonly agency: string; readonly itemId: string },
): Promise<ScopeInForce | null> {
  const { rows } = await sql<ScopeInForce>`select s.id, s.content from cases.scope_list s
      join cases.service_item i on i.task_code = s.task_code and i.version = s.item_version
    where i.id = ${of.itemId}::uuid and s.agency = ${of.agency} and s.state = 'APPROVED'`.execute(em.getKysely());
  return rows[0] ?? null;
}

/**
 * What holds or held is public, as the schedules are; drafts are for their agency and for who reviews them. The newest
 * of each item version comes first.
 */
export async function listScopes(
  context: Context,
  filter: { readonly id?: string; readonly taskCode?: string | null; readonly agency?: string | null },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { id = null, taskCode = null, agency = null } = filter;
  const seesAll = context.access.role === 'ARCHIVES_AUTHORITY';
  const { rows } = await sql<Record<string, unknown>>`select id, agency as "agencyCode", task_code as "taskCode",
      item_version as "itemVersion", number, state, automatic, drafted_at as "draftedAt", reviewed_at as "reviewedAt",
      reason, content->'materials' as materials, content->'steps' as steps,
      content->'requiredMetadata' as "requiredMetadata", content->'elements' as elements
    from cases.scope_list where (${id}::uuid is null or id = ${id}::uuid) and (${taskCode}::text is null or task_code = ${taskCode})
      and (${agency}::text is null or agency = ${agency})
      and (${seesAll} or agency = any(${ownAgencies(context)}::text[]) or state in ('APPROVED', 'SUPERSEDED'))
    order by task_code, item_version, number desc limit 500`.execute(context.em.getKysely());
  return rows;
}

/** Read in its own connection: for acts that answer with the version they made. */
export async function findScopeView(context: Context, id: string): Promise<Readonly<Record<string, unknown>> | null> {
  return (await listScopes(context, { id }))[0] ?? null;
}
