/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { findAgency } from '../service/agencies.ts';
import { listTimeline } from '../service/application-list.ts';
import { draftEntry, extendRevision, publishEntry, reviewEntry } from '../service/catalogue-drafts.ts';
import { findEntryNow } from '../service/catalogue.ts';
import { findDraft, listDrafts } from '../service/draft-list.ts';
import type { Row } from '../service/page.ts';
import { Agency } from '../types/agency.ts';
import {
  CatalogueDraft,
  CatalogueDraftConnection,
  CatalogueDraftResult,
  DraftCatalogueEntryInput,
} from '../types/catalogue-draft.ts';
import { CatalogueEntry, CatalogueItem } from '../types/catalogue.ts';
import { TimelineEntry } from '../types/timeline.ts';
import { toItems } from './items.ts';
import { parseDraft, parseText, parseTexts } from './parse.ts';

const KEY = 'Key of the draft (编制稿标识).';

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { draft: await findDraft(context, target), violations };
}

@Resolver(() => CatalogueDraft)
export class CatalogueDraftResolver {
  @Query(() => CatalogueDraftConnection, {
    nullable: true,
    description: 'Drafts of your own catalogue, or all to review (目录编制稿).',
  })
  async catalogueDrafts(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return listDrafts(context, toPageRequest(page));
  }

  @Mutation(() => CatalogueDraftResult, {
    description: 'Proposes an entry or a new version of one (编制目录). @clause 809 art. 13',
  })
  async draftCatalogueEntry(
    @Arg('input', () => DraftCatalogueEntryInput, { description: 'The entry (目录内容).' })
    input: DraftCatalogueEntryInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await draftEntry(context, parseDraft(input)));
  }

  @Mutation(() => CatalogueDraftResult, {
    description: 'The data authority passes or returns a draft (审核目录). @clause 809 art. 17',
  })
  async reviewCatalogueEntry(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('pass', () => Boolean, { description: 'Whether it may be published (是否通过).' }) pass: boolean,
    @Arg('reasons', () => [String], { nullable: true, description: 'Reasons; a return needs them (理由).' })
    reasons: string[] | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const review = { id: parseKey('id', id), pass, reasons: parseTexts('reasons', reasons) };
    return toResult(context, await reviewEntry(context, review));
  }

  @Mutation(() => CatalogueDraftResult, {
    description: 'Takes more time for a revision, once (延长目录更新期限). @clause 809 art. 17',
  })
  async extendCatalogueRevision(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Arg('reason', () => String, { description: 'Why (理由).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await extendRevision(context, parseKey('id', id), parseText('reason', reason)));
  }

  @Mutation(() => CatalogueDraftResult, {
    description: 'Puts a reviewed draft in force (发布目录). @clause 809 art. 13',
  })
  async publishCatalogueEntry(
    @Arg('id', () => ID, { description: KEY }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await publishEntry(context, parseKey('id', id)));
  }

  @FieldResolver(() => CatalogueEntry, { nullable: true })
  async entry(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return root['entryId'] === null ? null : findEntryNow(context, String(root['entryId']));
  }

  @FieldResolver(() => Agency, { nullable: true })
  async provider(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return findAgency(context, String(root['provider']));
  }

  @FieldResolver(() => [CatalogueItem])
  items(@Root() root: Row, @Ctx() context: Context): unknown {
    return toItems(root, context);
  }

  @FieldResolver(() => [TimelineEntry])
  async timeline(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return listTimeline(context, root.id);
  }
}
