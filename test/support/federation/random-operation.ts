/** Valid operations made from a list of numbers, so that fast-check can shrink them. */
import {
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
} from 'graphql';

export interface RandomOperation {
  readonly source: string;
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Keys that an engine may stumble over. */
const awkward = ['id', 'name', 'title', '__proto__', 'constructor', 'prototype', 'toString', 'sku', '_entities'];

export function randomOperation(schema: GraphQLSchema, choices: readonly number[]): RandomOperation {
  return new OperationWriter(schema, choices).write();
}

class OperationWriter {
  readonly #schema: GraphQLSchema;
  readonly #choices: readonly number[];
  #next = 0;
  #aliases = 0;
  readonly #fragments: string[] = [];
  readonly #definitions = new Map<string, string>();
  readonly #variables: Record<string, unknown> = {};

  constructor(schema: GraphQLSchema, choices: readonly number[]) {
    this.#schema = schema;
    this.#choices = choices;
  }

  write(): RandomOperation {
    const mutation = this.#schema.getMutationType();
    const isMutation = mutation && this.#pick(6) === 5;
    const root = isMutation ? mutation : this.#schema.getQueryType();
    if (!root) throw new Error('The schema has no queries.');
    const set = this.#selection(root, 4);
    const definitions = [...this.#definitions].map(([name, type]) => `$${name}: ${type}`).join(', ');
    const head = `${isMutation ? 'mutation' : 'query'} Generated${definitions === '' ? '' : `(${definitions})`}`;
    return { source: [`${head} ${set}`, ...this.#fragments].join('\n'), variables: this.#variables };
  }

  /** A number below `below`; zero, the simplest choice, when the choices are used up. */
  #pick(below: number): number {
    const choice = this.#choices[this.#next] ?? 0;
    this.#next += 1;
    return choice % below;
  }

  #isSpent(): boolean {
    return this.#next >= this.#choices.length;
  }

  #selection(type: GraphQLCompositeType, depth: number): string {
    const count = 1 + this.#pick(5);
    const parts: string[] = [];
    for (let index = 0; index < count && (index === 0 || !this.#isSpent()); index += 1)
      parts.push(this.#part(type, depth));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number): string {
    const choice = this.#pick(10);
    if (choice === 9 || (choice >= 5 && isAbstractType(type))) return this.#fragment(type, depth);
    return this.#field(type, depth);
  }

  #fragment(type: GraphQLCompositeType, depth: number): string {
    const related = this.#relatedTypes(type);
    const target = related[this.#pick(related.length)] ?? type;
    const directives = this.#directives();
    if (depth === 0 || this.#pick(2) === 0)
      return `... on ${target.name}${directives} ${this.#selection(target, depth - 1)}`;
    const set = this.#selection(target, depth - 1);
    const name = `Part${this.#fragments.length}`;
    this.#fragments.push(`fragment ${name} on ${target.name} ${set}`);
    return `...${name}${directives}`;
  }

  /** Types that objects of `type` can have as well. */
  #relatedTypes(type: GraphQLCompositeType): GraphQLCompositeType[] {
    const possible = isAbstractType(type) ? this.#schema.getPossibleTypes(type) : [type];
    const abstract = Object.values(this.#schema.getTypeMap()).filter(isAbstractType);
    const wider = abstract.filter((each) => possible.some((one) => this.#schema.isSubType(each, one)));
    return [type, ...possible, ...wider];
  }

  #field(type: GraphQLCompositeType, depth: number): string {
    const fields = 'getFields' in type ? Object.values(type.getFields()) : [];
    const usable = fields.filter((field) => depth > 0 || !isCompositeType(getNamedType(field.type)));
    const field = usable[this.#pick(usable.length + 1)];
    if (!field) return this.#pick(3) === 2 ? `${this.#alias()}: __typename${this.#directives()}` : '__typename';
    const args = this.#arguments(field);
    const alias = args !== '' || this.#pick(4) === 3 ? `${this.#alias()}: ` : '';
    const named = getNamedType(field.type);
    const set = isCompositeType(named) ? ` ${this.#selection(named, depth - 1)}` : '';
    return `${alias}${field.name}${args}${this.#directives()}${set}`;
  }

  /** Awkward keys are used once each, so that no two fields claim the same one. */
  #alias(): string {
    this.#aliases += 1;
    const wanted = this.#pick(3) === 2 ? awkward[this.#pick(awkward.length)] : undefined;
    if (wanted === undefined || this.#used.has(wanted)) return `a${this.#aliases}`;
    this.#used.add(wanted);
    return wanted;
  }

  readonly #used = new Set<string>();

  #arguments(field: GraphQLField<unknown, unknown>): string {
    const parts = field.args.flatMap((arg) => {
      if (!isNonNullType(arg.type) && this.#pick(2) === 0) return [];
      return [`${arg.name}: ${this.#input(arg.type)}`];
    });
    return parts.length === 0 ? '' : `(${parts.join(', ')})`;
  }

  #input(type: GraphQLInputType): string {
    if (this.#pick(3) === 2) return this.#variable(type);
    return this.#literal(type, 2);
  }

  #literal(type: GraphQLInputType, depth: number): string {
    const value = this.#value(type, depth);
    return toLiteral(value, type);
  }

  #variable(type: GraphQLInputType): string {
    const names = ['first', 'representations', '__proto__', '_x', 'constructor'];
    const wanted = names[this.#pick(names.length)] ?? 'first';
    const name = this.#definitions.has(wanted) ? `v${this.#definitions.size}` : wanted;
    const withDefault = !isNonNullType(type) && this.#pick(3) === 2;
    this.#definitions.set(name, withDefault ? `${String(type)} = ${this.#literal(type, 1)}` : String(type));
    if (isNonNullType(type) || this.#pick(3) > 0) define(this.#variables, name, this.#value(type, 2));
    return `$${name}`;
  }

  #value(type: GraphQLInputType, depth: number): unknown {
    if (!isNonNullType(type) && this.#pick(5) === 4) return null;
    const nullable = getNullableType(type);
    if (isListType(nullable))
      return Array.from({ length: this.#pick(3) }, () => this.#value(nullable.ofType, depth - 1));
    if (isEnumType(nullable)) {
      const values = nullable.getValues();
      return values[this.#pick(values.length)]?.name;
    }
    if (isInputObjectType(nullable)) {
      const fields = Object.values(nullable.getFields()).filter(
        (field) =>
          (isNonNullType(field.type) && field.defaultValue === undefined) || (depth > 0 && this.#pick(2) === 1),
      );
      return Object.fromEntries(fields.map((field) => [field.name, this.#value(field.type, depth - 1)]));
    }
    switch (nullable.name) {
      case 'Int':
        return this.#pick(5);
      case 'Float':
        return this.#pick(9) / 2;
      case 'Boolean':
        return this.#pick(2) === 1;
      case 'ID':
        return `Product:${this.#pick(4)}`;
      default:
        return `s${this.#pick(3)}`;
    }
  }

  #directives(): string {
    const choice = this.#pick(8);
    if (choice < 5) return '';
    const kinds = choice === 7 ? ['skip', 'include'] : [choice === 5 ? 'skip' : 'include'];
    return kinds.map((kind) => ` @${kind}(if: ${this.#condition()})`).join('');
  }

  #condition(): string {
    const choice = this.#pick(5);
    if (choice >= 3) return choice === 3 ? 'true' : 'false';
    const name = `cond${choice}`;
    if (!this.#definitions.has(name)) {
      const kind = this.#pick(4);
      this.#definitions.set(name, kind < 2 ? 'Boolean!' : `Boolean = ${kind === 2 ? 'true' : 'false'}`);
      if (kind < 2 || this.#pick(2) === 1) this.#variables[name] = this.#pick(2) === 1;
    }
    return `$${name}`;
  }
}

function define(target: Record<string, unknown>, name: string, value: unknown): void {
  Object.defineProperty(target, name, { value, enumerable: true, configurable: true, writable: true });
}

function toLiteral(value: unknown, type: GraphQLInputType): string {
  const nullable = getNullableType(type);
  if (value === null || value === undefined) return 'null';
  if (Array.isArray(value) && isListType(nullable)) {
    return `[${value.map((item) => toLiteral(item, nullable.ofType)).join(', ')}]`;
  }
  if (isEnumType(nullable)) return String(value);
  if (isInputObjectType(nullable) && typeof value === 'object') {
    const fields = Object.entries(value).map(([name, item]) => {
      const field = nullable.getFields()[name];
      return field ? `${name}: ${toLiteral(item, field.type)}` : '';
    });
    return `{ ${fields.join(', ')} }`;
  }
  return JSON.stringify(value);
}
