/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { countResolverOf, PageArgs, parseKey, toListRequest, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { OpeningReviewState } from '../codes/opening.ts';
import {
  AdviseOpeningInput,
  DecideOpeningInput,
  parseAdvice,
  parseDecision,
  parseProposal,
  ProposeOpeningInput,
  SealRecordInput,
} from '../inputs/opening.ts';
import { parseText } from '../inputs/text.ts';
import * as lists from '../service/opening-list.ts';
import * as service from '../service/opening-review.ts';
import * as sealing from '../service/sealing.ts';
import {
  OpeningReview,
  OpeningReviewConnection,
  OpeningReviewResult,
  RecordSeal,
  RecordSealResult,
} from '../types/opening.ts';
import { ArchivalRecordConnection } from '../types/record.ts';

const REVIEW = { description: 'Key of the review (开放审核).' };
const RECORD = { description: 'Key of the archival record (电子档案).' };

@Resolver(() => OpeningReview)
export class OpeningReviewResolver {
  @Query(() => ArchivalRecordConnection, {
    nullable: true,
    description:
      'Records that your body keeps and whose opening is due, or whose deferral has ended (到期开放审核清单). @clause 档案法 art. 27',
  })
  async openingDue(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return lists.listDue(context, toListRequest({ filter: null, orderBy: null, page }, {}));
  }

  @Query(() => OpeningReviewConnection, {
    nullable: true,
    description: 'Opening reviews that your body decides or is asked about (开放审核列表).',
  })
  async openingReviews(
    @Arg('recordId', () => ID, { ...RECORD, nullable: true }) recordId: string | null,
    @Arg('state', () => OpeningReviewState, { nullable: true, description: 'Where it stands (审核环节).' })
    state: keyof typeof OpeningReviewState | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const of = recordId === null || recordId === undefined ? null : parseKey('recordId', recordId);
    return lists.listReviews(context, { ...toPageRequest(page), recordId: of, state: state ?? null });
  }

  @Mutation(() => OpeningReviewResult, { description: 'Proposes what should become of a record (提出开放审核).' })
  async proposeOpening(
    @Arg('input', () => ProposeOpeningInput, { description: 'The proposal (拟定结论).' }) input: ProposeOpeningInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.proposeOpening(context, parseProposal(input));
  }

  @Mutation(() => OpeningReviewResult, { description: 'The opinion of the forming unit (出具开放意见).' })
  async adviseOpening(
    @Arg('input', () => AdviseOpeningInput, { description: 'The opinion (意见).' }) input: AdviseOpeningInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.adviseOpening(context, parseAdvice(input));
  }

  @Mutation(() => OpeningReviewResult, { description: 'Decides a review that somebody else proposed (审定开放审核).' })
  async decideOpening(
    @Arg('input', () => DecideOpeningInput, { description: 'The decision (审定结论).' }) input: DecideOpeningInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.decideOpening(context, parseDecision(input));
  }

  @Mutation(() => OpeningReviewResult, { description: 'Ends a review without a decision (撤回开放审核).' })
  async withdrawOpening(@Arg('id', () => ID, REVIEW) id: string, @Ctx() context: Context): Promise<unknown> {
    return service.withdrawOpening(context, parseKey('id', id));
  }
}

@Resolver(() => RecordSeal)
export class RecordSealResolver {
  @Query(() => [RecordSeal], { nullable: true, description: 'The seals of a record that your body keeps (封存记录).' })
  async recordSeals(@Arg('recordId', () => ID, RECORD) recordId: string, @Ctx() context: Context): Promise<unknown> {
    return sealing.listSeals(context, parseKey('recordId', recordId));
  }

  @Mutation(() => RecordSealResult, { description: 'Seals a record, at once (封存).' })
  async sealRecord(
    @Arg('input', () => SealRecordInput, { description: 'Which, why and by what (封存事项).' }) input: SealRecordInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sealing.sealRecord(context, {
      recordId: parseKey('recordId', input.recordId),
      reason: parseText('reason', input.reason),
      basis: parseText('basis', input.basis),
    });
  }

  @Mutation(() => RecordSealResult, { description: 'Lifts a seal that somebody else set (解除封存).' })
  async liftSeal(
    @Arg('id', () => ID, { description: 'Key of the seal (封存).' }) id: string,
    @Arg('reason', () => String, { description: 'Why (解封事由).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sealing.liftSeal(context, { id: parseKey('id', id), reason: parseText('reason', reason) });
  }
}

export const OpeningReviewConnectionResolver = countResolverOf(OpeningReviewConnection);
