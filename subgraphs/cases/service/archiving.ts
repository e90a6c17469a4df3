/**
 * Archiving, step by step: collect, arrange, inventory, package, seal, check, exchange, receive, register, store.
 *
 * Each stretch ends in one transaction that moves the state only from where the stretch began: whoever is killed
 * leaves a state from which the next takes up, and of two at once one is told so.
 *
 * @clause GB/T 42727-2023; 26号 art. 9; 26号 art. 10
 */
import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { CaseState, CheckStage } from '../../../schema/codes.ts';
import { DomainError } from '../../../schema/errors.ts';
import { toInstant } from '../../../schema/ids.ts';
import { runChecks, verdict, type CheckReport, type PackageUnderCheck } from '../../checks/index.ts';
import { parseBlobId, type BlobId, type Digests, type StoredBlob } from '../../files/index.ts';
import { act, publish, type ActResult, type Context, type EntityManager, type Refusal } from '../../kernel/index.ts';
import { publishCases } from '../events.ts';
import { mayFollow } from '../rules.ts';
import { checkCalledFiles, numberCalledFiles } from './called-files.ts';
import { findOverrides, findPolicies, storeReport } from './check-reports.ts';
import { agencyOf, lockCase, refusal, SCHEMA, type Handled } from './handling.ts';
import { named } from './items.ts';
import { gather, lookAtAll, seal, storeOf, toPackage, type Gathered, type LookedAt, type Side } from './package.ts';
import { storesOf } from './stores.ts';

/** States between which archiving is under way, or was broken off. */
const UNDER_WAY: readonly CaseState[] = ['COLLECTED', 'CHECKED', 'EXCHANGED'];

/** Where the others are told of the case again. */
const TOLD: readonly CaseState[] = ['RETURNED', 'ARCHIVED'];

interface Claimed extends ActResult {
  readonly side: Side | null;
}

/**
 * Archives the case, or the caller's part of it. What is archived already is answered as such.
 *
 * @returns all findings for which it was returned, none when it is archived
 * @throws CONFLICT when another request archives it at the same time
 */
export async function archiveCase(context: Context, caseId: string): Promise<ActResult> {
  const claimed = await act(context, named('archiveCase'), (tx) => claim(tx, context, caseId));
  if (claimed.side === null) return claimed;
  return { target: caseId, violations: await proceed(context, claimed.side) };
}

async function claim(tx: EntityManager, context: Context, caseId: string): Promise<Claimed> {
  const handled = await lockCase(tx, context, caseId);
  const { sideState, partAgency } = handled;
  if (sideState === 'ARCHIVED') return { target: caseId, violations: [], side: null };
  const side: Side = { caseId, partAgency, agency: partAgency ?? handled.formingUnit };
  if (UNDER_WAY.includes(sideState)) return { target: caseId, violations: [], side };
  const violations = [...checkReady(handled), ...(await checkCalledFiles(tx, side))];
  if (violations.length > 0) return { target: caseId, violations, side: null };
  await numberCalledFiles(tx, side);
  await move(tx, context, { side, from: sideState, path: ['COLLECTED'] });
  return { target: caseId, violations: [], side };
}

function checkReady({ sideState }: Handled): Refusal[] {
  if (mayFollow(sideState, 'COLLECTED')) return [];
  return [refusal('NOT_COMPLETED', 'A case is archived when it is completed.', '26号 art. 9', 'caseId')];
}

/** From wherever it stands to the store, or back with reasons. */
async function proceed(context: Context, side: Side): Promise<Refusal[]> {
  for (;;) {
    const state = await stateOf(context, side);
    if (state === 'ARCHIVED') return [];
    const reasons = await (state === 'COLLECTED'
      ? checkAtArchiving(context, side)
      : state === 'CHECKED'
        ? exchange(context, side)
        : receive(context, side));
    if (reasons.length > 0) return reasons;
  }
}

async function stateOf({ em }: Context, { caseId, partAgency }: Side): Promise<CaseState | null> {
  const { rows } = await sql<{ state: CaseState }>`select coalesce(p.state, r.state) as state from cases.case_record r
    left join cases.case_part p on p.case_id = r.id and p.agency = ${partAgency}
    where r.id = ${caseId}::uuid`.execute(em.getKysely());
  return rows[0]?.state ?? null;
}

