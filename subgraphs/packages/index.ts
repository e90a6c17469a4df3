/** Offline packages (归档信息包): written, read safely, checked as what came online. */
export { sweepArrived, whileHere } from './arriving.ts';
export { packTransfer, readDelivery, type OpenDelivery } from './delivery.ts';
export { readDigestFile } from './digest-file.ts';
export { PackageRefused, safeName } from './faults.ts';
export { listPackages } from './folder.ts';
export { descriptionIn, saysTheSame, toHandover, type SealedDescription } from './handover.ts';
export { FOLDER_TITLE, PACKAGE_EXTENSION } from './layout.ts';
export { readPackage } from './reader.ts';
export { describeTransfer, placeOf, toTransferRow, type TransferRow, type TransferStatements } from './transfer.ts';
export type {
  CasePackage,
  Elements,
  OpenContent,
  OpenPackage,
  PackagedFile,
  PackageFault,
  WrittenPackage,
} from './types.ts';
export { compareTransfer, readBatchName, readTransfer, type FoundPackage } from './transfer-check.ts';
export { toPackageUnderCheck } from './under-check.ts';
export { writePackage, type PackageSource } from './writer.ts';
export {
  BASE_FIELDS,
  FILE_FIELDS,
  toElements,
  FOLDER_OF_CLASS,
  PART_PREFIX,
  type ArchivedCase,
  type ArchivedCaseFields,
  type ArchivedLicence,
  type ArchivedMaterial,
  type ArchivedMaterialClass,
  type ArchivedSeal,
  type ArchivedStep,
  type Withheld,
} from './archived/archived-case.ts';
export { fromPackage, isKnownKind, toPackage, unknownKinds } from './archived/pack.ts';
export { codeOf, placeOfMaterial, toSharing } from './archived/places.ts';
