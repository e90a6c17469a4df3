/**
 * Whether the planner can be trusted with a supergraph. What it does not understand ends the whole
 * process (version 0.0.38 panics across the language border), so it must never get to see it.
 */
import {
  FieldsOnCorrectTypeRule,
  getNamedType,
  Kind,
  KnownFragmentNamesRule,
  KnownTypeNamesRule,
  parse,
  parseType,
  ScalarLeafsRule,
  validate,
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  type GraphQLSchema,
  type InterfaceTypeDefinitionNode,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { directivesNamed, textOf } from './directives.ts';

/** Deeper selections than this are no key; the planner gives up at some hundred. */
const maxDepth = 50;

/** @throws Error whose sentence names the first thing that is wrong */
export function checkSupergraph(supergraph: DocumentNode, fullSchema: GraphQLSchema): void {
  if (!fullSchema.getQueryType()) throw new Error('The supergraph has no object type for queries.');
  for (const definition of supergraph.definitions) {
    if (definition.kind.endsWith('TypeExtension')) {
      throw new Error('The supergraph extends types; compose it anew, so that each type is defined once.');
    }
    if (definition.kind === Kind.OBJECT_TYPE_DEFINITION || definition.kind === Kind.INTERFACE_TYPE_DEFINITION) {
      checkType(definition, fullSchema);
    }
  }
}

function checkType(type: ObjectTypeDefinitionNode | InterfaceTypeDefinitionNode, schema: GraphQLSchema): void {
  const typeName = type.name.value;
  for (const join of directivesNamed(type.directives, 'join__type')) {
    checkFields({ join, argument: 'key', typeName, place: typeName }, schema);
  }
  for (const field of type.fields ?? []) checkField(typeName, field, schema);
}

function checkField(typeName: string, field: FieldDefinitionNode, schema: GraphQLSchema): void {
  const place = `${typeName}.${field.name.value}`;
  const parent = schema.getType(typeName);
  const child = parent && 'getFields' in parent ? parent.getFields()[field.name.value] : undefined;
  for (const join of directivesNamed(field.directives, 'join__field')) {
    checkFields({ join, argument: 'requires', typeName, place }, schema);
    checkFields({ join, argument: 'provides', typeName: child && getNamedType(child.type).name, place }, schema);
    checkTypeText(textOf(join, 'type'), place);
    checkLabel(textOf(join, 'overrideLabel'), place);
  }
}

interface FieldSet {
  readonly join: ConstDirectiveNode;
  readonly argument: 'key' | 'requires' | 'provides';
  /** Of what the fields are. */
  readonly typeName: string | undefined;
  readonly place: string;
}

function checkFields({ join, argument, typeName, place }: FieldSet, schema: GraphQLSchema): void {
  const fields = textOf(join, argument);
  if (fields === undefined) return;
  const refuse = (reason: string): Error =>
    new Error(
      `The ${argument} "${fields.slice(0, 80)}" of ${place} in the supergraph is no selection of fields: ${reason}`,
    );
  const depth = Math.max(...[...fields].map(depthCounter()), 0);
  if (depth > maxDepth) throw refuse('it is too deep.');
  const document = parseOr(() => parse(`fragment Fields on ${typeName ?? ''} { ${fields} }`), refuse);
  if (document.definitions.length > 1) throw refuse('it ends too early.');
  const rules = [FieldsOnCorrectTypeRule, ScalarLeafsRule, KnownTypeNamesRule, KnownFragmentNamesRule];
  const [mistake] = validate(schema, document, rules, { maxErrors: 1 });
  if (mistake) throw refuse(mistake.message);
}

function depthCounter(): (character: string) => number {
  let depth = 0;
  return (character) => {
    if (character === '{') depth += 1;
    if (character === '}') depth -= 1;
    return depth;
  };
}

function checkTypeText(type: string | undefined, place: string): void {
  if (type === undefined) return;
  parseOr(
    () => parseType(type),
    (reason) => new Error(`The type "${type.slice(0, 80)}" of ${place} in the supergraph cannot be read: ${reason}`),
  );
}

function checkLabel(label: string | undefined, place: string): void {
  const [, share] = /^percent\((.*)\)$/.exec(label ?? '') ?? [];
  if (share === undefined) return;
  const percent = /^\d+(\.\d+)?$/.test(share) ? Number(share) : NaN;
  if (percent >= 0 && percent <= 100) return;
  throw new Error(`The override label "${String(label)}" of ${place} in the supergraph is no share from 0 to 100.`);
}

function parseOr<T>(read: () => T, refuse: (reason: string) => Error): T {
  try {
    return read();
  } catch (error) {
    throw refuse(error instanceof Error ? error.message : String(error));
  }
}
