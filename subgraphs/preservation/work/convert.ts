/** A slice of a format conversion (格式转换): the original stays, what is made is checked, and both have their digests. */
import { toInstant } from '../../../schema/ids.ts';
import { inspectFile, runChecks, verdict, type FileInspection, type PackageFile } from '../../checks/index.ts';
import type { LocalBlobStore, StoredBlob } from '../../files/index.ts';
import type { EntityManager } from '../../kernel/index.ts';
import { ConversionFault, convertersOf, type Converter } from '../converters.ts';
import type { Finding } from '../inspect.ts';
import { filesToConvert, type DerivedFile, type KeptFile } from '../keeping.ts';
import { lookAt } from '../look.ts';
import type { ConversionTold, ConvertOrder } from '../orders.ts';
import { UNHURRIED } from '../pace.ts';
import { settingsOf } from '../settings.ts';
import { tell, type Desk, type Job, type Worked } from './job.ts';

interface ConvertProgress {
  readonly after: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly busyMs: number;
}

const START: ConvertProgress = { after: null, files: 0, bytes: 0, busyMs: 0 };
const PAGE = 16;

/** @clause 令22 art. 28; 26号 art. 11 */
export async function convertSome(desk: Desk, { order, progress }: Job<ConvertOrder>): Promise<Worked> {
  const { keeping, runtime, budgetMs } = desk;
  const startedAtMs = performance.now();
  const from = (progress as ConvertProgress | null) ?? START;
  const converter = convertersOf(settingsOf(runtime.services)).find(({ name }) => name === order.converter);
  if (converter === undefined) return { progress: from, told: tell({ state: 'FAILED', reason: 'CONVERTER_UNKNOWN' }) };
  const store = await keeping.store(runtime.services);
  const page = await filesToConvert(keeping, runtime.fork(), {
    keeper: order.keeper,
    from: converter.from,
    after: from.after,
    limit: PAGE,
  });
  const work = new Conversion(desk, { order, converter, store });
  let at: ConvertProgress = from;
  for (const file of page) {
    await work.convert(file);
    at = { ...at, after: file.id, files: at.files + 1, bytes: at.bytes + file.bytes };
    if (performance.now() - startedAtMs > budgetMs) break;
  }
  at = { ...at, busyMs: at.busyMs + (performance.now() - startedAtMs) };
  return {
    progress: at,
    told: tell({
      files: at.files,
      bytes: at.bytes,
      busyMs: Math.round(at.busyMs),
      state: page.length === 0 ? 'DONE' : 'RUNNING',
      conversions: work.conversions,
      findings: work.findings,
    }),
    write: (tx) => work.write(tx),
  };
}

interface Workplace {
  readonly order: ConvertOrder;
  readonly converter: Converter;
  readonly store: LocalBlobStore;
}

class Conversion {
  readonly conversions: ConversionTold[] = [];
  readonly findings: (Finding & { readonly setId: string })[] = [];
  readonly #derived: DerivedFile[] = [];
  readonly #desk: Desk;
  readonly #place: Workplace;

  constructor(desk: Desk, place: Workplace) {
    this.#desk = desk;
    this.#place = place;
  }

  /** Content that was made and whose row did not commit is swept like all that nothing names. */
  async write(tx: EntityManager): Promise<void> {
    for (const derived of this.#derived) await this.#desk.keeping.addDerived(tx, derived);
  }

  async convert(file: KeptFile): Promise<void> {
    const { converter, store } = this.#place;
    const source = await this.#look(file);
    if (source === null) return this.#tellDamaged(file);
    if (!converter.isNeeded(source)) return this.#tell(file, { outcome: 'NOT_NEEDED' });
    try {
      const made = await store.put(converter.convert(await store.open(file.id), source), {
        maxBytes: Number.MAX_SAFE_INTEGER,
      });
      await this.#judge(file, made);
    } catch (error) {
      if (!(error instanceof ConversionFault)) throw error;
      this.#tell(file, { outcome: 'FAILED', reason: error.code });
    }
  }

  /** Null: the original is not what it was; a conversion of it would hide that. */
  async #look(file: KeptFile): Promise<FileInspection | null> {
    const { store } = this.#place;
    if ((await store.stat(file.id)) === null) return null;
    const found = await inspect(store, file.id);
    return found.sm3 === file.sm3 && found.sha256 === file.sha256 ? found : null;
  }

