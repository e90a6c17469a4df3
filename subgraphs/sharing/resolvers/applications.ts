/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { ApplicationState } from '../procedure-codes.ts';
import { findAgency } from '../service/agencies.ts';
import { findApplication, listApplications, listTimeline } from '../service/application-list.ts';
import { saveApplication, submitApplication, withdrawApplication } from '../service/applications.ts';
import { findEntry } from '../service/catalogue.ts';
import { consentToExtension, decideApplication, endorseApplication, requestExtension } from '../service/decisions.ts';
import { findGrant } from '../service/grants.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { DecisionArgs, SaveApplicationInput } from '../types/application-input.ts';
import { Application, ApplicationConnection, ApplicationResult } from '../types/application.ts';
import { CatalogueEntry } from '../types/catalogue.ts';
import { Grant } from '../types/grant.ts';
import { ImpactAssessment, Quota, RowScope } from '../types/scope.ts';
import { TimelineEntry } from '../types/timeline.ts';
import { parseApplication, parseText, parseTexts } from './parse.ts';
import { toImpactAssessment, toQuota, toRowScope } from './scope.ts';

const KEY = 'Key of the application (申请标识).';

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { application: await findApplication(context, target), violations };
}

@Resolver(() => Application)
export class ApplicationResolver {
  @Query(() => ApplicationConnection, {
    nullable: true,
    description: 'Applications to which you are a party, or that you supervise (申请列表).',
  })
  async applications(
    @Arg('state', () => ApplicationState, { nullable: true, description: 'Only in this state (状态).' })
    state: keyof typeof ApplicationState | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listApplications(context, toPageRequest(page), { state: state ?? null });
  }

  @Query(() => Application, { nullable: true, description: 'One application (按标识查申请).' })
  async application(@Arg('id', () => ID, { description: KEY }) id: string, @Ctx() context: Context): Promise<unknown> {
    return findApplication(context, parseKey('id', id));
  }

  @Mutation(() => ApplicationResult, { description: 'Writes or changes a draft (填写共享申请).' })
  async saveApplication(
    @Arg('input', () => SaveApplicationInput, { description: 'The application (申请内容).' })
    input: SaveApplicationInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await saveApplication(context, parseApplication(input, context)));
  }

  @Mutation(() => ApplicationResult, {
    description: 'Hands a draft in; what it lacks is listed in one notice (提交共享申请). @clause 809 art. 21',
  })
  async submitApplication(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await submitApplication(context, parseKey('id', id)));
  }

  @Mutation(() => ApplicationResult, { description: 'Takes an application back (撤回共享申请).' })
  async withdrawApplication(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await withdrawApplication(context, parseKey('id', id)));
  }

  @Mutation(() => ApplicationResult, {
    description: 'The applicant’s sharing head approves (申请方负责人审批). @clause 809 art. 20',
  })
  async endorseApplication(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await endorseApplication(context, parseKey('id', id)));
  }

  @Mutation(() => ApplicationResult, {
    description: 'The provider’s sharing head answers (提供方负责人答复). @clause 809 art. 20; 809 art. 21',
  })
  async decideApplication(
    @Args(() => DecisionArgs) { id, approve, reasons, registeredOnly }: DecisionArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const given = { approve, reasons: parseTexts('reasons', reasons), registeredOnly: registeredOnly ?? false };
    const decision = { id: parseKey('id', id), ...given };
    return toResult(context, await decideApplication(context, decision));
  }

  @Mutation(() => ApplicationResult, {
    description: 'The provider asks for more time (申请延期答复). @clause 809 art. 21',
  })
  async requestExtension(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('workingDays', () => Int, { description: 'How many working days more (延期工作日数).' }) workingDays: number,
    @Arg('reason', () => String, { description: 'Why (理由).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const request = { id: parseKey('id', id), workingDays, reason: parseText('reason', reason) };
    return toResult(context, await requestExtension(context, request));
  }

  @Mutation(() => ApplicationResult, {
    description: 'The data authority agrees to an extension (同意延期答复). @clause 809 art. 21',
  })
  async consentToExtension(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await consentToExtension(context, parseKey('id', id)));
  }

  @FieldResolver(() => CatalogueEntry, { nullable: true })
  async entry(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findEntry(context, String(root['entryId']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async applicant(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['applicant']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['provider']));
  }

  @FieldResolver(() => RowScope)
  rows(@Root() root: Row): unknown {
    return toRowScope(root);
  }

  @FieldResolver(() => Quota, { nullable: true })
  quota(@Root() root: Row): unknown {
    return toQuota(root);
  }

  @FieldResolver(() => ImpactAssessment, { nullable: true })
  impactAssessment(@Root() root: Row): unknown {
    return toImpactAssessment(root);
  }

  @FieldResolver(() => Grant, { nullable: true })
  async grant(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return root['grantId'] === null ? null : findGrant(context, String(root['grantId']));
  }

  @FieldResolver(() => [TimelineEntry])
  async timeline(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return listTimeline(context, root.id);
  }
}
