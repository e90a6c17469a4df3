/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import * as service from '../service/restrictions.ts';
import { ProcessingRestriction, ProcessingRestrictionResult } from '../types/restriction.ts';

@Resolver(() => ProcessingRestriction)
export class RestrictionResolver {
  @Query(() => [ProcessingRestriction], {
    description: 'Demands to erase: your own, or about records of your body (删除请求).',
  })
  async processingRestrictions(@Ctx() context: Context): Promise<unknown> {
    return service.listRestrictions(context);
  }

  @Mutation(() => ProcessingRestrictionResult, {
    description:
      'Asks that your data in a case be erased. Of an archived record processing is restricted instead (请求删除个人信息). @clause PIPL art. 47; PIPL art. 72',
  })
  async demandErasure(
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.demandErasure(context, parseKey('caseId', caseId));
  }

  @Mutation(() => ProcessingRestrictionResult, { description: 'Lifts a restriction, with the ground (解除限制处理).' })
  async liftRestriction(
    @Arg('id', () => ID, { description: 'Key of the restriction (标识).' }) id: string,
    @Arg('ground', () => String, { description: 'What it rests on (依据).' }) ground: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.liftRestriction(context, { id: parseKey('id', id), ground });
  }
}
