/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { readClocks } from '../service/clocks.ts';
import { RetentionClocks } from '../types/clocks.ts';

@Resolver(() => RetentionClocks)
export class ClocksResolver {
  @Query(() => RetentionClocks, {
    nullable: true,
    description: 'By when a record of yours is to be archived, transferred, opened, appraised (各项期限).',
  })
  async retentionClocks(
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return readClocks(context, parseKey('caseId', caseId));
  }
}
