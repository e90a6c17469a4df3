/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { parseHold, PlaceHoldInput } from '../inputs/hold.ts';
import * as service from '../service/holds.ts';
import { RetentionHold, RetentionHoldResult } from '../types/hold.ts';

@Resolver(() => RetentionHold)
export class HoldResolver {
  @Query(() => [RetentionHold], { description: 'Holds on a record of yours, lifted ones too (暂停处置).' })
  async retentionHolds(
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listHolds(context, parseKey('caseId', caseId));
  }

  @Mutation(() => RetentionHoldResult, {
    description: 'Places a hold: nothing destroys or erases the record until it is lifted (设置暂停处置).',
  })
  async placeHold(
    @Arg('input', () => PlaceHoldInput, { description: 'Record, reason and ground (内容).' }) input: PlaceHoldInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.placeHold(context, parseHold(input));
  }

  @Mutation(() => RetentionHoldResult, { description: 'Lifts a hold that your body has placed (解除暂停处置).' })
  async liftHold(
    @Arg('id', () => ID, { description: 'Key of the hold (标识).' }) id: string,
    @Arg('reason', () => String, { description: 'Why it is no longer needed (解除原因).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.liftHold(context, { id: parseKey('id', id), reason });
  }
}