/** Arranged, counted, packaged, sealed and checked over the real bytes: all findings at once. */
async function checkAtArchiving(context: Context, side: Side): Promise<Refusal[]> {
  const gathered = await gather(context, side);
  const archivedAt = context.access.at;
  const looked = await lookAtAll(context, gathered.materials);
  const pkg = toPackage(gathered, side, { looked, archivedAt });
  const sealed = seal(pkg);
  const report = check(context, 'GD', { pkg, gathered, looked, readBack: null });
  const reasons = [...checkScope(gathered), ...(await judge(context, side, report))];
  await context.em.transactional(async (tx) => {
    const path: CaseState[] = [
      'ARRANGED',
      'INVENTORIED',
      'PACKAGED',
      'SEALED',
      reasons.length > 0 ? 'RETURNED' : 'CHECKED',
    ];
    await move(tx, context, { side, from: 'COLLECTED', path, reasons });
    await storeReport(tx, side, { report, reasons });
    await sql`delete from cases.archive_package where case_id = ${side.caseId}::uuid
      and part_agency is not distinct from ${side.partAgency}::text`.execute(tx.getKysely());
    await sql`insert into cases.archive_package
        (id, case_id, part_agency, metadata, elements, manifest, manifest_sm3, sealed_at)
      values (${randomUUID()}::uuid, ${side.caseId}::uuid, ${side.partAgency}, ${sealed.metadata},
        ${JSON.stringify(pkg.metadata)}::jsonb, ${sealed.manifest}, ${sealed.manifestSm3},
        ${archivedAt}::timestamptz)`.execute(tx.getKysely());
  });
  return reasons;
}

/** Without an approved scope nobody knows what is complete. @clause 26号 art. 7 */
function checkScope({ scope }: Gathered): Refusal[] {
  if (scope !== null) return [];
  const message = 'There is no approved archiving scope for this item version. Draft one and have it reviewed.';
  return [refusal('SCOPE_MISSING', message, '26号 art. 7')];
}

interface Checked {
  readonly pkg: PackageUnderCheck;
  readonly gathered: Gathered;
  readonly looked: LookedAt;
  readonly readBack: Readonly<Record<string, string>> | null;
}

function check(context: Context, stage: CheckStage, { pkg, gathered, looked, readBack }: Checked): CheckReport {
  const { access, services } = context;
  const { scope, numberTaken } = gathered;
  const now = toInstant(Date.parse(access.at));
  const mandatory = (scope?.content.materials ?? []).filter((each) => each.mandatory).map(({ code }) => code);
  return runChecks(pkg, stage, {
    now,
    operator: access.actorId,
    taken: { recordCode: false, caseNumber: numberTaken, referenceCode: false },
    scope: { materials: mandatory, steps: scope?.content.steps ?? [] },
    requiredMetadata: [...services.profile.requiredMetadata, ...(scope?.content.requiredMetadata ?? [])],
    allowedFormats: services.profile.allowedFormats,
    readBack,
    handover: [{ act: stage === 'GD' ? 'COLLECTED' : 'EXCHANGED', actor: access.actorId, at: now }],
    virusEngine: looked.virusEngine,
  });
}

async function judge(context: Context, side: Side, report: CheckReport): Promise<Refusal[]> {
  const set = await findPolicies(context.em, side.agency);
  // Metadata is read back from the e-archive at receipt; before that there is nothing to read.
  const policies = report.stage === 'GD' ? { ...set, '3-2': 'WARN' as const } : set;
  const { blocking, open } = verdict(report, policies, await findOverrides(context.em, side));
  return [...blocking, ...open].map(({ code, object, reason }) =>
    refusal(code, `${object}: ${reason ?? 'to be looked at'}.`, 'DA/T 70-2018', object),
  );
}

interface Original {
  readonly materialId: string;
  readonly fileId: string | null;
  /** Null: nobody knows what the file was when it came. */
  readonly sm3: string | null;
  readonly sha256: string | null;
}

interface Copied {
  readonly materialId: string;
  readonly from: BlobId;
  readonly to: StoredBlob;
}

