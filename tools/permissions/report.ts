/** A comparison on paper: a table for the terminal, or Markdown. */
import { labelsOf, type Label } from '../../schema/policy/label.ts';
import type { Caller } from './callers.ts';
import type { Change, Direction, Group } from './compare.ts';
import type { FactChange } from './facts.ts';
import { inWords } from './label-words.ts';
import type { OperationChange } from './operations.ts';

export interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly facts: readonly FactChange[];
  readonly groups: readonly Group[];
  readonly operations: readonly OperationChange[];
}

interface Table {
  readonly title: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const SIGNS = { GAINS: '+ gains', LOSES: '− loses', DIFFERS: '~ otherwise', REASON: '' } as const;
const GIVEN: readonly Direction[] = ['GAINS', 'LOSES', 'DIFFERS'];

export function toText(comparison: Comparison): string {
  const { before, after } = comparison;
  const tables = toTables(comparison);
  if (tables.length === 0) return `Nobody gains or loses anything between ${before} and ${after}.\n`;
  return tables
    .map(({ title, head, rows }) => `${title}\n\n${rows.map((row) => toBlock(head, row)).join('\n')}\n`)
    .join('\n');
}

/** What and how in one line; long words, such as who and in which records, below it. */
function toBlock(head: readonly string[], row: readonly string[]): string {
  const isLong = (column: number): boolean => ['in records', 'who'].includes(head[column] ?? '');
  const line = row.filter((cell, column) => cell !== '' && !isLong(column)).join('  ');
  const below = row.flatMap((cell, column) => (isLong(column) ? [`    ${head[column]}: ${cell}`] : []));
  return [line, ...below].join('\n');
}

export function toMarkdown(comparison: Comparison): string {
  const { before, after } = comparison;
  const tables = toTables(comparison).map(({ title, head, rows }) => {
    const line = (cells: readonly string[]): string =>
      `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
    return [`### ${title}`, '', line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line), ''].join('\n');
  });
  const none = tables.length === 0 ? ['Nobody gains or loses anything.', ''] : [];
  return [`## Permissions: ${before} → ${after}`, '', ...none, ...tables].join('\n');
}

function toTables({ facts, groups, operations }: Comparison): Table[] {
  const everybody = groups.flatMap(({ callers }) => callers);
  const head = ['', 'field', 'from', 'to', 'in records', 'who'];
  const fields = toFieldRows(groups).map((row) => ({ ...row, cells: [...row.cells, toNames(row.who, everybody)] }));
  const rows = (directions: readonly Direction[]): string[][] =>
    fields.filter(({ direction }) => directions.includes(direction)).map(({ cells }) => cells);
  return [
    { title: 'Fields', head, rows: rows(GIVEN) },
    {
      title: 'Recorded operations',
      head: ['operation', '', 'fields', 'who'],
      rows: toOperationRows(operations, everybody),
    },
    {
      title: 'What decides beside the classes',
      head: ['what', 'effect', 'from', 'to'],
      rows: facts.map(({ subject, effect, from, to }) => [subject, effect, from, to]),
    },
    { title: 'Withheld as before, for another reason', head, rows: rows(['REASON']) },
  ].filter(({ rows }) => rows.length > 0);
}

interface FieldRow {
  readonly direction: Direction;
  readonly cells: readonly string[];
  readonly who: readonly Caller[];
}

/**
 * The same change for several groups of callers is one row. It is the same too where the words hold more than a caller
 * can meet: "formed by others" is true of all that a citizen asks for.
 */
function toFieldRows(groups: readonly Group[]): FieldRow[] {
  const rows = new Map<string, Told[]>();
  for (const { callers, bits, changes } of [...groups].sort((a, b) => b.bits - a.bits)) {
    const domain = labelsOf(bits);
    for (const change of changes) {
      const key = JSON.stringify([change.direction, change.typeName, change.fields, change.from, change.to]);
      const alike = rows.get(key) ?? [];
      const known = alike.find((told) => isToldBy(told, change, domain));
      if (known === undefined) rows.set(key, [...alike, { change, bits, who: [...callers] }]);
      else known.who.push(...callers);
    }
  }
  return [...rows.values()]
    .flat()
    .map(({ change, who }) => {
      const { direction, from, to, groups } = change;
      return {
        direction,
        who,
        cells: [SIGNS[direction], fieldsOf(change), from, to, groups.map(inWords).join('; or ')],
      };
    })
    .sort((a, b) => compare(a.cells[1] ?? '', b.cells[1] ?? '') || compare(a.cells[0] ?? '', b.cells[0] ?? ''));
}

interface Told {
  readonly change: Change;
  readonly bits: number;
  readonly who: Caller[];
}

function isToldBy({ change, bits }: Told, other: Change, domain: readonly Label[]): boolean {
  return domain.every((label) => change.labels.has(label & bits) === other.labels.has(label));
}

function toOperationRows(operations: readonly OperationChange[], everybody: readonly Caller[]): string[][] {
  const rows = new Map<string, { readonly cells: readonly string[]; readonly who: Caller[] }>();
  const add = (cells: readonly string[], who: readonly Caller[]): void => {
    const known = rows.get(cells.join('\0')) ?? { cells, who: [] };
    known.who.push(...who);
    rows.set(cells.join('\0'), known);
  };
  for (const { operation, group, fault, changes } of operations) {
    if (group === null) add([operation, fault ?? '', ''], everybody);
    for (const direction of GIVEN) {
      const fields = changes.filter((change) => change.direction === direction).map(fieldsOf);
      if (group !== null && fields.length > 0)
        add([operation, SIGNS[direction], [...new Set(fields)].join(', ')], group.callers);
    }
  }
  return [...rows.values()].map(({ cells, who }) => [...cells, toNames(who, everybody)]);
}

/** As short as it can be said. */
function toNames(who: readonly Caller[], everybody: readonly Caller[]): string {
  const others = everybody.filter((each) => !who.includes(each)).map(({ name }) => name);
  if (others.length === 0) return 'everybody';
  if (others.length <= 5) return `everybody but ${others.join(', ')}`;
  return who.map(({ name }) => name).join(', ');
}

function fieldsOf({ typeName, fields }: Change): string {
  return fields.length === 0 ? `${typeName} (the record)` : `${typeName}.${fields.join(` ${typeName}.`)}`;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
