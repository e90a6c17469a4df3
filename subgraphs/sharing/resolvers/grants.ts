/** Parse, call, map: no decisions here. */
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { findEntry } from '../service/catalogue.ts';
import { listGrants } from '../service/grants.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { CatalogueEntry } from '../types/catalogue.ts';
import { Grant, GrantConnection } from '../types/grant.ts';

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => GrantConnection, {
    nullable: true,
    description: 'Grants to which you are a party, or that you supervise (授权列表).',
  })
  async grants(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listGrants(context, toPageRequest(page));
  }

  @FieldResolver(() => CatalogueEntry, { nullable: true })
  async entry(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findEntry(context, String(root['entryId']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async grantee(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['grantee']));
  }
}
