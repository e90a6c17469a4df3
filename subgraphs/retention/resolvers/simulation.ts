/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, ID, Query, Resolver } from 'type-graphql';
import { countResolverOf, PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import * as service from '../service/simulation.ts';
import { ScheduleMoveConnection, ScheduleSimulation } from '../types/schedule.ts';

@Resolver(() => ScheduleSimulation)
export class SimulationResolver {
  @Query(() => ScheduleSimulation, {
    nullable: true,
    description: 'What a schedule would change over all records, before it is approved (保管期限表模拟).',
  })
  async scheduleSimulation(
    @Arg('scheduleId', () => ID, { description: 'Key of the schedule (保管期限表标识).' }) scheduleId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.simulateSchedule(context, parseKey('scheduleId', scheduleId));
  }

  @Query(() => ScheduleMoveConnection, {
    nullable: true,
    description: 'The same record by record, page by page, for export (变动明细).',
  })
  async scheduleMoves(
    @Arg('scheduleId', () => ID, { description: 'Key of the schedule (保管期限表标识).' }) scheduleId: string,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listMoves(context, parseKey('scheduleId', scheduleId), toPageRequest(page));
  }
}

export const ScheduleMoveConnectionResolver = countResolverOf(ScheduleMoveConnection);
