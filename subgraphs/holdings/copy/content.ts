/** What goes into a copy: the fields and files of a record that its recipient is shown, and nothing else. */
import { DomainError } from '../../../schema/errors.ts';
import type { Coordinate } from '../../../schema/actor.ts';
import { toldBasis } from '../../../schema/policy/rules.ts';
import type { DisclosedRow } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findArchivalRecord } from '../service/records.ts';
import { listRecordFiles } from '../service/record-files.ts';

/** In the order of the page. What is for the keeper's own use, such as the place of the bytes, is never in a copy. */
const FIELDS: readonly (readonly [field: string, chinese: string])[] = [
  ['title', '题名'],
  ['recordCode', '电子文件号'],
  ['referenceCode', '档号'],
  ['fondsNumber', '全宗号'],
  ['fondsName', '全宗名称'],
  ['custody', '保管主体'],
  ['openingState', '开放状态'],
  ['openedOn', '开放日期'],
  ['transferBatch', '移交批次'],
  ['transferredOn', '移交日期'],
  ['receivedOn', '接收日期'],
  ['disclosureStatus', '信息公开情况'],
  ['secrecyChange', '密级变更情况'],
];

const WORDS: Readonly<Record<string, string>> = {
  FORMING: '立档单位保管',
  EARLY_CUSTODY: '提前交由档案馆保管',
  HALL: '档案馆保管',
  OPEN: '开放',
  CONTROLLED: '控制使用',
  DEFERRED: '延期开放',
  NOT_OPEN: '不开放',
  NOT_REVIEWED: '未审核',
};

export interface CopyField {
  readonly name: string;
  readonly value: string;
  readonly isMasked: boolean;
}

export interface CopyFile {
  readonly id: string;
  readonly name: string;
  readonly format: string;
  readonly bytes: number;
  readonly sm3: string;
  readonly sha256: string;
}

/** Decided for one recipient at one moment. */
export interface CopyContent {
  readonly fields: readonly CopyField[];
  /** Chinese names of fields that hold something and are not in the copy, with the clause. */
  readonly withheld: readonly { readonly name: string; readonly clause: string }[];
  readonly files: readonly CopyFile[];
  readonly filesWithheld: number | null;
  readonly referenceCode: string | null;
  readonly disclosed: readonly Disclosed[];
}

/** One field of one record that is in the copy. */
export interface Disclosed {
  readonly coordinate: Coordinate;
  readonly recordId: string;
  readonly effect: 'SHOW' | 'MASK';
  /** As it may be told in the log. */
  readonly rule: string;
}

/** Null where nothing beyond the key would be shown. */
export async function contentFor(recipient: Context, recordId: string): Promise<CopyContent | null> {
  const row = await findArchivalRecord(recipient, recordId);
  if (row === null || row.tombstone !== null) return null;
  const told = outcomesOf(row);
  const shown = FIELDS.filter(([field]) => told.get(field)?.effect !== 'WITHHOLD' && row[field] !== null);
  const files = await listRecordFiles(recipient, recordId);
  const open = files.filter((file) => outcomesOf(file).get('name')?.effect === undefined);
  return {
    fields: shown.map(([field, name]) => ({
      name,
      value: wordFor(field, String(row[field])),
      isMasked: told.get(field)?.effect === 'MASK',
    })),
    withheld: FIELDS.flatMap(([field, name]) => {
      const outcome = told.get(field);
      return outcome?.effect === 'WITHHOLD' ? [{ name, clause: outcome.clause }] : [];
    }),
    files: open.map(toFile),
    filesWithheld: files.length - open.length,
    referenceCode: typeof row['referenceCode'] === 'string' ? row['referenceCode'] : null,
    disclosed: [
      ...shown.map(([field]) => ({
        coordinate: `ArchivalRecord.${field}` as Coordinate,
        recordId,
        effect: told.get(field)?.effect === 'MASK' ? ('MASK' as const) : ('SHOW' as const),
        rule: ruleOf(recipient, row, field),
      })),
      ...open.map((file) => ({
        coordinate: 'RecordFile.name' as const,
        recordId: file.id,
        effect: 'SHOW' as const,
        rule: ruleOf(recipient, file, 'name'),
      })),
    ],
  };
}

function ruleOf({ services, accessClass }: Context, { __typename, label }: DisclosedRow, field: string): string {
  const outcome = services.policy.table(accessClass, __typename).outcome(label, field);
  return outcome === undefined ? 'R17' : toldBasis(outcome).rule;
}

interface Told {
  readonly effect: 'MASK' | 'WITHHOLD';
  readonly clause: string;
}

/** Fields that are not simply shown. */
function outcomesOf({ disclosure }: DisclosedRow): ReadonlyMap<string, Told> {
  const rows = disclosure as readonly {
    readonly field: string;
    readonly outcome: Told['effect'];
    readonly clause: string;
  }[];
  return new Map(rows.map(({ field, outcome, clause }) => [field, { effect: outcome, clause }]));
}

function wordFor(field: string, value: string): string {
  return field === 'custody' || field === 'openingState' ? (WORDS[value] ?? value) : value;
}

function toFile(row: DisclosedRow): CopyFile {
  return {
    id: row.id,
    name: String(row['name']),
    format: String(row['format']),
    bytes: Number(row['sizeBytes']),
    sm3: String(row['sm3']),
    sha256: String(row['sha256']),
  };
}

/**
 * Whether all that a copy holds would still be shown to its recipient.
 *
 * @returns it, with the rules that show it now
 * @throws NOT_FOUND when anything would not: the copy as a whole is not to be had then
 */
export async function assertStillShown(
  recipient: Context,
  recordId: string,
  disclosed: readonly Disclosed[],
): Promise<readonly Disclosed[]> {
  const now = await contentFor(recipient, recordId);
  const shown = new Map((now?.disclosed ?? []).map((each) => [keyOf(each), each.effect]));
  const isShown = (each: Disclosed): boolean => {
    const effect = shown.get(keyOf(each));
    return effect === 'SHOW' || (effect === 'MASK' && each.effect === 'MASK');
  };
  if (now === null || !disclosed.every(isShown)) throw new DomainError('NOT_FOUND');
  const held = new Set(disclosed.map(keyOf));
  return now.disclosed.filter((each) => held.has(keyOf(each)));
}

function keyOf({ coordinate, recordId }: Disclosed): string {
  return `${coordinate} ${recordId}`;
}
