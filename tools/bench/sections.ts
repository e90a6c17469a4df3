/** The tables, one after the other; every contestant's answers are compared before anything is measured. */
import { comparison, onAndOff } from './report.ts';
import { startHost, type CheapSpec, type Host, type RealSpec } from './host.ts';
import { answerOf, measure, type Contestant, type Effort, type Measured, type Operation } from './measure.ts';
import { COMPARED, LIST, MAIN_QUERY } from './operations.ts';

type Results = ReadonlyMap<string, readonly Measured[]>;

/** Real rows: what decisions and log cost, and how far the gateway matters where a database works behind it. */
export async function onRealRows(spec: RealSpec, effort: Effort): Promise<string> {
  const host = await startHost(spec);
  const pick = (...names: string[]): Contestant[] => names.flatMap((name) => find(host, name));
  const rows = `the demo city and ${spec.cases} bulk cases on ${spec.databaseUrl === null ? 'PGlite in memory' : 'PostgreSQL'}`;
  try {
    const main = await run(pick('both', 'without'), [MAIN_QUERY], effort);
    const compared = await run(pick('stock', 'stock-compiled', 'without', 'both', 'monolith'), COMPARED, effort);
    const switched = new Map([...main, [LIST.name, compared.get(LIST.name) ?? []]]);
    return [
      '## Decision and access log, on and off\n\n',
      `Real rows: ${rows}, everything in one process, the database's work included where it is PGlite. *Off* is the same `,
      'statements without conditions of visibility and relations in labels, no redaction, no preflight, second lock, ',
      'summary, log or token. Off answers full values where on may answer masks or null.\n\n',
      onAndOff(switched),
      '\n## Against the stock gateway: real rows, in one process\n\n',
      `Real rows as above. CPU per request: so many times cheaper than the first row.\n\n`,
      comparison(compared, false),
    ].join('');
  } finally {
    await host.close();
  }
}

/** Cheap subgraphs: gateways against each other. */
export async function onCheapRows(
  spec: Omit<CheapSpec, 'contestant' | 'kind' | 'subgraphs'>,
  parts: CheapParts,
): Promise<string> {
  const inProcess = ['stock', 'stock-compiled', 'without', 'both', 'monolith'];
  const first = await compareCheap(inProcess, { ...spec, subgraphs: null }, parts);
  const subgraphs = await startHost({ ...spec, kind: 'subgraphs' });
  try {
    const [server] = subgraphs.contestants;
    const second = await compareCheap(
      ['stock', 'any-supergraph', 'both', 'both-unix'],
      { ...spec, subgraphs: server?.url ?? '' },
      parts,
    );
    return [
      '## Against the stock gateway: cheap subgraphs, in one process\n\n',
      'Canned rows from memory, no database: 500 cases, 3 materials, 2 licences each. Every gateway is a process of its ',
      'own with the subgraphs inside. CPU per request and RSS against the first row. With both, rows are redacted ',
      'and the log is a file, synchronized before each answer; where the log is a table, see above.\n\n',
      comparison(first, true),
      '\n## Against the stock gateway: cheap subgraphs behind HTTP\n\n',
      "The same rows, served by another process over keep-alive connections; CPU and RSS are the gateway's alone. ",
      'Stock uses its `RemoteGraphQLDataSource`; ours signs each call.\n\n',
      comparison(second, true),
    ].join('');
  } finally {
    await subgraphs.close();
  }
}

interface CheapParts {
  readonly effort: Effort;
  /** Node options of our gateway's processes. */
  readonly profiling: readonly string[];
}

async function compareCheap(
  names: readonly string[],
  spec: Omit<CheapSpec, 'contestant' | 'kind'>,
  { effort, profiling }: CheapParts,
): Promise<Results> {
  const hosts: Host[] = [];
  try {
    for (const contestant of names.filter((name) => !effort.without.includes(name)))
      hosts.push(
        await startHost({ ...spec, kind: 'cheap', contestant }, contestant.startsWith('both') ? profiling : []),
      );
    return await run(
      hosts.flatMap((host) => host.contestants),
      COMPARED,
      effort,
    );
  } finally {
    for (const host of hosts) await host.close();
  }
}

async function run(all: readonly Contestant[], operations: readonly Operation[], effort: Effort): Promise<Results> {
  const contestants = all.filter(({ name }) => !effort.without.includes(name));
  const results = new Map<string, readonly Measured[]>();
  for (const operation of operations) {
    await compareAnswers(contestants, operation);
    results.set(operation.name, await measure(contestants, operation, effort));
    process.stderr.write(`measured: ${operation.name}\n`);
  }
  return results;
}

/** @throws Error when those that decide nothing do not answer alike */
async function compareAnswers(contestants: readonly Contestant[], operation: Operation): Promise<void> {
  const answers = new Map<string, string>();
  for (const contestant of contestants) {
    const answer = await answerOf(contestant, operation);
    if (!contestant.name.startsWith('both')) answers.set(contestant.name, answer);
  }
  if (new Set(answers.values()).size > 1)
    throw new Error(`${operation.name}: ${[...answers.keys()].join(', ')} do not answer alike.`);
}

function find(host: Host, name: string): Contestant[] {
  return host.contestants.filter((contestant) => contestant.name === name);
}
