/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Int, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { RectificationInput } from '../inputs/supervision.ts';
import * as service from '../service/supervision.ts';
import {
  AgencySupervision,
  RectificationOrder,
  RectificationOrderResult,
  YearlyStatistics,
} from '../types/supervision.ts';

@Resolver(() => RectificationOrder)
export class SupervisionResolver {
  @Query(() => [AgencySupervision], {
    description: 'What is late or missing, agency by agency; an agency sees itself (监督检查). Numbers, no content.',
  })
  async supervision(@Ctx() context: Context): Promise<unknown> {
    return service.superviseAgencies(context);
  }

  @Query(() => [YearlyStatistics], { description: 'What happened in a year, agency by agency (年度统计).' })
  async yearlyStatistics(
    @Arg('year', () => Int, { description: 'The calendar year (年度).' }) year: number,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.reportYear(context, year);
  }

  @Query(() => [RectificationOrder], {
    description: 'Orders to put something right: of all for those who supervise, of your own otherwise (督促整改).',
  })
  async rectificationOrders(@Ctx() context: Context): Promise<unknown> {
    return service.listOrders(context);
  }

  @Mutation(() => RectificationOrderResult, { description: 'Orders an agency to put something right (下发整改通知).' })
  async orderRectification(
    @Arg('input', () => RectificationInput, { description: 'The order (内容).' }) input: RectificationInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.orderRectification(context, input);
  }

  @Mutation(() => RectificationOrderResult, { description: 'Answers an order to your agency (答复整改).' })
  async answerRectification(
    @Arg('id', () => ID, { description: 'Key of the order (标识).' }) id: string,
    @Arg('answer', () => String, { description: 'What was done (整改报告).' }) answer: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.answerRectification(context, { id: parseKey('id', id), answer });
  }

  @Mutation(() => RectificationOrderResult, {
    description: 'Closes an answered order, or asks for another answer (整改销号).',
  })
  async closeRectification(
    @Arg('id', () => ID, { description: 'Key of the order (标识).' }) id: string,
    @Arg('accepted', () => Boolean, { description: 'Whether the answer is enough (是否通过).' }) accepted: boolean,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.closeRectification(context, { id: parseKey('id', id), accepted });
  }
}
