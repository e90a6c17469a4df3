/**
 * The access log: no answer leaves before its row is durable. Rows that wait while a batch is being written go
 * together into the next one, so that many answers share one transaction.
 *
 * @clause 809 art. 29
 */
import { DomainError } from '../schema/errors.ts';
import type { AccessLogRow } from '../subgraphs/sharing/index.ts';

/** Writes rows durably, all or none. @throws when they are not written */
export type AppendRows = (rows: readonly AccessLogRow[]) => Promise<unknown>;

interface Waiting {
  readonly row: AccessLogRow;
  readonly done: () => void;
  readonly failed: (error: unknown) => void;
}

const BATCH = 200;

export class AccessLog {
  readonly #append: AppendRows;
  #waiting: Waiting[] = [];
  #isWriting = false;

  constructor(append: AppendRows) {
    this.#append = append;
  }

  /** @throws UNAVAILABLE when the row could not be written: then there is no answer */
  write(row: AccessLogRow): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ row, done: resolve, failed: reject });
      if (!this.#isWriting) void this.#drain();
    });
  }

  async #drain(): Promise<void> {
    this.#isWriting = true;
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, BATCH);
      try {
        await this.#append(batch.map(({ row }) => row));
        for (const { done } of batch) done();
      } catch (cause) {
        const error = new DomainError('UNAVAILABLE', 'The access log cannot be written, so nothing is disclosed.', {
          cause,
        });
        for (const { failed } of batch) failed(error);
      }
    }
    this.#isWriting = false;
  }
}
