/** The environment, read once and nowhere else into a frozen, typed object; and the keys of the installation. */
import { createHmac, randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';

const port = z.coerce.number().int().min(0).max(65_535);
const url = z.string().regex(/^postgres(ql)?:\/\//, 'must begin with postgresql://');
/** Longer ones do not fit into the operating system's address. */
const socket = z
  .string()
  .regex(/^\/\S+$/, 'must be an absolute path')
  .max(107);
const peer = z.union([z.url({ protocol: /^https?$/ }), z.string().regex(/^unix:\/\S+$/)], {
  error: 'must be an http address or unix: and an absolute path',
});
const peers = z
  .string()
  .regex(/^\w+=\S+?(,\w+=\S+?)*$/, 'must look like cases=http://127.0.0.1:4101,licences=unix:/run/licences.sock')
  .transform((text) => Object.fromEntries(text.split(',').map((each) => each.split('=', 2))))
  .pipe(z.record(z.string(), peer));

const environment = z.object({
  NODE_ENV: z.enum(['development', 'test', 'production']).default('development'),
  HOST: z.string().min(1).default('127.0.0.1'),
  PORT: port.optional(),
  /** A subgraph that runs alone listens on this Unix socket, and then on no port. */
  SOCKET: socket.optional(),
  DATA_DIR: z.string().min(1).default('data'),
  DATABASE_URL: url.optional(),
  /** Any supergraph, to be served without our rules; `npm run -s gateway` only. */
  SUPERGRAPH: z.string().min(1).optional(),
  /** Folder with `access.key`, `cursor.key` and `subject.key`; made on first start unless in production. */
  KEY_DIR: z.string().min(1).optional(),
  /** Jurisdiction profile, a JSON file. */
  PROFILE: z.string().min(1).optional(),
  /** A candidate policy that decides along and acts on nothing: a supergraph, a profile, or both. */
  SHADOW_SUPERGRAPH: z.string().min(1).optional(),
  SHADOW_PROFILE: z.string().min(1).optional(),
  /** Whether a gateway serves approved policies only, as production always does. */
  POLICY_CHANGES: z.enum(['approved', 'free']).optional(),
  /** Where the subgraphs run when they run alone. */
  SUBGRAPHS: peers.optional(),
  /** Where a clamd listens: `unix:/run/clamav/clamd.ctl` or `tcp://127.0.0.1:3310`. */
  CLAMD: z
    .string()
    .regex(/^(?:unix:\/\S+|tcp:\/\/[^\s/:]+:\d{1,5})$/, 'must be unix:/path or tcp://host:port')
    .optional(),
  /** Where anybody verifies what the house has signed; printed on it. */
  VERIFY_URL: z.url({ protocol: /^https?$/ }).optional(),
  JWT_ISSUER: z.string().min(1).optional(),
  JWT_AUDIENCE: z.string().min(1).optional(),
  /** File or https address of a JSON Web Key Set. */
  JWT_KEYS: z.string().min(1).optional(),
  /** How old, or how early, a signed call may be. */
  SIGNATURE_WINDOW_SECONDS: z.coerce.number().int().min(10).max(3_600).default(300),
  LOG_LEVEL: z.enum(['silent', 'error', 'warn', 'info', 'debug']).default('info'),
});

export interface Config {
  readonly mode: 'development' | 'test' | 'production';
  readonly host: string;
  /** Null: the default of the process that starts. */
  readonly port: number | null;
  /** Of a subgraph that runs alone; null: it listens on a port. */
  readonly socketPath: string | null;
  readonly dataDir: string;
  /** Content of files, beside the data. */
  readonly blobDir: string;
  /** Null: nothing is scanned for viruses here. */
  readonly clamd: string | null;
  /** Null: PGlite in `dataDir`. */
  readonly databaseUrl: string | null;
  readonly supergraphFile: string | null;
  readonly keyDir: string;
  readonly verifyUrl: string;
  readonly profileFile: string | null;
  /** What is null in it is as it is live; all null: nobody decides along. */
  readonly shadow: { readonly supergraphFile: string | null; readonly profileFile: string | null };
  /** `free`: any policy that is given is served, as suits development. */
  readonly policyChanges: 'approved' | 'free';
  /** Subgraph name → address, see `toEndpoint`; empty when all run in this process. */
  readonly peers: Readonly<Record<string, string>>;
  readonly jwt: { readonly issuer: string | null; readonly audience: string | null; readonly keys: string | null };
  readonly signatureWindowSeconds: number;
  readonly logLevel: string;
}

/** A start that cannot go on, with a sentence for the person at the terminal. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * @param env `process.env`, or a test's own
 * @throws StartError naming every variable that is wrong
 */
export function readConfig(env: NodeJS.ProcessEnv = process.env): Config {
  const parsed = environment.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== '')));
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
    throw new StartError(`The environment is not valid. ${faults.join('; ')}`);
  }
  const read = parsed.data;
  const isProduction = read.NODE_ENV === 'production';
  if (isProduction && read.POLICY_CHANGES === 'free')
    throw new StartError('POLICY_CHANGES: in production no policy is served that two officers have not approved.');
  return Object.freeze({
    mode: read.NODE_ENV,
    host: read.HOST,
    port: read.PORT ?? null,
    socketPath: read.SOCKET ?? null,
    dataDir: resolve(read.DATA_DIR),
    blobDir: resolve(read.DATA_DIR, 'blobs'),
    clamd: read.CLAMD ?? null,
    databaseUrl: read.DATABASE_URL ?? null,
    supergraphFile: read.SUPERGRAPH ?? null,
    keyDir: resolve(read.KEY_DIR ?? join(read.DATA_DIR, 'keys')),
    verifyUrl: read.VERIFY_URL ?? `http://${read.HOST}:${read.PORT ?? 4000}/verify`,
    profileFile: read.PROFILE ?? null,
    shadow: { supergraphFile: read.SHADOW_SUPERGRAPH ?? null, profileFile: read.SHADOW_PROFILE ?? null },
    policyChanges: read.POLICY_CHANGES ?? (isProduction ? 'approved' : 'free'),
    peers: read.SUBGRAPHS ?? {},
    jwt: {
      issuer: read.JWT_ISSUER ?? null,
      audience: read.JWT_AUDIENCE ?? null,
      keys: read.JWT_KEYS ?? null,
    },
    signatureWindowSeconds: read.SIGNATURE_WINDOW_SECONDS,
    logLevel: read.LOG_LEVEL,
  });
}

