/** Counters for operators. Labels are codes and numbers only: nothing of a caller or a record is in them. */
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

export interface Metrics {
  readonly contentType: string;
  text(): Promise<string>;
  /** @returns to be called with the HTTP status when the request ends */
  startRequest(): (status: number) => void;
  countViolations(count: number): void;
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
  return {
    contentType: registry.contentType,
    text: () => registry.metrics(),
    startRequest: () => {
      const end = requests.startTimer();
      return (status) => void end({ status });
    },
    countViolations: (count) => violations.inc(count),
  };
}
