/** Resolvers and counted lists of the officers' instruments. */
import { Args, Ctx, Query, Resolver } from 'type-graphql';
import { PageArgs, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { listInspections } from '../service/inspections.ts';
import { Inspection, InspectionConnection } from '../types/inspection.ts';
import { PolicyChangeConnection } from '../types/policy-change.ts';
import { PolicyChangeResolver } from './policy-changes.ts';

@Resolver(() => Inspection)
class InspectionResolver {
  @Query(() => InspectionConnection, {
    nullable: true,
    description: 'Who looked at the decisions for somebody else; for the auditor, and an officer its own (代查记录).',
  })
  async inspections(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listInspections(context, toPageRequest(page));
  }
}

export const TRUST_RESOLVERS = [InspectionResolver, PolicyChangeResolver];

export const TRUST_COUNTED = [InspectionConnection, PolicyChangeConnection];
