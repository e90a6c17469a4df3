/**
 * A candidate policy beside the live one, on the same records as real answers hold: what it would have decided otherwise
 * is counted, and acts on nothing. What live decisions keep out is not met here; the permission diff tells that.
 */
import { createHash } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { readFileSync } from 'node:fs';
import { parse } from 'graphql';
import type { AccessClass } from '../schema/policy/access-class.ts';
import { classify } from '../schema/policy/classify.ts';
import type { MaskSettings } from '../schema/policy/masks.ts';
import { Policy } from '../schema/policy/policy.ts';
import { toldBasis } from '../schema/policy/rules.ts';
import type { RecordDecision } from '../schema/policy/table.ts';
import { parseProfile, type Profile } from '../schema/profile.ts';
import { readProjectFile, StartError, SUPERGRAPH_FILE, type Config } from '../subgraphs/kernel/index.ts';

/** One field that would have come out otherwise, as far as it may be told. */
export interface Difference {
  readonly coordinate: string;
  /** Such as `SHOW R16`, `WITHHOLD R12`, `ABSENT`. */
  readonly from: string;
  readonly to: string;
  /** Not where the number would tell how many records are sealed, or about minors. */
  readonly countable: boolean;
}

export interface Compared {
  readonly access: AccessClass;
  readonly typeName: string;
  /** Fields that were asked for. */
  readonly names: readonly string[];
  readonly label: number;
  readonly live: RecordDecision;
}

/** Enough to tell policies apart by eye. */
export const VERSION_DIGITS = 16;

export type CountDifference = (difference: Difference, records: number) => void;

export class Shadow {
  /** Names the candidate as a decision would. */
  readonly version: string;
  readonly #policy: Policy;
  readonly #liveMasks: MaskSettings;
  readonly #count: CountDifference;

  constructor(candidate: Candidate, liveMasks: MaskSettings, count: CountDifference) {
    this.version = candidate.version;
    this.#policy = candidate.policy;
    this.#liveMasks = liveMasks;
    this.#count = count;
  }

  /** Once per label class and selection; records are counted by it. Never throws: nothing depends on it. */
  compare(compared: Compared): readonly Difference[] {
    try {
      return this.#compare(compared);
    } catch {
      return [];
    }
  }

  note(differences: ReadonlyMap<Difference, number>): void {
    // What may not be counted is seen, once.
    for (const [difference, records] of differences) this.#count(difference, difference.countable ? records : 1);
  }

  #compare({ access, typeName, names, label, live }: Compared): Difference[] {
    const type = this.#policy.records.get(typeName);
    const candidate = type === undefined ? null : this.#policy.table(access, typeName).decide(label);
    const presence = candidate?.presence ?? 'ABSENT';
    const ofRecord =
      presence === live.presence
        ? []
        : [{ coordinate: typeName, from: live.presence, to: presence, countable: presence === 'FIELDS' }];
    const ofFields = names.flatMap((name) => {
      const from = this.#stateOf(live, name, this.#liveMasks);
      const to = candidate === null ? ABSENT : this.#stateOf(candidate, name, this.#policy.masks);
      if (from.told === to.told && isDeepStrictEqual(from.mask, to.mask)) return [];
      const told = from.told === to.told ? `${to.told} (another mask)` : to.told;
      return [
        { coordinate: `${typeName}.${name}`, from: from.told, to: told, countable: from.countable && to.countable },
      ];
    });
    return [...ofRecord, ...ofFields];
  }

  #stateOf(decision: RecordDecision, name: string, masks: MaskSettings): State {
    const outcome = decision.outcomes.get(name);
    if (outcome === undefined) return { ...ABSENT, told: decision.presence === 'FIELDS' ? 'NONE' : decision.presence };
    const kind = decision.masked.find(({ field }) => field === name)?.mask;
    const mask = kind === undefined ? null : [kind, masks[kind]];
    return { told: `${outcome.effect} ${toldBasis(outcome).rule}`, mask, countable: outcome.countable };
  }
}

interface State {
  readonly told: string;
  readonly mask: unknown;
  readonly countable: boolean;
}

const ABSENT: State = { told: 'ABSENT', mask: null, countable: false };

export interface Candidate {
  readonly version: string;
  readonly policy: Policy;
}

/**
 * Null unless a candidate is named. What of it is not named is as it is live.
 *
 * @throws StartError when it cannot be read
 */
export function readCandidate({ shadow }: Pick<Config, 'shadow'>, live: Profile): Candidate | null {
  if (shadow.supergraphFile === null && shadow.profileFile === null) return null;
  try {
    const sdl =
      shadow.supergraphFile === null ? readProjectFile(SUPERGRAPH_FILE) : readFileSync(shadow.supergraphFile, 'utf8');
    const profile = shadow.profileFile === null ? live : readProfile(shadow.profileFile);
    const { records } = classify(parse(sdl));
    return { version: toPolicyVersion(sdl, profile), policy: new Policy(records, profile.masks) };
  } catch (cause) {
    if (cause instanceof StartError) throw cause;
    throw new StartError('SHADOW_SUPERGRAPH or SHADOW_PROFILE cannot be read.', { cause });
  }
}

function readProfile(file: string): Profile {
  const parsed = parseProfile(JSON.parse(readFileSync(file, 'utf8')));
  if (parsed.ok) return parsed.profile;
  throw new StartError(`SHADOW_PROFILE: ${file} is not valid. ${parsed.problems.join('; ')}`);
}

/** Names what decides: schema with its classes, masks and rules of the profile. */
export function toPolicyVersion(supergraphSdl: string, profile: Profile): string {
  return toPolicyDigest(supergraphSdl, profile).slice(0, VERSION_DIGITS);
}

/** The same in full, by which it is approved: nobody finds two policies with one digest. */
export function toPolicyDigest(supergraphSdl: string, profile: Profile): string {
  return createHash('sha256').update(supergraphSdl).update(JSON.stringify(profile)).digest('hex');
}
