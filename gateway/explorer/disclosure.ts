/** Reads `extensions.disclosure` of an answer: what was shown, masked or withheld, and why. */
import type { Bilingual } from './texts.ts';

export const OUTCOMES = ['WITHHOLD', 'MASK', 'SHOW'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One decision on one coordinate. `count` is null where the number of records may not be told. */
export interface DisclosureEntry {
  readonly coordinate: string;
  readonly outcome: Outcome;
  readonly rule: string;
  readonly clause: string | null;
  readonly reason: string | null;
  readonly remedy: Bilingual | null;
  readonly count: number | null;
}

/** Entries stand with the withheld first, then the masked; within an outcome as the gateway ordered them. */
export interface DisclosureSummary {
  readonly policyVersion: string | null;
  readonly requestId: string | null;
  readonly entries: readonly DisclosureEntry[];
}

/** Null where the answer has no summary, or one in a form this page does not know. */
export function parseDisclosure(body: unknown): DisclosureSummary | null {
  const extensions = member(body, 'extensions');
  const disclosure = member(extensions, 'disclosure');
  const rows = member(disclosure, 'entries');
  if (!Array.isArray(rows)) return null;

  const entries = rows.map(parseEntry).filter((entry) => entry !== null);
  if (entries.length < rows.length) return null;
  return {
    policyVersion: text(member(disclosure, 'policyVersion')),
    requestId: text(member(disclosure, 'requestId')) ?? text(member(extensions, 'requestId')),
    entries: entries.toSorted((a, b) => OUTCOMES.indexOf(a.outcome) - OUTCOMES.indexOf(b.outcome)),
  };
}

function parseEntry(row: unknown): DisclosureEntry | null {
  const outcome = OUTCOMES.find((known) => known === member(row, 'outcome'));
  const coordinate = text(member(row, 'coordinate'));
  if (outcome === undefined || coordinate === null) return null;
  const count = member(row, 'count');
  return {
    coordinate,
    outcome,
    rule: text(member(row, 'rule')) ?? '',
    clause: text(member(row, 'clause')),
    reason: text(member(row, 'reason')),
    remedy: parseRemedy(member(row, 'remedy')),
    count: typeof count === 'number' ? count : null,
  };
}

/** The gateway sends a remedy as one text, or in both languages. */
function parseRemedy(remedy: unknown): Bilingual | null {
  if (typeof remedy === 'string') return { zh: remedy, en: remedy };
  const zh = text(member(remedy, 'zh'));
  const en = text(member(remedy, 'en'));
  return zh === null || en === null ? null : { zh, en };
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value ? Reflect.get(value, key) : undefined;
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}
