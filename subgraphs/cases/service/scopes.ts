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
import { agencyOf, refusal } from './handling.ts';
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

/** Approving one supersedes the one before it, in the same commit. @clause 26号 art. 5 */
export async function reviewScope(context: Context, input: ReviewScopeInput): Promise<ActResult> {
  const reason = input.reason?.trim() ?? '';
  return act(context, named('reviewScope'), async (tx) => {
    const db = tx.getKysely();
    const { rows } = await sql<{ state: string; agency: string; taskCode: string; itemVersion: string }>`select state,
        agency, task_code as "taskCode", item_version as "itemVersion"
      from cases.scope_list where id = ${input.scopeId}::uuid for update`.execute(db);
    const found = rows[0];
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

/** Public, as the schedules are: the newest of each item version first. */
export async function listScopes(
  { em }: Context,
  filter: { readonly taskCode: string | null; readonly agency: string | null },
): Promise<readonly Readonly<Record<string, unknown>>[]> {
  const { rows } = await sql<Record<string, unknown>>`select id, agency as "agencyCode", task_code as "taskCode",
      item_version as "itemVersion", number, state, automatic, drafted_at as "draftedAt", reviewed_at as "reviewedAt",
      reason, content->'materials' as materials, content->'steps' as steps,
      content->'requiredMetadata' as "requiredMetadata", content->'elements' as elements
    from cases.scope_list where (${filter.taskCode}::text is null or task_code = ${filter.taskCode})
      and (${filter.agency}::text is null or agency = ${filter.agency})
    order by task_code, item_version, number desc limit 500`.execute(em.getKysely());
  return rows;
}

/** Read in its own connection: for acts that answer with the version they made. */
export async function findScopeView(context: Context, id: string): Promise<Readonly<Record<string, unknown>> | null> {
  const all = await listScopes(context, { taskCode: null, agency: null });
  return all.find((each) => each['id'] === id) ?? null;
}
