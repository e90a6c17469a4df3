/** "Did you mean": error texts suggest nothing that the caller could not fetch. */
import { validate, type DocumentNode, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';

const SUGGESTION = / Did you mean [\s\S]*$/;
/** The schema of the caller finds more to object to than the whole one: these are only read for their suggestions. */
const MOST_ERRORS = 200;

/**
 * Suggestions are those of the schema that the caller is told, or none.
 *
 * @param document null: it could not be parsed, or its variables are what is wrong
 */
export function resuggest(
  errors: readonly GraphQLFormattedError[],
  document: DocumentNode | null,
  visible: () => GraphQLSchema,
): GraphQLFormattedError[] {
  if (!errors.some(({ message }) => SUGGESTION.test(message))) return [...errors];
  const own = document === null ? [] : validate(visible(), document, undefined, { maxErrors: MOST_ERRORS });
  const suggested = new Map(own.map((error) => [keyOf(error.toJSON()), error.message]));
  return errors.map((error) =>
    SUGGESTION.test(error.message)
      ? { ...error, message: suggested.get(keyOf(error)) ?? withoutSuggestion(error.message) }
      : error,
  );
}

function keyOf({ message, locations = [] }: GraphQLFormattedError): string {
  const places = locations.map(({ line, column }) => `${line}:${column}`).join();
  return `${withoutSuggestion(message)}|${places}`;
}

function withoutSuggestion(message: string): string {
  return message.replace(SUGGESTION, '');
}
