/** What the command line of a chaos run asks for. */
import { parseArgs } from 'node:util';
import { readConfig, StartError } from '../../subgraphs/kernel/index.ts';

export const HELP = `Lets a feed run while everything around it is killed, and looks afterwards whether anything is lost.

npm run -s chaos -- feed [--changes N] [--seed N] [--kills N] [--database-url URL]

  feed                writers, grants and openings change records; gateway, relay and two mirrors of one consumer are
                      killed at random; at the end each mirror is what the consumer may see, by the lists
  --changes N         rows changed; 2000 unless given
  --seed N            the same seed does the same things to the same records, and kills after the same changes; when each
                      process comes to it is its own affair. A new one unless given
  --kills N           how often a process is killed; one for every 1000 changes, from 6 to 200, unless given
  --database-url URL  PostgreSQL server on which databases of its own are made, and dropped again; DATABASE_URL, or the
                      server of this machine, unless given
  --help              this text
`;

export interface ChaosOptions {
  readonly changes: number;
  readonly seed: number;
  readonly kills: number;
  readonly server: string;
}

const LOCAL_SERVER = 'postgresql://root@127.0.0.1:5432/postgres';

/** @returns null when help is wanted @throws StartError naming what is wrong */
export function readOptions(args: readonly string[]): ChaosOptions | null {
  const { values, positionals } = parse(args);
  if (values.help === true) return null;
  const faults = positionals.length === 1 && positionals[0] === 'feed' ? [] : ['There is one kind of chaos: feed.'];
  const number = (name: 'changes' | 'seed' | 'kills', otherwise: number): number => {
    const text = values[name] ?? String(otherwise);
    if (!/^\d{1,9}$/.test(text)) faults.push(`--${name} must be a whole number.`);
    return Number(text);
  };
  const changes = number('changes', 2_000);
  const seed = number('seed', Math.floor(Math.random() * 1_000_000));
  const kills = number('kills', Math.min(200, Math.max(6, Math.round(changes / 1_000))));
  if (faults.length > 0) throw new StartError(`${faults.join('\n')}\n\n${HELP}`);
  const url = values['database-url'];
  const config = readConfig(url === undefined ? undefined : { DATABASE_URL: url });
  return { changes, seed, kills, server: config.databaseUrl ?? LOCAL_SERVER };
}

function parse(args: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { changes: text, seed: text, kills: text, 'database-url': text, help: { type: 'boolean' } },
    });
  } catch (cause) {
    throw new StartError(`${cause instanceof Error ? cause.message : 'Unknown option.'}\n\n${HELP}`, { cause });
  }
}
