/**
 * A case that comes in a package (离线归档): read safely, past the door, held to the rules of online intake, checked over
 * the real bytes, and written whole or not at all.
 *
 * @clause 26号 art. 9; 26号 art. 10
 */
import { join } from 'node:path';
import type { AccessContext } from '../../../../schema/actor.ts';
import { DomainError } from '../../../../schema/errors.ts';
import { parseBlobId, type StoredBlob } from '../../../files/index.ts';
import { Context, publish, type Refusal, type Runtime } from '../../../kernel/index.ts';
import { fromPackage, readPackage, whileHere, type OpenPackage } from '../../../packages/index.ts';
import { passTexts } from '../door.ts';
import { refusal, SCHEMA } from '../handling.ts';
import { storesOf } from '../stores.ts';
import { checkKnown, checkLicenceFiles, checkOrigin } from './admission.ts';
import { readArrival, type ArrivedCase } from './arrived.ts';
import { checkPackage, scanAll } from './checking.ts';
import { faultTexts, textsIn, textsLeftIn } from './door-texts.ts';
import { findReceipt, lookUp, type Known } from './lookup.ts';
import { toRows } from './rows.ts';
import { sealCase } from './sealing.ts';
import { writerOf } from './writer.ts';

/** What the gateway hands on of `PUT /packages/{sha256}`. */
export interface PackageCall {
  readonly access: AccessContext;
  /** SHA-256 of the package, hexadecimal: it names it. */
  readonly sha256: string;
  /** SM3 as the sender knows it. */
  readonly sm3: string | null;
  /** The sender's name for its run: what this run brought it is told again in the same words. */
  readonly run: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

export const OUTCOMES = ['ACCEPTED', 'ALREADY_THERE', 'REFUSED', 'RETURNED'] as const;

export interface PackageAnswer {
  /** `REFUSED`: it may not come in. `RETURNED`: checks found something; to be put right and sent again. */
  readonly outcome: (typeof OUTCOMES)[number];
  readonly recordCode: string | null;
  readonly caseId: string | null;
  /** All of them. */
  readonly reasons: readonly Refusal[];
}

/**
 * Durable when it answers. The same package again is known by its digest, the same record by its code and seal.
 *
 * @throws FORBIDDEN for anybody but a handling system or an archivist; INVALID_INPUT for a name that is no digest
 */
export async function receivePackage(runtime: Runtime, input: unknown): Promise<PackageAnswer> {
  const call = input as PackageCall;
  const { access, sha256 } = call;
  if (access.agency === null || !access.posts.some((post) => post === 'HANDLING_SYSTEM' || post === 'ARCHIVIST'))
    throw new DomainError('FORBIDDEN', undefined, { clause: '26号 art. 9' });
  if (!/^[0-9a-f]{64}$/.test(sha256))
    throw new DomainError('INVALID_INPUT', 'A package is sent under its SHA-256, 64 hexadecimal digits.');
  const context = new Context(access, runtime.services, runtime.fork());
  const earlier = await findReceipt(context.em, { agency: access.agency, sha256 });
  if (earlier !== null) {
    const isOwn = call.run !== null && earlier.run === call.run;
    return answer(isOwn ? 'ACCEPTED' : 'ALREADY_THERE', earlier);
  }
  const folder = join(runtime.services.files.blobDir, STAGING);
  return whileHere(call.body, folder, (path) => new Reception(runtime, context, call).receive(path, folder));
}

/** Beside the stores: what is looked at before it may come in. */
export const STAGING = 'packages';

/** Files of one package: each waits for the disk more than for anything else. */
const STORED_AT_ONCE = 4;

function answer(
  outcome: PackageAnswer['outcome'],
  about: { readonly recordCode: string | null; readonly caseId: string | null },
  reasons: readonly Refusal[] = [],
): PackageAnswer {
  return { outcome, recordCode: about.recordCode, caseId: about.caseId, reasons };
}

class Reception {
  readonly #runtime: Runtime;
  readonly #context: Context;
  readonly #call: PackageCall;

