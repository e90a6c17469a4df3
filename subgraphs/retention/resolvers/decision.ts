/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import {
  countResolverOf,
  PageArgs,
  parseKey,
  toListRequest,
  type DisclosedRow,
  toAgency,
} from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { RetentionDecisionFilter, RetentionDecisionOrder } from '../inputs/decision.ts';
import * as service from '../service/decisions.ts';
import { Case, RetentionDecision, RetentionDecisionConnection } from '../types/decision.ts';

const ORDER_FIELDS = { DUE_ON: 'dueOn' } as const;

@Resolver(() => RetentionDecision)
export class RetentionDecisionResolver {
  @Query(() => RetentionDecision, {
    nullable: true,
    description: 'One retention decision by its key (按标识查保管期限决定). Null: unknown, or not for you to know.',
  })
  async retentionDecision(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findDecision(context, parseKey('id', id));
  }

  @Query(() => RetentionDecisionConnection, {
    nullable: true,
    description: 'Retention decisions that you may see (保管期限决定列表).',
  })
  async retentionDecisions(
    @Arg('filter', () => RetentionDecisionFilter, { nullable: true, description: 'Conditions (条件).' })
    filter: RetentionDecisionFilter | null,
    @Arg('orderBy', () => RetentionDecisionOrder, {
      nullable: true,
      description: 'Order; by key unless given (排序).',
    })
    orderBy: RetentionDecisionOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listDecisions(context, toListRequest({ filter, orderBy, page }, ORDER_FIELDS));
  }

  @FieldResolver(() => Agency, { nullable: true })
  agency(@Root() root: DisclosedRow): unknown {
    return toAgency(root['agency']);
  }

  @FieldResolver(() => Case, { nullable: true })
  async case(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return typeof root['caseId'] === 'string' ? service.findCaseLink(context, root['caseId']) : null;
  }
}

@Resolver(() => Case)
export class CaseResolver {
  @FieldResolver(() => RetentionDecision, { nullable: true })
  async retention(@Root() root: { readonly id: string }, @Ctx() context: Context): Promise<unknown> {
    return service.findDecisionOfCase(context, root.id);
  }
}

export const RetentionDecisionConnectionResolver = countResolverOf(RetentionDecisionConnection);
