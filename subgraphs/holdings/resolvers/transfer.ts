/** Parse, call, map: no decisions here. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { TransferBatchState } from '../codes/transfer.ts';
import {
  parseAcceptances,
  parseBatch,
  parseItems,
  parseRequirement,
  TransferAcceptanceInput,
  TransferBatchInput,
  TransferItemsInput,
  TransferRequirementInput,
} from '../inputs/transfer.ts';
import { listBatches, listItemViews, type BatchView } from '../service/batch-views.ts';
import * as batches from '../service/batches.ts';
import { issueReceipt } from '../service/custody.ts';
import { checkBatch, returnItem } from '../service/receipt.ts';
import { findArchivalRecordOfCase } from '../service/records.ts';
import { listRequirements, publishRequirements } from '../service/requirements.ts';
import { listDue } from '../service/transfers-due.ts';
import {
  TransferBatch,
  TransferBatchResult,
  TransferDueList,
  TransferItem,
  TransferRequirement,
  TransferRequirementResult,
} from '../types/transfer.ts';
import { ArchivalRecord } from '../types/record.ts';

@Resolver(() => TransferRequirement)
export class TransferRequirementResolver {
  @Query(() => [TransferRequirement], { description: 'What halls ask of transfers, newest first (移交要求). Public.' })
  async transferRequirements(
    @Arg('hall', () => ID, { nullable: true, description: 'USCC of a hall; all unless given (档案馆).' })
    hall: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listRequirements(context, { hall: hall ?? null });
  }

  @Mutation(() => TransferRequirementResult, {
    description: 'Publishes a new version; batches drafted before keep theirs (发布移交要求). @clause 26号 art. 5',
  })
  async publishTransferRequirements(
    @Arg('input', () => TransferRequirementInput, { description: 'The requirements (移交要求).' })
    input: TransferRequirementInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return publishRequirements(context, parseRequirement(input));
  }
}

@Resolver(() => TransferBatch)
export class TransferBatchResolver {
  @Query(() => [TransferBatch], {
    description: 'Batches of your agency, or those handed over to your hall; newest first (移交批次).',
  })
  async transferBatches(
    @Arg('id', () => ID, { nullable: true, description: 'Only this one (标识).' }) id: string | null,
    @Arg('state', () => TransferBatchState, { nullable: true, description: 'Only in this state (状态).' })
    state: keyof typeof TransferBatchState | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listBatches(context, { id: typeof id === 'string' ? parseKey('id', id) : null, state: state ?? null });
  }

  @Query(() => TransferDueList, { description: 'Records that are due to go to a hall (应移交清单).' })
  async transfersDue(
    @Arg('by', () => DateScalar, { nullable: true, description: 'Due by this day; today unless given (截止日期).' })
    by: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return listDue(context, by ?? null);
  }

  @FieldResolver(() => [TransferItem])
  async items(@Root() root: BatchView, @Ctx() context: Context): Promise<unknown> {
    return listItemViews(context, root.id);
  }

  @FieldResolver(() => TransferRequirement, { nullable: true })
  async requirement(@Root() root: BatchView, @Ctx() context: Context): Promise<unknown> {
    return (await listRequirements(context, { id: String(root['requirementId']) }))[0] ?? null;
  }

  @Mutation(() => TransferBatchResult, { description: 'Begins a batch for one hall (拟制移交批次).' })
  async draftTransferBatch(
    @Arg('input', () => TransferBatchInput, { description: 'The batch (批次).' }) input: TransferBatchInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return batches.draftBatch(context, parseBatch(input));
  }

  @Mutation(() => TransferBatchResult, {
    description: 'Puts records on a batch, or says other things of those that are with you (编列移交条目).',
  })
  async putTransferItems(
    @Arg('input', () => TransferItemsInput, { description: 'Batch and records (条目).' }) input: TransferItemsInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return batches.putItems(context, parseItems(input));
  }

  @Mutation(() => TransferBatchResult, { description: 'Takes a record off a batch without a receipt (移除移交条目).' })
  async removeTransferItem(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return batches.removeItem(context, { batchId: parseKey('batchId', batchId), caseId: parseKey('caseId', caseId) });
  }

  @Mutation(() => TransferBatchResult, {
    description: 'Hands over what is with you, refused with every reason (提交移交批次). @clause 26号 art. 12',
  })
  async submitTransferBatch(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return batches.submitBatch(context, parseKey('batchId', batchId));
  }

  @Mutation(() => TransferBatchResult, { description: 'Takes a batch without a receipt back (撤回移交批次).' })
  async withdrawTransferBatch(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Arg('reason', () => String, { description: 'Why (理由).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return batches.withdrawBatch(context, { batchId: parseKey('batchId', batchId), reason });
  }
}

@Resolver(() => TransferItem)
export class TransferItemResolver {
  @FieldResolver(() => ArchivalRecord, { nullable: true })
  async record(@Root() root: { readonly caseId: string }, @Ctx() context: Context): Promise<unknown> {
    return findArchivalRecordOfCase(context, root.caseId);
  }

  @Mutation(() => TransferBatchResult, {
    description:
      'Checks what was handed over, over the bytes that came: accepted, or back with all reasons (接收检测).',
  })
  async checkTransferBatch(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Arg('accepted', () => [TransferAcceptanceInput], {
      nullable: true,
      description: 'Findings that you let pass by name; none that blocks (人工放行).',
    })
    accepted: TransferAcceptanceInput[] | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return checkBatch(context, { batchId: parseKey('batchId', batchId), accepted: parseAcceptances(accepted) });
  }

  @Mutation(() => TransferBatchResult, { description: 'Sends one record back with reasons (退回移交条目).' })
  async returnTransferItem(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Arg('caseId', () => ID, { description: 'Key of the case (办件标识).' }) caseId: string,
    @Arg('reasons', () => [String], { description: 'All of them (退回原因).' }) reasons: string[],
    @Ctx() context: Context,
  ): Promise<unknown> {
    const keys = { batchId: parseKey('batchId', batchId), caseId: parseKey('caseId', caseId) };
    return returnItem(context, { ...keys, reasons });
  }

  @Mutation(() => TransferBatchResult, {
    description:
      'Takes custody of a batch that has passed: receipt and reference codes (出具接收凭据). @clause 26号 art. 12',
  })
  async issueTransferReceipt(
    @Arg('batchId', () => ID, { description: 'Key of the batch (批次标识).' }) batchId: string,
    @Arg('transferrerConsent', () => Boolean, {
      description: 'The unit goes on using what it transferred (同意移交单位继续利用).',
    })
    transferrerConsent: boolean,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return issueReceipt(context, { batchId: parseKey('batchId', batchId), transferrerConsent });
  }
}
