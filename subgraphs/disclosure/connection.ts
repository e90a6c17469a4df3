/** The one field of a connection that costs a query of its own. */
import { FieldResolver, Int, Resolver, Root, type ClassType } from 'type-graphql';
import type { Page } from './records.ts';

/** The resolver class of `totalCount` for a connection: counted only when asked for. */
export function countResolverOf(Connection: ClassType): new () => object {
  @Resolver(() => Connection)
  class CountResolver {
    @FieldResolver(() => Int)
    async totalCount(@Root() root: Page<unknown>): Promise<number> {
      return root.totalCount();
    }
  }
  return CountResolver;
}
