/** A case comes in: once, however often it is sent. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { localDate, toShanghaiDate } from '../../../schema/ids.ts';
import { packStored } from '../../../schema/policy/label.ts';
import { NEVER_A_MINOR, ofAgeOn } from '../../../schema/policy/minority.ts';
import { act, toSubjectRef, type ActResult, type Context, type EntityManager } from '../../kernel/index.ts';
import { CaseEntity } from '../entities.ts';
import { checkOpening } from '../input-rules.ts';
import type { OpenCaseInput } from '../inputs/intake.ts';
import { passDoor } from './door.ts';
import { agencyOf, digestOf, otherContent, refusal } from './handling.ts';
import { checkSystem, named } from './items.ts';

interface ItemRow {
  readonly id: string;
  readonly sensitive: boolean;
}

/**
 * Opens a case for the agency of the handling system. The same key with the same content answers the same, whoever
 * was first; what a key once named it names for ever.
 *
 * @throws CONFLICT when the key came before with other content: the error names the key and nothing else
 * @clause 26号 art. 6; 26号 art. 9
 */
export async function openCase(context: Context, input: OpenCaseInput): Promise<ActResult> {
  const doubts = await passDoor(context, input);
  return act(context, named('openCase'), async (tx) => {
    const faults = doubts.length > 0 ? doubts : [...checkOpening(input), ...(await checkSystem(tx, context, input))];
    const item = await findItem(tx, context, input);
    const missing = refusal('ITEM_UNKNOWN', 'Register this version of the item first.', '26号 art. 7', 'itemVersion');
    if (item === null || faults.length > 0)
      return { target: null, violations: item === null && doubts.length === 0 ? [...faults, missing] : faults };
    return { target: await insertOnce(tx, context, { input, item }), violations: [] };
  });
}

async function findItem(
  tx: EntityManager,
  context: Context,
  { taskCode, itemVersion }: OpenCaseInput,
): Promise<ItemRow | null> {
  const { rows } = await sql<ItemRow>`select id, sensitive from cases.service_item
    where task_code = ${taskCode} and version = ${itemVersion} and agency = ${agencyOf(context)}`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}

interface Opening {
  readonly input: OpenCaseInput;
  readonly item: ItemRow;
}

/** The unique index settles the race: who loses waits for the winner, and then finds its row. */
async function insertOnce(tx: EntityManager, context: Context, opening: Opening): Promise<string> {
  const { input } = opening;
  const digest = digestOf(context, input);
  const earlier = await findByKey(tx, context, input.systemKey);
  if (earlier === null) {
    const row = toRow(context, opening, digest);
    const inserted = await insertRow(tx, row);
    if (inserted) return row.id;
  }
  const found = earlier ?? (await findByKey(tx, context, input.systemKey));
  if (found?.digest !== digest) throw otherContent(input.systemKey);
  return found.id;
}

async function findByKey(
  tx: EntityManager,
  context: Context,
  systemKey: string,
): Promise<{ readonly id: string; readonly digest: string } | null> {
  const { rows } = await sql<{ id: string; digest: string }>`select id, input_digest as digest from cases.case_record
    where forming_unit = ${agencyOf(context)} and system = ${context.access.actorId} and system_key = ${systemKey}`.execute(
    tx.getKysely(),
  );
  return rows[0] ?? null;
}

async function insertRow(tx: EntityManager, row: ReturnType<typeof toRow>): Promise<boolean> {
  const inserted = await tx
    .createQueryBuilder(CaseEntity)
    .insert(row)
    .onConflict(['formingUnit', 'system', 'systemKey'])
    .ignore()
    .execute('run');
  return inserted.affectedRows === 1;
}

function toRow(context: Context, { input, item }: Opening, digest: string) {
  const { keys, profile } = context.services;
  const { applicant } = input;
  const numbers = [applicant.idNumber, ...(applicant.standing ?? [])];
  return {
    id: randomUUID(),
    recordCode: makeRecordCode(context),
    caseNumber: input.caseNumber,
    itemId: item.id,
    state: 'OPEN',
    announced: false,
    system: context.access.actorId,
    systemKey: input.systemKey,
    inputDigest: digest,
    title: input.title,
    ...toApplicant(input),
    contactName: input.contactName ?? null,
    contactPhone: input.contactPhone ?? null,
    complainantName: input.complainantName ?? null,
    bankAccount: input.bankAccount ?? null,
    circumstances: input.circumstances ?? null,
    tradeSecret: input.tradeSecret ?? null,
    internalOpinion: input.internalOpinion ?? null,
    handlerName: input.handlerName ?? null,
    remarks: input.remarks ?? null,
    receivedAt: new Date(input.receivedAt),
    acceptedAt: typeof input.acceptedAt === 'string' ? new Date(input.acceptedAt) : null,
    facts: packStored({
      custody: 'FORMING',
      openness: 'CLOSED',
      sensitive: item.sensitive,
      destroyed: false,
      nonSharing: input.nonSharing ?? false,
    }),
    formingUnit: agencyOf(context),
    subjects: numbers.map((number) => toSubjectRef(keys.subject, number)),
    minorUntil: applicant.type === 'ENTERPRISE' ? NEVER_A_MINOR : ofAgeOn(applicant.idNumber, profile),
    region: input.region,
    itemCode: input.taskCode,
  };
}

function toApplicant({ applicant }: OpenCaseInput) {
  return {
    applicantType: applicant.type,
    applicantName: applicant.name,
    applicantIdType: applicant.idType,
    applicantIdNumber: applicant.idNumber,
    applicantPhone: applicant.phone ?? null,
    applicantAddress: applicant.address ?? null,
    legalRepresentative: applicant.legalRepresentative ?? null,
  };
}

/** 电子文件号: there before any 档号, and tells nothing but the day. */
function makeRecordCode({ access }: Context): string {
  const day = localDate(toShanghaiDate(Date.parse(access.at)));
  return `E${day.replaceAll('-', '')}-${randomBytes(10).toString('hex')}`;
}
