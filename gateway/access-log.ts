/**
 * The access log: no answer leaves before its row is durable. Rows that wait while a batch is being written go
 * together into the next one, so that many answers share one transaction.
 *
 * @clause 809 art. 29
 */
import { DomainError } from '../schema/errors.ts';
import type { AccessLogRow, AppendResult } from '../subgraphs/sharing/index.ts';
import { limitExceeded } from './quotas.ts';

/**
 * Writes rows durably, all or none. What it returns names the rows that it wrote as refusals, because the grant's
 * distinct subjects are used up.
 *
 * @throws when they are not written
 */
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

  /** @throws UNAVAILABLE when the row could not be written, LIMIT_EXCEEDED by R3: then there is no answer */
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
        const refused = refusedOf(await this.#append(batch.map(({ row }) => row)));
        for (const each of batch) settle(each, refused);
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

function settle({ row, done, failed }: Waiting, refused: readonly string[]): void {
  if (refused.includes(row.requestId)) return failed(limitExceeded());
  done();
}

function refusedOf(result: unknown): readonly string[] {
  const { refused = [] } = (result ?? {}) as Partial<AppendResult>;
  return refused;
}