  async #judge(file: KeptFile, made: StoredBlob): Promise<void> {
    const { converter, store } = this.#place;
    const found = await inspect(store, made.id);
    const { passed, checks } = this.#recheck(found);
    if (!passed || found.format !== converter.to) {
      await store.delete(made.id);
      return this.#tell(file, { outcome: 'FAILED', reason: 'RECHECK_FAILED', checks });
    }
    const { id, bytes, sm3, sha256 } = made;
    const { name, version } = converter;
    this.#derived.push({
      id,
      sourceId: file.id,
      caseId: file.caseId,
      format: converter.to,
      bytes,
      sm3,
      sha256,
      converter: `${name} ${version}`,
    });
    this.#tell(file, { outcome: 'CONVERTED', derivedId: id, after: { sm3, sha256 }, checks });
  }

  /**
   * The four-property check once more, over what has been made, at the stage of long-term preservation.
   *
   * @clause 令22 art. 28; DA/T 70-2018
   */
  #recheck(content: FileInspection): { readonly passed: boolean; readonly checks: ConversionTold['checks'] } {
    const { services } = this.#desk.runtime;
    const report = runChecks(packageOf(content), 'LT', {
      now: toInstant(Date.now()),
      operator: this.#place.order.orderedBy,
      taken: { recordCode: false, caseNumber: false, referenceCode: false },
      scope: { materials: [], steps: [] },
      requiredMetadata: [],
      allowedFormats: services.profile.allowedFormats,
      readBack: {},
      handover: null,
      virusEngine: null,
    });
    const { outcome } = verdict(report);
    const checks = report.rows.map(({ code, result, reason }) => ({ code, result, reason }));
    return { passed: outcome === 'ACCEPT', checks };
  }

  /** A damaged original is an incident, as if an inspection had found it. */
  async #tellDamaged(file: KeptFile): Promise<void> {
    const { order, store } = this.#place;
    this.#tell(file, { outcome: 'FAILED', reason: 'SOURCE_DAMAGED' });
    const found = await lookAt(store, file, UNHURRIED);
    if (order.setId === null || found.is === 'INTACT') return;
    const kind = found.is === 'OTHER' ? (found.bytes === file.bytes ? 'ALTERED' : 'RESIZED') : found.is;
    this.findings.push({ kind, file: file.id, other: null, setId: order.setId });
  }

  #tell(file: KeptFile, told: Pick<ConversionTold, 'outcome'> & Partial<ConversionTold>): void {
    const { converter } = this.#place;
    this.conversions.push({
      fileId: file.id,
      caseId: file.caseId,
      derivedId: null,
      version: converter.version,
      fromFormat: converter.from,
      toFormat: converter.to,
      before: { sm3: file.sm3, sha256: file.sha256 },
      after: null,
      checks: [],
      reason: null,
      ...told,
    });
  }
}

async function inspect(store: LocalBlobStore, id: KeptFile['id']): Promise<FileInspection> {
  const source = await store.source(id);
  try {
    return await inspectFile(source);
  } finally {
    await source.close();
  }
}

/** One file that is all there is to check: of the record's metadata a conversion changes nothing. */
function packageOf(content: FileInspection): Parameters<typeof runChecks>[0] {
  const file: PackageFile = {
    code: 'F001',
    sequence: 1,
    path: 'F001',
    folderId: 'A',
    scopeCode: null,
    auxiliary: false,
    attachments: [],
    metadata: { file_code: 'F001', computer_file_size: String(content.bytes) },
    declaredDigests: { sm3: content.sm3, sha256: content.sha256 },
    content,
    scan: null,
  };
  return {
    metadata: {},
    referenceCode: null,
    steps: [],
    folders: [{ id: 'A', fileCount: 1 }],
    files: [file],
    receivedPaths: [file.path],
    receivedBytes: content.bytes,
    declared: { itemCount: 1, totalBytes: content.bytes },
    physical: null,
  };
}
