/** What follows from a report: accept, ask a named person, or return with reasons. And what changed between two. */
import { CHECK_NUMBERS, CHECKS, type CheckNumber, type FailurePolicy } from './catalogue.ts';
import { SIGNATURE } from './content-checks.ts';
import type { CheckReport, CheckRow } from './types.ts';

/** Where nothing is said, the catalogue's own. */
export type Policies = Readonly<Partial<Record<CheckNumber, FailurePolicy>>>;

/** A named person lets one finding pass, and says why. */
export interface Override {
  readonly code: string;
  readonly object: string;
  readonly by: string;
  readonly reason: string;
}

export interface Verdict {
  readonly outcome: 'ACCEPT' | 'OVERRIDE_NEEDED' | 'RETURN';
  /** No decision of anybody lets these pass. */
  readonly blocking: readonly CheckRow[];
  /** These wait for a named person. */
  readonly open: readonly CheckRow[];
  readonly overridden: readonly { readonly row: CheckRow; readonly override: Override }[];
  /** Noted, and for a person to look at without holding anything up. */
  readonly notes: readonly CheckRow[];
}

/**
 * What a row asks for. A failure asks what its policy says. A check that code should have decided and could not
 * waits for a person; what needs an engine or a person anyway is noted.
 */
function demandOf(row: CheckRow, policies: Policies): FailurePolicy | null {
  const { number, object, result } = row;
  if (result === 'PASS' || result === 'NOT_APPLICABLE') return null;
  const policy = policies[number] ?? CHECKS[number].onFailure;
  if (result === 'FAIL') return policy;
  if (result === 'WARNING') return 'WARN';
  const isForCode = CHECKS[number].automation === 'A' && !object.endsWith(SIGNATURE);
  return isForCode && policy !== 'WARN' ? 'OVERRIDE' : 'WARN';
}

/** An override without a name or a reason is none; one for a blocking finding changes nothing. */
export function verdict(report: CheckReport, policies: Policies = {}, overrides: readonly Override[] = []): Verdict {
  const valid = overrides.filter(({ by, reason }) => by.trim() !== '' && reason.trim() !== '');
  const overrideOf = (row: CheckRow): Override | undefined =>
    valid.find(({ code, object }) => code === row.code && object === row.object);
  const demanding = (policy: FailurePolicy): CheckRow[] =>
    report.rows.filter((row) => demandOf(row, policies) === policy);
  const blocking = demanding('BLOCK');
  const open = demanding('OVERRIDE').filter((row) => overrideOf(row) === undefined);
  const overridden = demanding('OVERRIDE').flatMap((row) => {
    const override = overrideOf(row);
    return override === undefined ? [] : [{ row, override }];
  });
  const stopped = open.length > 0 ? 'OVERRIDE_NEEDED' : 'ACCEPT';
  return { outcome: blocking.length > 0 ? 'RETURN' : stopped, blocking, open, overridden, notes: demanding('WARN') };
}

export interface RowChange {
  readonly number: CheckNumber;
  readonly object: string;
  /** Null: the object was not reported. */
  readonly before: CheckRow | null;
  readonly after: CheckRow | null;
}

/** What differs between two reports on the same package, of whatever stage, in the order of the catalogue. Time, tool and operator do not count. */
export function compareReports(before: CheckReport, after: CheckReport): readonly RowChange[] {
  const keyOf = (row: CheckRow): string => JSON.stringify([row.number, row.object]);
  const [old, now] = [toRows(before, keyOf), toRows(after, keyOf)];
  const changes = [...new Set([...old.keys(), ...now.keys()])].flatMap((key): RowChange[] => {
    const [one, other] = [old.get(key) ?? [], now.get(key) ?? []];
    const first = one[0] ?? other[0];
    if (first === undefined || toOutcome(one) === toOutcome(other)) return [];
    return [{ number: first.number, object: first.object, before: one[0] ?? null, after: other[0] ?? null }];
  });
  return changes.toSorted((one, other) => CHECK_NUMBERS.indexOf(one.number) - CHECK_NUMBERS.indexOf(other.number));
}

function toRows(report: CheckReport, keyOf: (row: CheckRow) => string): Map<string, CheckRow[]> {
  return Map.groupBy(report.rows, keyOf);
}

function toOutcome(rows: readonly CheckRow[]): string {
  return JSON.stringify(rows.map(({ result, reason }) => [result, reason]));
}
