/** `npm run -s simulate -- NAME SCHEDULE [--csv]`: record by record what a draft schedule would change, as NDJSON or CSV. */
import { DEFAULT_PORT, findIdentity, issueToken } from '../gateway/index.ts';
import { readConfig } from '../subgraphs/kernel/index.ts';

const USAGE = `usage: npm run -s simulate -- NAME SCHEDULE [--csv]

  NAME      a demo identity in a post of the agency, such as housing-archivist
  SCHEDULE  key of the schedule; \`retentionScheduleProposals\` lists them
  --csv     one line a record with a header; one JSON object a line unless given

The gateway must run. Numbers in all are the query \`scheduleSimulation\`.
`;

const FIELDS = [
  'recordCode',
  'ruleBefore',
  'periodBefore',
  'dueBefore',
  'ruleAfter',
  'periodAfter',
  'dueAfter',
  'days',
  'basis',
  'keptByHold',
] as const;
const QUERY = `query ($id: ID!, $after: String) { scheduleMoves(scheduleId: $id, first: 500, after: $after) {
  edges { node { ${FIELDS.join(' ')} } } pageInfo { hasNextPage endCursor } } }`;

type Row = Readonly<Record<(typeof FIELDS)[number], unknown>>;

interface Moves {
  readonly edges: readonly { readonly node: Row }[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

const [name = '', id = '', format] = process.argv.slice(2);
if (findIdentity(name) === null || id === '') {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  // Whoever reads may stop, as `head` does.
  process.stdout.on('error', () => process.exit());
  await exportMoves(format === '--csv');
}

async function exportMoves(isCsv: boolean): Promise<void> {
  if (isCsv) process.stdout.write(`${FIELDS.join(',')}\n`);
  for (let after: string | null = null; ;) {
    const moves: Moves | null = await readPage(after);
    if (moves === null) return;
    for (const { node } of moves.edges) process.stdout.write(`${isCsv ? toCsv(node) : JSON.stringify(node)}\n`);
    if (!moves.pageInfo.hasNextPage) return;
    after = moves.pageInfo.endCursor;
  }
}

async function readPage(after: string | null): Promise<Moves | null> {
  const config = readConfig();
  const response = await fetch(`http://${config.host}:${config.port ?? DEFAULT_PORT}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', authorization: `Bearer ${await issueToken(config, name)}` },
    body: JSON.stringify({ query: QUERY, variables: { id, after } }),
  });
  const answer = (await response.json()) as {
    readonly data?: { readonly scheduleMoves: Moves | null } | null;
    readonly errors?: readonly { readonly message: string }[];
  };
  if (answer.errors === undefined) return answer.data?.scheduleMoves ?? null;
  process.stderr.write(`${answer.errors.map(({ message }) => message).join('; ')}\n`);
  process.exitCode = 1;
  return null;
}

function toCsv(row: Row): string {
  return FIELDS.map((field) => {
    const text = String(row[field] ?? '');
    // A spreadsheet takes what begins like this for a formula.
    const plain = /^[=+@\t\r]/.test(text) ? `'${text}` : text;
    return /[",\n]/.test(plain) ? `"${plain.replaceAll('"', '""')}"` : plain;
  }).join(',');
}
