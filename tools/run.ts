/** How a long-running command starts and ends. */
import { StartError } from '../subgraphs/kernel/index.ts';

/**
 * Starts; a start that cannot go on ends with its sentence and exit code 1. Then waits for a signal and stops cleanly.
 *
 * @param start returns the function that stops
 */
export async function runUntilSignal(start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop().then(() => process.exit(0)));
  } catch (error) {
    if (!(error instanceof StartError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
