/** The one question that an export asks of a stream: made from the schema, so that no field of a record is forgotten. */
import { parse, printSchema, type DocumentNode, type GraphQLSchema } from 'graphql';
import { ownFieldsOf } from '../../schema/canonical.ts';
import { FEED_STREAMS, type ExportLine, type FeedStream } from '../../schema/feed-streams.ts';

export interface ExportDocument {
  readonly source: string;
  readonly document: DocumentNode;
  /** The root field, under which the answer lies. */
  readonly field: string;
}

const made = new WeakMap<GraphQLSchema, Map<FeedStream, ExportDocument>>();

/** @throws Error when the schema served has no such stream */
export function exportDocument(schema: GraphQLSchema, stream: FeedStream): ExportDocument {
  const ofSchema = made.get(schema) ?? new Map<FeedStream, ExportDocument>();
  made.set(schema, ofSchema);
  const known = ofSchema.get(stream) ?? write(schema, stream);
  ofSchema.set(stream, known);
  return known;
}

function write(schema: GraphQLSchema, stream: FeedStream): ExportDocument {
  const { typeName, prefix } = FEED_STREAMS[stream];
  const field = `${prefix}Changes`;
  const own = [...ownFieldsOf(parse(printSchema(schema)), typeName).keys()];
  if (own.length === 0) throw new Error(`${typeName} is not served.`);
  const source = `query Export($after: String, $first: Int) { ${field}(after: $after, first: $first) {
    salt generation pageInfo { hasNextPage endCursor }
    edges { node { sequence kind id version hash at dueBy obsolete record { ${own.join(' ')} } } } } }`;
  return { source, document: parse(source), field };
}

/** What a page of a stream answers. */
export interface FeedPage {
  readonly salt: string;
  readonly generation: number;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly edges: readonly { readonly node: ExportLine }[];
}