/** From the agency's handling into the e-archive: each file is copied, and the copy has the digests of the original. */
async function exchange(context: Context, side: Side): Promise<Refusal[]> {
  const { intake } = await storesOf(context.services);
  const { rows } = await sql<Original>`select m.id as "materialId", m.file_id as "fileId", f.sm3, f.sha256
    from cases.case_material m left join cases.case_file f on f.id = m.file_id
    where m.case_id = ${side.caseId}::uuid and m.part_agency is not distinct from ${side.partAgency}::text
    order by m.sequence, m.id`.execute(context.em.getKysely());
  const copies: Copied[] = [];
  for (const { materialId, fileId, sm3, sha256 } of rows) {
    const from = parseBlobId(fileId);
    const store = from === null ? null : await storeOf(context, from);
    if (from === null || store !== intake) continue;
    if (sm3 === null || sha256 === null) throw atTheSameTime(side);
    copies.push({ materialId, from, to: await copy(context, side, { id: from, digests: { sm3, sha256 } }) });
  }
  await context.em.transactional(async (tx) => {
    await move(tx, context, { side, from: 'CHECKED', path: ['EXCHANGED'] });
    await replaceFiles(tx, side, copies);
  });
  // Nothing names them any more: should this be cut short, the sweep finds them.
  for (const { from } of copies) await intake.delete(from);
  return [];
}

/** @throws CONFLICT when somebody else has taken the original away meanwhile: it archives the case too */
async function copy(
  { services }: Context,
  side: Side,
  { id, digests }: { readonly id: BlobId; readonly digests: Digests },
): Promise<StoredBlob> {
  const { intake, archive } = await storesOf(services);
  try {
    const limits = { maxBytes: Number.MAX_SAFE_INTEGER, declaredDigests: digests };
    return await archive.put(await intake.open(id), limits);
  } catch (error) {
    if (error instanceof DomainError && error.code === 'NOT_FOUND') throw atTheSameTime(side);
    throw error;
  }
}

