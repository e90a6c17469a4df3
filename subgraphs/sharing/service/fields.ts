/** What the graph says of a field: its class, and its GraphQL type. */
import { Kind, parse, print } from 'graphql';
import type { FieldClass } from '../../../schema/policy/rules.ts';
import { readProjectFile, SUPERGRAPH_FILE, type Services } from '../../kernel/index.ts';

/** Null for a coordinate that is no classified field of a record. */
export function classOf({ policy }: Pick<Services, 'policy'>, coordinate: string): FieldClass | null {
  const typeName = coordinate.split('.')[0] ?? '';
  return policy.records.get(typeName)?.fields.find((each) => each.coordinate === coordinate) ?? null;
}

let types: ReadonlyMap<string, string> | null = null;

/** As SDL writes it, such as `Date` or `[String!]`; null for a coordinate that the graph does not know. */
export function typeOf(coordinate: string): string | null {
  types ??= readTypes();
  return types.get(coordinate) ?? null;
}

function readTypes(): ReadonlyMap<string, string> {
  const { definitions } = parse(readProjectFile(SUPERGRAPH_FILE));
  return new Map(
    definitions.flatMap((each) =>
      each.kind === Kind.OBJECT_TYPE_DEFINITION
        ? (each.fields ?? []).map((field) => [`${each.name.value}.${field.name.value}`, print(field.type)] as const)
        : [],
    ),
  );
}
