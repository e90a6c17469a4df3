/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import * as service from '../service/consents.ts';
import {
  BodyConsentInput,
  ConsentResult,
  GrantConfirmation,
  GrantConfirmationConnection,
  SubjectConsentInput,
} from '../types/consent.ts';

@Resolver(() => GrantConfirmation)
export class ConsentResolver {
  @Query(() => GrantConfirmationConnection, {
    nullable: true,
    description: 'Running grants that wait for the consent of your hall (待档案馆确认的授权).',
  })
  async grantsToConfirm(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listConfirmations(context, toPageRequest(page));
  }

  @Mutation(() => ConsentResult, { description: 'Your body agrees to a grant (机构同意授权).' })
  async giveBodyConsent(
    @Arg('input', () => BodyConsentInput, { description: 'To what (同意内容).' }) input: BodyConsentInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(await service.giveBodyConsent(context, parseBodyConsent(input)));
  }

  @Mutation(() => ConsentResult, {
    description: 'Your body takes its consent back; in force everywhere within a second (撤回机构同意).',
  })
  async withdrawBodyConsent(
    @Arg('input', () => BodyConsentInput, { description: 'Which, and why (撤回内容).' }) input: BodyConsentInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(await service.withdrawBodyConsent(context, parseBodyConsent(input)));
  }

  @Mutation(() => ConsentResult, { description: 'You agree, for yourself or whom you stand for (个人或监护人同意).' })
  async giveSubjectConsent(
    @Arg('input', () => SubjectConsentInput, { description: 'To what (同意内容).' }) input: SubjectConsentInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(await service.giveSubjectConsent(context, parseKey('grantId', input.grantId), input.fields));
  }

  @Mutation(() => ConsentResult, {
    description: 'You take your consent back; in force everywhere within a second (撤回个人同意).',
  })
  async withdrawSubjectConsent(
    @Arg('grantId', () => ID, { description: 'Key of the grant (授权标识).' }) grantId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(await service.withdrawSubjectConsent(context, parseKey('grantId', grantId)));
  }
}

function parseBodyConsent({ grantId, kind, reason }: BodyConsentInput): service.BodyConsent {
  return { grantId: parseKey('grantId', grantId), kind, reason: reason ?? null };
}

function toResult({ target, violations }: ActResult): unknown {
  return { grantId: target, violations };
}