/** Where an address leads, in the parts that an HTTP client wants. */
export interface Endpoint {
  readonly origin: string;
  readonly socketPath: string | null;
  /** Before every path; empty, or begins with a slash. */
  readonly prefix: string;
}

/** @param address `http://host:port/prefix`, or `unix:/run/cases.sock` */
export function toEndpoint(address: string): Endpoint {
  const { protocol, origin, pathname } = new URL(address);
  if (protocol === 'unix:') return { origin: 'http://localhost', socketPath: pathname, prefix: '' };
  return { origin, socketPath: null, prefix: pathname.replace(/\/$/, '') };
}

/** The folder of `package.json`, from source and from `dist/` alike. */
export function projectRoot(from: string = import.meta.dirname): string {
  for (let folder = from; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder))
      throw new StartError('No package.json above this file: the installation is broken.');
  }
}

/** A file of the repository, such as `schema/supergraph.graphql`. */
export function readProjectFile(path: string): string {
  return readFileSync(join(projectRoot(), path), 'utf8');
}

/** The keys that the processes of one installation share. */
export interface Keys {
  /** Signs the access context between gateway and subgraphs. */
  readonly access: Buffer;
  /** Encrypts cursors. */
  readonly cursor: Buffer;
  /** Turns identity numbers into subject references. Changing it orphans every stored reference. */
  readonly subject: Buffer;
}

/**
 * Reads the keys, and makes those that are missing unless in production.
 *
 * @throws StartError in production when a key is missing, and when one is not 32 bytes
 */
export function loadKeys(config: Pick<Config, 'keyDir' | 'mode'>): Keys {
  const read = (name: string): Buffer => {
    const file = join(config.keyDir, `${name}.key`);
    if (!existsSync(file)) makeKey(config, file);
    const text = readFileSync(file, 'utf8').trim();
    if (!/^[0-9a-f]{64}$/i.test(text)) throw new StartError(`${file} must hold 32 bytes in hexadecimal.`);
    return Buffer.from(text, 'hex');
  };
  return { access: read('access'), cursor: read('cursor'), subject: read('subject') };
}

function makeKey(config: Pick<Config, 'keyDir' | 'mode'>, file: string): void {
  if (config.mode === 'production') throw new StartError(`${file} is missing. In production keys are not made up.`);
  mkdirSync(config.keyDir, { recursive: true, mode: 0o700 });
  writeFileSync(file, randomBytes(32).toString('hex'), { mode: 0o600 });
}

/** What stands for an identity number or USCC wherever subjects are compared: equal numbers, equal references. */
export function toSubjectRef(key: Buffer, number: string): string {
  return createHmac('sha256', key).update(number.trim().toUpperCase()).digest('base64url').slice(0, 32);
}
