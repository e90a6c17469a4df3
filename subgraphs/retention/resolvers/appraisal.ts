/** Parse, call, map: no decisions here. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { OpinionInput, parseOpinion, parseReport, ReportInput } from '../inputs/appraisal.ts';
import * as service from '../service/appraisals.ts';
import { Appraisal, AppraisalItem, AppraisalResult, ExpiryRegistrationResult } from '../types/appraisal.ts';

@Resolver(() => Appraisal)
export class AppraisalResolver {
  @Query(() => [Appraisal], { description: 'Appraisals of your body, the newest first (鉴定).' })
  async appraisals(@Ctx() context: Context): Promise<unknown> {
    return service.listAppraisals(context);
  }

  @Mutation(() => ExpiryRegistrationResult, {
    description: 'Registers every record of yours whose retention has ended (到期登记).',
  })
  async registerExpiry(@Ctx() context: Context): Promise<unknown> {
    return service.registerExpiry(context);
  }

  @Mutation(() => AppraisalResult, { description: 'Begins an appraisal of expired records (开展鉴定).' })
  async openAppraisal(
    @Arg('number', () => String, { description: 'Number (鉴定编号).' }) number: string,
    @Arg('caseIds', () => [ID], { description: 'Keys of the cases (办件标识).' }) caseIds: string[],
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.openAppraisal(context, { number, caseIds: caseIds.map((id) => parseKey('caseIds', id)) });
  }

  @Mutation(() => AppraisalResult, { description: 'Gives your opinion on one record (提出鉴定意见).' })
  async giveOpinion(
    @Arg('input', () => OpinionInput, { description: 'The opinion (意见).' }) input: OpinionInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.giveOpinion(context, parseOpinion(input));
  }

  @Mutation(() => AppraisalResult, {
    description: 'Makes the appraisal report: each record is kept on or to be destroyed (形成鉴定报告).',
  })
  async concludeAppraisal(
    @Arg('input', () => ReportInput, { description: 'The report (报告).' }) input: ReportInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.concludeAppraisal(context, parseReport(input));
  }

  @FieldResolver(() => [AppraisalItem])
  async items(@Root() root: service.AppraisalView, @Ctx() context: Context): Promise<unknown> {
    return service.listAppraisalItems(context, root.id);
  }
}