  constructor(runtime: Runtime, context: Context, call: PackageCall) {
    this.#runtime = runtime;
    this.#context = context;
    this.#call = call;
  }

  async receive(path: string, staging: string): Promise<PackageAnswer> {
    const read = await readPackage(path, { staging, isNamed: false });
    if (!read.ok) {
      const doubts = await passTexts(this.#context, faultTexts(read.faults), this.#call.sha256);
      const faults = read.faults.map(({ code, message }) => refusal(code, message, 'GB/T 42727-2023'));
      return this.#refuse(null, doubts.length > 0 ? doubts : faults);
    }
    try {
      return await this.#receiveOpened(read.package);
    } finally {
      await read.package.close();
    }
  }

  async #receiveOpened(opened: OpenPackage): Promise<PackageAnswer> {
    const context = this.#context;
    const wrongDigest = this.#checkDigests(opened);
    if (wrongDigest.length > 0) return this.#refuse(null, wrongDigest);
    const doubts = await this.#passDoor(opened);
    if (doubts.length > 0) return this.#refuse(null, doubts);
    const archived = fromPackage(opened.package);
    const origin = checkOrigin(context, archived, opened);
    // Of what another unit or somebody's copy says nothing else is looked at.
    if (origin.length > 0) return this.#refuse(null, origin);
    const { arrived, faults } = readArrival(archived);
    const known = await lookUp(context.em, arrived, context.access.actorId);
    if (known.record !== null) return this.#meet(arrived, known.record);
    const reasons = [...faults, ...checkKnown(context, arrived, known), ...checkLicenceFiles(archived, opened)];
    if (reasons.length > 0) return this.#refuse(arrived.recordCode, reasons);
    return this.#check(opened, arrived, known);
  }

  async #passDoor(opened: OpenPackage): Promise<readonly Refusal[]> {
    const { sha256 } = this.#call;
    const doubts = await passTexts(this.#context, textsIn(opened), sha256);
    if (doubts.length > 0) return doubts;
    for await (const texts of textsLeftIn(opened)) {
      const more = await passTexts(this.#context, texts, sha256);
      if (more.length > 0) return more;
    }
    return [];
  }

  /** Check 1-14 is about what was sent beside it; this is about what it was sent as. */
  #checkDigests({ digests }: OpenPackage): Refusal[] {
    const { sha256, sm3 } = this.#call;
    if (digests.sha256 === sha256 && (sm3 === null || digests.sm3 === sm3)) return [];
    return [refusal('PACKAGE_DIGEST', 'What came has not the digest under which it was sent.', 'DA/T 70-2018')];
  }

  /** A record of that code is there. What was destroyed does not come back. @clause 令22 art. 30 */
  async #meet(arrived: ArrivedCase, record: NonNullable<Known['record']>): Promise<PackageAnswer> {
    const { recordCode, archived, unit } = arrived;
    if (record.unit === unit && record.isDestroyed)
      return this.#refuse(recordCode, [refusal('DESTROYED', 'This record has been destroyed here.', '令22 art. 30')]);
    const isSame = record.unit === unit && record.isArchived && record.manifestSm3 === archived.seal?.manifestSm3;
    if (isSame) return answer('ALREADY_THERE', { recordCode, caseId: record.caseId });
    const message = 'Another record bears this code, or the same with other content.';
    return this.#refuse(recordCode, [refusal('RECORD_CODE_TAKEN', message, '令22 art. 19', 'electronic_record_code')]);
  }

