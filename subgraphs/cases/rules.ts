/** The arithmetic of 26号 for cases. Pure: no I/O, no clock. */
import type { CaseState, ItemType } from '../../schema/codes.ts';
import type { LocalDate } from '../../schema/ids.ts';
import type { Profile } from '../../schema/profile.ts';

/**
 * The latest day of archiving a case that was completed on `completedOn`: the end of June of the second year.
 *
 * @clause 26号 art. 9
 */
export function archiveDueOn(completedOn: LocalDate, { archiveDue }: Pick<Profile, 'archiveDue'>): string {
  const year = Number(completedOn.slice(0, 4)) + archiveDue.yearsAfterCompletion;
  const pad = (value: number): string => String(value).padStart(2, '0');
  return `${year}-${pad(archiveDue.month)}-${pad(archiveDue.day)}`;
}

export interface Problem {
  readonly code: string;
  readonly message: string;
  readonly clause: string;
  readonly path: string | null;
}

/** Penalties and inspections follow the measure by analogy. @clause 26号 art. 2 */
export function isByReference(type: ItemType): boolean {
  return type === 'PENALTY' || type === 'INSPECTION';
}

/** Coercion is not given on application and is no public service. @clause 26号 art. 2 */
export function checkItemType(type: ItemType): Problem[] {
  if (type !== 'COERCION') return [];
  const message = 'Administrative coercion is outside the measure: its cases are archived elsewhere.';
  return [{ code: 'ITEM_OUTSIDE', message, clause: '26号 art. 2', path: 'itemType' }];
}

/** The process of GB/T 42727 6.2–6.11: what may follow what. From either check back, and from a return anew. */
const NEXT: Readonly<Partial<Record<CaseState, readonly CaseState[]>>> = {
  OPEN: ['COMPLETED'],
  COMPLETED: ['COLLECTED'],
  RETURNED: ['COLLECTED'],
  COLLECTED: ['ARRANGED'],
  ARRANGED: ['INVENTORIED'],
  INVENTORIED: ['PACKAGED'],
  PACKAGED: ['SEALED'],
  SEALED: ['CHECKED', 'RETURNED'],
  CHECKED: ['EXCHANGED'],
  EXCHANGED: ['RECEIVED', 'RETURNED'],
  RECEIVED: ['REGISTERED'],
  REGISTERED: ['ARCHIVED'],
};

/** Whether archiving may go from one state to another. @clause GB/T 42727-2023 */
export function mayFollow(from: CaseState, to: CaseState): boolean {
  return NEXT[from]?.includes(to) ?? false;
}
