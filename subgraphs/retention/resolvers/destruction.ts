/** Parse, call, map: no decisions here. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findCertificate } from '../service/certificates.ts';
import * as service from '../service/destruction-lists.ts';
import { DestructionCertificate } from '../types/certificate.ts';
import { DestructionItem, DestructionList, DestructionListResult, DestructionPart } from '../types/destruction.ts';

@Resolver(() => DestructionList)
export class DestructionListResolver {
  @Query(() => [DestructionList], {
    description: 'Destruction lists of your body; of all for those who supervise (销毁清册).',
  })
  async destructionLists(
    @Arg('id', () => ID, { nullable: true, description: 'Only this one (标识).' }) id: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listDestructionLists(context, typeof id === 'string' ? parseKey('id', id) : null);
  }

  @Mutation(() => DestructionListResult, {
    description: 'Puts what an appraisal found to be destroyed on a list (提出销毁清册).',
  })
  async proposeDestruction(
    @Arg('appraisalId', () => ID, { description: 'Key of the appraisal (鉴定标识).' }) appraisalId: string,
    @Arg('number', () => String, { description: 'Number of the list (清册号).' }) number: string,
    @Arg('caseIds', () => [ID], { nullable: true, description: 'Only these; all unless given (办件标识).' })
    caseIds: string[] | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.proposeDestruction(context, {
      appraisalId: parseKey('appraisalId', appraisalId),
      number,
      caseIds: caseIds?.map((id) => parseKey('caseIds', id)) ?? null,
    });
  }

  @Mutation(() => DestructionListResult, { description: 'Approves a list that another proposed (批准销毁).' })
  async approveDestruction(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.approveDestruction(context, parseKey('listId', listId));
  }

  @Mutation(() => DestructionListResult, { description: 'Does not approve a list, with the reason (不予批准).' })
  async returnDestruction(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Arg('reason', () => String, { description: 'Why (意见).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.returnDestruction(context, { listId: parseKey('listId', listId), reason });
  }

  @Mutation(() => DestructionListResult, { description: 'Takes one record off a list (撤出清册).' })
  async withdrawFromDestruction(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.withdrawFromDestruction(context, {
      listId: parseKey('listId', listId),
      caseId: parseKey('caseId', caseId),
    });
  }

  @Mutation(() => DestructionListResult, { description: 'Signs as one of two supervisors (监销).' })
  async superviseDestruction(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.superviseDestruction(context, parseKey('listId', listId));
  }

  @Mutation(() => DestructionListResult, {
    description: 'Orders the destruction of what is on the list; it then goes on by itself (执行销毁).',
  })
  async executeDestruction(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.executeDestruction(context, parseKey('listId', listId));
  }

  @FieldResolver(() => [DestructionItem])
  async items(@Root() root: service.ListView, @Ctx() context: Context): Promise<unknown> {
    return service.listItems(context, root.id);
  }

  @FieldResolver(() => [DestructionPart])
  async people(@Root() root: service.ListView, @Ctx() context: Context): Promise<unknown> {
    return service.listHands(context, root);
  }

  @FieldResolver(() => DestructionCertificate, { nullable: true })
  async certificate(@Root() root: service.ListView, @Ctx() context: Context): Promise<unknown> {
    return findCertificate(context, root.id);
  }
}
