/** The four-property check over a package that came: at archiving and at receipt, as online. @clause 26号 art. 10 */
import type { CheckStage } from '../../../../schema/codes.ts';
import { toInstant } from '../../../../schema/ids.ts';
import {
  clamd,
  runChecks,
  verdict,
  unlessUnavailable,
  type CheckReport,
  type PackageUnderCheck,
  type VirusScan,
} from '../../../checks/index.ts';
import type { Digests } from '../../../files/index.ts';
import type { Context, Refusal } from '../../../kernel/index.ts';
import { toPackageUnderCheck, type OpenPackage } from '../../../packages/index.ts';
import { refusal } from '../handling.ts';
import type { ArrivedCase } from './arrived.ts';
import type { Known } from './lookup.ts';

export interface Scanned {
  /** Engine and version; null: there is none, or it does not answer. */
  readonly engine: string | null;
  readonly byPath: ReadonlyMap<string, VirusScan>;
}

export interface CheckInput {
  readonly opened: OpenPackage;
  readonly arrived: ArrivedCase;
  readonly known: Known;
  readonly scans: Scanned;
  /** What the package was said to be when it was sent. */
  readonly declared: Partial<Digests>;
}

export interface Checked {
  readonly pkg: PackageUnderCheck;
  readonly reports: readonly CheckReport[];
  readonly reasons: readonly Refusal[];
}

const STAGES: readonly CheckStage[] = ['GD', 'YJ'];

export function checkPackage(context: Context, input: CheckInput): Checked {
  const pkg = toPackage(context, input);
  const reports = STAGES.map((stage) => check(context, stage, { ...input, pkg }));
  const [first, second] = reports.map((report) => judge(report, input.known));
  // What fails at both stages is told once.
  const reasons = first !== undefined && first.length > 0 ? first : (second ?? []);
  return { pkg, reports, reasons };
}

/** What the agency has set for all cases of the item stands where the package says nothing. */
function toPackage({ access }: Context, { opened, arrived, known, scans, declared }: CheckInput): PackageUnderCheck {
  const pkg = toPackageUnderCheck(opened, scans.byPath);
  const { archived } = arrived;
  const fixed = (known.scope?.content.elements ?? []).map(({ name, value }) => [name, value] as const);
  const defaults = { archive_time: access.at, total_number: String(archived.materials.length) };
  const metadata =
    archived.seal === null ? { ...defaults, ...Object.fromEntries(fixed), ...pkg.metadata } : pkg.metadata;
  const files = pkg.files.map((file) => {
    const material = archived.materials.find(({ fileCode }) => fileCode === file.code);
    const told = {
      ...(typeof material?.digestSm3 === 'string' ? { sm3: material.digestSm3.toLowerCase() } : {}),
      ...(typeof material?.digestSha256 === 'string' ? { sha256: material.digestSha256.toLowerCase() } : {}),
    };
    return { ...file, declaredDigests: { ...file.declaredDigests, ...told } };
  });
  const { physical } = pkg;
  return { ...pkg, metadata, files, physical: physical === null ? null : { ...physical, declaredDigests: declared } };
}

function check(
  { access, services }: Context,
  stage: CheckStage,
  { pkg, known, scans }: CheckInput & { readonly pkg: PackageUnderCheck },
): CheckReport {
  const { scope } = known;
  const now = toInstant(Date.parse(access.at));
  return runChecks(pkg, stage, {
    now,
    operator: access.actorId,
    taken: { recordCode: known.record !== null, caseNumber: known.isNumberTaken, referenceCode: false },
    scope: {
      materials: (scope?.content.materials ?? []).filter(({ mandatory }) => mandatory).map(({ code }) => code),
      steps: scope?.content.steps ?? [],
    },
    requiredMetadata: [...services.profile.requiredMetadata, ...(scope?.content.requiredMetadata ?? [])],
    allowedFormats: services.profile.allowedFormats,
    readBack: pkg.metadata,
    handover: [{ act: 'PACKAGE_RECEIVED', actor: access.actorId, at: now }],
    virusEngine: scans.engine,
  });
}

/** A named person lets pass what is in a case; of a package there is none yet, so whatever waits for a person returns it. */
function judge(report: CheckReport, { policies }: Known): Refusal[] {
  const { blocking, open } = verdict(report, policies, []);
  return [...blocking, ...open].map(({ code, object, reason }) =>
    refusal(code, `${object}: ${reason ?? 'to be looked at'}.`, 'DA/T 70-2018', object),
  );
}

export async function scanAll({ services }: Context, { contents }: OpenPackage): Promise<Scanned> {
  const { clamd: address } = services.files;
  const scanner = address === null ? null : clamd(address);
  const engine = scanner === null ? null : await unlessUnavailable(scanner.version());
  const byPath = new Map<string, VirusScan>();
  if (scanner === null || engine === null) return { engine, byPath };
  for (const [path, content] of contents) {
    const scan = await unlessUnavailable(content.use((source) => scanner.scan(source)));
    if (scan !== null) byPath.set(path, scan);
  }
  return { engine, byPath };
}
