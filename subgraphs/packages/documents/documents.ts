/** A case package as its metadata documents, and back. */
import { fault, PackageRefused, safeName } from '../faults.ts';
import { BASE_INFO_FILE, LICENCE_INFO_FILE, PROCESS_INFO_FILE } from '../layout.ts';
import type { CasePackage, PackageFault } from '../types.ts';
import { parseBaseInfo, writeBaseInfo } from './base-info.ts';
import { parseLicenceInfo, writeLicenceInfo } from './licence-info.ts';
import { parseProcessInfo, writeProcessInfo } from './process-info.ts';
import { DocumentReader, readDocument } from './xml.ts';

export const METADATA_FILES: readonly string[] = [BASE_INFO_FILE, PROCESS_INFO_FILE, LICENCE_INFO_FILE];

/** By path; licences only where there are any. */
export function writeDocuments(pkg: CasePackage): ReadonlyMap<string, string> {
  return new Map([
    [BASE_INFO_FILE, writeBaseInfo(pkg)],
    [PROCESS_INFO_FILE, writeProcessInfo(pkg)],
    ...(pkg.licences.length === 0 ? [] : [[LICENCE_INFO_FILE, writeLicenceInfo(pkg.licences)] as const]),
  ]);
}

export interface ParsedDocuments {
  readonly pkg: CasePackage;
  readonly texts: ReadonlyMap<string, string>;
}

/**
 * The model out of the documents.
 *
 * @param documents the bytes of those that are there, by path
 * @throws PackageRefused with every fault of every document
 */
export function parsePackage(documents: ReadonlyMap<string, Buffer>): ParsedDocuments {
  const texts = new Map<string, string>();
  const faults: PackageFault[] = [];
  const read = <T>(
    path: string,
    parse: (root: ReturnType<typeof readDocument>['root'], reader: DocumentReader) => T,
  ): T | null => {
    const bytes = documents.get(path);
    if (bytes === undefined) return null;
    try {
      const { text, root } = readDocument(path, bytes);
      texts.set(path, text);
      const reader = new DocumentReader(path);
      const parsed = parse(root, reader);
      faults.push(...reader.faults);
      return parsed;
    } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      faults.push(...error.faults);
      return null;
    }
  };
  const base = read(BASE_INFO_FILE, parseBaseInfo);
  const process = read(PROCESS_INFO_FILE, parseProcessInfo);
  const licences = documents.has(LICENCE_INFO_FILE) ? read(LICENCE_INFO_FILE, parseLicenceInfo) : [];
  for (const path of [BASE_INFO_FILE, PROCESS_INFO_FILE]) if (!documents.has(path)) faults.push(fault('MISSING', path));
  if (base === null || process === null || licences === null) throw new PackageRefused(...faults);
  const recordCode = base.base['electronic_record_code'] ?? '';
  const pkg: CasePackage = { recordCode, ...base, ...process, licences };
  if (faults.length === 0) faults.push(...checkLicenceFiles(pkg));
  if (faults.length > 0) throw new PackageRefused(...faults);
  return { pkg, texts };
}

function checkLicenceFiles({ licences, files }: CasePackage): PackageFault[] {
  const codes = new Set(files.map(({ code }) => code));
  return licences.flatMap(({ fileCode }) =>
    fileCode === null || codes.has(fileCode)
      ? []
      : [
          fault(
            'DOCUMENT_FORM',
            LICENCE_INFO_FILE,
            `a licence names the file ${safeName(fileCode)}, which is not in the file set`,
          ),
        ],
  );
}
