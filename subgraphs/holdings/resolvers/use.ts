/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { countResolverOf, PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { UseRefusalCode, UseRequestState } from '../codes/use.ts';
import { parseText, parseTextOrNull } from '../inputs/text.ts';
import { parseWish, RequestUseInput } from '../inputs/use.ts';
import { linkToCopy } from '../service/copy-downloads.ts';
import * as lists from '../service/use-list.ts';
import * as requests from '../service/use-requests.ts';
import * as steps from '../service/use-steps.ts';
import { IssuedCopy, IssuedCopyResult, UseRequest, UseRequestConnection, UseRequestResult } from '../types/use.ts';

const KEY = { description: 'Key of the request (利用申请).' };

@Resolver(() => UseRequest)
export class UseRequestResolver {
  @Query(() => UseRequestConnection, {
    nullable: true,
    description: 'Requests that you made, that your body is asked, or whose consent it is asked (利用申请列表).',
  })
  async useRequests(
    @Arg('state', () => UseRequestState, { nullable: true, description: 'Where it stands (环节).' })
    state: keyof typeof UseRequestState | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return lists.listRequests(context, { ...toPageRequest(page), state: state ?? null });
  }

  @Query(() => UseRequest, { nullable: true, description: 'One request that is yours to see (查利用申请).' })
  async useRequest(@Arg('id', () => ID, KEY) id: string, @Ctx() context: Context): Promise<unknown> {
    return lists.findRequest(context, parseKey('id', id));
  }

  @Mutation(() => UseRequestResult, {
    description: 'Asks for a copy; the answer does not depend on whether there is such a record (提出利用申请).',
  })
  async requestUse(
    @Arg('input', () => RequestUseInput, { description: 'The request (申请).' }) input: RequestUseInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return requests.requestUse(context, parseWish(input, context));
  }

  @Mutation(() => UseRequestResult, { description: 'Forwards a request to the hall that is asked (转交跨馆申请).' })
  async forwardUse(@Arg('id', () => ID, KEY) id: string, @Ctx() context: Context): Promise<unknown> {
    return requests.forwardUse(context, parseKey('id', id));
  }

  @Mutation(() => UseRequestResult, { description: 'Takes a request up for a record that your body keeps (受理).' })
  async acceptUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('recordId', () => ID, { description: 'Key of the archival record that is meant (电子档案).' })
    recordId: string,
    @Arg('thirdPartyNeeded', () => Boolean, {
      nullable: true,
      description: 'Whether somebody else whom the record is about must consent (是否需第三人同意).',
    })
    thirdPartyNeeded: boolean | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const record = parseKey('recordId', recordId);
    return requests.acceptUse(context, {
      id: parseKey('id', id),
      recordId: record,
      thirdPartyNeeded: thirdPartyNeeded ?? false,
    });
  }

  @Mutation(() => UseRequestResult, { description: 'Refuses a request (不予提供).' })
  async refuseUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('refusal', () => UseRefusalCode, { description: 'As who asked is told (原因).' })
    refusal: keyof typeof UseRefusalCode,
    @Arg('text', () => String, { description: 'What who asked is told beside that (说明).' }) text: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return requests.refuseUse(context, { id: parseKey('id', id), refusal, text: parseText('text', text) });
  }

  @Mutation(() => UseRequestResult, { description: 'The consent of the forming unit, or its refusal (立档单位意见).' })
  async consentToUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('isGiven', () => Boolean, { description: 'Whether it consents (是否同意).' }) isGiven: boolean,
    @Arg('note', () => String, { nullable: true, description: 'Beside that (说明).' }) note: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return steps.consentToUse(context, { id: parseKey('id', id), isGiven, note: parseTextOrNull('note', note) });
  }

  @Mutation(() => UseRequestResult, { description: 'Enters the consent of a third party (登记第三人同意).' })
  async recordThirdPartyConsent(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('evidence', () => String, { description: 'The document of the consent (凭据).' }) evidence: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return steps.recordThirdPartyConsent(context, {
      id: parseKey('id', id),
      evidence: parseText('evidence', evidence),
    });
  }

  @Mutation(() => UseRequestResult, { description: 'What your hall did for the asking one (协办).' })
  async coHandleUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('note', () => String, { description: 'What was done (协办说明).' }) note: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return steps.coHandleUse(context, { id: parseKey('id', id), note: parseText('note', note) });
  }

  @Mutation(() => UseRequestResult, { description: 'Approves a request that somebody else took up (批准).' })
  async approveUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('issuedAs', () => String, { description: 'Name of your body, as it stands on the copy (出证单位名称).' })
    issuedAs: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return steps.approveUse(context, { id: parseKey('id', id), issuedAs: parseText('issuedAs', issuedAs) });
  }

  @Mutation(() => UseRequestResult, {
    description:
      'Makes the copy of a request of yours that was approved; it holds what you are shown of the record now (领取副本).',
  })
  async drawCopy(@Arg('id', () => ID, KEY) id: string, @Ctx() context: Context): Promise<unknown> {
    return steps.drawCopy(context, parseKey('id', id));
  }

  @Mutation(() => UseRequestResult, {
    description: 'Makes the copy for the reader of another hall, and tells that hall (反馈).',
  })
  async feedBackUse(
    @Arg('id', () => ID, KEY) id: string,
    @Arg('feedback', () => String, { description: 'What the other hall is told (反馈内容).' }) feedback: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return steps.feedBackUse(context, { id: parseKey('id', id), feedback: parseText('feedback', feedback) });
  }

  @FieldResolver(() => String, { nullable: true })
  downloadLink(@Root() root: lists.RequestRow, @Ctx() context: Context): unknown {
    return linkToCopy(context, root);
  }
}

@Resolver(() => IssuedCopy)
export class IssuedCopyResolver {
  @Query(() => IssuedCopy, {
    nullable: true,
    description: 'Whom a copy of your body leads to, by the mark on its pages (按追溯标记查副本).',
  })
  async issuedCopyByMark(
    @Arg('mark', () => String, { description: 'The mark (追溯标记).' }) mark: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return lists.findByMark(context, parseText('mark', mark));
  }

  @Mutation(() => IssuedCopyResult, { description: 'Withdraws a copy: it does not verify any more (撤回副本).' })
  async withdrawCopy(
    @Arg('number', () => String, { description: 'Number of the copy (副本编号).' }) number: string,
    @Arg('reason', () => String, { description: 'Why (撤回原因).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return lists.withdrawCopy(context, { number: parseText('number', number), reason: parseText('reason', reason) });
  }
}

export const UseRequestConnectionResolver = countResolverOf(UseRequestConnection);
