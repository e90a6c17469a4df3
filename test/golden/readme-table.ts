/** The table in the README: what each identity gets for the main query, read from the golden answers. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const COLUMNS = ['housing', 'civil-affairs', 'transport', 'citizen', 'auditor'] as const;

interface Snapshot {
  readonly typeName: string;
  readonly holderName: string | null;
  readonly statusAtUse: string | null;
  readonly licence: { readonly currentStatus: string | null } | null;
}

interface MainCase {
  readonly item: { readonly name: string };
  readonly applicantName: string | null;
  readonly applicantIdNumber: string | null;
  readonly applicantPhone: string | null;
  readonly applicantAddress: string | null;
  readonly contactName: string | null;
  readonly materials: readonly { readonly name: string | null; readonly fileName: string | null }[];
  readonly licences: readonly Snapshot[];
  readonly retention: { readonly period: string; readonly dueOn: string | null } | null;
  readonly holding: { readonly referenceCode: string | null; readonly custody: string } | null;
}

interface Entry {
  readonly coordinate: string;
  readonly outcome: string;
  readonly rule: string;
}

interface Answer {
  readonly data: { readonly case: MainCase };
  readonly extensions: { readonly disclosure: { readonly entries: readonly Entry[] } };
}

interface Line {
  readonly title: string;
  /** Where the rule of a null is looked up. */
  readonly coordinate: string;
  readonly read: (record: MainCase) => string | null;
}

const LINES: readonly Line[] = [
  { title: '`item.name`', coordinate: 'Case.item', read: (record) => record.item.name },
  { title: '`applicantName`', coordinate: 'Case.applicantName', read: (record) => record.applicantName },
  { title: '`applicantIdNumber`', coordinate: 'Case.applicantIdNumber', read: (record) => record.applicantIdNumber },
  { title: '`applicantPhone`', coordinate: 'Case.applicantPhone', read: (record) => record.applicantPhone },
  { title: '`applicantAddress`', coordinate: 'Case.applicantAddress', read: (record) => record.applicantAddress },
  { title: '`contactName` (third person)', coordinate: 'Case.contactName', read: (record) => record.contactName },
  { title: '`materials { name }`', coordinate: 'CaseMaterial.name', read: (record) => (record.materials.length === 0 ? 'none visible' : `${record.materials.length}: ${record.materials[0]?.name ?? 'null'} …`) },
  { title: '`materials { fileName }`', coordinate: 'CaseMaterial.fileName', read: (record) => record.materials[0]?.fileName ?? (record.materials.length === 0 ? 'none visible' : null) },
  { title: '`licences { holderName }`, issued by housing', coordinate: 'LicenceSnapshot.holderName', read: (record) => record.licences[0]?.holderName ?? null },
  { title: '`licences { holderName }`, issued by another agency', coordinate: 'LicenceSnapshot.holderName', read: (record) => record.licences[1]?.holderName ?? null },
  { title: '`statusAtUse` → `licence { currentStatus }`', coordinate: 'LicenceSnapshot.statusAtUse', read: ({ licences: [first] }) => (first?.statusAtUse == null ? null : `${first.statusAtUse} → ${first.licence?.currentStatus ?? 'null'}`) },
  { title: '`retention { period }`', coordinate: 'RetentionDecision.period', read: (record) => record.retention?.period ?? null },
  { title: '`retention { dueOn }`', coordinate: 'RetentionDecision.dueOn', read: (record) => record.retention?.dueOn ?? null },
  { title: '`holding { referenceCode }` 档号', coordinate: 'ArchivalRecord.referenceCode', read: (record) => record.holding?.referenceCode ?? null },
];

export function readmeTable(): string {
  const answers = COLUMNS.map((identity) => JSON.parse(readFileSync(join(import.meta.dirname, 'main-query', `${identity}.json`), 'utf8')) as Answer);
  const cell = (line: Line, answer: Answer): string => {
    const value = line.read(answer.data.case);
    if (value === null) return `– ${rulesOf(answer, line.coordinate, 'WITHHOLD')}`;
    const isMask = value.includes('*');
    return `${value.replaceAll('*', '\\*')} ${isMask ? rulesOf(answer, line.coordinate, 'MASK') : ''}`.trim();
  };
  return [
    `| | ${COLUMNS.map((name) => `\`${name}\``).join(' | ')} |`,
    `|---|${'---|'.repeat(COLUMNS.length)}`,
    ...LINES.map((line) => `| ${line.title} | ${answers.map((answer) => cell(line, answer)).join(' | ')} |`),
  ].join('\n');
}

function rulesOf(answer: Answer, coordinate: string, outcome: string): string {
  const rules = answer.extensions.disclosure.entries.filter((each) => each.coordinate === coordinate && each.outcome === outcome);
  return [...new Set(rules.map(({ rule }) => rule))].join(', ');
}

/** A text with everything between the markers replaced by the table of today. */
export function withTable(text: string): string {
  return text.replace(
    /(<!-- golden -->\n)[\s\S]*?(<!-- \/golden -->)/,
    (_all, before: string, after: string) => `${before}${readmeTable()}\n${after}`,
  );
}
