/** What one request to one subgraph has at hand, and the loaders that batch its look-ups. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import DataLoader from 'dataloader';
import { parse } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { classify } from '../../schema/policy/classify.ts';
import { Policy } from '../../schema/policy/policy.ts';
import { DEFAULT_PROFILE, parseProfile, type Profile } from '../../schema/profile.ts';
import { loadKeys, readProjectFile, StartError, type Config, type Keys } from './config.ts';
import type { EntityManager } from './database.ts';

/** The same for every request to a subgraph. */
export interface Services {
  readonly policy: Policy;
  readonly profile: Profile;
  readonly keys: Keys;
  readonly files: FileSettings;
  readonly signing: SigningSettings;
}

/** Where content lies that is no row, and who scans it; null: nobody. */
export interface FileSettings {
  readonly blobDir: string;
  readonly clamd: string | null;
}

/** Where the keys lie that sign what leaves the house, and whether missing ones are made. */
export interface SigningSettings {
  readonly folder: string;
  readonly mayMake: boolean;
  readonly verifyUrl: string;
}

export class Context {
  readonly access: AccessContext;
  readonly accessClass: AccessClass;
  readonly services: Services;
  readonly em: EntityManager;
  readonly #loaders = new Map<string, DataLoader<string, unknown>>();

  constructor(access: AccessContext, services: Services, em: EntityManager) {
    this.access = access;
    this.accessClass = services.policy.accessClass(access);
    this.services = services;
    this.em = em;
  }

  /**
   * One batch per tick and name, remembered for this request only.
   *
   * @param name equal names must come with equal functions
   */
  load<T>(
    name: string,
    key: string,
    batch: (keys: readonly string[]) => Promise<ReadonlyMap<string, T>>,
  ): Promise<T | null> {
    let loader = this.#loaders.get(name);
    if (loader === undefined) {
      loader = new DataLoader<string, unknown>(async (keys) => {
        const found = await batch(keys);
        return keys.map((each) => found.get(each) ?? null);
      });
      this.#loaders.set(name, loader);
    }
    return loader.load(key) as Promise<T | null>;
  }
}

export const SUPERGRAPH_FILE = 'schema/supergraph.graphql';

/** @throws StartError when the profile is not valid, naming everything that is wrong with it */
export function loadServices(config: Config): Services {
  const profile = loadProfile(config.profileFile);
  const { records } = classify(parse(readProjectFile(SUPERGRAPH_FILE)));
  const { keyDir, mode, verifyUrl } = config;
  const signing = { folder: join(keyDir, 'signing'), mayMake: mode !== 'production', verifyUrl };
  const files = { blobDir: config.blobDir, clamd: config.clamd };
  return { profile, policy: new Policy(records, profile.masks), keys: loadKeys(config), files, signing };
}

function loadProfile(file: string | null): Profile {
  if (file === null) return DEFAULT_PROFILE;
  const parsed = parseProfile(readJson(file));
  if (parsed.ok) return parsed.profile;
  throw new StartError(`The profile ${file} is not valid. ${parsed.problems.join('; ')}`);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (cause) {
    throw new StartError(`The profile ${file} cannot be read as JSON.`, { cause });
  }
}
