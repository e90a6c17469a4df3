/** Counters for operators. Labels are codes and numbers only: nothing of a caller or a record is in them. */
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { CountDifference } from './shadow.ts';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** @returns to be called with the HTTP status when the request ends */
  startRequest(): (status: number) => void;
  countViolations(count: number): void;
  countDifference: CountDifference;
  /** Which candidate decides along. */
  nameCandidate(version: string): void;
}

export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const requests = new Histogram({
    name: 'gateway_request_seconds',
    help: 'Time from request to answer, by HTTP status.',
    labelNames: ['status'],
    buckets: [0.005, 0.02, 0.05, 0.1, 0.3, 1, 3],
    registers: [registry],
  });
  const violations = new Counter({
    name: 'gateway_second_lock_total',
    help: 'Values that a subgraph delivered although they are withheld. Anything above zero is an incident.',
    registers: [registry],
  });
  const differences = new Counter({
    name: 'gateway_shadow_differences_total',
    help: 'Records in which the candidate policy would have decided a field otherwise; at least one where not countable.',
    labelNames: ['coordinate', 'from', 'to'],
    registers: [registry],
  });
  const candidate = new Gauge({
    name: 'gateway_shadow_candidate',
    help: 'Version of the candidate policy that decides along.',
    labelNames: ['version'],
    registers: [registry],
  });
  const seen = new Set<string>();
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    startRequest: () => {
      const end = requests.startTimer();
      return (status) => void end({ status });
    },
    countViolations: (count) => violations.inc(count),
    countDifference: ({ countable, ...labels }, records) => {
      const key = JSON.stringify(labels);
      if (!countable && seen.has(key)) return;
      seen.add(key);
      differences.inc(labels, records);
    },
    nameCandidate: (version) => candidate.set({ version }, 1),
  };
}
