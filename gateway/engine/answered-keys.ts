/** Which keys a subgraph query asks for, so that it is known what is missing when it fails. */
import { Kind, type DocumentNode, type FieldNode, type SelectionSetNode } from 'graphql';

/** The keys at the root of a query, or right under its root field `below`. */
export function answeredKeys(document: DocumentNode, below?: string): ReadonlySet<string> {
  const roots = document.definitions.flatMap((definition) =>
    definition.kind === Kind.OPERATION_DEFINITION ? fieldsOf(definition.selectionSet, document) : [],
  );
  const fields =
    below === undefined
      ? roots
      : roots.flatMap((root) =>
          keyOf(root) === below && root.selectionSet ? fieldsOf(root.selectionSet, document) : [],
        );
  return new Set(fields.map(keyOf));
}

function keyOf(field: FieldNode): string {
  return field.alias?.value ?? field.name.value;
}

/** Type conditions do not matter: only fields of the object's type are ever looked up. */
function fieldsOf(set: SelectionSetNode, document: DocumentNode): FieldNode[] {
  return set.selections.flatMap((selection) => {
    if (selection.kind === Kind.FIELD) return [selection];
    if (selection.kind === Kind.INLINE_FRAGMENT) return fieldsOf(selection.selectionSet, document);
    return document.definitions.flatMap((definition) =>
      definition.kind === Kind.FRAGMENT_DEFINITION && definition.name.value === selection.name.value
        ? fieldsOf(definition.selectionSet, document)
        : [],
    );
  });
}
