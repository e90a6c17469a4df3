/**
 * Ways by which a protected fact would travel although no answer shows it: as a key, through `@requires` and
 * `@provides`, or under a second class that somebody else gave the same field. Pure.
 */
import {
  Kind,
  parse,
  valueFromASTUntyped,
  visit,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import type { Classified } from './classify.ts';

/** @param supergraph as composed, and as it was classified @returns one sentence for each, naming the coordinate */
export function findDetours(supergraph: DocumentNode, classified: Classified): string[] {
  const types = supergraph.definitions.filter((node) => node.kind === Kind.OBJECT_TYPE_DEFINITION);
  return types.flatMap((type) => [
    ...protectedIn(classified, type.name.value, fieldSets(type.directives, 'join__type', 'key')).map(
      (field) => `${type.name.value}.${field} is part of a key: it would travel to every subgraph that links to it.`,
    ),
    ...(type.fields ?? []).flatMap((field) => fieldDetours(classified, type, field)),
  ]);
}

function fieldDetours(classified: Classified, type: ObjectTypeDefinitionNode, field: FieldDefinitionNode): string[] {
  const place = `${type.name.value}.${field.name.value}`;
  const classes = field.directives?.filter(({ name }) => name.value === 'disclosure') ?? [];
  const required = protectedIn(classified, type.name.value, fieldSets(field.directives, 'join__field', 'requires'));
  return [
    ...required.map((each) => `${place} requires ${type.name.value}.${each}, which would travel to be read by it.`),
    ...(classes.length > 1 ? [`${place} has ${classes.length} classes: whose field is it?`] : []),
  ];
}

/** Fields of records that are decided about; of any type where they turn up below the first level. */
function protectedIn({ records, open }: Classified, typeName: string, sets: readonly string[]): string[] {
  return sets.flatMap((text) => {
    const found: string[] = [];
    visit(parse(`{ ${text} }`), {
      Field: ({ name, selectionSet }) => {
        if (name.value === '__typename' || selectionSet !== undefined) return;
        const isDecided = records.get(typeName)?.fields.some((each) => each.name === name.value) ?? false;
        const isOpen = open.has(`${typeName}.${name.value}`);
        if (isDecided && !isOpen) found.push(name.value);
      },
    });
    return found;
  });
}

function fieldSets(directives: readonly ConstDirectiveNode[] | undefined, join: string, argument: string): string[] {
  return (directives ?? []).flatMap((directive) => {
    const node =
      directive.name.value === join ? directive.arguments?.find(({ name }) => name.value === argument) : undefined;
    const value: unknown = node === undefined ? undefined : valueFromASTUntyped(node.value);
    return typeof value === 'string' ? [value] : [];
  });
}
