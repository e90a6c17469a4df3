/** Preservation of content, for every subgraph that keeps any: inspection, copies on media, repair, conversion. */
export { convertersOf } from './converters.ts';
export { preservationEntities } from './entities.ts';
export {
  BEGINNING,
  FINDING_KINDS,
  inspectSlice,
  LIMITS,
  type Finding,
  type FindingKind,
  type Progress,
} from './inspect.ts';
export { preservationChores, takeOrders, workOnce } from './jobs.ts';
export type { DerivedFile, Keeping, NamedFiles } from './keeping.ts';
export { lookAt } from './look.ts';
export { UNHURRIED } from './pace.ts';
export { manifestOf, type ExpectedFile, type Manifest } from './manifest.ts';
export { ORDERED, TOLD, type ConversionTold, type Order, type SetPlace, type Told } from './orders.ts';
export { eraseFromSets } from './sets.ts';
export { MEDIUM_KINDS, settingsOf, type MediumKind } from './settings.ts';
