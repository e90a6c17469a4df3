/** A progress bar on a terminal, nothing elsewhere. */
import cliProgress from 'cli-progress';
import { listPackages } from '../../subgraphs/packages/index.ts';

export class Progress {
  readonly #bar: cliProgress.SingleBar | null;

  /** @param total of packages; shown on standard error, so that a report can go elsewhere */
  constructor(total: number) {
    this.#bar =
      process.stderr.isTTY && total > 1 ? new cliProgress.SingleBar({ stream: process.stderr, format: FORMAT }) : null;
    this.#bar?.start(total, 0);
  }

  step(): void {
    this.#bar?.increment();
  }

  /** A line of the report, above the bar. */
  print(line: string): void {
    if (this.#bar !== null) process.stderr.write('\r\u001B[K');
    process.stdout.write(`${line}\n`);
  }

  stop(): void {
    this.#bar?.stop();
  }
}

const FORMAT = '{bar} {percentage}% | {value}/{total} packages | {duration_formatted}, about {eta_formatted} left';

export async function countPackages(paths: readonly string[]): Promise<number> {
  let count = 0;
  for (const path of paths) for await (const _ of listPackages(path)) count += 1;
  return count;
}
