/** What happens in a case until it is completed. Each act is done once, however often it is sent. */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { localDate } from '../../../schema/ids.ts';
import { act, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { parseLicenceIdentifier } from '../../../schema/identifiers/licence-identifier.ts';
import { publishCases } from '../events.ts';
import { checkLicence, checkStep, checkText, faultsOf } from '../input-rules.ts';
import type {
  AddPartInput,
  AddStepInput,
  AttachLicenceInput,
  CompleteCaseInput,
  CorrectCaseInput,
} from '../inputs/intake.ts';
import { archiveDueOn } from '../rules.ts';
import { awaitAgain } from './called-files.ts';
import { passDoor } from './door.ts';
import { checkWritable, digestOf, findEarlier, lockCase, refusal, toStoredKey, type Handled } from './handling.ts';
import { checkSystem, named } from './items.ts';

interface Keyed {
  readonly caseId: string;
  readonly systemKey: string;
}

export type Insert = (
  handled: Handled,
  row: { readonly id: string; readonly storedKey: string; readonly digest: string },
) => Promise<void>;

/** The frame of every act that adds something under a key of the system's own. */
export async function addOnce(
  context: Context,
  what: { readonly name: string; readonly table: 'case_step' | 'case_material' | 'licence_snapshot' },
  input: Keyed,
  work: {
    readonly faults: readonly Refusal[];
    readonly check?: (tx: EntityManager, handled: Handled) => Promise<readonly Refusal[]>;
    readonly insert: (tx: EntityManager) => Insert;
  },
): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named(what.name), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const handled = await lockCase(tx, context, input.caseId);
    const said = { storedKey: toStoredKey(context, input.systemKey), digest: digestOf(context, input) };
    const earlier = await findEarlier(tx, what.table, { ...said, ...input });
    if (earlier !== null) return { target: handled.id, violations: [] };
    const violations = [
      ...work.faults,
      ...(await checkSystem(tx, context, handled)),
      ...checkWritable(handled),
      ...((await work.check?.(tx, handled)) ?? []),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    await work.insert(tx)(handled, { id: randomUUID(), ...said });
    return { target: handled.id, violations: [] };
  });
}

export async function addStep(context: Context, input: AddStepInput): Promise<ActResult> {
  const insert =
    (tx: EntityManager): Insert =>
    async ({ id: caseId, formingUnit, partAgency }, { id, storedKey, digest }) =>
      void (await sql`insert into cases.case_step
          (id, case_id, sequence, step, unit, handler_name, at, note, system_key, input_digest)
        values (${id}::uuid, ${caseId}::uuid, ${input.sequence}, ${input.step}, ${partAgency ?? formingUnit},
          ${input.handlerName ?? null}, ${input.at}::timestamptz, ${input.note ?? null}, ${storedKey}, ${digest})`.execute(
        tx.getKysely(),
      ));
  return addOnce(context, { name: 'addStep', table: 'case_step' }, input, { faults: checkStep(input), insert });
}

/** A snapshot: what becomes of the licence later does not change it. @clause 26号 art. 8 */
export async function attachLicence(context: Context, input: AttachLicenceInput): Promise<ActResult> {
  const insert =
    (tx: EntityManager): Insert =>
    async ({ id: caseId }, { id, storedKey, digest }) => {
      const parsed = parseLicenceIdentifier(input.identifier);
      if (!parsed.ok) return;
      const { typeCode, issuer, version } = parsed.value;
      await sql`insert into cases.licence_snapshot (id, case_id, licence_id, identifier, version, type_code, type_name,
          issuer, holder_name, holder_type, holder_number, status_at_use, called_at, use_cause, system_key, input_digest)
        values (${id}::uuid, ${caseId}::uuid, ${input.licenceId ?? null}::uuid, ${input.identifier}, ${version},
          ${typeCode}, ${input.typeName}, ${issuer}, ${input.holderName}, ${input.holderType}, ${input.holderNumber},
          ${input.statusAtUse}, ${input.calledAt}::timestamptz, ${input.useCause}, ${storedKey}, ${digest})`.execute(
        tx.getKysely(),
      );
    };
  const what = { name: 'attachLicence', table: 'licence_snapshot' } as const;
  return addOnce(context, what, input, { faults: checkLicence(input), insert });
}

/** The lead gives an agency its part; giving it again changes nothing. @clause 26号 art. 8 */
export async function addPart(context: Context, input: AddPartInput): Promise<ActResult> {
  return act(context, named('addPart'), async (tx) => {
    const handled = await lockCase(tx, context, input.caseId);
    const isLead = handled.partAgency === null && input.agency !== handled.formingUnit;
    const violations = [
      ...faultsOf('agency', parseUscc(input.agency), 'GB 32100-2015'),
      ...(await checkSystem(tx, context, handled)),
      ...checkWritable(handled),
      ...(isLead ? [] : [refusal('NOT_LEAD', 'The lead gives parts to others.', '26号 art. 8', 'agency')]),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    await sql`insert into cases.case_part (id, case_id, agency, state)
      values (${randomUUID()}::uuid, ${handled.id}::uuid, ${input.agency}, 'OPEN')
      on conflict (case_id, agency) do nothing`.execute(tx.getKysely());
    return { target: handled.id, violations: [] };
  });
}

/**
 * Ends the handling of the case, or of the caller's part. With the lead's word the case is told to everybody, and its
 * clocks begin. The same again answers the same.
 *
 * @clause 26号 art. 9
 */
export async function completeCase(context: Context, input: CompleteCaseInput): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named('completeCase'), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const handled = await lockCase(tx, context, input.caseId);
    if (await isCompletedSo(tx, handled, input)) return { target: handled.id, violations: [] };
    const violations = [
      ...(await checkSystem(tx, context, handled)),
      ...(handled.sideState === 'OPEN'
        ? []
        : [refusal('NOT_OPEN', 'It is completed already. Correct the case instead.', '26号 art. 9', 'caseId')]),
      ...(handled.partAgency === null ? await checkLeadsEnd(tx, handled, input) : []),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    await writeEnd(tx, context, { handled, input });
    return { target: handled.id, violations: [] };
  });
}

