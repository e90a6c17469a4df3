/** The periods in which a grant's guards count, in Asia/Shanghai. Pure. */
import { toInstant, toShanghaiDate, type Instant } from '../../../schema/ids.ts';

export interface Period {
  readonly from: Instant;
  /** Not itself in it. */
  readonly until: Instant;
  /** Counts of periods that began before are of no use: a late request may still belong to the period before this one. */
  readonly keepFrom: Instant;
}

const DAY_MS = 86_400_000;
/** Longer than one period of each kind, and than clocks may differ. */
const KEPT_DAYS = { DAY: 2, MONTH: 32 } as const;

/** Anything but `MONTH` is a day: the narrower of the two. */
export function periodOf(kind: string, at: string): Period {
  const day = toShanghaiDate(Date.parse(at));
  if (kind !== 'MONTH') return between(day, `${day}T24:00:00+08:00`, KEPT_DAYS.DAY);
  const [year = 0, month = 0] = day.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return between(`${day.slice(0, 7)}-01`, `${next}-01T00:00:00+08:00`, KEPT_DAYS.MONTH);
}

function between(firstDay: string, until: string, keptDays: number): Period {
  const fromMs = Date.parse(`${firstDay}T00:00:00+08:00`);
  return {
    from: toInstant(fromMs),
    until: toInstant(Date.parse(until)),
    keepFrom: toInstant(fromMs - keptDays * DAY_MS),
  };
}
