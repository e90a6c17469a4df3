/** Parse, call, map: no decisions here. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { parseDraft, ScheduleDraftInput, ScheduleRevisionInput } from '../inputs/schedule.ts';
import * as service from '../service/schedules.ts';
import { RetentionRule, RetentionSchedule, RetentionScheduleResult } from '../types/schedule.ts';

@Resolver(() => RetentionSchedule)
export class RetentionScheduleResolver {
  @Query(() => [RetentionSchedule], {
    description: 'Retention schedules, the newest of each agency first (保管期限表). Public.',
  })
  async retentionSchedules(
    @Arg('agency', () => ID, { nullable: true, description: 'USCC of an agency; all unless given (机构).' })
    agency: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listSchedules(context, agency ?? null);
  }

  @Query(() => [RetentionSchedule], {
    description: 'Schedules in preparation: your own, or handed in to you (拟订、报审中的保管期限表).',
  })
  async retentionScheduleProposals(@Ctx() context: Context): Promise<unknown> {
    return service.listScheduleProposals(context);
  }

  @Mutation(() => RetentionScheduleResult, {
    description: 'Drafts a version of the schedule of your agency (拟订保管期限表). @clause 26号 art. 7',
  })
  async draftSchedule(
    @Arg('input', () => ScheduleDraftInput, { description: 'The draft (草案).' }) input: ScheduleDraftInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.draftSchedule(context, parseDraft(input));
  }

  @Mutation(() => RetentionScheduleResult, {
    description: 'Writes a draft, or a returned one, anew (修改保管期限表).',
  })
  async reviseSchedule(
    @Arg('id', () => ID, { description: 'Key of the schedule (标识).' }) id: string,
    @Arg('input', () => ScheduleRevisionInput, { description: 'What it is to be (内容).' })
    input: ScheduleRevisionInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.reviseSchedule(context, { ...parseDraft(input), id: parseKey('id', id) });
  }

  @Mutation(() => RetentionScheduleResult, {
    description:
      'Hands a draft in to the archives authority (报送审批). Refused with everything that is wrong with it.',
  })
  async submitSchedule(
    @Arg('id', () => ID, { description: 'Key of the schedule (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.submitSchedule(context, parseKey('id', id));
  }

  @Mutation(() => RetentionScheduleResult, {
    description: 'Approves a schedule: it replaces the one before, and rules its records anew (批准保管期限表).',
  })
  async approveSchedule(
    @Arg('id', () => ID, { description: 'Key of the schedule (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.approveSchedule(context, parseKey('id', id));
  }

  @Mutation(() => RetentionScheduleResult, { description: 'Returns a schedule with the reason (退回保管期限表).' })
  async returnSchedule(
    @Arg('id', () => ID, { description: 'Key of the schedule (标识).' }) id: string,
    @Arg('reason', () => String, { description: 'What is to be changed (退回意见).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.returnSchedule(context, { id: parseKey('id', id), reason });
  }

  @FieldResolver(() => [RetentionRule])
  async rules(@Root() root: service.ScheduleView, @Ctx() context: Context): Promise<unknown> {
    return service.listRules(context, root.id);
  }
}
