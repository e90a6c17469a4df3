/** What the command line of the mirror asks for. */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { FEED_STREAM_NAMES, type FeedStream } from '../../schema/feed-streams.ts';
import { readConfig, StartError } from '../../subgraphs/kernel/index.ts';

export const HELP = `Keeps a copy of what you may see, and nothing else: reads every change, purges what is withdrawn, confirms it,
and compares hash trees at the end. It may be killed at any moment and goes on where it was.

npm run -s mirror -- --url URL --token TOKEN --into DIR [options]

  --url URL            of the gateway, such as http://127.0.0.1:4000
  --token TOKEN        bearer token; or --token-file FILE, read again whenever it is refused
  --into DIR           folder of the copy (PGlite); its tables are in the schema "mirror"
  --database URL       PostgreSQL to keep the copy in; then --into is not needed
  --streams A,B        of ${FEED_STREAM_NAMES.join(', ')}; all unless given
  --grant ID           x-sharing-grant
  --use-cause TEXT     x-use-cause
  --on-behalf-of USCC  x-on-behalf-of, for the national platform
  --once               until everything is here, then compare and end; unless given it goes on for ever
  --rebaseline         take everything anew
  --patience SECONDS   how long --once waits for a gateway that does not answer; 60 unless given
  --help               this text
`;

export interface MirrorOptions {
  readonly url: string;
  readonly token: () => string;
  readonly folder: string | null;
  readonly databaseUrl: string | null;
  readonly streams: readonly FeedStream[];
  /** Purpose: header → value. */
  readonly headers: Readonly<Record<string, string>>;
  readonly once: boolean;
  readonly rebaseline: boolean;
  readonly patienceMs: number;
}

const TEXTS = [
  'url',
  'token',
  'token-file',
  'into',
  'database',
  'streams',
  'grant',
  'use-cause',
  'on-behalf-of',
  'patience',
] as const;
interface Flags {
  readonly once?: boolean;
  readonly rebaseline?: boolean;
  readonly help?: boolean;
}
type Values = Readonly<Partial<Record<(typeof TEXTS)[number], string>>>;

/** @returns null when help is wanted @throws StartError naming every option that is wrong */
export function readOptions(args: readonly string[]): MirrorOptions | null {
  const { texts, flags } = parse(args);
  if (flags.help === true) return null;
  const faults = [
    ...(isHttp(texts.url) ? [] : ['--url must be an address of http or https.']),
    ...((texts.token === undefined) === (texts['token-file'] === undefined)
      ? ['Give one of --token and --token-file.']
      : []),
    ...((texts.into === undefined) === (texts.database === undefined) ? ['Give one of --into and --database.'] : []),
    ...unknownStreams(texts.streams),
    ...(/^\d{1,6}$/.test(texts.patience ?? '60') ? [] : ['--patience must be a number of seconds.']),
  ];
  if (faults.length > 0) throw new StartError(`${faults.join('\n')}\n\n${HELP}`);
  return {
    url: (texts.url ?? '').replace(/\/+$/, ''),
    token: toToken(texts),
    folder: texts.into ?? null,
    databaseUrl: texts.database === undefined ? null : readConfig({ DATABASE_URL: texts.database }).databaseUrl,
    streams: toStreams(texts.streams),
    headers: toHeaders(texts),
    once: flags.once === true,
    rebaseline: flags.rebaseline === true,
    patienceMs: Number(texts.patience ?? '60') * 1_000,
  };
}

function parse(args: readonly string[]): { readonly texts: Values; readonly flags: Flags } {
  const flag = { type: 'boolean' } as const;
  const texts = Object.fromEntries(TEXTS.map((name) => [name, { type: 'string' } as const]));
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { ...texts, once: flag, rebaseline: flag, help: flag },
    });
    return { texts: values as Values, flags: values as Flags };
  } catch (cause) {
    throw new StartError(`${cause instanceof Error ? cause.message : 'Unknown option.'}\n\n${HELP}`, { cause });
  }
}

function isHttp(text: string | undefined): boolean {
  return text !== undefined && URL.canParse(text) && /^https?:$/.test(new URL(text).protocol);
}

function unknownStreams(text: string | undefined): string[] {
  const names: readonly string[] = FEED_STREAM_NAMES;
  const unknown = (text ?? '').split(',').filter((each) => each !== '' && !names.includes(each));
  return unknown.length === 0 ? [] : [`--streams: there is no ${unknown.join(', ')}; known: ${names.join(', ')}.`];
}

function toStreams(text: string | undefined): readonly FeedStream[] {
  return text === undefined ? FEED_STREAM_NAMES : FEED_STREAM_NAMES.filter((each) => text.split(',').includes(each));
}

/** A file is read each time: whoever renews the token writes it there. */
function toToken({ token, 'token-file': file }: Values): () => string {
  if (token !== undefined) return () => token;
  return () => {
    try {
      return readFileSync(file ?? '', 'utf8').trim();
    } catch (cause) {
      throw new StartError(`--token-file: ${file ?? ''} cannot be read.`, { cause });
    }
  };
}

function toHeaders(texts: Values): Record<string, string> {
  const { grant, 'use-cause': useCause, 'on-behalf-of': onBehalfOf } = texts;
  return {
    ...(grant !== undefined && { 'x-sharing-grant': grant }),
    ...(useCause !== undefined && { 'x-use-cause': encodeURIComponent(useCause) }),
    ...(onBehalfOf !== undefined && { 'x-on-behalf-of': onBehalfOf }),
  };
}
