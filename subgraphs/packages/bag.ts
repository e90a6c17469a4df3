/**
 * The same package as a bag (BagIt, RFC 8493): its layout is the payload, and the zip holds one bag in one folder.
 * What is unpacked from it, tools of other archives can check.
 */
import { fault, PackageRefused } from './faults.ts';
import type { CasePackage, ManifestEntry, PackageFault } from './types.ts';

export const PAYLOAD = 'data/';
export const DECLARATION = 'bagit.txt';
export const INFO = 'bag-info.txt';
export const PAYLOAD_MANIFEST = 'manifest-sha256.txt';
export const TAG_MANIFEST = 'tagmanifest-sha256.txt';

export const TAG_FILES: readonly string[] = [DECLARATION, INFO, PAYLOAD_MANIFEST, TAG_MANIFEST];
export const DECLARED = 'BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n';

/** One line a label; the day is that of archiving, so that the same package makes the same bag. */
export function writeBagInfo(
  { recordCode, referenceCode, base }: CasePackage,
  payload: readonly ManifestEntry[],
): string {
  const bytes = payload.reduce((sum, entry) => sum + entry.bytes, 0);
  const day = /^\d{4}-\d{2}-\d{2}/.exec(base['archive_time'] ?? '')?.[0];
  const rows: readonly (readonly [string, string | null | undefined])[] = [
    ['Source-Organization', base['fonds_constituting_unit_name'] ?? base['social_code']],
    ['External-Identifier', recordCode],
    ['Internal-Sender-Identifier', referenceCode],
    ['Bagging-Date', day],
    ['Payload-Oxum', `${bytes}.${payload.length}`],
  ];
  return rows
    .flatMap(([label, value]) => (value === null || value === undefined ? [] : [`${label}: ${oneLine(value)}\n`]))
    .join('');
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ').trim();
}

/** @param folder before each path */
export function writeBagManifest(entries: readonly ManifestEntry[], folder = ''): string {
  return entries.map(({ path, sha256 }) => `${sha256}  ${encodePath(folder + path)}\n`).join('');
}

/** Only these three are written otherwise. */
function encodePath(path: string): string {
  return path.replaceAll('%', '%25').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}

function decodePath(path: string): string {
  return path.replace(/%0D/gi, '\r').replace(/%0A/gi, '\n').replaceAll('%25', '%');
}

export interface FoundBag {
  /** Tag files as text, by name; what is not there has none. */
  readonly tags: ReadonlyMap<string, string>;
  readonly tagEntries: readonly ManifestEntry[];
  /** Paths as in the package, without the folder of the payload. */
  readonly payload: readonly ManifestEntry[];
}

/** Whether the bag is complete and valid. */
export function checkBag({ tags, tagEntries, payload }: FoundBag): PackageFault[] {
  const form = (why: string): PackageFault => fault('BAG_FORM', null, why);
  const declaration = tags.get(DECLARATION) ?? '';
  const isDeclared = /^BagIt-Version: (?:0\.9[67]|1\.0)\r?\nTag-File-Character-Encoding: UTF-8\r?\n?$/.test(
    declaration,
  );
  const [manifest, tagManifest] = [tags.get(PAYLOAD_MANIFEST), tags.get(TAG_MANIFEST)];
  const oxum = /^Payload-Oxum:\s*(\d+)\.(\d+)\s*$/im.exec(tags.get(INFO) ?? '');
  const bytes = payload.reduce((sum, entry) => sum + entry.bytes, 0);
  const isOxum = oxum === null || (Number(oxum[1]) === bytes && Number(oxum[2]) === payload.length);
  return [
    ...(isDeclared ? [] : [form(`${DECLARATION} declares no bag of a version that is known`)]),
    ...(isOxum ? [] : [form('Payload-Oxum is not that of the payload')]),
    ...(manifest === undefined
      ? [form(`${PAYLOAD_MANIFEST} is missing`)]
      : compare(
          PAYLOAD_MANIFEST,
          manifest,
          payload.map((entry) => ({ ...entry, path: PAYLOAD + entry.path })),
        )),
    ...(tagManifest === undefined
      ? []
      : compare(
          TAG_MANIFEST,
          tagManifest,
          tagEntries.filter(({ path }) => path !== TAG_MANIFEST),
        )),
  ];
}

function compare(name: string, text: string, found: readonly ManifestEntry[]): PackageFault[] {
  const lines = text.split(/\r\n|\r|\n/).filter((line) => line !== '');
  const rows = lines.map((line) => /^([0-9a-f]{64})[ \t]+\*?(?:\.\/)?(\S.*)$/i.exec(line));
  if (rows.includes(null)) return [fault('BAG_FORM', null, `a line of ${name} is none of a manifest`)];
  const listed = new Map(rows.map((row) => [decodePath(row?.[2] ?? ''), row?.[1]?.toLowerCase()]));
  if (listed.size < rows.length) return [fault('BAG_FORM', null, `${name} lists a file twice`)];
  const byPath = new Map(found.map((entry) => [entry.path, entry]));
  return [
    ...[...listed.keys()].filter((path) => !byPath.has(path)).map((path) => fault('BAG_ENTRY_MISSING', path)),
    ...found.filter(({ path }) => !listed.has(path)).map(({ path }) => fault('BAG_ENTRY_EXTRA', path)),
    ...found
      .filter(({ path, sha256 }) => listed.has(path) && listed.get(path) !== sha256)
      .map(({ path }) => fault('BAG_DIGEST', path)),
  ];
}

/** The folder that the bag lies in; null: the zip is no bag. @throws PackageRefused when there are several */
export function findBag(names: readonly string[]): string | null {
  const folders = names.flatMap((name) =>
    /^[^/]+\/bagit\.txt$/.test(name) ? [name.slice(0, -DECLARATION.length)] : [],
  );
  const [folder, second] = folders;
  if (second !== undefined) throw new PackageRefused(fault('BAG_FORM', null, 'there are several in the zip'));
  return folder ?? null;
}
