/**
 * The schema as one caller is told it: the types, fields, arguments and values that some record could disclose to it, no
 * more and no less. What may be written is another matter: the whole schema is public, and a field that is withheld
 * answers null with its reason.
 */
import {
  buildASTSchema,
  DirectiveLocation,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isUnionType,
  Kind,
  type DefinitionNode,
  type GraphQLDirective,
  type GraphQLNamedType,
  type GraphQLSchema,
  type InputValueDefinitionNode,
  type TypeNode,
} from 'graphql';
import type { Post } from '../../schema/actor.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { mayCall, type PolicyTable } from '../../subgraphs/kernel/index.ts';
import { isGiven, type PreflightParts } from '../preflight.ts';

export interface VisibleParts {
  /** What clients may write against. */
  readonly apiSchema: GraphQLSchema;
  readonly preflight: PreflightParts;
  readonly calls: PolicyTable;
}

export interface Viewer {
  readonly access: AccessClass;
  readonly posts: readonly Post[];
}

export function toVisibleSchema(parts: VisibleParts, viewer: Viewer): GraphQLSchema {
  const visibility = new SchemaVisibility(parts, viewer);
  return buildASTSchema({ kind: Kind.DOCUMENT, definitions: visibility.definitions() }, { assumeValid: true });
}

class SchemaVisibility {
  readonly #parts: VisibleParts;
  readonly #viewer: Viewer;
  readonly #types: readonly GraphQLNamedType[];
  /** Names of types of which nothing can come to this viewer, or be asked by it. */
  readonly #hidden: Set<string>;

