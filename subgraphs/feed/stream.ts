/** What a subgraph says of the records that it feeds. */
import { parse } from 'graphql';
import { DateTimeScalar } from '../../schema/scalars.ts';
import { canonicalJson, ownFieldsOf } from '../../schema/canonical.ts';
import type { DisclosedRow, Records } from '../disclosure/index.ts';
import { readProjectFile, type Context, type SubgraphName } from '../kernel/index.ts';

export interface FeedStream {
  readonly schema: SubgraphName;
  readonly records: Records;
  /** As queries by key read them. */
  readonly read: (context: Context, ids: readonly string[]) => Promise<readonly DisclosedRow[]>;
  /** Field that names a body, by which a consumer counts; it is null where it is withheld. */
  readonly agencyField: string;
  /** Field whose change means that one edition has taken the place of another; it is null where it is withheld. */
  readonly editionField?: string;
}

const fields = new WeakMap<FeedStream, ReadonlyMap<string, string>>();

/** Name → type, of the fields that are hashed. */
function ownFields(stream: FeedStream): ReadonlyMap<string, string> {
  const known = fields.get(stream);
  if (known !== undefined) return known;
  const read = ownFieldsOf(parse(readProjectFile(`schema/${stream.schema}.graphql`)), stream.records.typeName);
  fields.set(stream, read);
  return read;
}

/** What the API answers of this row's own fields, in canonical form. */
export function canonicalOf(stream: FeedStream, row: DisclosedRow): string {
  const own = ownFields(stream);
  const values = [...own].map(([name, type]) => [name, toAnswer(type, row[name])] as const);
  return canonicalJson(Object.fromEntries(values), own.keys());
}

function toAnswer(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return null;
  if (type === 'DateTime') return DateTimeScalar.serialize(value);
  if (type === 'Int' || type === 'Float') return Number(value);
  return type === 'Boolean' ? value : String(value);
}

export function textOf(row: DisclosedRow, field: string | undefined): string | null {
  const value = field === undefined ? null : row[field];
  return typeof value === 'string' ? value : null;
}
