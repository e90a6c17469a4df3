/** The periods in which a grant's guards count, in Asia/Shanghai. Pure. */
import { toInstant, toShanghaiDate, type Instant } from '../../../schema/ids.ts';

export interface Period {
  readonly from: Instant;
  /** Not itself in it. */
  readonly until: Instant;
}

/** Anything but `MONTH` is a day: the narrower of the two. */
export function periodOf(kind: string, at: string): Period {
  const day = toShanghaiDate(Date.parse(at));
  if (kind !== 'MONTH') return between(day, `${day}T24:00:00+08:00`);
  const [year = 0, month = 0] = day.split('-').map(Number);
  const next = month === 12 ? `${year + 1}-01` : `${year}-${String(month + 1).padStart(2, '0')}`;
  return between(`${day.slice(0, 7)}-01`, `${next}-01T00:00:00+08:00`);
}

function between(firstDay: string, until: string): Period {
  return { from: toInstant(Date.parse(`${firstDay}T00:00:00+08:00`)), until: toInstant(Date.parse(until)) };
}
