/** Processes in which contestants run, so that CPU and memory of each are its own. */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { Endpoint } from './endpoint.ts';
import type { Contestant, Usage } from './measure.ts';

/** What a process is to hold; travels as JSON. */
export type HostSpec = RealSpec | CheapSpec | (CommonSpec & { readonly kind: 'subgraphs' });

interface CommonSpec {
  /** The folder of `package.json`. */
  readonly root: string;
  readonly keyDir: string;
}

export interface RealSpec extends CommonSpec {
  readonly kind: 'real';
  readonly cases: number;
  /** Null: PGlite in memory. */
  readonly databaseUrl: string | null;
}

export interface CheapSpec extends CommonSpec {
  readonly kind: 'cheap';
  readonly contestant: string;
  /** Where the subgraphs are; null: in the same process. */
  readonly subgraphs: string | null;
}

export interface Host {
  readonly contestants: readonly Contestant[];
  close(): Promise<void>;
}

type Endpoints = Readonly<Record<string, Endpoint>>;
type Message = { readonly endpoints: Endpoints } | { readonly usage: Usage };

export const HOST_OPTION = '--host';

/** @param nodeOptions such as `--cpu-prof` */
export async function startHost(spec: HostSpec, nodeOptions: readonly string[] = []): Promise<Host> {
  const child = fork(process.argv[1] ?? '', [HOST_OPTION, JSON.stringify(spec)], {
    execArgv: [...process.execArgv, ...nodeOptions],
    env: { NODE_ENV: 'production' },
  });
  const exited = once(child, 'exit');
  const receive = async (): Promise<Message> => {
    const failed = exited.then(([code]) => {
      throw new Error(`A process of the bench ended with ${String(code)}; see above.`);
    });
    const [message] = (await Promise.race([once(child, 'message'), failed])) as [Message];
    return message;
  };
  const first = await receive();
  const endpoints = 'endpoints' in first ? first.endpoints : {};
  const usage = async (): Promise<Usage> => {
    child.send('usage');
    const message = await receive();
    if ('usage' in message) return message.usage;
    throw new Error('A process of the bench answered out of turn.');
  };
  return {
    contestants: Object.entries(endpoints).map(([name, { url, headers }]) => ({ name, url, headers, usage })),
    close: async () => {
      child.disconnect();
      await exited;
    },
  };
}

/** The other side. Ends with the process that started it. */
export async function runHost(build: (spec: HostSpec) => Promise<Endpoints>): Promise<void> {
  const spec = JSON.parse(process.argv.at(-1) ?? '') as HostSpec;
  const send = (message: Message): void => void process.send?.(message);
  process.once('disconnect', () => process.exit());
  process.on('message', () => {
    const { user, system } = process.cpuUsage();
    send({ usage: { cpuMicros: user + system, rssBytes: process.memoryUsage.rss() } });
  });
  send({ endpoints: await build(spec) });
}
