/** When `@skip` and `@include` let a field through. */
import { Kind, visit, type ASTNode, type DirectiveNode } from 'graphql';
import { emptyObject, own, type PlainObject } from './null-object.ts';

/** A variable, and what it must be: `name` or `!name`. */
type Literal = string;

/** All of these at once. Empty: always. */
export type Condition = readonly Literal[];

export const always: Condition = [];

/** `outer` narrowed by the directives of one node; undefined when nothing can satisfy both. */
export function narrow(outer: Condition, directives: readonly DirectiveNode[] | undefined): Condition | undefined {
  const literals = new Set(outer);
  for (const directive of directives ?? []) {
    const kind = directive.name.value;
    if (kind !== 'skip' && kind !== 'include') continue;
    const value = directive.arguments?.find((argument) => argument.name.value === 'if')?.value;
    if (value?.kind === Kind.BOOLEAN && value.value !== (kind === 'include')) return undefined;
    if (value?.kind === Kind.VARIABLE) literals.add(kind === 'include' ? value.name.value : `!${value.name.value}`);
  }
  for (const literal of literals) if (literals.has(`!${literal}`)) return undefined;
  return literals.size === 0 ? always : [...literals].toSorted();
}

/** Whether the directives of one node let it through. `variables` are coerced: their defaults are in. */
export function isIncluded(directives: readonly DirectiveNode[] | undefined, variables: PlainObject): boolean {
  return narrow(always, directives)?.every((literal) => holds(literal, variables)) ?? false;
}

/**
 * The variables that `@skip` and `@include` depend on in these nodes, each with a value that lets
 * fields through.
 */
export function conditionVariables(nodes: Iterable<ASTNode>): PlainObject {
  const variables = emptyObject();
  for (const node of nodes) {
    visit(node, {
      Directive: (directive) => {
        for (const literal of narrow(always, [directive]) ?? []) {
          if (!literal.startsWith('!')) variables[literal] = true;
          else variables[literal.slice(1)] ??= false;
        }
      },
    });
  }
  return variables;
}

/** A text that is equal for equal conditions. */
export function conditionKey(condition: Condition): string {
  return condition.join('&');
}

/** Numbers the questions an operation asks of its variables, so that a request answers each once. */
export class Flags {
  readonly #alternatives: (readonly Condition[])[] = [];
  readonly #numbers = new Map<string, number>();

  /** The number of "any of `alternatives`"; undefined when that is always so. */
  numberOf(alternatives: readonly Condition[]): number | undefined {
    if (alternatives.some((condition) => condition.length === 0)) return undefined;
    const key = [...new Set(alternatives.map(conditionKey))].toSorted().join('|');
    const number = this.#numbers.get(key) ?? this.#alternatives.push(alternatives) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  /** One answer per number. `variables` are coerced: their defaults are in. */
  evaluate(variables: PlainObject): readonly boolean[] {
    return this.#alternatives.map((any) => any.some((all) => all.every((literal) => holds(literal, variables))));
  }
}

function holds(literal: Literal, variables: PlainObject): boolean {
  return literal.startsWith('!') ? own(variables, literal.slice(1)) !== true : own(variables, literal) === true;
}
