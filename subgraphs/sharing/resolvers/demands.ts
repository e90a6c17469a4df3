/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { PageArgs, parseIdentifier, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import * as service from '../service/demands.ts';
import type { Row } from '../service/page.ts';
import { Demand, DemandConnection, DemandResult, DemandUse, RecordDemandInput } from '../types/demand.ts';

const KEY = { description: 'Key of the demand (法定调取标识).' };

@Resolver(() => Demand)
export class DemandResolver {
  @Query(() => DemandConnection, {
    nullable: true,
    description:
      'Statutory demands: of your body, made or met; for the auditor all, with what was answered (法定调取列表).',
  })
  async demands(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listDemands(context, toPageRequest(page));
  }

  @Mutation(() => DemandResult, { description: 'Enters a demand for one record of your body (登记法定调取).' })
  async recordDemand(
    @Arg('input', () => RecordDemandInput, { description: 'The demand (法定调取).' }) input: RecordDemandInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await service.recordDemand(context, parseDemand(input)));
  }

  @Mutation(() => DemandResult, { description: 'One of its two approvals (批准法定调取).' })
  async approveDemand(@Arg('id', () => ID, KEY) id: string, @Ctx() context: Context): Promise<unknown> {
    return toResult(context, await service.approveDemand(context, parseKey('id', id)));
  }

  @Mutation(() => DemandResult, { description: 'Ends a demand before its time (提前终止法定调取).' })
  async endDemand(@Arg('id', () => ID, KEY) id: string, @Ctx() context: Context): Promise<unknown> {
    return toResult(context, await service.endDemand(context, parseKey('id', id)));
  }

  @FieldResolver(() => [DemandUse])
  async uses(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return service.listUses(context, root.id);
  }
}

function parseDemand(input: RecordDemandInput): service.RecordDemand {
  return {
    kind: input.kind,
    documentNumber: input.documentNumber,
    authority: parseIdentifier('authority', parseUscc(input.authority)).code,
    legalBasis: input.legalBasis,
    officers: input.officers,
    recordId: parseKey('recordId', input.recordId),
    until: new Date(input.until).toISOString(),
    keptUntil: input.keptUntil ?? null,
    keptBasis: input.keptBasis ?? null,
  };
}

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { demand: await service.findDemandRow(context, target), violations };
}
