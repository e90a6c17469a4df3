/** Measures contestants against each other: in turns within one run, so that whatever else the machine does hits all alike. */
import { Pool } from 'undici';

export interface Usage {
  readonly cpuMicros: number;
  readonly rssBytes: number;
}

/** Something that answers GraphQL over HTTP. */
export interface Contestant {
  readonly name: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the process that answers, since it began. */
  readonly usage: () => Promise<Usage>;
}

export interface Operation {
  readonly name: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** How long to look. */
export interface Effort {
  readonly rounds: number;
  readonly batchMs: number;
  readonly warmUpMs: number;
  /** Contestants that are left out. */
  readonly without: readonly string[];
}

/** Medians over the rounds. */
export interface Measured {
  readonly name: string;
  readonly cpuMs: number;
  readonly wallMs: number;
  /** CPU of the first contestant in the same round, divided by this one's. */
  readonly cheaper: number;
  /** The same for the time that passes. */
  readonly faster: number;
  readonly rssMb: number;
}

/** Clients at a time: what a request costs is asked of a gateway that is busy, as rows of the log share a write then. */
const CONCURRENCY = 32;

interface Sample {
  readonly cpuMs: number;
  readonly wallMs: number;
  readonly rssMb: number;
}

/** @throws Error when a contestant does not answer, or answers with errors */
export async function measure(
  contestants: readonly Contestant[],
  operation: Operation,
  effort: Effort,
): Promise<readonly Measured[]> {
  const runners = contestants.map((contestant) => new Runner(contestant, operation));
  const samples = new Map<Runner, Sample[]>(runners.map((runner) => [runner, []]));
  for (const runner of runners) await runner.warmUp(effort);
  for (let round = 0; round < effort.rounds; round += 1) {
    const shift = round % runners.length;
    for (const runner of [...runners.slice(shift), ...runners.slice(0, shift)])
      samples.get(runner)?.push(await runner.sample());
  }
  for (const runner of runners) await runner.close();
  const [first] = runners;
  const baseline = (first && samples.get(first)) ?? [];
  return runners.map((runner) => toMeasured(runner.name, samples.get(runner) ?? [], baseline));
}

function toMeasured(name: string, samples: readonly Sample[], baseline: readonly Sample[]): Measured {
  const ratios = (read: (sample: Sample) => number): number =>
    median(samples.map((sample, round) => read(baseline[round] ?? sample) / read(sample)));
  return {
    name,
    cpuMs: median(samples.map(({ cpuMs }) => cpuMs)),
    wallMs: median(samples.map(({ wallMs }) => wallMs)),
    cheaper: ratios(({ cpuMs }) => cpuMs),
    faster: ratios(({ wallMs }) => wallMs),
    rssMb: median(samples.map(({ rssMb }) => rssMb)),
  };
}

/** One answer's `data`, for comparing what contestants answer. @throws Error when there are errors in it */
export async function answerOf(contestant: Contestant, operation: Operation): Promise<string> {
  const runner = new Runner(contestant, operation);
  const text = await runner.ask();
  await runner.close();
  const { data, errors } = JSON.parse(text) as { data?: unknown; errors?: unknown };
  if (errors === undefined && data !== null && data !== undefined) return JSON.stringify(data);
  throw new Error(`${contestant.name} answers ${operation.name} with ${text.slice(0, 500)}`);
}

class Runner {
  readonly name: string;
  readonly #contestant: Contestant;
  readonly #pool: Pool;
  readonly #path: string;
  readonly #body: string;
  #batch = 1;

  constructor(contestant: Contestant, { query, variables }: Operation) {
    const { origin, pathname } = new URL(contestant.url);
    this.name = contestant.name;
    this.#contestant = contestant;
    this.#pool = new Pool(origin, { connections: CONCURRENCY });
    this.#path = pathname;
    this.#body = JSON.stringify({ query, variables });
  }

  async ask(): Promise<string> {
    const headers = { 'content-type': 'application/json', ...this.#contestant.headers };
    const options = { method: 'POST', path: this.#path, headers, body: this.#body } as const;
    const { statusCode, body } = await this.#pool.request(options);
    const text = await body.text();
    if (statusCode === 200) return text;
    throw new Error(`${this.name} answers with status ${statusCode}: ${text.slice(0, 500)}`);
  }

  /** Also finds out how many requests make a batch. */
  async warmUp({ warmUpMs, batchMs }: Effort): Promise<void> {
    const endsAtMs = performance.now() + warmUpMs;
    let wallMs = 0;
    do wallMs = (await this.sample(CONCURRENCY)).wallMs;
    while (performance.now() < endsAtMs);
    this.#batch = Math.max(CONCURRENCY, Math.ceil(batchMs / wallMs));
  }

  async sample(count = this.#batch): Promise<Sample> {
    const before = await this.#contestant.usage();
    const startedAtMs = performance.now();
    let left = count;
    const askOn = async (): Promise<void> => {
      while (left > 0) {
        left -= 1;
        await this.ask();
      }
    };
    await Promise.all(Array.from({ length: Math.min(CONCURRENCY, count) }, askOn));
    const wallMs = (performance.now() - startedAtMs) / count;
    const after = await this.#contestant.usage();
    return {
      wallMs,
      cpuMs: (after.cpuMicros - before.cpuMicros) / 1_000 / count,
      rssMb: after.rssBytes / 1_048_576,
    };
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** Of an empty list not a number. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [low = Number.NaN, high = low] = sorted.length % 2 === 1 ? [sorted[middle]] : sorted.slice(middle - 1);
  return (low + high) / 2;
}
