/** What the command line asks for. */
import { parseArgs } from 'node:util';
import { readConfig, StartError } from '../../subgraphs/kernel/index.ts';
import type { Effort } from './measure.ts';

export const HELP = `Compares, in one run and in turns: our gateway with and without decisions and access log, the stock
gateway, and a monolith as the limit. Ratios count; times are of this machine at this moment.

npm run bench -- [--quick] [--only TABLES] [--cases N] [--files N] [--records N]
                 [--database-url URL] [--profile FOLDER]

  --quick             about a minute, for a first look: fewer cases, rounds and contestants;
                      code is barely warm then, which flatters what does little
  --only TABLES       real, cheap, retention, parts, archiving, feed or preservation: one of the seven groups of tables
  --cases N           bulk cases beside the demo city; 2000 unless given, with --quick 600; at least 600
  --files N           small files that are inspected; 5000 unless given
  --records N         records over which rights change for a feed; a tenth of them is exported;
                      1000000 unless given, on PGlite 100000; at least 1000
  --database-url URL  PostgreSQL for the real rows; DATABASE_URL unless given, else PGlite in memory.
                      Cases and log rows stay there: give it an empty database
  --profile FOLDER    CPU profiles of our gateway on cheap subgraphs, to be opened in a browser's developer tools
  --help              this text
`;

export interface Options {
  readonly cases: number;
  readonly files: number;
  readonly records: number;
  readonly databaseUrl: string | null;
  readonly effort: Effort;
  readonly profile: string | null;
  readonly groups: readonly Group[];
}

const GROUPS = ['real', 'cheap', 'retention', 'parts', 'archiving', 'feed', 'preservation'] as const;
export type Group = (typeof GROUPS)[number];

const QUICK: Effort = { rounds: 3, batchMs: 40, warmUpMs: 300, without: ['stock-compiled', 'both-unix'] };
const THOROUGH: Effort = { rounds: 15, batchMs: 150, warmUpMs: 1_500, without: [] };

/** The longest list has 500 rows, and some cases are absent for the caller. */
const FEWEST_CASES = 600;

/** @returns null when help is asked for. @throws StartError naming the option that is wrong */
export function readOptions(): Options | null {
  const values = parseOptions();
  if (values.help === true) return null;
  const isQuick = values.quick === true;
  const cases = values.cases ?? (isQuick ? '600' : '2000');
  if (!/^\d{1,7}$/.test(cases) || Number(cases) < FEWEST_CASES)
    throw new StartError(`--cases must be a whole number from ${FEWEST_CASES}.\n\n${HELP}`);
  const groups = GROUPS.filter((group) => values.only === undefined || values.only === group);
  if (groups.length === 0) throw new StartError(`--only must be one of ${GROUPS.join(', ')}.\n\n${HELP}`);
  const databaseUrl = values['database-url'];
  const files = values.files ?? '5000';
  if (!/^[1-9]\d{0,6}$/.test(files)) throw new StartError(`--files must be a whole number from 1.\n\n${HELP}`);
  const { databaseUrl: url } = readConfig(databaseUrl === undefined ? undefined : { DATABASE_URL: databaseUrl });
  const records = values.records ?? (url === null ? '100000' : '1000000');
  if (!/^[1-9]\d{3,7}$/.test(records)) throw new StartError(`--records must be a whole number from 1000.\n\n${HELP}`);
  return {
    cases: Number(cases),
    files: Number(files),
    records: Number(records),
    databaseUrl: url,
    effort: isQuick ? QUICK : THOROUGH,
    profile: values.profile ?? null,
    groups,
  };
}

function parseOptions() {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  try {
    const options = {
      quick: flag,
      only: text,
      cases: text,
      files: text,
      records: text,
      'database-url': text,
      profile: text,
      help: flag,
    };
    return parseArgs({ options }).values;
  } catch (cause) {
    throw new StartError(`${cause instanceof Error ? cause.message : 'Unknown option.'}\n\n${HELP}`, { cause });
  }
}
