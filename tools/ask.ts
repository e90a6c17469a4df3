/** `npm run -s ask -- NAME [FILE] [VARIABLES]`: sends an operation to the running gateway as a demo identity. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DEFAULT_PORT, DEMO_IDENTITIES, DEMO_STAFF, findIdentity, issueToken } from '../gateway/index.ts';
import { projectRoot, readConfig } from '../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from './demo/case-names.ts';

const USAGE = `usage: npm run -s ask -- NAME [FILE] [VARIABLES]

  NAME       ${Object.keys(DEMO_IDENTITIES).join(', ')};
             in a post: ${Object.keys(DEMO_STAFF).join(', ')}
  FILE       an operation; the main query (test/golden/main-query.graphql) unless given
  VARIABLES  as JSON; the main case unless given
`;

const [name = '', file = join(projectRoot(), 'test/golden/main-query.graphql'), variables] = process.argv.slice(2);
if (findIdentity(name) === null || !existsSync(file)) {
  process.stderr.write(USAGE);
  process.exitCode = 1;
} else {
  await ask(name, readFileSync(file, 'utf8'), variables ?? JSON.stringify({ id: DEMO_MAIN_CASE_ID }));
}

async function ask(name: string, query: string, variables: string): Promise<void> {
  const config = readConfig();
  const { grant, useCause, onBehalfOf } = findIdentity(name) ?? {};
  const response = await fetch(`http://${config.host}:${config.port ?? DEFAULT_PORT}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      authorization: `Bearer ${await issueToken(config, name)}`,
      ...(grant !== undefined && { 'x-sharing-grant': grant }),
      ...(useCause !== undefined && { 'x-use-cause': useCause }),
      ...(onBehalfOf !== undefined && { 'x-on-behalf-of': onBehalfOf }),
    },
    body: JSON.stringify({ query, variables: JSON.parse(variables) }),
  });
  process.stdout.write(`${JSON.stringify(await response.json(), null, 2)}\n`);
}
