/** A house with content of an agency and of a hall, media beside it, and ways to do it harm. */
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sql } from 'kysely';
import type { AccessContext, Post } from '../../schema/actor.ts';
import { Digester, makeBlobId, type BlobId, type Digests } from '../../subgraphs/files/index.ts';
import type { Database, Services } from '../../subgraphs/kernel/index.ts';
import { startHouse, type House } from './house.ts';
import { createRows, type Rows } from './rows.ts';
import { access, testServices } from './services.ts';

export interface StoredFile extends Digests {
  readonly id: BlobId;
  readonly caseId: string;
  readonly bytes: number;
}

export interface Preserving {
  readonly house: House;
  readonly services: Services;
  readonly folder: string;
  readonly rows: Rows;
  readonly agency: AccessContext;
  readonly hall: AccessContext;
  readonly authority: AccessContext;
  /** Files of the agency's e-archive, and of the hall's. */
  readonly archived: readonly StoredFile[];
  readonly held: readonly StoredFile[];
  /** Of the online store of the agencies (`archive`) or of the halls (`holdings`). */
  pathOf(store: 'archive' | 'holdings', id: string): string;
  /** Of a copy on a medium. */
  copyPath(medium: string, of: { readonly keeper: string; readonly setId: string; readonly id: string }): string;
}

export interface Filling {
  readonly seed: number;
  /** Of the agency; the hall has as many. */
  readonly files: number;
  readonly contentOf?: (n: number) => Buffer;
  readonly format?: string;
  /** Settings beside the media. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const MEDIA = { 'disk-2': 'DISK', 'disk-3': 'DISK', 'tape-1': 'TAPE', 'tape-2': 'TAPE' } as const;

/** Content and rows as archiving and receipt leave them; media that are put in. Whoever opens it removes `folder`. */
export async function startPreserving(database: Database, filling: Filling): Promise<Preserving> {
  const folder = mkdtempSync(join(tmpdir(), 'asg-preserving-'));
  const blobDir = join(folder, 'data', 'blobs');
  mkdirSync(blobDir, { recursive: true });
  writeSettings(folder, filling.settings ?? {});
  const services = { ...testServices(), files: { blobDir, clamd: null } };
  const house = await startHouse(database, services);
  const rows = createRows(filling.seed);
  const inPost = (agency: string, facts: Partial<AccessContext>): AccessContext =>
    access({ agency, actorId: 'preserver', posts: ['PRESERVER'] as Post[], useCause: '档案保管', ...facts });
  const pathOf = (store: string, id: string): string => join(blobDir, store, id.slice(0, 2), id.slice(2, 4), id);
  const { archived, held } = await fill(house, rows, { ...filling, pathOf });
  await house.settle();
  return {
    house,
    services,
    folder,
    rows,
    agency: inPost(rows.agency, {}),
    hall: inPost(rows.hall, { role: 'ARCHIVE_HALL' }),
    authority: access({ role: 'ARCHIVES_AUTHORITY', actorId: 'inspector' }),
    archived,
    held,
    pathOf,
    copyPath: (medium, { keeper, setId, id }) =>
      join(folder, 'media', medium, keeper, setId, id.slice(0, 2), id.slice(2, 4), id),
  };
}

function writeSettings(folder: string, settings: Readonly<Record<string, unknown>>): void {
  const media = Object.entries(MEDIA).map(([name, kind]) => {
    const mounted = join(folder, 'media', name);
    mkdirSync(mounted, { recursive: true });
    writeFileSync(join(mounted, 'medium'), name);
    return [name, { kind, folder: mounted }] as const;
  });
  const text = JSON.stringify({ media: Object.fromEntries(media), ...settings });
  writeFileSync(join(folder, 'data', 'preservation.json'), text);
}

interface Filled extends Filling {
  readonly pathOf: (store: string, id: string) => string;
}

async function fill(house: House, rows: Rows, filling: Filled) {
  const { files, format = 'PDF', pathOf, contentOf = (n) => Buffer.from(`content of file ${1000 + n}`) } = filling;
  const cases = [rows.caseRow({ state: 'ARCHIVED', archivedOn: '2024-06-01' })];
  const held = cases.map((each) => rows.record(each));
  const [caseRow, record] = [cases[0] ?? never(), held[0] ?? never()];
  const caseId = String(caseRow.id);
  const put = (store: string, n: number): StoredFile => {
    const [id, bytes] = [makeBlobId(), contentOf(n)];
    putBytes(pathOf(store, id), bytes);
    const digester = new Digester();
    digester.update(bytes);
    return { id, caseId, bytes: bytes.length, ...digester.finish() };
  };
  const archived = Array.from({ length: files }, (_each, n) => put('archive', n));
  const inHall = Array.from({ length: files }, (_each, n) => put('holdings', n));
  await house.cases.call('load', {
    items: [rows.item],
    cases: [caseRow],
    materials: archived.map(({ id, sm3, sha256, bytes }, n) =>
      rows.material({
        caseId,
        sequence: n + 1,
        format,
        fileId: id,
        digestSm3: sm3,
        digestSha256: sha256,
        fileBytes: bytes,
      }),
    ),
  });
  await sql`insert into cases.case_file (id, case_id, bytes, sm3, sha256, at)
    select f->>'id', ${caseId}::uuid, (f->>'bytes')::bigint, f->>'sm3', f->>'sha256', now()
    from jsonb_array_elements(${JSON.stringify(archived)}::jsonb) as f`.execute(house.cases.fork().getKysely());
  await house.holdings.call('load', { fonds: [rows.fonds], records: [record] });
  await sql`insert into holdings.record_file
      (id, record_id, case_id, file_code, name, format, size_bytes, sm3, sha256, added_at)
    select (f->>'id')::uuid, ${record.id}::uuid, ${caseId}::uuid, 'F' || left(f->>'id', 12), '材料', ${format},
      (f->>'bytes')::bigint, f->>'sm3', f->>'sha256', now()
    from jsonb_array_elements(${JSON.stringify(inHall)}::jsonb) as f`.execute(house.holdings.fork().getKysely());
  return { archived, held: inHall };
}

function never(): never {
  throw new TypeError('one row expected');
}

export function putBytes(path: string, bytes: Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

export function flipByte(path: string): void {
  const bytes = readFileSync(path);
  bytes[0] = (bytes[0] ?? 0) ^ 1;
  writeFileSync(path, bytes);
}

export function swapFiles(one: string, other: string): void {
  renameSync(one, `${one}.aside`);
  renameSync(other, one);
  renameSync(`${one}.aside`, other);
}

/** Old enough to count as forgotten. */
export function putExtra(path: string): void {
  putBytes(path, Buffer.from('nobody knows this'));
  utimesSync(path, new Date('2020-01-01'), new Date('2020-01-01'));
}

export function removeAll(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
}
