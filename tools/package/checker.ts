/** One package after another through reader and checks; what only many tell together, too. */
import { readFileSync, statSync } from 'node:fs';
import { userInfo } from 'node:os';
import { relative, sep } from 'node:path';
import { toInstant } from '../../schema/ids.ts';
import { DEFAULT_PROFILE, parseProfile, type Profile } from '../../schema/profile.ts';
import {
  clamd,
  runChecks,
  verdict,
  type CheckFacts,
  type CheckReport,
  type CheckRow,
  type VirusScan,
  type VirusScanner,
} from '../../subgraphs/checks/index.ts';
import { readConfig, StartError } from '../../subgraphs/kernel/index.ts';
import {
  compareTransfer,
  listPackages,
  readPackage,
  readTransfer,
  toPackageUnderCheck,
  type Elements,
  type FoundPackage,
  type OpenPackage,
  type PackageFault,
} from '../../subgraphs/packages/index.ts';

export type Status = 'PASSED' | 'FOR_A_PERSON' | 'FAILED' | 'REFUSED';

export interface Checked {
  readonly kind: 'PACKAGE' | 'TRANSFER';
  readonly path: string;
  readonly status: Status;
  /** Null where it could not be read. */
  readonly recordCode: string | null;
  /** Why it is refused. */
  readonly faults: readonly PackageFault[];
  /** What a check returns, or a person has to decide. */
  readonly findings: readonly Pick<CheckRow, 'code' | 'object' | 'result' | 'reason'>[];
}

/** These ask what only the archive knows: its scope lists, its store, the log of the handover. */
const NOT_HERE = { '2-9': 'WARN', '3-2': 'WARN', '4-7': 'WARN' } as const;

export class PackageChecker {
  readonly #staging: string;
  readonly #stage: 'GD' | 'YJ';
  readonly #profile: Profile;
  readonly #scanner: VirusScanner | null;
  readonly #virusEngine: string | null;
  /** Numbers that packages before have had. */
  readonly #taken = new Set<string>();

  private constructor(staging: string, stage: 'GD' | 'YJ', scanner: VirusScanner | null, virusEngine: string | null) {
    this.#staging = staging;
    this.#stage = stage;
    this.#scanner = scanner;
    this.#virusEngine = virusEngine;
    this.#profile = loadProfile();
  }

  /** @throws StartError when the profile cannot be read; UNAVAILABLE when a scanner is configured and does not answer */
  static async open(staging: string, stage: 'GD' | 'YJ'): Promise<PackageChecker> {
    const address = readConfig().clamd;
    const scanner = address === null ? null : clamd(address);
    return new PackageChecker(staging, stage, scanner, scanner === null ? null : await scanner.version());
  }

  /** Every package of the path, then the transfer if the folder is one. */
  async *check(path: string): AsyncGenerator<Checked, void, undefined> {
    const found = new Map<string, FoundPackage | null>();
    for await (const each of listPackages(path)) {
      const [checked, came] = await this.#checkOne(each);
      found.set(relative(path, each).split(sep).join('/'), came);
      yield checked;
    }
    const transfer = statSync(path).isDirectory() ? await readTransfer(path, this.#facts(null)) : null;
    if (transfer === null) return;
    const faults = [...transfer.faults, ...compareTransfer(transfer.rows, found)];
    const status = faults.length > 0 ? 'REFUSED' : transfer.findings.length > 0 ? 'FAILED' : 'PASSED';
    yield { kind: 'TRANSFER', path, status, recordCode: null, faults, findings: transfer.findings.map(toFinding) };
  }

  async #checkOne(path: string): Promise<readonly [Checked, FoundPackage | null]> {
    const result = await readPackage(path, { staging: this.#staging });
    const about = { kind: 'PACKAGE', path } as const;
    if (!result.ok)
      return [{ ...about, status: 'REFUSED', recordCode: null, faults: result.faults, findings: [] }, null];
    const opened = result.package;
    try {
      const { outcome, blocking, open } = verdict(await this.#report(opened), NOT_HERE);
      const status = outcome === 'RETURN' ? 'FAILED' : outcome === 'ACCEPT' ? 'PASSED' : 'FOR_A_PERSON';
      const findings = [...blocking, ...open].map(toFinding);
      const came = { bytes: opened.bytes, sm3: opened.digests.sm3 };
      return [{ ...about, status, recordCode: opened.package.recordCode, faults: [], findings }, came];
    } finally {
      await opened.close();
    }
  }

  async #report(opened: OpenPackage): Promise<CheckReport> {
    const scans = new Map<string, VirusScan>();
    const scanner = this.#scanner;
    if (scanner !== null)
      for (const [path, content] of opened.contents)
        scans.set(path, await content.use((source) => scanner.scan(source)));
    return runChecks(toPackageUnderCheck(opened, scans), this.#stage, this.#facts(opened));
  }

  #facts(opened: OpenPackage | null): CheckFacts {
    const { referenceCode, recordCode } = opened?.package ?? { referenceCode: null, recordCode: '' };
    const base: Elements = opened?.package.base ?? {};
    const isTaken = (...key: readonly string[]): boolean => {
      const text = JSON.stringify(key);
      const before = this.#taken.has(text);
      if (opened !== null) this.#taken.add(text);
      return before;
    };
    return {
      now: toInstant(Date.now()),
      operator: userInfo().username,
      taken: {
        recordCode: isTaken('record', recordCode),
        caseNumber: base['project_id'] !== undefined && isTaken('case', base['social_code'] ?? '', base['project_id']),
        referenceCode: referenceCode !== null && isTaken('reference', referenceCode),
      },
      scope: { materials: [], steps: [] },
      requiredMetadata: this.#profile.requiredMetadata,
      allowedFormats: this.#profile.allowedFormats,
      readBack: null,
      handover: null,
      virusEngine: this.#virusEngine,
    };
  }
}

function toFinding({ code, object, result, reason }: CheckRow): Checked['findings'][number] {
  return { code, object, result, reason };
}

/** @throws StartError */
function loadProfile(): Profile {
  const { profileFile } = readConfig();
  if (profileFile === null) return DEFAULT_PROFILE;
  const parsed = parseProfile(JSON.parse(readFileSync(profileFile, 'utf8')));
  if (parsed.ok) return parsed.profile;
  throw new StartError(`The profile ${profileFile} is not valid. ${parsed.problems.join('; ')}`);
}
