/** Whether an object is of a type, by the name of the type that it bears. */
import { isAbstractType, isObjectType, type GraphQLSchema } from 'graphql';

export interface TypeMatcher {
  /** Names may be those of interfaces and unions: then their implementers match too. */
  anyOf(names: readonly string[]): (typeName: unknown) => boolean;
  isConcrete(typeName: unknown): boolean;
}

export function createTypeMatcher(schema: GraphQLSchema): TypeMatcher {
  const types = Object.values(schema.getTypeMap());
  const concrete = new Set<unknown>(types.filter(isObjectType).map((type) => type.name));
  const membersOf = (name: string): string[] => {
    const type = schema.getType(name);
    return isAbstractType(type) ? [name, ...schema.getPossibleTypes(type).map((member) => member.name)] : [name];
  };
  return {
    anyOf(names) {
      const matching = new Set<unknown>(names.flatMap(membersOf));
      return (typeName) => matching.has(typeName);
    },
    isConcrete: (typeName) => concrete.has(typeName),
  };
}
