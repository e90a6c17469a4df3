/** One plan for each way in which `@skip` and `@include` can turn out. */
import { GraphQLError, type DocumentNode, type GraphQLSchema } from 'graphql';
import { compilePlan, type Step } from './compile.ts';
import { conditionVariables } from './conditions.ts';
import { own, type PlainObject } from './null-object.ts';
import type { PlanKeys } from './plan-keys.ts';
import type { Plan } from './plan.ts';
import { partOf, type Operation } from './planned-document.ts';
import type { TypeMatcher } from './type-matcher.ts';

/** More plans than this are not kept for one operation: a caller could ask for 2ⁿ. */
const maxVariants = 8;

/** Measured roughly: closures and nodes take ten times the text that they come from. */
const bytesPerCharacter = 10;

export interface VariantPlanner {
  readonly schema: GraphQLSchema;
  readonly types: TypeMatcher;
  readonly plan: (operation: DocumentNode) => Plan;
}

/**
 * The planner is not asked to plan conditions: it fails on some, and fetches too little on others
 * (version 0.0.38, see README). Planning takes a fraction of a millisecond, and most operations
 * have no condition.
 */
export class Variants<C> {
  readonly #operation: Operation;
  readonly #keys: PlanKeys;
  readonly #planner: VariantPlanner;
  readonly #variables: readonly string[];
  readonly #steps = new Map<string, Step<C>>();
  /** What all variants may come to take. */
  readonly bytes: number;

  /** @throws GraphQLError when the operation cannot be planned */
  constructor(operation: Operation, keys: PlanKeys, planner: VariantPlanner) {
    this.#operation = operation;
    this.#keys = keys;
    this.#planner = planner;
    const generous = conditionVariables([operation.definition, ...operation.fragments.values()]);
    this.#variables = Object.keys(generous);
    const first = this.#prepare(generous);
    const count = Math.min(2 ** this.#variables.length, maxVariants);
    this.bytes = 2_048 + count * bytesPerCharacter * first.size;
  }

  /** An error when this variant cannot be planned, although the first one could. */
  stepFor(variables: PlainObject): Step<C> | GraphQLError {
    const known = this.#steps.get(this.#name(variables));
    if (known) return known;
    try {
      return this.#prepare(variables).step;
    } catch (error) {
      if (error instanceof GraphQLError) return error;
      throw error;
    }
  }

  #name(variables: PlainObject): string {
    return this.#variables.map((name) => (own(variables, name) === true ? '1' : '0')).join('');
  }

  #prepare(variables: PlainObject): { readonly step: Step<C>; readonly size: number } {
    const { schema } = this.#planner;
    const part = partOf(this.#operation, { schema, keys: this.#keys, use: 'subgraphs', variables });
    const plan = part && this.#planner.plan(part);
    const step = compilePlan<C>(plan?.node, this.#planner.types);
    const [oldest] = this.#steps.keys();
    if (oldest !== undefined && this.#steps.size >= maxVariants) this.#steps.delete(oldest);
    this.#steps.set(this.#name(variables), step);
    return { step, size: plan?.size ?? 0 };
  }
}
