/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { listEntries } from '../service/catalogue.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { CatalogueEntry, CatalogueEntryConnection, CatalogueItem } from '../types/catalogue.ts';

@Resolver(() => CatalogueEntry)
export class CatalogueEntryResolver {
  @Query(() => CatalogueEntryConnection, { nullable: true, description: 'What is offered for sharing (政务数据目录).' })
  async catalogueEntries(
    @Arg('provider', () => ID, { nullable: true, description: 'Only of this provider (提供方).' }) provider:
      | string
      | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listEntries(context, toPageRequest(page), provider ?? null);
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['provider']));
  }

  @FieldResolver(() => [CatalogueItem])
  items(@Root() root: Row): unknown {
    const offered = root['offeredMasked'];
    const fields = Array.isArray(root['fields']) ? root['fields'] : [];
    return fields.map((coordinate: unknown) => ({
      coordinate,
      offeredMasked: Array.isArray(offered) && offered.includes(coordinate),
    }));
  }
}
