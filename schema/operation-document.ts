/** Registered operations as texts: the one form in which a document is compared, and what it takes. Pure. */
import { createHash } from 'node:crypto';
import { Kind, print, type DocumentNode } from 'graphql';

export interface OperationVariable {
  readonly name: string;
  /** As GraphQL writes it, such as `[ID!]!`. */
  readonly type: string;
  /** Neither nullable nor with a value of its own. */
  readonly isRequired: boolean;
}

export interface CanonicalOperation {
  readonly text: string;
  /** SHA-256 of the text, in hexadecimal. */
  readonly hash: string;
  readonly variables: readonly OperationVariable[];
}

/** However it was spaced and commented, the same document has one text and one hash. */
export function toCanonicalOperation(document: DocumentNode): CanonicalOperation {
  const text = print(document);
  return { text, hash: createHash('sha256').update(text).digest('hex'), variables: variablesOf(document) };
}

function variablesOf(document: DocumentNode): OperationVariable[] {
  return document.definitions.flatMap((each) => {
    if (each.kind !== Kind.OPERATION_DEFINITION) return [];
    return (each.variableDefinitions ?? []).map(({ variable, type, defaultValue }) => ({
      name: variable.name.value,
      type: print(type),
      isRequired: type.kind === Kind.NON_NULL_TYPE && defaultValue === undefined,
    }));
  });
}
