/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { withdrawEntry } from '../service/catalogue-drafts.ts';
import { findEntryNow, listEntries, listPublished } from '../service/catalogue.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { CatalogueEntryResult } from '../types/catalogue-draft.ts';
import { CatalogueEntry, CatalogueEntryConnection, CatalogueItem, CatalogueRegistration } from '../types/catalogue.ts';
import { toItems, toRegistration } from './items.ts';
import { parseText } from './parse.ts';

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

  @Query(() => [CatalogueRegistration], {
    nullable: true,
    description:
      'All entries in force of one provider, in the form of catalogue registration (目录挂接). @clause 809 art. 13',
  })
  async catalogueRegistration(
    @Arg('provider', () => ID, { description: 'USCC of the provider (提供方).' }) provider: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return (await listPublished(context, provider)).map((row) => toRegistration(row, context));
  }

  @Mutation(() => CatalogueEntryResult, {
    description: 'Withdraws an entry; grants on it end for that cause (撤销目录). @clause 809 art. 17; 809 art. 27',
  })
  async withdrawCatalogueEntry(
    @Arg('id', () => ID, { description: 'Key of the entry (目录标识).' }) id: string,
    @Arg('cause', () => String, { description: 'Why (原因).' }) cause: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { violations, target } = await withdrawEntry(context, parseKey('id', id), parseText('cause', cause));
    return { entry: await findEntryNow(context, target), violations };
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['provider']));
  }

  @FieldResolver(() => [CatalogueItem])
  items(@Root() root: Row, @Ctx() context: Context): unknown {
    return toItems(root, context);
  }
}
