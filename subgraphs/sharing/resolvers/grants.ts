/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { EndCause } from '../procedure-codes.ts';
import { findAgency } from '../service/agencies.ts';
import { listTimeline } from '../service/application-list.ts';
import { findEntry } from '../service/catalogue.ts';
import { confirmDisposal, resumeGrant, suspendGrant, terminateGrant } from '../service/grant-life.ts';
import { listUsage } from '../service/grant-usage.ts';
import { findGrant, listGrants } from '../service/grants.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import { CatalogueEntry } from '../types/catalogue.ts';
import { Grant, GrantConnection, GrantResult, GrantUsage, UsageArgs } from '../types/grant.ts';
import { ImpactAssessment, Quota, RowScope } from '../types/scope.ts';
import { TimelineEntry } from '../types/timeline.ts';
import { parseText } from './parse.ts';
import { toImpactAssessment, toQuota, toRowScope } from './scope.ts';

const KEY = 'Key of the grant (授权标识).';

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { grant: await findGrant(context, target), violations };
}

@Resolver(() => Grant)
export class GrantResolver {
  @Query(() => GrantConnection, {
    nullable: true,
    description: 'Grants to which you are a party, or that you supervise (授权列表).',
  })
  async grants(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listGrants(context, toPageRequest(page));
  }

  @Query(() => Grant, { nullable: true, description: 'One grant (按标识查授权).' })
  async grant(@Arg('id', () => ID, { description: KEY }) id: string, @Ctx() context: Context): Promise<unknown> {
    return findGrant(context, parseKey('id', id));
  }

  @Mutation(() => GrantResult, {
    description: 'The provider suspends after a breach (暂停共享). @clause 809 art. 27',
  })
  async suspendGrant(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('breach', () => String, { description: 'What the breach is (违规情形).' }) breach: string,
    @Arg('rectifyBy', () => DateScalar, { description: 'By when it must be put right (整改期限).' }) rectifyBy: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const suspension = { id: parseKey('id', id), breach: parseText('breach', breach), rectifyBy };
    return toResult(context, await suspendGrant(context, suspension));
  }

  @Mutation(() => GrantResult, { description: 'The breach was put right (恢复共享). @clause 809 art. 27' })
  async resumeGrant(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('note', () => String, { description: 'How it was put right (整改情况).' }) note: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await resumeGrant(context, parseKey('id', id), parseText('note', note)));
  }

  @Mutation(() => GrantResult, {
    description: 'Ends a grant before its time, for a cause (终止共享). @clause 809 art. 27',
  })
  async terminateGrant(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('cause', () => EndCause, { description: 'Why (终止原因).' }) cause: keyof typeof EndCause,
    @Arg('reason', () => String, { description: 'In words (终止说明).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const ending = { cause, reason: parseText('reason', reason) };
    return toResult(context, await terminateGrant(context, parseKey('id', id), ending));
  }

  @Mutation(() => GrantResult, {
    description: 'The user has destroyed what it held (确认处置). @clause 809 art. 27',
  })
  async confirmDisposal(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('how', () => String, { description: 'How it was destroyed (处置方式).' }) how: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await confirmDisposal(context, parseKey('id', id), parseText('how', how)));
  }

  @FieldResolver(() => CatalogueEntry, { nullable: true })
  async entry(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findEntry(context, String(root['entryId']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async grantee(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['grantee']));
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

  @FieldResolver(() => [GrantUsage])
  async usage(
    @Root() root: Row,
    @Args(() => UsageArgs) { from, to, period }: UsageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listUsage(context, root.id, { from: from ?? null, to: to ?? null, period: period ?? 'DAY' });
  }

  @FieldResolver(() => [TimelineEntry])
  async timeline(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return listTimeline(context, root.id);
  }
}
