/** Preservation of content, for every subgraph that keeps any: inspection, copies on media, repair, conversion. */
export { convertersOf } from './converters.ts';
export { preservationEntities } from './entities.ts';
export { BEGINNING, inspectSlice, LIMITS, type FindingKind, type Progress } from './inspect.ts';
export { preservationChores, takeOrders } from './jobs.ts';
export type { Keeping, NamedFiles } from './keeping.ts';
export { lookAt } from './look.ts';
export { UNHURRIED } from './pace.ts';
export { manifestOf, type ExpectedFile } from './manifest.ts';
export { ORDERED, TOLD, type Order, type SetPlace, type Told } from './orders.ts';
export { eraseFromSets } from './sets.ts';
export { settingsOf, type MediumKind } from './settings.ts';
