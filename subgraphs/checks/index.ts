/** The four-property check (四性检测, DA/T 70): what a file is, what a package lacks, and what follows from it. */
export {
  CHECK_NUMBERS,
  CHECKS,
  codeOf,
  type Automation,
  type CheckEntry,
  type CheckNumber,
  type FailurePolicy,
  type Property,
} from './catalogue.ts';
export { clamd, type VirusScanner } from './clamd.ts';
export { inspectFile, toSource } from './inspect.ts';
export {
  BASE_INFO_FILE,
  CATALOGUE_FILE,
  DESCRIPTION_FIELDS,
  DESCRIPTION_FILE,
  PROCESS_INFO_FILE,
} from './package-checks.ts';
export { runChecks } from './run.ts';
export { DEFAULT_SCHEME, type Element, type Scheme } from './scheme.ts';
export type {
  ByteSource,
  CheckFacts,
  CheckReport,
  CheckRow,
  FileFormat,
  FileInspection,
  HandoverAct,
  OwnText,
  PackageDocument,
  PackageFile,
  PackageStep,
  PackageUnderCheck,
  PhysicalPackage,
  VirusScan,
} from './types.ts';
export { compareReports, verdict, type Override, type Policies, type RowChange, type Verdict } from './verdict.ts';
export { parseXml, type XmlElement, type XmlResult } from './xml.ts';
