/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import { countResolverOf, PageArgs, parseKey, toAgency, toPageRequest } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { DescriptionInput, FondsInput, parseCorrection } from '../inputs/description.ts';
import { correctDescription, listChanges } from '../service/description.ts';
import { registerFonds } from '../service/fonds.ts';
import { listOpenCatalogue } from '../service/open-catalogue.ts';
import { ArchivalRecordResult, DescriptionChange, FondsResult } from '../types/description.ts';
import { OpenCatalogueConnection, OpenCatalogueEntry } from '../types/open-catalogue.ts';

@Resolver(() => DescriptionChange)
export class DescriptionResolver {
  @Query(() => [DescriptionChange], { description: 'What was corrected of a record, oldest first (著录更正记录).' })
  async descriptionChanges(
    @Arg('recordId', () => ID, { description: 'Key of the record (电子档案标识).' }) recordId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listChanges(context, parseKey('recordId', recordId));
  }

  @Mutation(() => ArchivalRecordResult, {
    description: 'Corrects the description of a record in your custody; what it was stays beside it (著录更正).',
  })
  async correctDescription(
    @Arg('input', () => DescriptionInput, { description: 'What is corrected, and why (更正内容).' })
    input: DescriptionInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return correctDescription(context, parseCorrection(input));
  }

  @Mutation(() => FondsResult, { description: 'Registers a fonds of your hall for one unit (登记全宗).' })
  async registerFonds(
    @Arg('input', () => FondsInput, { description: 'The fonds (全宗).' }) input: FondsInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return registerFonds(context, { number: input.number, name: input.name, formingUnit: input.formingUnit });
  }
}

@Resolver(() => OpenCatalogueEntry)
export class OpenCatalogueResolver {
  @Query(() => OpenCatalogueConnection, {
    description: 'Opened records, by reference code; the same for everybody (开放档案目录). @clause 档案法 art. 28',
  })
  async openCatalogue(
    @Arg('hall', () => ID, { nullable: true, description: 'USCC of a hall; all unless given (档案馆).' })
    hall: string | null,
    @Arg('fondsNumber', () => String, { nullable: true, description: 'Only of this fonds (全宗号).' })
    fondsNumber: string | null,
    @Args(() => PageArgs) page: PageArgs,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { first, after } = toPageRequest(page);
    return listOpenCatalogue(context, { hall: hall ?? null, fondsNumber: fondsNumber ?? null, first, after });
  }

  @FieldResolver(() => Agency, { nullable: true })
  hall(@Root() root: Readonly<Record<string, unknown>>): unknown {
    return toAgency(root['hall']);
  }
}

export const OpenCatalogueConnectionResolver = countResolverOf(OpenCatalogueConnection);
