/** graphql-jit with every document compiled once. */
import { parse, type GraphQLSchema } from 'graphql';
import { compileQuery, isCompiledQuery, type CompiledQuery } from 'graphql-jit';

export type Compile = (query: string, operationName?: string) => CompiledQuery;

export function compiler(schema: GraphQLSchema): Compile {
  const compiled = new Map<string, CompiledQuery>();
  return (query, operationName = '') => {
    const known = compiled.get(query);
    if (known !== undefined) return known;
    const made = compileQuery(schema, parse(query), operationName, { customJSONSerializer: false });
    if (!isCompiledQuery(made)) throw new Error(JSON.stringify(made.errors));
    compiled.set(query, made);
    return made;
  };
}
