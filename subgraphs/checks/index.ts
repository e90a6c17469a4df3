/** The four-property check (四性检测, DA/T 70): what a file is, what a package lacks, and what follows from it. */
export { CHECK_NUMBERS, CHECKS, codeOf, type CheckNumber } from './catalogue.ts';
export { clamd, unlessUnavailable, type VirusScanner } from './clamd.ts';
export { inspectFile, toSource } from './inspect.ts';
export { BASE_INFO_FILE, CASE_FOLDERS, CATALOGUE_FILE, DESCRIPTION_FILE, PROCESS_INFO_FILE } from './package-checks.ts';
export { runChecks } from './run.ts';
export { DEFAULT_SCHEME } from './scheme.ts';
export type {
  ByteSource,
  CheckFacts,
  CheckReport,
  CheckRow,
  Digests,
  FileInspection,
  PackageFile,
  PackageUnderCheck,
  PhysicalPackage,
  VirusScan,
} from './types.ts';
export { compareReports, verdict, type Override, type Policies } from './verdict.ts';
export { parseXml, type XmlElement } from './xml.ts';
