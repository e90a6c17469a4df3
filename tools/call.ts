/** `npm run -s call`: signs a call of a registered operation and sends it to the running gateway. */
import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import {
  DEFAULT_PORT,
  DEMO_OPERATION_KEY_ID,
  demoOperationKey,
  ed25519Key,
  findIdentity,
  issueToken,
  signRequest,
  type SigningKey,
} from '../gateway/index.ts';
import { readConfig, StartError, type Config } from '../subgraphs/kernel/index.ts';
import { DEMO_MAIN_CASE_ID } from './demo/case-names.ts';
import { DEMO_OPERATION } from './demo/operations.ts';

const USAGE = `usage: npm run -s call -- [--operation NAME] [--as IDENTITY] [--variables JSON | --rows JSON | --openapi]

  --operation  ${DEMO_OPERATION} unless given
  --as         a demo identity with a grant; civil-affairs unless given
  --variables  of one call, by GET; the main case unless given
  --rows       a list of them, by POST
  --openapi    the description of what is registered for the grant
  --key FILE --key-id ID   another key than that of the demo city: Ed25519, PEM
`;

const OPTIONS = {
  operation: { type: 'string', default: DEMO_OPERATION },
  as: { type: 'string', default: 'civil-affairs' },
  variables: { type: 'string' },
  rows: { type: 'string' },
  openapi: { type: 'boolean', default: false },
  key: { type: 'string' },
  'key-id': { type: 'string' },
} as const;

try {
  await call(readConfig());
} catch (error) {
  if (!(error instanceof StartError) && !(error instanceof TypeError) && !(error instanceof SyntaxError)) throw error;
  process.stderr.write(`${error.message}\n${USAGE}`);
  process.exitCode = 1;
}

async function call(config: Config): Promise<void> {
  const { values } = parseArgs({ options: OPTIONS });
  const { grant, useCause, onBehalfOf } = findIdentity(values.as) ?? {};
  const body = values.rows === undefined ? null : Buffer.from(JSON.stringify({ rows: JSON.parse(values.rows) }));
  const headers = {
    authorization: `Bearer ${await issueToken(config, values.as)}`,
    ...(grant !== undefined && { 'x-sharing-grant': grant }),
    ...(useCause !== undefined && { 'x-use-cause': useCause }),
    ...(onBehalfOf !== undefined && { 'x-on-behalf-of': onBehalfOf }),
    ...(body !== null && { 'content-type': 'application/json' }),
  };
  const variables = JSON.parse(values.variables ?? JSON.stringify({ id: DEMO_MAIN_CASE_ID })) as object;
  const url = values.openapi
    ? '/operations/openapi.json'
    : `/operations/${values.operation}${body === null ? `?${toQuery(variables)}` : ''}`;
  const request = { method: body === null ? 'GET' : 'POST', url, headers, body };
  const signature = signRequest(request, keyOf(config, values), { created: Math.floor(Date.now() / 1_000) });
  const response = await fetch(`http://${config.host}:${config.port ?? DEFAULT_PORT}${url}`, {
    method: request.method,
    headers: { ...headers, ...signature },
    ...(body === null ? {} : { body }),
  });
  if (!response.ok) process.exitCode = 1;
  process.stdout.write(`${JSON.stringify(await response.json(), null, 2)}\n`);
}

function keyOf(config: Config, { key, 'key-id': keyId }: { key?: string; 'key-id'?: string }): SigningKey {
  if (key === undefined || keyId === undefined) return ed25519Key(DEMO_OPERATION_KEY_ID, demoOperationKey(config));
  return ed25519Key(keyId, createPrivateKey(readFileSync(key, 'utf8')));
}

/** A list is the parameter several times; what is no text is JSON. */
function toQuery(variables: object): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(variables) as [string, unknown][])
    for (const each of (Array.isArray(value) ? value : [value]) as unknown[])
      query.append(name, typeof each === 'string' ? each : JSON.stringify(each));
  return query.toString();
}
