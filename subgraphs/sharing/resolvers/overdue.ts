/** Parse, call, map: no decisions here. */
import { Args, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { listOverdue } from '../service/overdue.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { OverdueItem, OverdueItemConnection } from '../types/overdue.ts';

@Resolver(() => OverdueItem)
export class OverdueResolver {
  @Query(() => OverdueItemConnection, {
    nullable: true,
    description:
      'What you owe or wait for and is late; for the data authority, of everybody (逾期清单). @clause 809 art. 21',
  })
  async overdue(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listOverdue(context, toPageRequest(page));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async responsible(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return root['responsible'] === null ? null : findAgency(context, String(root['responsible']));
  }
}
