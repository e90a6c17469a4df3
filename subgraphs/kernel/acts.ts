/** An act: a write that somebody answers for. What it writes and its entry in the outbox commit together or not at all. */
import type { Context } from './context.ts';
import type { EntityManager } from './database.ts';
import { publish } from './outbox.ts';

/** One reason for a refusal, as `Violation` of the API; holds no value that the caller may not see. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly clause: string;
  readonly path: string | null;
}

export interface ActResult {
  /** Key of what the act is about; null when there is none. */
  readonly target: string | null;
  /** All reasons; with any of them nothing that the act wrote stays. */
  readonly violations: readonly Refusal[];
}

/** Which act, and what the audit entry keeps beside who and when: ids and codes, never content. */
export interface ActName {
  /** Schema of the subgraph. */
  readonly schema: string;
  readonly name: string;
}

/**
 * Runs an act in one transaction. A refused one is rolled back as a whole, and entered as refused.
 *
 * On PGlite await nothing inside `work` but its entity manager.
 *
 * @throws whatever `work` throws; then there is neither act nor entry
 */
export async function act<T extends ActResult>(
  context: Context,
  { schema, name }: ActName,
  work: (tx: EntityManager) => Promise<T>,
): Promise<T> {
  const enter = (tx: EntityManager, { target, violations }: ActResult): Promise<void> => {
    const { actorId, role, agency, posts, requestId, at } = context.access;
    const outcome = violations.length === 0 ? 'DONE' : 'REFUSED';
    const reasons = violations.map(({ code, clause }) => ({ code, clause }));
    const entry = { act: name, outcome, target, reasons, actorId, role, agency, posts, requestId, at };
    return publish(tx, schema, 'ACT', [entry]);
  };
  try {
    return await context.em.transactional(async (tx) => {
      const result = await work(tx);
      if (result.violations.length > 0) throw new Refused(result);
      await enter(tx, result);
      return result;
    });
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    await context.em.transactional((tx) => enter(tx, error.result));
    return error.result as T;
  }
}

/** Carries a refusal out of the transaction, which it rolls back. */
class Refused extends Error {
  readonly result: ActResult;

  constructor(result: ActResult) {
    super('refused');
    this.result = result;
  }
}