/** All of them in three statements, however many there are. */
async function replaceFiles(tx: EntityManager, side: Side, copies: readonly Copied[]): Promise<void> {
  if (copies.length === 0) return;
  const db = tx.getKysely();
  const told = JSON.stringify(
    copies.map(({ materialId, from, to }) => ({
      material: materialId,
      former: from,
      id: to.id,
      bytes: to.bytes,
      sm3: to.sm3,
      sha256: to.sha256,
    })),
  );
  const copied = sql`jsonb_to_recordset(${told}::jsonb)
    as c(material uuid, former text, id text, bytes bigint, sm3 text, sha256 text)`;
  // The copy keeps the time of the original: it is in the sealed description.
  await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
    select c.id, ${side.caseId}::uuid, c.bytes, c.sm3, c.sha256, f.at
    from ${copied} join cases.case_file f on f.id = c.former`.execute(db);
  await sql`update cases.case_material m set file_id = c.id from ${copied} where m.id = c.material`.execute(db);
  await sql`delete from cases.case_file where id = any(${copies.map(({ from }) => String(from))}::text[])`.execute(db);
}

/** The e-archive's own check: it reads what it has got, bytes and metadata, and compares it with what was sealed. */
async function receive(context: Context, side: Side): Promise<Refusal[]> {
  const gathered = await gather(context, side);
  const sealed = await readSealed(context, side);
  const looked = await lookAtAll(context, gathered.materials);
  const pkg = toPackage(gathered, side, { looked, archivedAt: sealed.sealedAt });
  const report = check(context, 'YJ', { pkg, gathered, looked, readBack: sealed.elements });
  const reasons = [...checkSealed(pkg, sealed), ...(await judge(context, side, report))];
  const path: CaseState[] = reasons.length > 0 ? ['RETURNED'] : ['RECEIVED', 'REGISTERED', 'ARCHIVED'];
  await context.em.transactional(async (tx) => {
    // What is archived takes no report any more: it is written before, and only by who archives.
    await hold(tx, side, 'EXCHANGED');
    await storeReport(tx, side, { report, reasons });
    await move(tx, context, { side, from: 'EXCHANGED', path, reasons });
  });
  return reasons;
}

interface SealedRow {
  readonly manifestSm3: string;
  readonly sealedAt: string;
  readonly elements: Readonly<Record<string, string>>;
}

async function readSealed({ em }: Context, { caseId, partAgency }: Side): Promise<SealedRow> {
  const { rows } = await sql<SealedRow>`select manifest_sm3 as "manifestSm3", elements,
      elements->>'archive_time' as "sealedAt" from cases.archive_package
    where case_id = ${caseId}::uuid and part_agency is not distinct from ${partAgency}::text`.execute(em.getKysely());
  if (rows[0] === undefined) throw new DomainError('UNAVAILABLE');
  return rows[0];
}

/** @clause 26号 art. 10 */
function checkSealed(pkg: PackageUnderCheck, { manifestSm3 }: SealedRow): Refusal[] {
  if (seal(pkg).manifestSm3 === manifestSm3) return [];
  return [refusal('SEAL_BROKEN', 'What was received is not what was sealed.', '26号 art. 10')];
}

interface Move {
  readonly side: Side;
  readonly from: CaseState;
  /** One state after the other, each of which is entered. */
  readonly path: readonly CaseState[];
  readonly reasons?: readonly Refusal[];
}

/** @throws CONFLICT when it no longer stands where the stretch began */
async function move(tx: EntityManager, context: Context, { side, from, path, reasons = [] }: Move): Promise<void> {
  const db = tx.getKysely();
  const last = path.at(-1) ?? from;
  path.forEach((to, at) => {
    const before = path[at - 1] ?? from;
    if (!mayFollow(before, to)) throw new Error(`${before} is not followed by ${to}`);
  });
  const { access } = context;
  const archivedOn = last === 'ARCHIVED' ? access.today : null;
  const changed = await (
    side.partAgency === null
      ? sql`update cases.case_record set state = ${last}, archived_on = ${archivedOn}::date
        where id = ${side.caseId}::uuid and state = ${from}`
      : sql`update cases.case_part set state = ${last}, archived_on = ${archivedOn}::date
        where case_id = ${side.caseId}::uuid and agency = ${side.partAgency} and state = ${from}`
  ).execute(db);
  if (changed.numAffectedRows !== 1n) throw atTheSameTime(side);
  await enter(tx, context, { side, from, path, reasons });
  // What lies between is nobody else's affair.
  if (side.partAgency === null && TOLD.includes(last)) await publishCases(tx, [side.caseId]);
}

/** Locks the case. @throws CONFLICT when the side that is archived no longer stands where the stretch began */
async function hold(tx: EntityManager, side: Side, state: CaseState): Promise<void> {
  const { rows } = await sql<{ state: CaseState }>`select coalesce(p.state, r.state) as state from cases.case_record r
      left join cases.case_part p on p.case_id = r.id and p.agency = ${side.partAgency}
    where r.id = ${side.caseId}::uuid for update of r`.execute(tx.getKysely());
  if (rows[0]?.state !== state) throw atTheSameTime(side);
}

function atTheSameTime({ caseId }: Side): DomainError {
  return new DomainError('CONFLICT', 'Another request archives this case at the moment.', { details: { caseId } });
}

async function enter(tx: EntityManager, context: Context, { side, from, path, reasons = [] }: Move): Promise<void> {
  const { actorId, at, requestId } = context.access;
  const rows = path.map((to, index) => ({
    id: randomUUID(),
    from: path[index - 1] ?? from,
    to,
    reasons: to === 'RETURNED' ? reasons : [],
  }));
  await sql`insert into cases.archiving_step (id, case_id, part_agency, number, from_state, to_state, actor, at, reasons)
    select (r->>'id')::uuid, ${side.caseId}::uuid, ${side.partAgency}::text,
      (select coalesce(max(number), 0) from cases.archiving_step where case_id = ${side.caseId}::uuid) + n::int,
      r->>'from', r->>'to', ${actorId}::text, ${at}::timestamptz, r->'reasons'
    from jsonb_array_elements(${JSON.stringify(rows)}::jsonb) with ordinality as each(r, n)`.execute(tx.getKysely());
  const last = path.at(-1);
  if (last !== 'RETURNED' && last !== 'ARCHIVED') return;
  const codes = reasons.map(({ code, clause }) => ({ code, clause }));
  const entry = { act: 'archiveCase', outcome: last, target: side.caseId, reasons: codes, actorId, requestId, at };
  await publish(tx, SCHEMA, 'ACT', [{ ...entry, agency: agencyOf(context) }]);
}
