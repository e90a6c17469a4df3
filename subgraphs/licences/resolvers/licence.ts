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
import { LicenceFilter, LicenceOrder } from '../inputs/filters.ts';
import { HolderArgs, USE_CAUSE } from '../inputs/share.ts';
import { actRecords, findingRecords, findLicence, listLicences, versionRecords } from '../service/records.ts';
import { findSharedByIdentifier, listByHolder } from '../service/share.ts';
import { LicenceAct, LicenceFinding, LicenceVersion } from '../types/life.ts';
import { Licence, LicenceConnection } from '../types/licence.ts';

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
    return findLicence(context, parseKey('id', id));
  }

  @Query(() => Licence, {
    nullable: true,
    description:
      'One licence by the identifier of any of its versions (按电子证照标识查证照), for callers who may read the identifier. Needs a use cause, but of holders. @clause GB/T 36904-2018; GB/T 36906-2018',
  })
  async licenceByIdentifier(
    @Arg('identifier', () => String, {
      description: 'Identifier with version and check character (电子证照标识).',
    })
    identifier: string,
    @Arg('useCause', () => String, { nullable: true, description: USE_CAUSE }) useCause: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return findSharedByIdentifier(context, identifier, useCause ?? null);
  }

  @Query(() => LicenceConnection, {
    nullable: true,
    description:
      'The licences of one type of one holder (按持证主体查证照), for callers who may read the holder’s number. Needs a use cause, but of holders. @clause GB/T 36906-2018',
  })
  async licencesOfHolder(
    @Args(() => HolderArgs) { holderType, holderNumber, typeCode, useCause, ...page }: HolderArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const filter = { holderType: { eq: holderType }, holderNumber: { eq: holderNumber }, typeCode: { eq: typeCode } };
    return listByHolder(context, toListRequest({ filter, orderBy: null, page }, ORDER_FIELDS), useCause ?? null);
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
    return listLicences(context, toListRequest({ filter, orderBy, page }, ORDER_FIELDS));
  }

  @FieldResolver(() => Agency, { nullable: true })
  issuer(@Root() root: DisclosedRow): unknown {
    return toAgency(root['issuer']);
  }

  @FieldResolver(() => [LicenceVersion])
  async versions(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return versionRecords.many(context, 'licenceId', root.id);
  }

  @FieldResolver(() => [LicenceAct])
  async history(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return actRecords.many(context, 'licenceId', root.id);
  }

  @FieldResolver(() => [LicenceFinding])
  async findings(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return findingRecords.many(context, 'licenceId', root.id);
  }
}

export const LicenceConnectionResolver = countResolverOf(LicenceConnection);
