/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { Context } from '../../kernel/index.ts';
import { listFonds } from '../service/fonds.ts';
import { Fonds } from '../types/fonds.ts';

@Resolver(() => Fonds)
export class FondsResolver {
  @Query(() => [Fonds], { description: 'Fonds, by hall and number (全宗列表). Public.' })
  async fonds(
    @Arg('hall', () => ID, { nullable: true, description: 'USCC of a hall; all unless given (档案馆).' })
    hall: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listFonds(context, hall ?? null);
  }
}