  async #check(opened: OpenPackage, arrived: ArrivedCase, known: Known): Promise<PackageAnswer> {
    const context = this.#context;
    const scans = await scanAll(context, opened);
    const checked = checkPackage(context, { opened, arrived, known, scans, declared: this.#declared() });
    const { sealed, faults } = sealCase(arrived.archived, { opened, pkg: checked.pkg, at: context.access.at });
    const reasons = [...faults, ...checked.reasons];
    if (reasons.length > 0) {
      await this.#enter('RETURNED', null, reasons);
      return answer('RETURNED', { recordCode: arrived.recordCode, caseId: null }, reasons);
    }
    const { item } = known;
    if (item === null) throw new TypeError('an item expected');
    const stored = await this.#store(opened);
    const receipt = { ...opened.digests, bytes: opened.bytes, run: this.#call.run };
    const rows = toRows(context, { arrived, item, sealed, reports: checked.reports, stored, receipt });
    try {
      const isWritten = await writerOf(this.#runtime).write({ rows, entry: this.#entry('ARCHIVED', []) });
      if (isWritten) return answer('ACCEPTED', rows);
    } catch (error) {
      await this.#forget(stored);
      throw error;
    }
    await this.#forget(stored);
    return this.#meetWinner(arrived);
  }

  #declared(): { readonly sm3?: string; readonly sha256: string } {
    const { sha256, sm3 } = this.#call;
    return sm3 === null ? { sha256 } : { sha256, sm3 };
  }

  /** Somebody else brought it while it was looked at. */
  async #meetWinner(arrived: ArrivedCase): Promise<PackageAnswer> {
    const { sha256, access } = this.#call;
    const receipt = await findReceipt(this.#runtime.fork(), { agency: access.agency ?? '', sha256 });
    if (receipt !== null) return answer('ALREADY_THERE', receipt);
    const { record } = await lookUp(this.#runtime.fork(), arrived, access.actorId);
    if (record !== null) return this.#meet(arrived, record);
    const taken = refusal(
      'KEY_TAKEN',
      'Another case came under this key of the same system.',
      '26号 art. 6',
      'accept_num',
    );
    return this.#refuse(arrived.recordCode, [taken]);
  }

  /** Into the e-archive; content that no row will name is swept. */
  async #store({ contents }: OpenPackage): Promise<ReadonlyMap<string, StoredBlob>> {
    const { archive } = await storesOf(this.#runtime.services);
    const stored = new Map<string, StoredBlob>();
    const files = [...contents];
    const store = async ([path, { inspection, open }]: (typeof files)[number]): Promise<void> => {
      const { bytes, sm3, sha256 } = inspection;
      const limits = { maxBytes: bytes, declaredBytes: bytes, declaredDigests: { sm3, sha256 } };
      stored.set(path, await archive.put(open(), limits));
    };
    for (let at = 0; at < files.length; at += STORED_AT_ONCE)
      await Promise.all(files.slice(at, at + STORED_AT_ONCE).map(store));
    return stored;
  }

  async #forget(stored: ReadonlyMap<string, StoredBlob>): Promise<void> {
    const { archive } = await storesOf(this.#runtime.services);
    for (const { id } of stored.values()) {
      const blobId = parseBlobId(id);
      if (blobId !== null) await archive.delete(blobId);
    }
  }

  async #refuse(recordCode: string | null, reasons: readonly Refusal[]): Promise<PackageAnswer> {
    await this.#enter('REFUSED', null, reasons);
    return answer('REFUSED', { recordCode, caseId: null }, reasons);
  }

  #entry(outcome: string, reasons: readonly Refusal[]): Readonly<Record<string, unknown>> {
    const { actorId, role, agency, posts, requestId, at } = this.#context.access;
    const codes = reasons.map(({ code, clause }) => ({ code, clause }));
    return { act: 'receivePackage', outcome, reasons: codes, actorId, role, agency, posts, requestId, at };
  }

  /** Codes and clauses; nothing of the package. */
  async #enter(outcome: string, target: string | null, reasons: readonly Refusal[]): Promise<void> {
    await this.#context.em.transactional((tx) =>
      publish(tx, SCHEMA, 'ACT', [{ ...this.#entry(outcome, reasons), target }]),
    );
  }
}
