/** Faults of one package as they are found: reading goes on to the next part. */
import { PackageRefused } from './faults.ts';
import type { PackageFault } from './types.ts';

export class FaultList {
  readonly #all: PackageFault[] = [];

  add(...faults: readonly PackageFault[]): void {
    this.#all.push(...faults);
  }

  /** Null when it was refused. */
  async catch<T>(action: Promise<T>): Promise<T | null> {
    try {
      return await action;
    } catch (error) {
      if (!(error instanceof PackageRefused)) throw error;
      this.add(...error.faults);
      return null;
    }
  }

  assertNone(): void {
    if (this.#all.length > 0) throw new PackageRefused(...this.#all);
  }
}
