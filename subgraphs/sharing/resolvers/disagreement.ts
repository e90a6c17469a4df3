/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { answerCorrection, findCorrection, listCorrections, requestCorrection } from '../service/corrections.ts';
import { escalateDispute, findDispute, listDisputes, openDispute, settleDispute } from '../service/disputes.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import {
  Correction,
  CorrectionArgs,
  CorrectionConnection,
  CorrectionResult,
  Dispute,
  DisputeConnection,
  DisputeResult,
} from '../types/disagreement.ts';
import { parseText, parseTexts } from './parse.ts';

@Resolver(() => Correction)
export class CorrectionResolver {
  @Query(() => CorrectionConnection, {
    nullable: true,
    description: 'Corrections to which you are a party (校核列表).',
  })
  async corrections(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listCorrections(context, toPageRequest(page));
  }

  @Mutation(() => CorrectionResult, {
    description: 'Says what is wrong in a record that a grant has shown (提出校核). @clause 809 art. 26',
  })
  async requestCorrection(
    @Args(() => CorrectionArgs) asked: CorrectionArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const request = {
      grantId: parseKey('grant', asked.grant),
      recordType: parseText('recordType', asked.recordType),
      recordId: parseText('recordId', asked.recordId),
      coordinate: parseText('coordinate', asked.coordinate),
      text: parseText('text', asked.text),
    };
    const { target, violations } = await requestCorrection(context, request);
    return { correction: await findCorrection(context, target), violations };
  }

  @Mutation(() => CorrectionResult, { description: 'The provider answers (答复校核). @clause 809 art. 26' })
  async answerCorrection(
    @Arg('id', () => ID, { description: 'Key of the correction (校核标识).' }) id: string,
    @Arg('accept', () => Boolean, { description: 'Whether the provider agrees (是否予以更正).' }) accept: boolean,
    @Arg('answer', () => String, { description: 'The answer (答复意见).' }) answer: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const given = { id: parseKey('id', id), accept, answer: parseText('answer', answer) };
    const { target, violations } = await answerCorrection(context, given);
    return { correction: await findCorrection(context, target), violations };
  }

  @FieldResolver(() => Agency, { nullable: true })
  async requester(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['requester']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['provider']));
  }
}

@Resolver(() => Dispute)
export class DisputeResolver {
  @Query(() => DisputeConnection, {
    nullable: true,
    description: 'Disputes to which you are a party, or that you settle (争议列表).',
  })
  async disputes(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listDisputes(context, toPageRequest(page));
  }

  @Mutation(() => DisputeResult, {
    description: 'Opens a dispute; records that the grant has shown are kept (提出争议). @clause 809 art. 28',
  })
  async openDispute(
    @Arg('grant', () => ID, { description: 'Key of the grant (授权标识).' }) grant: string,
    @Arg('text', () => String, { description: 'What it is about (争议事项).' }) text: string,
    @Arg('recordIds', () => [ID], { nullable: true, description: 'Which records; all unless given (所涉记录).' })
    recordIds: string[] | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await openDispute(context, {
      grantId: parseKey('grant', grant),
      text: parseText('text', text),
      recordIds: recordIds === null || recordIds === undefined ? null : parseTexts('recordIds', recordIds),
    });
    return { dispute: await findDispute(context, target), violations };
  }

  @Mutation(() => DisputeResult, { description: 'Takes a dispute one stage up (提请协调). @clause 809 art. 28' })
  async escalateDispute(
    @Arg('id', () => ID, { description: 'Key of the dispute (争议标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await escalateDispute(context, parseKey('id', id));
    return { dispute: await findDispute(context, target), violations };
  }

  @Mutation(() => DisputeResult, {
    description: 'Settles it: a party while they negotiate, then the data authority (处理争议). @clause 809 art. 28',
  })
  async settleDispute(
    @Arg('id', () => ID, { description: 'Key of the dispute (争议标识).' }) id: string,
    @Arg('outcome', () => String, { description: 'How it was settled (处理结果).' }) outcome: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await settleDispute(context, parseKey('id', id), parseText('outcome', outcome));
    return { dispute: await findDispute(context, target), violations };
  }

  @FieldResolver(() => Agency, { nullable: true })
  async openedBy(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['openedBy']));
  }

  @FieldResolver(() => [String])
  records(@Root() root: Row): string[] {
    const byType = Object.entries(root['records'] as Readonly<Record<string, readonly string[]>>);
    return byType.flatMap(([type, ids]) => ids.map((id) => `${type}:${id}`));
  }
}
