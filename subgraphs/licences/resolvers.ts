/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../schema/shared-types.ts';
import {
  countResolverOf,
  PageArgs,
  parseKey,
  toListRequest,
  type DisclosedRow,
  toAgency,
} from '../disclosure/index.ts';
import type { Context } from '../kernel/index.ts';
import { LicenceFilter, LicenceOrder } from './inputs.ts';
import * as service from './service.ts';
import { Licence, LicenceConnection, LicenceType } from './types.ts';

const ORDER_FIELDS = { TYPE_CODE: 'typeCode', ISSUED_ON: 'issuedOn', VALID_TO: 'validTo' } as const;

@Resolver(() => Licence)
export class LicenceResolver {
  @Query(() => Licence, {
    nullable: true,
    description: 'One licence by its key (按标识查证照). Null: unknown, or not for you to know.',
  })
  async licence(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findLicence(context, parseKey('id', id));
  }

  @Query(() => Licence, {
    nullable: true,
    description:
      'One licence by its identifier (按电子证照标识查证照), for callers who may read the identifier. @clause GB/T 36904-2018',
  })
  async licenceByIdentifier(
    @Arg('identifier', () => String, {
      description: 'Identifier with version and check character (电子证照标识).',
    })
    identifier: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.findLicenceByIdentifier(context, identifier);
  }

  @Query(() => LicenceConnection, { nullable: true, description: 'Licences that you may see (证照列表).' })
  async licences(
    @Arg('filter', () => LicenceFilter, { nullable: true, description: 'Conditions (条件).' })
    filter: LicenceFilter | null,
    @Arg('orderBy', () => LicenceOrder, { nullable: true, description: 'Order; by key unless given (排序).' })
    orderBy: LicenceOrder | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.listLicences(context, toListRequest({ filter, orderBy, page }, ORDER_FIELDS));
  }

  @Query(() => [LicenceType], { description: 'All licence types, by code (证照类型列表). Public.' })
  async licenceTypes(@Ctx() context: Context): Promise<unknown> {
    return service.listLicenceTypes(context);
  }

  @FieldResolver(() => Agency, { nullable: true })
  issuer(@Root() root: DisclosedRow): unknown {
    return toAgency(root['issuer']);
  }
}

export const LicenceConnectionResolver = countResolverOf(LicenceConnection);
