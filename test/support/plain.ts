/** What a demo identity gets when it asks plainly: the measure that every detour is held against. */
import { getNamedType, isLeafType, type GraphQLObjectType } from 'graphql';
import type { IdentityName, TestGateway } from './gateway.ts';

export interface ListSpec {
  readonly root: string;
  readonly single: string;
  readonly type: string;
  /** Filter input field → field of the type that it looks at. */
  readonly filters: Readonly<Record<string, string>>;
  /** Order enum value → field it sorts by. */
  readonly orders: Readonly<Record<string, string>>;
}

export const LISTS: readonly ListSpec[] = [
  {
    root: 'cases',
    single: 'case',
    type: 'Case',
    filters: {
      state: 'state',
      region: 'region',
      caseNumber: 'caseNumber',
      applicantName: 'applicantName',
      applicantIdNumber: 'applicantIdNumber',
    },
    orders: { COMPLETED_ON: 'completedOn', ARCHIVE_DUE_ON: 'archiveDueOn', CASE_NUMBER: 'caseNumber' },
  },
  {
    root: 'licences',
    single: 'licence',
    type: 'Licence',
    filters: {
      typeCode: 'typeCode',
      currentStatus: 'currentStatus',
      number: 'number',
      holderName: 'holderName',
      holderNumber: 'holderNumber',
    },
    orders: { TYPE_CODE: 'typeCode', ISSUED_ON: 'issuedOn', VALID_TO: 'validTo' },
  },
  {
    root: 'retentionDecisions',
    single: 'retentionDecision',
    type: 'RetentionDecision',
    filters: { period: 'period', state: 'state' },
    orders: { DUE_ON: 'dueOn' },
  },
  {
    root: 'archivalRecords',
    single: 'archivalRecord',
    type: 'ArchivalRecord',
    filters: {
      custody: 'custody',
      openingState: 'openingState',
      fondsNumber: 'fondsNumber',
      referenceCode: 'referenceCode',
    },
    orders: { REFERENCE_CODE: 'referenceCode', TRANSFERRED_ON: 'transferredOn', OPENED_ON: 'openedOn' },
  },
];

export type PlainRow = Readonly<Record<string, unknown>> & { readonly id: string };

/** The scalar fields of a record type, as the API schema has them. */
export function scalarFields(gateway: TestGateway, type: string): string[] {
  const found = gateway.apiSchema.getType(type) as GraphQLObjectType;
  return Object.values(found.getFields())
    .filter((field) => isLeafType(getNamedType(field.type)))
    .map((field) => field.name);
}

export function selectionOf(gateway: TestGateway, type: string): string {
  return `${scalarFields(gateway, type).join(' ')} disclosure { field outcome rule reason }`;
}

export async function plainRows(gateway: TestGateway, as: IdentityName, { root, type }: ListSpec): Promise<PlainRow[]> {
  const query = `{ ${root}(first: 500) { edges { node { ${selectionOf(gateway, type)} } } } }`;
  const { data, errors } = await gateway.ask({ as, query });
  if (errors !== undefined) throw new Error(JSON.stringify(errors));
  const page = data?.[root] as { edges: { node: PlainRow }[] };
  return page.edges.map(({ node }) => node);
}

export function byId(rows: readonly PlainRow[]): ReadonlyMap<string, PlainRow> {
  return new Map(rows.map((row) => [row.id, row]));
}

/** Whether the row shows this field in full: neither masked nor withheld. */
export function isShown(row: PlainRow, field: string): boolean {
  const disclosure = row['disclosure'] as readonly { field: string }[];
  return row['tombstone'] === undefined && !disclosure.some((each) => each.field === field) && row[field] !== null;
}
