/** The scalars beyond GraphQL's own. */
import { GraphQLError, GraphQLScalarType, Kind, type ValueNode } from 'graphql';
import type { Parsed } from './identifiers/parsed.ts';
import { parseInstant, parseLocalDate, toInstant } from './ids.ts';

/** A calendar day in Asia/Shanghai, `YYYY-MM-DD`. Refuses days that do not exist. */
export const DateScalar = new GraphQLScalarType<string, string>({
  name: 'Date',
  description: 'A calendar day in Asia/Shanghai, YYYY-MM-DD (日期).',
  serialize: (value) => String(value),
  parseValue: (value) => orThrow('Date', parseLocalDate(value)),
  parseLiteral: (node) => orThrow('Date', parseLocalDate(textOf(node))),
});

/** An instant, RFC 3339 with offset; always written with the offset of Asia/Shanghai. */
export const DateTimeScalar = new GraphQLScalarType<string, string>({
  name: 'DateTime',
  description: 'An instant, RFC 3339 with offset (时间).',
  serialize: (value) => toInstant(value instanceof Date ? value.getTime() : Date.parse(String(value))),
  parseValue: (value) => orThrow('DateTime', parseInstant(value)),
  parseLiteral: (node) => orThrow('DateTime', parseInstant(textOf(node))),
});

function textOf(node: ValueNode): string | null {
  return node.kind === Kind.STRING ? node.value : null;
}

function orThrow<T>(scalar: string, parsed: Parsed<T>): T {
  if (parsed.ok) return parsed.value;
  throw new GraphQLError(`${scalar}: ${parsed.faults.map((each) => each.message).join('; ')}.`);
}
