/** Markdown: ratios first, the times behind them in brackets. */
import type { Measured } from './measure.ts';

export const TITLES: Readonly<Record<string, string>> = {
  stock: 'stock `@apollo/server` + `@apollo/gateway`, no permissions, no log',
  'stock-compiled': 'the same, its subgraphs executed like ours (graphql-jit)',
  without: '`@apollo/server` + our engine, no permissions, no log',
  'any-supergraph': 'our gateway with `SUPERGRAPH=file`: no permissions, no log',
  both: '**our gateway as it ships: token, permissions, log**',
  'both-unix': '**the same over Unix sockets**',
  monolith: 'limit: a monolith in graphql-jit, no federation, no Apollo',
};

/** One column an operation. Each row is so many times cheaper than the first. */
export function comparison(results: ReadonlyMap<string, readonly Measured[]>, withMemory: boolean): string {
  const operations = [...results.keys()];
  const [first = []] = results.values();
  const header = ['contestant', ...operations, ...(withMemory ? ['RSS'] : [])];
  const rows = first.map(({ name }) => {
    const cells = operations.map((operation) => cell(find(results.get(operation), name)));
    return [TITLES[name] ?? name, ...cells, ...(withMemory ? [memory(results, name)] : [])];
  });
  return table(header, rows);
}

/** What an operation costs with decision and log on, by what it costs with them off. */
export function onAndOff(results: ReadonlyMap<string, readonly Measured[]>): string {
  const rows = [...results].map(([operation, measured]) => {
    const [on, off] = [find(measured, 'both'), find(measured, 'without')];
    return [
      operation,
      `**×${ratio(off.cheaper / on.cheaper)}**`,
      `${ms(on.cpuMs)} / ${ms(off.cpuMs)}`,
      `**×${ratio(off.faster / on.faster)}**`,
      `${ms(on.wallMs)} / ${ms(off.wallMs)}`,
    ];
  });
  return table(['operation', 'CPU, on : off', 'ms on / off', 'time, on : off', 'ms on / off'], rows);
}

export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  return [header, header.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |\n`).join('');
}

function cell({ cheaper, cpuMs }: Measured): string {
  return `**${ratio(cheaper)}×** (${ms(cpuMs)} ms)`;
}

/** Of the process after each operation: the largest of the medians, against the first row's. */
function memory(results: ReadonlyMap<string, readonly Measured[]>, name: string): string {
  const largest = (of: string): number => Math.max(...[...results.values()].map((rows) => find(rows, of).rssMb));
  const [[first] = []] = results.values();
  return `**${ratio(largest(name) / largest(first?.name ?? name))}×** (${Math.round(largest(name))} MB)`;
}

function find(rows: readonly Measured[] | undefined, name: string): Measured {
  const found = rows?.find((row) => row.name === name);
  if (found === undefined) throw new RangeError(`${name} was not measured.`);
  return found;
}

function ratio(value: number): string {
  return value.toFixed(2);
}

function ms(value: number): string {
  return value.toPrecision(3);
}
