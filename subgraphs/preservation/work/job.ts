/** What every kind of work is given, and what it answers at the end of a slice. */
import type { EntityManager, Runtime } from '../../kernel/index.ts';
import type { Keeping } from '../keeping.ts';
import type { Order, Told } from '../orders.ts';

export interface Job<O extends Order = Order> {
  readonly order: O;
  /** As the last slice left it; null: nothing has been done yet. Each kind of work knows its own. */
  readonly progress: unknown;
}

export interface Desk {
  readonly keeping: Keeping;
  readonly runtime: Runtime;
  readonly budgetMs: number;
}

export interface Worked {
  readonly progress: unknown;
  readonly told: Omit<Told, 'jobId' | 'kind'>;
  /** Rows that belong to what is told: they commit with it, or not at all. */
  readonly write?: (tx: EntityManager) => Promise<void>;
}

const NOTHING: Worked['told'] = {
  state: 'RUNNING',
  reason: null,
  files: 0,
  bytes: 0,
  busyMs: 0,
  findings: [],
  conversions: [],
  repairedFrom: null,
};

export function tell(told: Partial<Worked['told']>): Worked['told'] {
  return { ...NOTHING, ...told };
}

/** A medium that is not there, a disk that is full: nothing is lost, and it is tried again. */
export function waiting(progress: unknown, reason: string, counts: Partial<Worked['told']> = {}): Worked {
  return { progress, told: tell({ ...counts, state: 'WAITING', reason }) };
}
