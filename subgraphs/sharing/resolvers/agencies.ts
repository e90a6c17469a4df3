/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { parseIdentifier } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { Agency } from '../types/agency.ts';

@Resolver(() => Agency)
export class AgencyResolver {
  @Query(() => Agency, { nullable: true, description: 'A body by its code (按统一社会信用代码查机构).' })
  async agency(
    @Arg('uscc', () => ID, { description: 'Unified social credit code (统一社会信用代码).' }) uscc: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return findAgency(context, parseIdentifier('uscc', parseUscc(uscc)).code);
  }
}
