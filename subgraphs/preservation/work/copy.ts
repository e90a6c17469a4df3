/** A slice of copying a set to another medium: a backup, or a migration (迁移). Each copy is verified as it is written, and all once more at the end. */
import { sql } from 'kysely';
import { DomainError } from '../../../schema/errors.ts';
import type { LocalBlobStore } from '../../files/index.ts';
import type { EntityManager } from '../../kernel/index.ts';
import { BEGINNING, inspectSlice, LIMITS, type Finding, type Progress } from '../inspect.ts';
import { filesToCopy, manifestIn, type KeptFile } from '../keeping.ts';
import { lookAt } from '../look.ts';
import type { CopyOrder } from '../orders.ts';
import { UNHURRIED } from '../pace.ts';
import { storeOfSet } from '../sets.ts';
import { tell, waiting, type Desk, type Job, type Worked } from './job.ts';

interface CopyProgress {
  readonly after: string | null;
  readonly files: number;
  readonly bytes: number;
  readonly busyMs: number;
  /** Files that the source could not give as they should be. */
  readonly lacking: number;
  /** Null: files are still being copied. */
  readonly verifying: Progress | null;
  /** Broken copies that the verification has found. */
  readonly broken: number;
}

const START: CopyProgress = { after: null, files: 0, bytes: 0, busyMs: 0, lacking: 0, verifying: null, broken: 0 };
const PAGE = 64;

/** @clause 令22 art. 26; 26号 art. 11 */
export async function copySome(desk: Desk, { order, progress }: Job<CopyOrder>): Promise<Worked> {
  const { keeping, runtime } = desk;
  const from = (progress as CopyProgress | null) ?? START;
  const { keeper } = order;
  const source = await storeOfSet(keeping, runtime.services, { keeper, place: order.from });
  const target = await storeOfSet(keeping, runtime.services, { keeper, place: order.to });
  if (source === null || target === null) return waiting(from, 'MEDIUM_NOT_THERE', countsOf(from));
  if (from.verifying !== null) return verify(desk, { order, progress: from }, target);
  return copyPages(desk, { order, progress: from }, { source, target });
}

interface Stores {
  readonly source: LocalBlobStore;
  readonly target: LocalBlobStore;
}

async function copyPages(
  { keeping, runtime, budgetMs }: Desk,
  { order, progress }: { readonly order: CopyOrder; readonly progress: CopyProgress },
  { source, target }: Stores,
): Promise<Worked> {
  const startedAtMs = performance.now();
  const copied: KeptFile[] = [];
  const findings: Finding[] = [];
  const { keeper } = order;
  const { setId } = order.to;
  let at = progress;
  while (performance.now() - startedAtMs < budgetMs) {
    const page = await filesToCopy(keeping, runtime.fork(), { keeper, setId, after: at.after, limit: PAGE });
    const last = page.at(-1);
    if (last === undefined) {
      at = { ...at, verifying: BEGINNING };
      break;
    }
    let after: string | null = at.after;
    for (const file of page) {
      const fault = await copyOne(source, target, file);
      if (fault === null) copied.push(file);
      else findings.push(fault);
      after = file.id;
      if (performance.now() - startedAtMs > budgetMs) break;
    }
    at = { ...at, after };
  }
  const counted: CopyProgress = {
    ...at,
    files: at.files + copied.length,
    bytes: at.bytes + copied.reduce((sum, { bytes }) => sum + bytes, 0),
    busyMs: at.busyMs + (performance.now() - startedAtMs),
    lacking: at.lacking + findings.length,
  };
  return {
    progress: counted,
    told: tell({ ...countsOf(counted), findings: findings.map((each) => ({ ...each, setId: order.from.setId })) }),
    write: (tx) => register(tx, { schema: keeping.schema, keyType: keeping.keyType }, { order, copied }),
  };
}

/** @returns what is wrong with the source; null: it is copied */
async function copyOne(source: LocalBlobStore, target: LocalBlobStore, file: KeptFile): Promise<Finding | null> {
  const { id, bytes, sm3, sha256 } = file;
  try {
    const declared = { declaredBytes: bytes, declaredDigests: { sm3, sha256 } };
    await target.putAs(id, await source.open(id), { maxBytes: Number.MAX_SAFE_INTEGER, ...declared });
    return null;
  } catch (error) {
    if (!(error instanceof DomainError) && !isReadFault(error)) throw error;
    const found = await lookAt(source, file, UNHURRIED);
    if (found.is === 'INTACT') throw error;
    const kind = found.is === 'OTHER' ? (found.bytes === bytes ? 'ALTERED' : 'RESIZED') : found.is;
    return { kind, file: id, other: null };
  }
}

function isReadFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EIO' || error.code === 'EISDIR');
}

/** Which files are on the set is written down after they are, and with where the set is. */
async function register(
  tx: EntityManager,
  { schema, keyType }: { readonly schema: string; readonly keyType: 'text' | 'uuid' },
  { order, copied }: { readonly order: CopyOrder; readonly copied: readonly KeptFile[] },
): Promise<void> {
  const db = tx.getKysely();
  const { setId, medium } = order.to;
  await sql`insert into ${sql.table(`${schema}.set_place`)} (id, keeper, medium)
    values (${setId}::uuid, ${order.keeper}, ${medium}) on conflict do nothing`.execute(db);
  const keys = copied.map(({ id }) => id);
  await sql`insert into ${sql.table(`${schema}.set_file`)} (set_id, file_key)
    select ${setId}::uuid, key from unnest(${keys}::${sql.raw(keyType)}[]) as key on conflict do nothing`.execute(db);
}

/** What has been copied is read again from where it is now, all of the set: nothing that is broken counts as kept. */
async function verify(
  { keeping, runtime, budgetMs }: Desk,
  { order, progress }: { readonly order: CopyOrder; readonly progress: CopyProgress },
  target: LocalBlobStore,
): Promise<Worked> {
  const manifest = manifestIn(keeping, runtime.fork(), { keeper: order.keeper, place: order.to });
  const slice = await inspectSlice({ store: target, manifest }, progress.verifying ?? BEGINNING, {
    ...LIMITS,
    budgetMs,
  });
  const broken = progress.broken + slice.findings.length;
  const at: CopyProgress = { ...progress, broken, verifying: slice.progress };
  const isDone = slice.progress.phase === 'DONE';
  const isWhole = broken === 0 && progress.lacking === 0;
  return {
    progress: at,
    told: tell({
      ...countsOf(at),
      state: isDone ? (isWhole ? 'DONE' : 'FAILED') : 'RUNNING',
      reason: isDone && !isWhole ? (progress.lacking > 0 ? 'SOURCE_INCOMPLETE' : 'COPY_BROKEN') : null,
      findings: slice.findings.map((each) => ({ ...each, setId: order.to.setId })),
    }),
  };
}

function countsOf({
  files,
  bytes,
  busyMs,
  verifying,
}: CopyProgress): Pick<Worked['told'], 'files' | 'bytes' | 'busyMs'> {
  return { files, bytes, busyMs: Math.round(busyMs + (verifying?.busyMs ?? 0)) };
}
