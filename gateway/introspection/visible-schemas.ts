/** Schemas as callers are told them, one for all who are told the same, in a bounded cache. */
import type { GraphQLSchema } from 'graphql';
import type { AccessContext } from '../../schema/actor.ts';
import type { AccessClass } from '../../schema/policy/access-class.ts';
import { toVisibleSchema, type VisibleParts } from './visible-schema.ts';

/** Each a megabyte or two. There are as many as roles, posts and grants in use. */
const KEPT = 64;

export class VisibleSchemas {
  readonly #parts: VisibleParts;
  readonly #known = new Map<string, GraphQLSchema>();

  constructor(parts: VisibleParts) {
    this.#parts = parts;
  }

  for(context: AccessContext): GraphQLSchema {
    const access = this.#parts.preflight.policy.accessClass(context);
    const { posts } = context;
    const key = signatureOf(access, posts);
    const schema = this.#known.get(key) ?? toVisibleSchema(this.#parts, { access, posts });
    this.#known.delete(key);
    this.#known.set(key, schema);
    const oldest = this.#known.keys().next();
    if (this.#known.size > KEPT && oldest.done !== true) this.#known.delete(oldest.value);
    return schema;
  }
}

/** All that visibility follows from. The key of a class would name version and epoch too, which only change it. */
function signatureOf({ role, useCauseGiven, demanded, grant }: AccessClass, posts: readonly string[]): string {
  const sets = grant && [grant.named, grant.withBasis, grant.offeredMasked].map((each) => [...each].sort());
  return JSON.stringify([role, useCauseGiven, demanded, sets, grant?.entryNonSharing, [...posts].sort()]);
}
