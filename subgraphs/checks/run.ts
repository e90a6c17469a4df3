/** The four-property check over one package. All findings at once, nothing stops at the first. */
import type { CheckStage } from '../../schema/codes.ts';
import { CHECK_NUMBERS, CHECKS, codeOf, type CheckNumber } from './catalogue.ts';
import * as content from './content-checks.ts';
import * as metadata from './metadata-checks.ts';
import type { Subject } from './metadata-checks.ts';
import * as packages from './package-checks.ts';
import { DEFAULT_SCHEME, type Scheme } from './scheme.ts';
import type { CheckFacts, CheckReport, CheckRow, Finding, PackageUnderCheck } from './types.ts';

const TOOL = 'four-property check 1';

/** No finding is a pass. */
const RUNNERS = {
  '1-1': content.checkFixity,
  '1-2': metadata.checkLengths,
  '1-3': metadata.checkForms,
  '1-4': metadata.checkCodes,
  '1-5': metadata.checkPlausibility,
  '1-6': metadata.checkCharacters,
  '1-7': metadata.checkReferenceCode,
  '1-8': metadata.checkDuplicates,
  '1-9': content.reviewByPerson,
  '1-10': content.checkAttributes,
  '1-11': content.checkLinks,
  '1-12': packages.checkDescription,
  '1-13': packages.checkLayout,
  '1-14': packages.checkPackageDigest,
  '2-1': content.checkItemCount,
  '2-2': content.checkTotalBytes,
  '2-3': metadata.checkElementsThere,
  '2-4': metadata.checkElementsFilled,
  '2-5': metadata.checkProcess,
  '2-6': metadata.checkSequences,
  '2-7': content.checkContentThere,
  '2-8': content.checkAttachments,
  '2-9': metadata.checkScope,
  '2-10': metadata.checkFileMetadata,
  '2-11': content.checkFolders,
  '3-1': packages.checkReadable,
  '3-2': content.checkReadBack,
  '3-3': content.checkFormats,
  '3-4': content.checkOpens,
  '3-5': content.reviewByPerson,
  '3-6': content.reviewByPerson,
  '3-7': content.reviewMedium,
  '3-8': content.checkClosed,
  '4-1': content.checkScanner,
  '4-2': content.checkViruses,
  '4-3': content.checkNothingExtra,
  '4-4': content.reviewMedium,
  '4-5': content.reviewMedium,
  '4-6': content.reviewMedium,
  '4-7': content.checkHandover,
} satisfies Readonly<Record<CheckNumber, (subject: Subject) => readonly Finding[]>>;

/** Checks whose result an outside engine gives. */
const BY_ENGINE: readonly CheckNumber[] = ['4-1', '4-2'];

const PASSED: Finding = { object: 'package', result: 'PASS', reason: null };

/**
 * Runs every check of the stage.
 *
 * @param scheme the jurisdiction's own, if it has one
 * @clause 26号 art. 10; 26号 art. 12
 */
export function runChecks(
  pkg: PackageUnderCheck,
  stage: CheckStage,
  facts: CheckFacts,
  scheme: Scheme = DEFAULT_SCHEME,
): CheckReport {
  const subject: Subject = { pkg, facts, scheme };
  const rows = CHECK_NUMBERS.filter((number) => CHECKS[number].stages.includes(stage)).flatMap((number) => {
    const findings = RUNNERS[number](subject);
    const tool = BY_ENGINE.includes(number) ? (facts.virusEngine ?? TOOL) : TOOL;
    return (findings.length === 0 ? [PASSED] : findings).map((finding): CheckRow => ({
      code: codeOf(stage, number),
      number,
      ...finding,
      at: facts.now,
      tool,
      operator: facts.operator,
    }));
  });
  return { stage, at: facts.now, rows };
}
