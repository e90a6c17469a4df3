/** What issuers do to their licences. Each act is done once, however often a source sends it. */
import { randomBytes, randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import type { LicenceStatus } from '../../../schema/codes.ts';
import { parseLicenceIdentifier, type LicenceIdentifierParts } from '../../../schema/identifiers/licence-identifier.ts';
import type { ActResult, Context, EntityManager, Refusal } from '../../kernel/index.ts';
import { publishLicences } from '../events.ts';
import { checkIssue, checkRenewal, checkSource } from '../input-checks.ts';
import type { ChangeLicenceStatusInput, FromSource, IssueLicenceInput, RenewLicenceInput } from '../inputs/acts.ts';
import {
  isLapsed,
  isPossible,
  makeIdentifier,
  nextVersion,
  statusAfter,
  type LicenceOperation,
} from '../life-rules.ts';
import {
  bodyOf,
  checkDoor,
  digestOf,
  done,
  findEarlier,
  lockKey,
  lockLicence,
  ownBodies,
  perform,
  refusal,
  type Held,
} from './acts.ts';
import { attachFile, checkUpload } from './files.ts';
import { insertLicence, insertVersion, updateToVersion, writeAct } from './life-rows.ts';
import { checkTypeExists, readStatus } from './licence-types.ts';

/** The frame of every act of a source: the door, the repetition, then what the act itself does. */
function performOnce<T extends FromSource>(
  context: Context,
  { name, operation, input }: { readonly name: string; readonly operation: LicenceOperation; readonly input: T },
  work: (tx: EntityManager, said: SourceAct) => Promise<ActResult>,
): Promise<ActResult> {
  return perform(context, name, async (tx) => {
    const violations = [...checkDoor(input), ...checkSource(input, context.access.at)];
    if (violations.length > 0) return { target: null, violations };
    const digest = digestOf(context, input);
    const earlier = await findEarlier(tx, context, { ...input, operation, digest });
    return earlier === null ? work(tx, { operation, input, digest }) : done(earlier);
  });
}

/** An act as a source told it. */
export interface SourceAct {
  readonly operation: LicenceOperation;
  readonly input: FromSource;
  readonly digest: string;
}

/**
 * Takes in a licence that the caller issues, or has issued: with the identifier it has, or with one that is made.
 *
 * @clause GB/T 36903-2018; GB/T 36904-2018
 */
export function issueLicence(context: Context, input: IssueLicenceInput): Promise<ActResult> {
  return performOnce(context, { name: 'issueLicence', operation: 'ISSUE', input }, async (tx, said) => {
    const issuer = bodyOf(context);
    const faults = [...checkIssue(input), ...(await checkTypeExists(tx, input.typeCode))];
    if (faults.length > 0) return { target: null, violations: faults };
    const parts = partsOf(
      input.identifier ?? makeIdentifier({ ...input, issuer, serial: serialOf(input), version: '001' }),
    );
    await lockKey(tx, 'identifier', parts.typeCode, parts.issuer, parts.serial);
    const violations = [
      ...checkOwner(context, input, parts),
      ...(await checkFree(tx, parts)),
      ...(await checkUpload(tx, context, input.uploadKey)),
    ];
    if (violations.length > 0) return { target: null, violations };
    const id = randomUUID();
    const status = await readStatus(tx, input.rawStatusCode, { ...input, issuer });
    const held = { id, version: parts.version, acts: 0 };
    await insertLicence(tx, context, { id, input, parts, status: status ?? 'OTHER' });
    const fileId = await attachFile(tx, context, { licenceId: id, uploadKey: input.uploadKey });
    await insertVersion(tx, { ...input, licenceId: id, parts, fileId });
    await writeAct(tx, context, { held, said, status });
    await publishLicences(tx, [id]);
    return done(id);
  });
}

/**
 * Makes a new version: the identifier keeps type, issuer and serial, its version counts on, and the old version stays.
 *
 * @clause GB/T 36904-2018
 */
export function renewLicence(context: Context, input: RenewLicenceInput): Promise<ActResult> {
  return performOnce(context, { name: 'renewLicence', operation: 'RENEW', input }, async (tx, said) => {
    const held = await lockLicence(tx, context, input.licenceId);
    const version = nextVersion(held.version);
    const stem = partsOf(held.identifier);
    const given = input.identifier ?? (version === null ? null : makeIdentifier({ ...stem, version }));
    const status = await readStatus(tx, input.rawStatusCode, { ...held, source: input.source });
    const violations = [
      ...checkRenewal(input),
      ...checkOrder(held, said),
      ...checkPossible(context, held, 'RENEW'),
      ...checkMeaning(status, 'RENEW'),
      ...checkVersion(stem, { version, given }),
      ...(await checkUpload(tx, context, input.uploadKey)),
    ];
    if (violations.length > 0 || given === null) return { target: held.id, violations };
    const parts = partsOf(given);
    const renewed = { ...held, number: input.number ?? held.number, holderName: input.holderName ?? held.holderName };
    const fileId = await attachFile(tx, context, { licenceId: held.id, uploadKey: input.uploadKey });
    const row = { ...renewed, ...validityOf(input), licenceId: held.id, parts, fileId };
    await insertVersion(tx, row);
    await updateToVersion(tx, { ...row, status: status ?? 'OTHER', rawStatusCode: input.rawStatusCode });
    await writeAct(tx, context, { held: { ...held, version: parts.version }, said, status });
    await publishLicences(tx, [held.id]);
    return done(held.id);
  });
}

/**
 * Suspends, resumes, revokes, withdraws or cancels. Acts on one licence come one after the other: of two that exclude
 * each other the second is refused.
 *
 * @clause GB/T 36903-2018; 行政许可法 art. 69; 行政许可法 art. 70
 */
export function changeLicenceStatus(context: Context, input: ChangeLicenceStatusInput): Promise<ActResult> {
  const { operation } = input;
  return performOnce(context, { name: 'changeLicenceStatus', operation, input }, async (tx, said) => {
    const held = await lockLicence(tx, context, input.licenceId);
    const status = await readStatus(tx, input.rawStatusCode, { ...held, source: input.source });
    const violations = [
      ...checkOrder(held, said),
      ...checkPossible(context, held, operation),
      ...checkMeaning(status, operation),
      ...checkReason(input),
    ];
    if (violations.length > 0) return { target: held.id, violations };
    await sql`update licences.licence set current_status = ${status ?? 'OTHER'}, raw_status_code = ${input.rawStatusCode}
      where id = ${held.id}::uuid`.execute(tx.getKysely());
    await writeAct(tx, context, { held, said, status });
    await publishLicences(tx, [held.id]);
    return done(held.id);
  });
}

/** An identifier that was checked before, or was made here. */
function partsOf(identifier: string): LicenceIdentifierParts {
  const parsed = parseLicenceIdentifier(identifier);
  if (!parsed.ok) throw new RangeError('an identifier of GB/T 36904 expected');
  return parsed.value;
}

/** Day of issue and twelve characters by chance: it tells nothing of the holder. */
function serialOf({ serial, issuedOn }: IssueLicenceInput): string {
  return serial ?? `${issuedOn.replaceAll('-', '')}${randomBytes(6).toString('hex').toUpperCase()}`;
}

/** Some provinces write a region code for the issuer; a USCC must be the caller's, or of a body that it succeeded. */
function checkOwner(context: Context, { typeCode }: IssueLicenceInput, parts: LicenceIdentifierParts): Refusal[] {
  const isOwn = parts.issuer.length === 6 || ownBodies(context).includes(parts.issuer);
  return [
    ...(isOwn ? [] : [refusal('NOT_ISSUER', 'The identifier names another issuer.', 'GB/T 36904-2018', 'identifier')]),
    ...(parts.typeCode === typeCode
      ? []
      : [refusal('OTHER_TYPE', 'The identifier names another licence type.', 'GB/T 36904-2018', 'identifier')]),
  ];
}

async function checkFree(tx: EntityManager, { identifier }: LicenceIdentifierParts): Promise<Refusal[]> {
  const { rows } = await sql`select id from licences.licence_version where identifier = ${identifier}`.execute(
    tx.getKysely(),
  );
  if (rows.length === 0) return [];
  return [refusal('IDENTIFIER_TAKEN', 'A licence has this identifier already.', 'GB/T 36904-2018', 'identifier')];
}

function checkVersion(
  stem: LicenceIdentifierParts,
  { version, given }: { readonly version: string | null; readonly given: string | null },
): Refusal[] {
  if (version === null || given === null)
    return [refusal('VERSIONS_EXHAUSTED', 'Version 999 is the last: issue a new licence.', 'GB/T 36904-2018')];
  const parsed = parseLicenceIdentifier(given);
  if (!parsed.ok) return [];
  const next = parsed.value;
  const isNext =
    next.typeCode === stem.typeCode &&
    next.issuer === stem.issuer &&
    next.serial === stem.serial &&
    next.version === version;
  if (isNext) return [];
  const message = `The new version keeps type, issuer and serial, and is ${version}.`;
  return [refusal('NOT_NEXT_VERSION', message, 'GB/T 36904-2018', 'identifier')];
}

/** History is told in order: an act that was done before the last one comes too late. */
function checkOrder({ lastAtMs }: Held, { input }: SourceAct): Refusal[] {
  if (lastAtMs === null || Date.parse(input.at) >= lastAtMs) return [];
  const message = 'A later act is recorded already. Compare with the history of the licence.';
  return [refusal('OUT_OF_ORDER', message, 'GB/T 36903-2018', 'at')];
}

function checkPossible({ access }: Context, held: Held, operation: LicenceOperation): Refusal[] {
  const status: LicenceStatus = isLapsed(held.status, held.validTo, access.today) ? 'EXPIRED' : held.status;
  if (isPossible(operation, status)) return [];
  return [refusal('NOT_POSSIBLE', `Not possible for a licence that is ${status}.`, '行政许可法 art. 70', 'operation')];
}

/** What the source's own code says must be what was done; a code that nobody explains becomes a finding. */
function checkMeaning(
  status: LicenceStatus | null,
  operation: Exclude<LicenceOperation, 'ISSUE' | 'EXPIRE' | 'OTHER'>,
): Refusal[] {
  const expected = statusAfter(operation);
  if (status === null || status === expected) return [];
  const message = `The status code means ${status}, and the act leaves ${expected}. Correct one of them.`;
  return [refusal('STATUS_CONTRADICTS', message, 'GB/T 36903-2018', 'rawStatusCode')];
}

/** Whoever takes a right away says why. */
function checkReason({ operation, reason }: ChangeLicenceStatusInput): Refusal[] {
  if (operation === 'RESUME' || (reason ?? '').trim() !== '') return [];
  return [refusal('REASON_MISSING', 'Say why.', '行政许可法 art. 69', 'reason')];
}

function validityOf({ issuedOn, validFrom, validTo }: RenewLicenceInput): {
  readonly issuedOn: string;
  readonly validFrom: string | null;
  readonly validTo: string | null;
} {
  return { issuedOn, validFrom: validFrom ?? null, validTo: validTo ?? null };
}
