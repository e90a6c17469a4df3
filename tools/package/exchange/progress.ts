/** A bar where somebody looks at it; nothing where the output goes into a file. */
import cliProgress from 'cli-progress';

export interface Progress {
  /** @param total as far as it is known by now */
  total(total: number): void;
  step(): void;
  end(): void;
}

export function startProgress(what: string): Progress {
  const bar = new cliProgress.SingleBar(
    {
      format: `${what} {bar} {percentage}% {value}/{total} {duration_formatted}, {eta_formatted} to go`,
      hideCursor: true,
      noTTYOutput: false,
      etaBuffer: 200,
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(0, 0);
  return { total: (total) => bar.setTotal(total), step: () => bar.increment(), end: () => bar.stop() };
}

export const SILENT: Progress = { total: () => undefined, step: () => undefined, end: () => undefined };
