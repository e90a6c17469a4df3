/** Parse, call, map: no decisions here. */
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { listLog } from '../service/access-log.ts';
import type { Row } from '../service/page.ts';
import { AccessLogEntry, AccessLogEntryConnection } from '../types/access-log.ts';

@Resolver(() => AccessLogEntry)
export class AccessLogResolver {
  @Query(() => AccessLogEntryConnection, { nullable: true, description: 'What was answered to whom (访问日志).' })
  async accessLog(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listLog(context, toPageRequest(page));
  }

  @FieldResolver(() => [String])
  records(@Root() root: Row): string[] {
    const byType = Object.entries((root['recordIds'] ?? {}) as Record<string, readonly string[]>);
    return byType.flatMap(([type, ids]) => ids.map((id) => `${type}:${id}`));
  }
}
