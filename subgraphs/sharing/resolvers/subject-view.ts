/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import type { Row } from '../service/page.ts';
import * as service from '../service/subject-view.ts';
import { Agency } from '../types/agency.ts';
import {
  AccessOfMine,
  AccessOfMineConnection,
  AnswerRequestInput,
  RecordRequest,
  RecordRequestConnection,
  RecordRequestInput,
  RecordRequestResult,
} from '../types/subject-view.ts';

@Resolver(() => AccessOfMine)
export class AccessOfMineResolver {
  @Query(() => AccessOfMineConnection, {
    nullable: true,
    description: 'Who read what of your records, be it only of a part of one (谁查阅了本人记录).',
  })
  async accessOfMine(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listAccessOfMine(context, toPageRequest(page));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async agency(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return typeof root['agency'] === 'string' ? findAgency(context, root['agency']) : null;
  }
}

@Resolver(() => RecordRequest)
export class RecordRequestResolver {
  @Query(() => RecordRequestConnection, {
    nullable: true,
    description: 'Your requests about your records; for a body, those that it answers (个人请求列表).',
  })
  async recordRequests(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listRequests(context, toPageRequest(page));
  }

  @Mutation(() => RecordRequestResult, { description: 'Asks about a record of yours (提出个人请求).' })
  async requestOnRecord(
    @Arg('input', () => RecordRequestInput, { description: 'What (请求).' }) input: RecordRequestInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const recordId = parseKey('recordId', input.recordId);
    return toResult(context, await service.requestOnRecord(context, { ...input, recordId }));
  }

  @Mutation(() => RecordRequestResult, { description: 'Answers a person’s request, once (答复个人请求).' })
  async answerRecordRequest(
    @Arg('input', () => AnswerRequestInput, { description: 'The answer (答复).' }) input: AnswerRequestInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await service.answerRequest(context, { ...input, id: parseKey('id', input.id) }));
  }
}

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { request: await service.findRequest(context, target), violations };
}
