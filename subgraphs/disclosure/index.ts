/** How every subgraph hands out records: as rows that are already what the caller may see. */
export { copyFacts, FACT_ROW_SQL, factProperties, type FactRow } from './facts.ts';
export { parseKey, Records, type DisclosedRow, type ListRequest, type Page, type RecordSource } from './records.ts';
export { openCursor, sealCursor } from './cursors.ts';
export { parseIdentifier } from './identifier.ts';
export { toAgency } from './agency.ts';
export { countResolverOf } from './connection.ts';
export { COUNT_CAP, PageArgs, toListRequest, toPageRequest, type PageRequest } from './list-request.ts';
export { labelCall, type LabelledRecord, type LabelQuery } from './label-of.ts';
