/** One side of a comparison: the schema, the rules, the profile, and what is granted, wherever they come from. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { parse, type DocumentNode } from 'graphql';
import type { AccessContext, GrantView } from '../../schema/actor.ts';
import { reachableBits, toAccessClass, type AccessClass } from '../../schema/policy/access-class.ts';
import { classify, type Classified, type RecordType } from '../../schema/policy/classify.ts';
import type { Label } from '../../schema/policy/label.ts';
import { decideRecord, type RecordDecision } from '../../schema/policy/table.ts';
import { DEFAULT_PROFILE, parseProfile, type Profile } from '../../schema/profile.ts';
import { projectRoot, StartError, SUPERGRAPH_FILE, type PolicyTable } from '../../subgraphs/kernel/index.ts';
import { demoGrants, readGrants } from './grants.ts';

/** The pure functions that decide. Equal digests decide alike. */
export interface Rules {
  readonly digest: string;
  toAccessClass(context: AccessContext): AccessClass;
  reachableBits(access: AccessClass): number;
  decideRecord(access: AccessClass, label: Label, type: RecordType): RecordDecision;
  classify(document: DocumentNode): Classified;
}

export interface Side {
  readonly name: string;
  readonly sdl: string;
  readonly rules: Rules;
  readonly classified: Classified;
  readonly profile: Profile;
  /** Who may call which root field; null where the side does not say. */
  readonly calls: PolicyTable | null;
  readonly grants: readonly GrantView[];
}

const RULE_FILES = ['access-class', 'classify', 'label', 'rules', 'table'].map((name) => `schema/policy/${name}.ts`);
const OURS: Rules = { digest: digestOf(projectRoot()), toAccessClass, reachableBits, decideRecord, classify };

/**
 * @param place a supergraph file, a folder (of this project, or holding `supergraph.graphql` and beside it what
 *   differs of `profile.json`, `calls.json`, `grants.json`, `entries.json`), or a git revision
 * @throws StartError with a sentence that names what cannot be read
 */
export async function readSide(place: string): Promise<Side> {
  if (existsSync(place)) return statSync(place).isDirectory() ? readFolder(place, resolve(place)) : readFile(place);
  const folder = extract(place);
  try {
    return await readFolder(place, folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Only the schema is another: rules, profile and grants are those of the working tree. */
export function toSide(name: string, sdl: string, changed: Partial<Omit<Side, 'name' | 'sdl'>> = {}): Side {
  const rules = changed.rules ?? OURS;
  return {
    name,
    sdl,
    rules,
    classified: rules.classify(parse(sdl)),
    profile: DEFAULT_PROFILE,
    calls: null,
    grants: demoGrants(),
    ...changed,
  };
}

function readFile(file: string): Side {
  return toSide(basename(file), readFileSync(file, 'utf8'), { calls: readCalls(join(projectRoot(), 'schema')) });
}

async function readFolder(name: string, folder: string): Promise<Side> {
  const schema = existsSync(join(folder, SUPERGRAPH_FILE)) ? join(folder, 'schema') : folder;
  const file = join(schema, 'supergraph.graphql');
  if (!existsSync(file)) throw new StartError(`${name} holds no supergraph.graphql, and no ${SUPERGRAPH_FILE}.`);
  return toSide(name, readFileSync(file, 'utf8'), {
    rules: await readRules(folder),
    profile: readProfile(join(folder, 'profile.json')),
    calls: readCalls(schema) ?? (schema === folder ? readCalls(join(projectRoot(), 'schema')) : null),
    grants: readGrants(folder),
  });
}

/** Of a git revision, what decisions are made of; to be removed when it has been read. */
function extract(revision: string): string {
  const folder = makeFolder();
  try {
    const archive = execFileSync('git', ['archive', '--format=tar', revision, '--', 'schema'], {
      cwd: projectRoot(),
      maxBuffer: 256 * 1024 * 1024,
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    execFileSync('tar', ['-x', '-C', folder], { input: archive });
    return folder;
  } catch (cause) {
    rmSync(folder, { recursive: true });
    throw new StartError(`${revision} is no file, no folder and no git revision that holds schema/.`, { cause });
  }
}

/** Modules in it find the packages of this installation. */
function makeFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'asg-permissions-'));
  writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
  symlinkSync(join(projectRoot(), 'node_modules'), join(folder, 'node_modules'));
  return folder;
}

/** From source and from `dist/` alike: null where a folder holds no rules. */
function digestOf(folder: string): string {
  const hash = createHash('sha256');
  for (const file of RULE_FILES) hash.update(readFileSync(join(folder, file))).update('\0');
  return hash.digest('hex');
}

/** A folder without rules is decided by ours; other rules are loaded from a copy, since they need our packages. */
async function readRules(folder: string): Promise<Rules> {
  if (!RULE_FILES.every((file) => existsSync(join(folder, file)))) return OURS;
  const digest = digestOf(folder);
  if (digest === OURS.digest) return OURS;
  const copy = makeFolder();
  try {
    cpSync(join(folder, 'schema'), join(copy, 'schema'), { recursive: true });
    const load = (name: string): Promise<unknown> => import(pathToFileURL(join(copy, `schema/policy/${name}.ts`)).href);
    const loaded = Object.assign({}, await load('access-class'), await load('classify'), await load('table')) as Rules;
    const { toAccessClass, reachableBits, decideRecord, classify } = loaded;
    return { digest, toAccessClass, reachableBits, decideRecord, classify };
  } finally {
    rmSync(copy, { recursive: true });
  }
}

function readProfile(file: string): Profile {
  if (!existsSync(file)) return DEFAULT_PROFILE;
  const parsed = parseProfile(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.ok) return parsed.profile;
  throw new StartError(`${file} is not valid. ${parsed.problems.join('; ')}`);
}

function readCalls(folder: string): PolicyTable | null {
  const file = join(folder, 'calls.json');
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as PolicyTable) : null;
}
