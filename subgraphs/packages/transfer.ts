/** A transfer of many packages in one folder (离线移交): where each lies, and the two files that describe it. standards.md §2.2. */
import { createWriteStream } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { CATALOGUE_FILE, DESCRIPTION_FILE } from '../checks/index.ts';
import { parseReferenceCode } from '../../schema/identifiers/reference-code.ts';
import { branch, leaves } from './documents/xml.ts';
import { PACKAGE_EXTENSION } from './layout.ts';
import type { CasePackage, WrittenPackage } from './types.ts';

/** Who hands over to whom, in the words of the description file. */
export interface TransferHead {
  /** Names the transfer. */
  readonly batchName: string;
  /** 移交单位 */
  readonly sender: string;
  /** 接收单位 */
  readonly receiver: string;
  /** Who did it. */
  readonly transactor: string;
  /** RFC 3339. */
  readonly at: string;
  /** SM3 of the sealed list of the batch (移交清单摘要), where there is one. */
  readonly manifestSm3?: string;
}

/** What the unit says of a record beside it, by the names of the catalogue. @clause 26号 art. 12; 令22 art. 21 */
export type TransferStatements = Readonly<
  Record<'openingAdvice' | 'openingOpinion' | 'disclosureStatus' | 'secrecyChange', string>
>;

/** One package in the catalogue; plain, so that a run that is broken off can keep it. */
export interface TransferRow {
  readonly fonds: string;
  readonly category: string;
  readonly year: string;
  readonly taskCode: string;
  readonly taskVersion: string;
  readonly regionCode: string;
  readonly socialCode: string;
  readonly projectName: string;
  readonly recordCode: string;
  readonly sm3: string;
  readonly bytes: number;
  /** Within the folder of the transfer. */
  readonly path: string;
  /** Where the batch is one of a hall; others have none. */
  readonly statements?: TransferStatements;
}

/** Where the fonds is not known, and the category of professional records, under which cases fall. [D] */
const NO_FONDS = 'X000';
const CATEGORY = 'ZY';

/** `<fonds>/<category>/<档号, or 电子文件号 before there is one>/<电子文件号>.zip`, within the folder of the transfer. */
export function placeOf({ recordCode, referenceCode, base }: CasePackage): string {
  const parsed = parseReferenceCode(referenceCode);
  const fonds = parsed.ok ? parsed.value.fonds : base['fonds_identifier'];
  const isFonds = fonds !== undefined && /^[A-Z][0-9]{3}$/.test(fonds);
  const category = parsed.ok ? parsed.value.category : CATEGORY;
  const record = parsed.ok ? parsed.value.code : recordCode;
  return `${isFonds ? fonds : NO_FONDS}/${category}/${record}/${recordCode}${PACKAGE_EXTENSION}`;
}

export function toTransferRow(pkg: CasePackage, { sm3, bytes }: WrittenPackage): TransferRow {
  const text = (name: string): string => pkg.base[name] ?? '';
  const path = placeOf(pkg);
  const [fonds = '', category = ''] = path.split('/');
  return {
    fonds,
    category,
    year: text('transact_time').slice(0, 4),
    taskCode: text('task_code'),
    taskVersion: text('task_version'),
    regionCode: text('region_code'),
    socialCode: text('social_code'),
    projectName: text('project_name'),
    recordCode: pkg.recordCode,
    sm3,
    bytes,
    path,
  };
}

/**
 * Writes 说明文件.TXT and 目录文件.XML into `folder`, each whole or not at all; what is there is replaced. Rows are not
 * kept in memory.
 */
export async function describeTransfer(
  folder: string,
  head: TransferHead,
  rows: AsyncIterable<TransferRow> | Iterable<TransferRow>,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const [catalogue, description] = [join(folder, CATALOGUE_FILE), join(folder, DESCRIPTION_FILE)];
  const total = { count: 0, bytes: 0 };
  try {
    await pipeline(
      Readable.from(toCatalogue(head, rows, total), { objectMode: false }),
      createWriteStream(`${catalogue}.part`, { flush: true }),
    );
    await writeFile(`${description}.part`, toDescription(head, total), { flush: true });
    await rename(`${catalogue}.part`, catalogue);
    await rename(`${description}.part`, description);
  } catch (error) {
    await Promise.all([rm(`${catalogue}.part`, { force: true }), rm(`${description}.part`, { force: true })]);
    throw error;
  }
}

interface Total {
  count: number;
  bytes: number;
}

async function* toCatalogue(
  { batchName, transactor, at, manifestSm3 }: TransferHead,
  rows: AsyncIterable<TransferRow> | Iterable<TransferRow>,
  total: Total,
): AsyncGenerator<string, void, undefined> {
  yield '<?xml version="1.0" encoding="UTF-8"?>\n<transfer>\n';
  const sealed = manifestSm3 === undefined ? {} : { manifestSm3 };
  yield leaves({ batchName, transactor, exchangeTime: at, ...sealed }, 1);
  for await (const row of rows) {
    total.count += 1;
    total.bytes += row.bytes;
    yield branch('directories', {}, leaves(toElements(row), 2), 1);
  }
  yield '</transfer>\n';
}

function toElements(row: TransferRow): Readonly<Record<string, string>> {
  return {
    fondsIdentifier: row.fonds,
    categoryCode: row.category,
    year: row.year,
    taskCode: row.taskCode,
    taskVersion: row.taskVersion,
    regionCode: row.regionCode,
    socialCode: row.socialCode,
    projectName: row.projectName,
    documentNumber: row.recordCode,
    digitalSummary: row.sm3,
    size: String(row.bytes),
    path: row.path,
    ...row.statements,
  };
}

/** One `name：value` a line. */
function toDescription(
  { batchName, sender, receiver, at, manifestSm3 }: TransferHead,
  { count, bytes }: Total,
): string {
  const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
  return [
    `移交单位：${oneLine(sender)}`,
    `接收单位：${oneLine(receiver)}`,
    `移交日期：${at.slice(0, 10)}`,
    `件数：${count}`,
    `字节数：${bytes}`,
    ...(manifestSm3 === undefined ? [] : [`移交批次：${oneLine(batchName)}`, `移交清单摘要：SM3 ${manifestSm3}`]),
    '',
  ].join('\r\n');
}
