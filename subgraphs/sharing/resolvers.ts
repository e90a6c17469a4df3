/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { parseUscc } from '../../schema/identifiers/uscc.ts';
import { countResolverOf, PageArgs, parseIdentifier, toPageRequest } from '../disclosure/index.ts';
import type { Context } from '../kernel/index.ts';
import * as service from './service.ts';
import {
  AccessLogEntry,
  AccessLogEntryConnection,
  Agency,
  CatalogueEntry,
  CatalogueEntryConnection,
  CatalogueItem,
  Grant,
  GrantConnection,
} from './types.ts';

type Row = Readonly<Record<string, unknown>>;

@Resolver(() => Agency)
export class AgencyResolver {
  @Query(() => Agency, { nullable: true, description: 'A body by its code (按统一社会信用代码查机构).' })
  async agency(
    @Arg('uscc', () => ID, { description: 'Unified social credit code (统一社会信用代码).' }) uscc: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findAgency(context, parseIdentifier('uscc', parseUscc(uscc)).code);
  }
}

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
    return service.listEntries(context, toPageRequest(page), provider ?? null);
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return service.findAgency(context, String(root['provider']));
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

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => GrantConnection, {
    nullable: true,
    description: 'Grants to which you are a party, or that you supervise (授权列表).',
  })
  async grants(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listGrants(context, toPageRequest(page));
  }

  @FieldResolver(() => CatalogueEntry, { nullable: true })
  async entry(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return service.findEntry(context, String(root['entryId']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async grantee(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return service.findAgency(context, String(root['grantee']));
  }
}

@Resolver(() => AccessLogEntry)
export class AccessLogResolver {
  @Query(() => AccessLogEntryConnection, { nullable: true, description: 'What was answered to whom (访问日志).' })
  async accessLog(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listLog(context, toPageRequest(page));
  }

  @FieldResolver(() => [String])
  records(@Root() root: Row): string[] {
    const byType = Object.entries((root['recordIds'] ?? {}) as Record<string, readonly string[]>);
    return byType.flatMap(([type, ids]) => ids.map((id) => `${type}:${id}`));
  }
}

export const COUNT_RESOLVERS = [CatalogueEntryConnection, GrantConnection, AccessLogEntryConnection].map(
  countResolverOf,
);
