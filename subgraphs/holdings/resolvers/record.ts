/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import {
  countResolverOf,
  PageArgs,
  parseKey,
  toListRequest,
  type DisclosedRow,
  toAgency,
} from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { ArchivalRecordFilter, ArchivalRecordOrder } from '../inputs/filters.ts';
import * as service from '../service/records.ts';
import { ArchivalRecord, ArchivalRecordConnection, Case } from '../types/record.ts';

const ORDER_FIELDS = {
  REFERENCE_CODE: 'referenceCode',
  TRANSFERRED_ON: 'transferredOn',
  OPENED_ON: 'openedOn',
} as const;

@Resolver(() => ArchivalRecord)
export class ArchivalRecordResolver {
  @Query(() => ArchivalRecord, {
    nullable: true,
    description: 'One archival record by its key (按标识查电子档案). Null: unknown, or not for you to know.',
  })
  async archivalRecord(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findArchivalRecord(context, parseKey('id', id));
  }

  @Query(() => ArchivalRecord, {
    nullable: true,
    description:
      'One archival record by its reference code (按档号查电子档案), for callers who may read it. @clause DA/T 13-2022',
  })
  async archivalRecordByReferenceCode(
    @Arg('referenceCode', () => String, {
      description: 'Reference code, such as A001-ZY·2024·D30-0001 (档号).',
    })
    referenceCode: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findByReferenceCode(context, referenceCode);
  }

  @Query(() => ArchivalRecordConnection, {
    nullable: true,
    description: 'Archival records that you may see (电子档案列表).',
  })
  async archivalRecords(
    @Arg('filter', () => ArchivalRecordFilter, { nullable: true, description: 'Conditions (条件).' })
    filter: ArchivalRecordFilter | null,
    @Arg('orderBy', () => ArchivalRecordOrder, {
      nullable: true,
      description: 'Order; by key unless given (排序).',
    })
    orderBy: ArchivalRecordOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listArchivalRecords(context, toListRequest({ filter, orderBy, page }, ORDER_FIELDS));
  }

  @FieldResolver(() => Agency, { nullable: true })
  hall(@Root() root: DisclosedRow): unknown {
    return toAgency(root['hall']);
  }

  @FieldResolver(() => Case, { nullable: true })
  async case(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return typeof root['caseId'] === 'string' ? service.findCaseLink(context, root['caseId']) : null;
  }
}

@Resolver(() => Case)
export class CaseResolver {
  @FieldResolver(() => ArchivalRecord, { nullable: true })
  async holding(@Root() root: { readonly id: string }, @Ctx() context: Context): Promise<unknown> {
    return service.findArchivalRecordOfCase(context, root.id);
  }
}

export const ArchivalRecordConnectionResolver = countResolverOf(ArchivalRecordConnection);