  constructor(parts: VisibleParts, viewer: Viewer) {
    this.#parts = parts;
    this.#viewer = viewer;
    this.#types = Object.values(parts.apiSchema.getTypeMap()).filter((type) => !isIntrospectionType(type));
    const { policy, classified } = parts.preflight;
    const absent = [...classified.records.keys()].filter((name) => policy.presence(viewer.access, name) === false);
    this.#hidden = new Set(absent);
    // What hides one type may leave another without anything: until none is left that must go.
    for (let before = -1; before !== this.#hidden.size;) {
      before = this.#hidden.size;
      for (const type of this.#types)
        if (!this.#hidden.has(type.name) && this.#isEmpty(type)) this.#hidden.add(type.name);
    }
  }

  definitions(): DefinitionNode[] {
    const definitions = new Map(this.#types.map((type) => [type.name, this.#define(type)]));
    const reached = new Map<string, DefinitionNode>();
    const reach = (name: string): void => {
      const definition = definitions.get(name);
      if (definition === undefined || reached.has(name) || this.#hidden.has(name)) return;
      reached.set(name, definition);
      for (const each of namesIn(definition)) reach(each);
      const type = this.#parts.apiSchema.getType(name);
      if (isInterfaceType(type) && this.#isReturned(name))
        for (const { name: each } of this.#parts.apiSchema.getPossibleTypes(type)) reach(each);
    };
    for (const root of [this.#parts.apiSchema.getQueryType(), this.#parts.apiSchema.getMutationType()])
      if (root !== undefined && root !== null) reach(root.name);
    const directives = this.#parts.apiSchema.getDirectives().filter(isForClients);
    return [...directives.flatMap(({ astNode }) => astNode ?? []), ...reached.values()];
  }

  /** An interface that some visible field gives, and not only one that types have in common. */
  #isReturned(name: string): boolean {
    return this.#types.some(
      (type) => isObjectType(type) && this.#fields(type.name).some((field) => nameOf(field.type) === name),
    );
  }

  #isEmpty(type: GraphQLNamedType): boolean {
    const { apiSchema, preflight } = this.#parts;
    if (isObjectType(type)) {
      const names = this.#fields(type.name).map(({ name }) => name.value);
      // A page of nothing, and an entry of it.
      const carries = ['edges', 'node'].filter((name) => name in type.getFields());
      const isPage = !preflight.classified.records.has(type.name) && carries.length > 0;
      return names.length === 0 || (isPage && !carries.every((name) => names.includes(name)));
    }
    if (isInterfaceType(type) || isUnionType(type))
      return apiSchema.getPossibleTypes(type).every(({ name }) => this.#hidden.has(name));
    if (isEnumType(type)) return !type.getValues().some(({ name }) => this.#isValue(type.name, name));
    if (!isInputObjectType(type)) return false;
    const inputs = type.astNode?.fields ?? [];
    const isCut = inputs.some((input) => input.type.kind === Kind.NON_NULL_TYPE && !this.#isInput(type.name, input));
    return isCut || !inputs.some((input) => this.#isInput(type.name, input));
  }

  #fields(typeName: string) {
    const type = this.#parts.apiSchema.getType(typeName);
    const nodes = isObjectType(type) || isInterfaceType(type) ? (type.astNode?.fields ?? []) : [];
    return nodes.filter((node) => this.#isField(typeName, node.name.value) && !this.#hidden.has(nameOf(node.type)));
  }

  #isField(typeName: string, fieldName: string): boolean {
    const { calls, preflight } = this.#parts;
    const { access, posts } = this.#viewer;
    const rule = calls[`${typeName}.${fieldName}`];
    if (rule !== undefined) return mayCall(rule, { role: access.role, posts });
    return !this.#isRoot(typeName) && isGiven(preflight, access, typeName, fieldName);
  }

  #isRoot(typeName: string): boolean {
    const { apiSchema } = this.#parts;
    return [apiSchema.getQueryType(), apiSchema.getMutationType()].some((type) => type?.name === typeName);
  }

  /** By what this viewer is never shown nothing can be found: such a condition of a filter holds for no record. */
  #isInput(typeName: string, { name, type }: InputValueDefinitionNode): boolean {
    const record = /^(\w+)Filter$/.exec(typeName)?.[1];
    if (record !== undefined && !this.#isShown(record, name.value)) return false;
    return !this.#hidden.has(nameOf(type));
  }

  /** Nor sorted. */
  #isValue(typeName: string, value: string): boolean {
    const record = this.#sortedBy(typeName);
    return record === null || this.#isShown(record, toCamelCase(value));
  }

  /** The record type whose lists an enum of fields sorts: `CaseOrder { field: CaseOrderField! }`. */
  #sortedBy(enumName: string): string | null {
    for (const type of this.#types) {
      const record = /^(\w+)Order$/.exec(type.name)?.[1];
      if (record === undefined || !isInputObjectType(type)) continue;
      const field = type.astNode?.fields?.find(({ name }) => name.value === 'field');
      if (field !== undefined && nameOf(field.type) === enumName) return record;
    }
    return null;
  }

  #isShown(record: string, field: string): boolean {
    const { classified, policy } = this.#parts.preflight;
    const isClassified = classified.records.get(record)?.fields.some(({ name }) => name === field) === true;
    return !isClassified || policy.shown(this.#viewer.access, record, field) !== false;
  }

  #define(type: GraphQLNamedType): DefinitionNode | undefined {
    const node = type.astNode ?? undefined;
    if (node === undefined) return undefined;
    const isKnown = ({ name }: { readonly name: { readonly value: string } }): boolean => !this.#hidden.has(name.value);
    switch (node.kind) {
      case Kind.OBJECT_TYPE_DEFINITION:
      case Kind.INTERFACE_TYPE_DEFINITION: {
        const fields = this.#fields(type.name).map((field) => ({
          ...field,
          arguments: this.#inputs('', field.arguments),
        }));
        const names = fields.map(({ name }) => name.value);
        const keeps = (name: string): boolean => this.#fields(name).every((field) => names.includes(field.name.value));
        const interfaces = (node.interfaces ?? []).filter((each) => isKnown(each) && keeps(each.name.value));
        return { ...node, fields, interfaces };
      }
      case Kind.INPUT_OBJECT_TYPE_DEFINITION:
        return { ...node, fields: this.#inputs(type.name, node.fields) };
      case Kind.ENUM_TYPE_DEFINITION:
        return { ...node, values: (node.values ?? []).filter(({ name }) => this.#isValue(type.name, name.value)) };
      case Kind.UNION_TYPE_DEFINITION:
        return { ...node, types: (node.types ?? []).filter(isKnown) };
      default:
        return node;
    }
  }

  #inputs(typeName: string, nodes: readonly InputValueDefinitionNode[] = []): InputValueDefinitionNode[] {
    return nodes.filter((node) => this.#isInput(typeName, node));
  }
}

/** Written into operations; the others mark the schema. */
function isForClients(directive: GraphQLDirective): boolean {
  const ofOperations: readonly string[] = [
    DirectiveLocation.QUERY,
    DirectiveLocation.MUTATION,
    DirectiveLocation.FIELD,
    DirectiveLocation.FRAGMENT_SPREAD,
    DirectiveLocation.INLINE_FRAGMENT,
    DirectiveLocation.FRAGMENT_DEFINITION,
    DirectiveLocation.VARIABLE_DEFINITION,
  ];
  return isSpecifiedDirective(directive) || directive.locations.some((each) => ofOperations.includes(each));
}

/** Types that a definition names. */
function namesIn(definition: DefinitionNode): string[] {
  switch (definition.kind) {
    case Kind.OBJECT_TYPE_DEFINITION:
    case Kind.INTERFACE_TYPE_DEFINITION: {
      const fields = definition.fields ?? [];
      const inputs = fields.flatMap((field) => field.arguments ?? []);
      return [
        ...[...fields, ...inputs].map(({ type }) => nameOf(type)),
        ...(definition.interfaces ?? []).map(({ name }) => name.value),
      ];
    }
    case Kind.INPUT_OBJECT_TYPE_DEFINITION:
      return (definition.fields ?? []).map(({ type }) => nameOf(type));
    case Kind.UNION_TYPE_DEFINITION:
      return (definition.types ?? []).map(({ name }) => name.value);
    default:
      return [];
  }
}

function nameOf(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : nameOf(type.type);
}

function toCamelCase(value: string): string {
  return value.toLowerCase().replaceAll(/_(\w)/g, (_match, letter: string) => letter.toUpperCase());
}