async function isCompletedSo(tx: EntityManager, handled: Handled, input: CompleteCaseInput): Promise<boolean> {
  if (handled.sideState === 'OPEN') return false;
  const query =
    handled.partAgency === null
      ? sql`select id from cases.case_record where id = ${handled.id}::uuid and result = ${input.result ?? null}
          and completed_on = ${input.completedOn}::date`
      : sql`select id from cases.case_part where case_id = ${handled.id}::uuid and agency = ${handled.partAgency}
          and completed_on = ${input.completedOn}::date and opinion is not distinct from ${input.opinion ?? null}::text`;
  return (await query.execute(tx.getKysely())).rows.length > 0;
}

async function checkLeadsEnd(tx: EntityManager, handled: Handled, { result }: CompleteCaseInput): Promise<Refusal[]> {
  const { rows } =
    await sql`select id from cases.case_part where case_id = ${handled.id}::uuid and state = 'OPEN'`.execute(
      tx.getKysely(),
    );
  return [
    ...(typeof result === 'string'
      ? []
      : [refusal('RESULT_MISSING', 'Say how the case ended.', '26号 art. 7', 'result')]),
    ...(rows.length === 0
      ? []
      : [refusal('PARTS_OPEN', `Parts are still being handled: ${rows.length}.`, '26号 art. 8', 'caseId')]),
  ];
}

async function writeEnd(
  tx: EntityManager,
  context: Context,
  { handled, input }: { readonly handled: Handled; readonly input: CompleteCaseInput },
): Promise<void> {
  const db = tx.getKysely();
  if (handled.partAgency !== null) {
    await sql`update cases.case_part set state = 'COMPLETED', completed_on = ${input.completedOn}::date,
        opinion = ${input.opinion ?? null}
      where case_id = ${handled.id}::uuid and agency = ${handled.partAgency}`.execute(db);
    return;
  }
  const dueOn = archiveDueOn(localDate(input.completedOn), context.services.profile);
  await sql`update cases.case_record set state = 'COMPLETED', announced = true, result = ${input.result ?? null},
      completed_on = ${input.completedOn}::date, period_on = ${input.completedOn}::date, archive_due_on = ${dueOn}::date
    where id = ${handled.id}::uuid`.execute(db);
  await publishCases(tx, [handled.id]);
}

/** Puts right what a check found, while nothing is archived yet. Doing it twice is doing it once. */
export async function correctCase(context: Context, input: CorrectCaseInput): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named('correctCase'), async (tx) => {
    if (doubts.length > 0) return { target: null, violations: doubts };
    const handled = await lockCase(tx, context, input.caseId);
    const violations = [
      ...(typeof input.caseNumber === 'string' ? checkText('caseNumber', input.caseNumber, 64) : []),
      ...(await checkSystem(tx, context, handled)),
      ...checkWritable(handled),
      ...(handled.partAgency === null
        ? []
        : [refusal('NOT_LEAD', 'The lead corrects the case.', '26号 art. 8', 'caseId')]),
    ];
    if (violations.length > 0) return { target: handled.id, violations };
    await writeCorrection(tx, context, { handled, input });
    return { target: handled.id, violations: [] };
  });
}

async function writeCorrection(
  tx: EntityManager,
  context: Context,
  { handled, input }: { readonly handled: Handled; readonly input: CorrectCaseInput },
): Promise<void> {
  const isCompleted = handled.state !== 'OPEN';
  const completedOn = isCompleted ? (input.completedOn ?? null) : null;
  const dueOn = completedOn === null ? null : archiveDueOn(localDate(completedOn), context.services.profile);
  await sql`update cases.case_record set case_number = coalesce(${input.caseNumber ?? null}, case_number),
      received_at = coalesce(${input.receivedAt ?? null}::timestamptz, received_at),
      accepted_at = coalesce(${input.acceptedAt ?? null}::timestamptz, accepted_at),
      completed_on = coalesce(${completedOn}::date, completed_on), period_on = coalesce(${completedOn}::date, period_on),
      archive_due_on = coalesce(${dueOn}::date, archive_due_on)
    where id = ${handled.id}::uuid`.execute(tx.getKysely());
  if (isCompleted) await publishCases(tx, [handled.id]);
}

/** Takes a material back out of a case that is not archived; its file goes with the next sweep. */
export async function withdrawMaterial(context: Context, caseId: string, materialId: string): Promise<ActResult> {
  return act(context, named('withdrawMaterial'), async (tx) => {
    const handled = await lockCase(tx, context, caseId);
    const violations = [...(await checkSystem(tx, context, handled)), ...checkWritable(handled)];
    if (violations.length > 0) return { target: handled.id, violations };
    const { rows } = await sql<{ fileId: string | null; calledId: string | null }>`delete from cases.case_material
      where id = ${materialId}::uuid and case_id = ${handled.id}::uuid
        and part_agency is not distinct from ${handled.partAgency} returning file_id as "fileId", called_id as "calledId"`.execute(
      tx.getKysely(),
    );
    const fileIds = rows.flatMap(({ fileId }) => fileId ?? []);
    await awaitAgain(
      tx,
      rows.flatMap(({ calledId }) => calledId ?? []),
    );
    await sql`delete from cases.case_file where id = any(${fileIds}::text[])`.execute(tx.getKysely());
    return { target: handled.id, violations: [] };
  });
}
