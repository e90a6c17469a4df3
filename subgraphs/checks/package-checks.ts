/** Checks over a package that exists as files: 1-12 to 1-14, 3-1. Pure. Layouts: standards.md §1.3, §2.2. */
import { parseRecordCode } from '../../schema/identifiers/record-code.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { agree } from './content-checks.ts';
import { fail, isBlank, manual, notApplicable, type Subject } from './metadata-checks.ts';
import type { Finding, PackageDocument, PhysicalPackage } from './types.ts';
import { parseXml, type XmlElement } from './xml.ts';

export const BASE_INFO_FILE = '基本信息元数据.xml';
export const PROCESS_INFO_FILE = '流程信息元数据.xml';
export const DESCRIPTION_FILE = '说明文件.TXT';
export const CATALOGUE_FILE = '目录文件.XML';
export const CASE_FOLDERS = ['申报文件', '过程文件', '结果文件'] as const;
/** Ours [D]: metadata of licences called in, and digests of all entries; a package need not have them. */
const BESIDE: readonly string[] = ['证照信息元数据.xml', '校验信息.xml'];

/** What a description file names, one `name：value` a line. Ours [D]: the standard's own list was not found. */
export const DESCRIPTION_FIELDS = ['移交单位', '接收单位', '移交日期', '件数', '字节数'] as const;
/** Of the batch transfer XML, standards.md §1.3. */
const BATCH_FIELDS = ['batchName', 'transactor', 'exchangeTime'] as const;
const ENTRY_FIELDS = [
  'fondsIdentifier',
  'categoryCode',
  'year',
  'taskCode',
  'regionCode',
  'socialCode',
  'documentNumber',
  'digitalSummary',
  'size',
  'path',
] as const;

const ONLINE = 'came online: there is no package of files';

/** 1-12 */
export function checkDescription({ pkg }: Subject): Finding[] {
  const { physical } = pkg;
  if (physical === null) return [notApplicable(ONLINE)];
  if (physical.form !== 'OFFLINE') return [notApplicable('this kind of package has neither file')];
  return [...checkDescriptionFile(physical), ...checkCatalogueFile(physical)];
}

function checkDescriptionFile(physical: PhysicalPackage): Finding[] {
  const text = documentOf(physical, DESCRIPTION_FILE)?.text;
  if (text === undefined) return [fail(DESCRIPTION_FILE, 'the file is missing')];
  const filled = new Set(
    text
      .replace(/^\uFEFF/, '')
      .split(/\r?\n/)
      .map((line) => /^\s*([^:：]+?)\s*[:：]\s*\S/.exec(line)?.[1]),
  );
  return DESCRIPTION_FIELDS.filter((name) => !filled.has(name)).map((name) =>
    fail(`${DESCRIPTION_FILE}/${name}`, 'the field is missing or empty'),
  );
}

function checkCatalogueFile(physical: PhysicalPackage): Finding[] {
  const document = documentOf(physical, CATALOGUE_FILE);
  if (document === undefined) return [fail(CATALOGUE_FILE, 'the file is missing')];
  const parsed = parseXml(document.text);
  // That it cannot be read is what 3-1 tells.
  if (!parsed.ok) return [];
  const { root } = parsed;
  const entries = root.children.filter(({ name }) => name === 'directories').flatMap(rowsOf);
  const batch = missingOf(root, BATCH_FIELDS).map((name) =>
    fail(`${CATALOGUE_FILE}/${name}`, 'the field is missing or empty'),
  );
  const rows = entries.flatMap((entry, index) =>
    missingOf(entry, ENTRY_FIELDS).map((name) =>
      fail(`${CATALOGUE_FILE}/${index + 1}/${name}`, 'the field is missing or empty'),
    ),
  );
  return [...batch, ...rows, ...(entries.length === 0 ? [fail(CATALOGUE_FILE, 'lists nothing')] : [])];
}

/** One `directories` each, or one around them all. */
function rowsOf(directories: XmlElement): readonly XmlElement[] {
  return directories.children.some(({ children }) => children.length > 0) ? directories.children : [directories];
}

function missingOf(element: XmlElement, names: readonly string[]): string[] {
  return names.filter((name) => isBlank(element.children.find((child) => child.name === name)?.text));
}

/** 1-13 */
export function checkLayout({ pkg }: Subject): Finding[] {
  const { physical } = pkg;
  if (physical === null) return [notApplicable(ONLINE)];
  const [needed, isExpected] =
    physical.form === 'PACKAGE'
      ? [[BASE_INFO_FILE, PROCESS_INFO_FILE, ...CASE_FOLDERS], isInCasePackage]
      : [[DESCRIPTION_FILE, CATALOGUE_FILE], isInTransfer];
  const missing = needed
    .filter((name) => !physical.entries.some((entry) => entry === name || entry.startsWith(`${name}/`)))
    .map((name) => fail(name, 'is missing'));
  const astray = physical.entries.flatMap((entry, index) =>
    isExpected(entry.split('/')) ? [] : [fail(`entry ${index + 1}`, 'is where nothing should be')],
  );
  return [...missing, ...astray];
}

function isInCasePackage([first = '', second]: readonly string[]): boolean {
  if (CASE_FOLDERS.some((folder) => folder === first)) return second !== undefined;
  return second === undefined && [BASE_INFO_FILE, PROCESS_INFO_FILE, ...BESIDE].includes(first);
}

/** `<fonds>/<category>/<档号>/…`, with the 电子文件号 where there is no 档号 yet, or `其他/…`. */
function isInTransfer(parts: readonly string[]): boolean {
  const [first = '', category = '', code = ''] = parts;
  if (parts.length === 1) return first === DESCRIPTION_FILE || first === CATALOGUE_FILE;
  if (first === '其他') return true;
  if (!/^[A-Z][0-9]{3}$/.test(first) || (category !== '' && !/^[A-Z]{2}/.test(category))) return false;
  if (code === '') return parts.at(-1) === '';
  if (!code.includes('·')) return parseRecordCode(code).ok;
  const parsed = parseReferenceCode(code);
  return parsed.ok && parsed.value.fonds === first;
}

/** 1-14 */
export function checkPackageDigest({ pkg }: Subject): Finding[] {
  const { physical } = pkg;
  if (physical === null) return [notApplicable(ONLINE)];
  const agrees = agree(physical.declaredDigests, physical.digests);
  if (agrees === null) return [manual('package', 'no digest was sent to compare with')];
  return agrees ? [] : [fail('package', 'the digest is not the one that was sent')];
}

/** 3-1 */
export function checkReadable({ pkg }: Subject): Finding[] {
  const { physical } = pkg;
  if (physical === null) return [notApplicable(ONLINE)];
  const documents = physical.documents.filter(({ path }) => /\.xml$/i.test(path));
  if (documents.length === 0) return [fail('package', 'no metadata document came')];
  return documents.flatMap(({ path, text }, index) => {
    const parsed = parseXml(text);
    const object = path.includes('/') ? `document ${index + 1}` : path;
    if (!parsed.ok) return [fail(object, parsed.reason)];
    if (path !== BASE_INFO_FILE || parsed.root.name === 'base_info') return [];
    return [fail(object, 'the outermost element is not base_info')];
  });
}

function documentOf(physical: PhysicalPackage, path: string): PackageDocument | undefined {
  return physical.documents.find((each) => each.path.toUpperCase() === path.toUpperCase());
}
