/** The root fields of a feed: parse, call, map. */
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver, type ClassType } from 'type-graphql';
import { DomainError } from '../../schema/errors.ts';
import { DateScalar } from '../../schema/scalars.ts';
import type { Context } from '../kernel/index.ts';
import { acknowledge, listOverdue } from './acknowledge.ts';
import { readChanges, type ChangeRequest } from './page.ts';
import { countTold, readTree } from './reconcile.ts';
import type { FeedStream } from './stream.ts';
import {
  AcknowledgeInput,
  AcknowledgementResult,
  ChangeArgs,
  changeTypesOf,
  FeedCount,
  FeedTree,
  OverdueWithdrawal,
} from './types.ts';

export interface FeedNames {
  /** The class of the records. */
  readonly Node: ClassType;
  /** `Case`: the beginning of the names of types and fields. */
  readonly name: string;
  readonly chinese: string;
}

const DEFAULT_FIRST = 100;
const MOST_FIRST = 500;

export function feedResolverOf(stream: FeedStream, { Node, name, chinese }: FeedNames): new () => object {
  const text = textsOf(name, chinese);
  const Connection = changeTypesOf(Node as ClassType<object>, name, chinese);
  const field = name.charAt(0).toLowerCase() + name.slice(1);

  @Resolver()
  class FeedResolver {
    @Query(() => Connection, {
      name: `${field}Changes`,
      nullable: true,
      description: text.changes,
    })
    async changes(@Args(() => ChangeArgs) args: ChangeArgs, @Ctx() context: Context): Promise<unknown> {
      return readChanges(stream, context, toRequest(args));
    }

    @Query(() => [FeedCount], {
      name: `${field}Reconciliation`,
      nullable: true,
      description: text.reconciliation,
    })
    async reconciliation(
      @Arg('day', () => DateScalar, { nullable: true, description: 'Of one day only (日期).' }) day: string | null,
      @Arg('agency', () => ID, { nullable: true, description: 'Of one body only, USCC (机构).' }) agency: string | null,
      @Ctx() context: Context,
    ): Promise<unknown> {
      return countTold(stream, context, { day: day ?? null, agency: agency ?? null });
    }

    @Query(() => FeedTree, {
      name: `${field}Tree`,
      nullable: true,
      description: text.tree,
    })
    async tree(
      @Arg('prefix', () => String, { nullable: true, description: 'Beginning of keys; none: the root (键前缀).' })
      prefix: string | null,
      @Ctx() context: Context,
    ): Promise<unknown> {
      return readTree(stream, context, prefix ?? '');
    }
  }
  return FeedResolver;
}

export function withdrawalResolverOf(stream: FeedStream, { name, chinese }: FeedNames): new () => object {
  const text = textsOf(name, chinese);

  @Resolver()
  class WithdrawalResolver {
    @Query(() => [OverdueWithdrawal], {
      name: `overdue${name}Withdrawals`,
      nullable: true,
      description: text.overdue,
    })
    async overdue(@Ctx() context: Context): Promise<unknown> {
      return listOverdue(stream, context);
    }

    @Mutation(() => AcknowledgementResult, {
      name: `acknowledge${name}Changes`,
      description: text.acknowledge,
    })
    async acknowledge(
      @Arg('input', () => AcknowledgeInput, { description: 'Up to where, and how far (回执).' })
      input: AcknowledgeInput,
      @Ctx() context: Context,
    ): Promise<unknown> {
      return acknowledge(stream, context, input);
    }
  }
  return WithdrawalResolver;
}

/** What the explorer says of each. */
function textsOf(name: string, chinese: string) {
  return {
    changes: `What has become of ${name}s for you, in your own order (${chinese}变更订阅). Read it to its end, and again when something may have happened. @clause 809 art. 22`,
    reconciliation: `How many ${name}s you should hold by body and day (${chinese}对账计数). @clause 809 art. 29`,
    tree: `A tree of digests over the ${name}s that you should hold (${chinese}对账树). @clause 809 art. 29`,
    overdue: `Who has not purged ${name}s in time that were taken back (${chinese}逾期未清除). Providers see their own, the data authority numbers. @clause 809 art. 27`,
    acknowledge: `Says how far changes of ${name}s have been carried out (${chinese}变更回执). Said again it changes nothing. @clause 809 art. 27`,
  } as const;
}

/** @throws INVALID_INPUT for a page size that is out of order */
function toRequest({ first, after }: ChangeArgs): ChangeRequest {
  const size = first ?? DEFAULT_FIRST;
  if (size < 1 || size > MOST_FIRST)
    throw new DomainError('INVALID_INPUT', `first: must be between 1 and ${MOST_FIRST}.`);
  return { first: size, after: after ?? null };
}
