/** Whether the folder of a transfer is what its two files say. The packages in it are read by themselves. */
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  CATALOGUE_FILE,
  DESCRIPTION_FILE,
  parseXml,
  runChecks,
  type CheckFacts,
  type CheckNumber,
  type CheckRow,
  type PackageUnderCheck,
} from '../checks/index.ts';
import { DocumentReader } from './documents/xml.ts';
import { fault } from './faults.ts';
import { walk } from './folder.ts';
import type { Elements, PackageFault } from './types.ts';

export const MAX_BYTES = 64 * 1_048_576;

export interface CatalogueRow {
  readonly path: string;
  readonly bytes: string;
  readonly sm3: string;
  readonly recordCode: string;
  /** Every element of the row, by name. */
  readonly elements: Elements;
}

export interface OpenTransfer {
  readonly batchName: string;
  /** Of the sealed list of the batch; null: the catalogue does not say. */
  readonly manifestSm3: string | null;
  /** The checks that are about the two files and the folders: 1-12, 1-13, 3-1. */
  readonly findings: readonly CheckRow[];
  readonly faults: readonly PackageFault[];
  readonly rows: readonly CatalogueRow[];
}

const ABOUT_TRANSFERS: readonly CheckNumber[] = ['1-12', '1-13', '3-1'];

/**
 * Null: the folder is no transfer, having neither file.
 *
 * @clause 26号 art. 9; 26号 art. 12
 */
export async function readTransfer(folder: string, facts: CheckFacts): Promise<OpenTransfer | null> {
  const texts = new Map<string, string>();
  const faults: PackageFault[] = [];
  for (const name of [DESCRIPTION_FILE, CATALOGUE_FILE]) {
    const text = await readText(join(folder, name));
    if (typeof text === 'string') texts.set(name, text);
    if (text === false) faults.push(fault('DOCUMENT_TOO_LARGE', name, MAX_BYTES));
  }
  if (texts.size === 0 && faults.length === 0) return null;
  const entries: string[] = [];
  for await (const { name, kind } of walk(folder)) {
    if (kind === 'OTHER') faults.push(fault('SPECIAL_FILE', name));
    entries.push(name);
  }
  const inspected = inspectTransfer(entries, texts, facts);
  return { ...inspected, faults: [...faults, ...inspected.faults] };
}

/** The batch that the catalogue of a folder names; null: it names none. */
export async function readBatchName(folder: string): Promise<string | null> {
  const catalogue = await readText(join(folder, CATALOGUE_FILE));
  const { batchName } = readCatalogue(typeof catalogue === 'string' ? catalogue : '');
  return batchName === '' ? null : batchName;
}

/**
 * The same of a transfer that is no folder.
 *
 * @param texts of the two files, by name
 */
export function inspectTransfer(
  entries: readonly string[],
  texts: ReadonlyMap<string, string>,
  facts: CheckFacts,
): OpenTransfer {
  const report = runChecks(toUnderCheck(entries, texts), 'YJ', facts);
  return {
    findings: report.rows.filter(({ number, result }) => ABOUT_TRANSFERS.includes(number) && result === 'FAIL'),
    ...readCatalogue(texts.get(CATALOGUE_FILE) ?? ''),
  };
}

/** Null: there is none. False: it is too long. A description may be in GB 18030. */
async function readText(path: string): Promise<string | null | false> {
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return null;
  if (found.size > MAX_BYTES) return false;
  return decodeText(await readFile(path));
}

export function decodeText(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return new TextDecoder('gb18030').decode(bytes);
  }
}

function toUnderCheck(entries: readonly string[], texts: ReadonlyMap<string, string>): PackageUnderCheck {
  return {
    metadata: {},
    referenceCode: null,
    steps: [],
    folders: [],
    files: [],
    receivedPaths: [],
    receivedBytes: 0,
    declared: { itemCount: null, totalBytes: null },
    physical: {
      form: 'OFFLINE',
      entries,
      documents: [...texts].map(([path, text]) => ({ path, text })),
      digests: { sm3: '', sha256: '' },
      declaredDigests: {},
    },
  };
}

type Catalogue = Omit<OpenTransfer, 'findings'>;

/** What cannot be parsed at all is what check 3-1 tells. */
function readCatalogue(catalogue: string): Catalogue {
  const parsed = parseXml(catalogue);
  if (!parsed.ok) return { batchName: '', manifestSm3: null, rows: [], faults: [] };
  const reader = new DocumentReader(CATALOGUE_FILE);
  const head = (name: string): string | null => {
    const found = reader.only(parsed.root, name);
    return found === null ? null : reader.text(found);
  };
  const rows = parsed.root.children
    .filter(({ name }) => name === 'directories')
    .map((row): CatalogueRow => {
      const elements = reader.elements(row);
      const text = (name: string): string => elements[name] ?? '';
      const [path, bytes, sm3] = [text('path'), text('size'), text('digitalSummary')];
      return { path, bytes, sm3, recordCode: text('documentNumber'), elements };
    });
  return { batchName: head('batchName') ?? '', manifestSm3: head('manifestSm3'), rows, faults: reader.faults };
}

export interface FoundPackage {
  readonly bytes: number;
  readonly sm3: string;
}

/** @param found packages that could be read, by their path within the folder; null: one that could not */
export function compareTransfer(
  rows: readonly CatalogueRow[],
  found: ReadonlyMap<string, FoundPackage | null>,
): PackageFault[] {
  const paths = rows.map(({ path }) => path);
  const listed = new Set(paths);
  const twice = [...Map.groupBy(paths, (path) => path)].filter(([, all]) => all.length > 1).map(([path]) => path);
  return [
    ...twice.map((path) => fault('MANIFEST_ENTRY_TWICE', path)),
    ...rows.flatMap(({ path, bytes, sm3 }) => {
      const came = found.get(path);
      if (came === undefined) return [fault('MANIFEST_ENTRY_MISSING', path)];
      if (came === null) return [];
      if (String(came.bytes) !== bytes) return [fault('MANIFEST_SIZE', path)];
      return sm3.toLowerCase() === came.sm3 ? [] : [fault('MANIFEST_DIGEST', path, 'SM3')];
    }),
    ...[...found.keys()].filter((path) => !listed.has(path)).map((path) => fault('MANIFEST_ENTRY_EXTRA', path)),
  ];
}
