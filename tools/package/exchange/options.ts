/** Options that the commands which speak to a gateway share. */
import { readFileSync } from 'node:fs';
import { StartError } from '../../../subgraphs/kernel/index.ts';
import type { Caller } from './gateway-client.ts';

const text = { type: 'string' } as const;

export const CALLER_OPTIONS = {
  url: text,
  token: text,
  'token-file': text,
  grant: text,
  'use-cause': text,
} as const;

export const CALLER_HELP = `  --url URL           the gateway, such as http://127.0.0.1:4000
  --token TOKEN       bearer token; other users of the machine can see it, so rather:
  --token-file FILE   a file that holds it
  --grant ID          key of the grant under which is asked
  --use-cause TEXT    why (用途)
`;

export interface CallerValues {
  readonly url?: string | undefined;
  readonly token?: string | undefined;
  readonly 'token-file'?: string | undefined;
  readonly grant?: string | undefined;
  readonly 'use-cause'?: string | undefined;
}

/** @throws StartError naming what is missing */
export function readCaller(values: CallerValues): Caller {
  const { url, grant, 'token-file': file, 'use-cause': useCause } = values;
  const token = values.token ?? (file === undefined ? undefined : readToken(file));
  if (url === undefined || !/^https?:\/\//.test(url)) throw new StartError('--url URL of the gateway is needed.');
  if (token === undefined || token === '') throw new StartError('--token TOKEN or --token-file FILE is needed.');
  return { url, token, grant: grant ?? null, useCause: useCause ?? null };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (cause) {
    throw new StartError(`The token cannot be read from ${file}.`, { cause });
  }
}

/** What a token says of its bearer, which only the gateway verifies; null: it says nothing that can be read. */
export function agencyOf(token: string): string | null {
  try {
    const claims = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8')) as {
      readonly agency?: unknown;
    };
    return typeof claims.agency === 'string' ? claims.agency : null;
  } catch {
    return null;
  }
}

export function readCount(option: string, value: string | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (/^[1-9]\d{0,3}$/.test(value)) return Number(value);
  throw new StartError(`${option} must be a whole number from 1 to 9999.`);
}
