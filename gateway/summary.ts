/** `extensions.disclosure`: what happened to the selected fields, told only as far as it gives nothing away. */
import { toldBasis, type Reason } from '../schema/policy/rules.ts';
import type { OutcomeCount } from './disclosure.ts';

export interface SummaryEntry {
  readonly coordinate: string;
  readonly outcome: 'SHOW' | 'MASK' | 'WITHHOLD';
  readonly rule: string;
  readonly clause: string;
  readonly reason: Reason | null;
  readonly remedy: { readonly en: string; readonly zh: string } | null;
  /** In how many records; null where the number would tell of facts that the caller may not read. */
  readonly count: number | null;
}

export interface DisclosureSummary {
  readonly policyVersion: string;
  readonly entries: readonly SummaryEntry[];
}

/** Resource codes of the catalogue entries in which these providers offer a field. */
export type EntriesFor = (coordinate: string, providers: readonly string[]) => readonly string[];

/** Outcomes that are told alike are one entry. */
export function toSummary(
  policyVersion: string,
  outcomes: readonly OutcomeCount[],
  entriesFor: EntriesFor,
): DisclosureSummary {
  const entries = new Map<string, SummaryEntry>();
  for (const { coordinate, outcome, count, providers } of outcomes) {
    const { effect, reason, countable } = outcome;
    const { rule, clause } = toldBasis(outcome);
    const remedy = reason === null ? null : toRemedy(reason, entriesFor(coordinate, providers));
    const key = [coordinate, effect, rule, clause, reason].join('|');
    const total = countable ? count + (entries.get(key)?.count ?? 0) : null;
    entries.set(key, { coordinate, outcome: effect, rule, clause, reason, remedy, count: total });
  }
  return { policyVersion, entries: [...entries.values()] };
}

export function toRemedy(reason: Reason, entries: readonly string[]): SummaryEntry['remedy'] {
  switch (reason) {
    case 'GRANT_REQUIRED':
      if (entries.length === 0)
        return { en: 'No catalogue entry offers this field.', zh: '目录中没有提供该字段的条目。' };
      return {
        en: `Apply for catalogue entry ${entries.join(' or ')}, or send its grant and use cause.`,
        zh: `申请目录条目 ${entries.join(' 或 ')}，或在请求中注明授权与用途。`,
      };
    case 'UNIT_CONSENT_REQUIRED':
      return { en: 'Ask the forming unit for its consent.', zh: '请征得立档单位同意。' };
    case 'HALL_CONSENT_REQUIRED':
      return { en: 'Ask the archive hall for its consent.', zh: '请征得档案馆同意。' };
    case 'SOURCE_CONSENT_REQUIRED':
      return { en: 'Ask the issuing authority for its consent.', zh: '请征得颁发机构同意。' };
    default:
      return null;
  }
}
