/** Parse, call, map: no decisions here. */
import { Arg, Args, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { DomainError } from '../../../schema/errors.ts';
import { PageArgs, parseKey, toPageRequest } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import * as service from '../service/policy-changes.ts';
import {
  PolicyChange,
  PolicyChangeConnection,
  PolicyChangeResult,
  ProposePolicyChangeInput,
} from '../types/policy-change.ts';
import { parseDigest, parseText } from './parse.ts';

const EFFECTS_MAX = 500;

@Resolver(() => PolicyChange)
export class PolicyChangeResolver {
  @Query(() => PolicyChangeConnection, {
    nullable: true,
    description: 'Policies that were live, are, or are to be; for security officers and auditors (策略变更列表).',
  })
  async policyChanges(@Args(() => PageArgs) page: PageArgs, @Ctx() context: Context): Promise<unknown> {
    return service.listPolicyChanges(context, toPageRequest(page));
  }

  @Mutation(() => PolicyChangeResult, { description: 'Proposes a policy to be taken live (提出策略变更).' })
  async proposePolicyChange(
    @Arg('input', () => ProposePolicyChangeInput, { description: 'The change (策略变更).' })
    input: ProposePolicyChangeInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await service.proposePolicyChange(context, parseProposal(input)));
  }

  @Mutation(() => PolicyChangeResult, {
    description: 'The second officer approves or rejects a proposed policy (复核策略变更). @clause 三员分立',
  })
  async decidePolicyChange(
    @Arg('id', () => ID, { description: 'Key of the change (策略变更标识).' }) id: string,
    @Arg('approve', () => Boolean, { description: 'Whether it may be taken live (是否同意).' }) approve: boolean,
    @Arg('note', () => String, { nullable: true, description: 'What is to be said; a rejection needs it (意见).' })
    note: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const decision = { id: parseKey('id', id), approve, note: parseText('note', note) };
    return toResult(context, await service.decidePolicyChange(context, decision));
  }
}

function parseProposal(input: ProposePolicyChangeInput): service.ProposePolicyChange {
  const { effects } = input;
  if (effects.length > EFFECTS_MAX) throw new DomainError('INVALID_INPUT', `effects: at most ${EFFECTS_MAX}.`);
  if (effects.some(({ gains, loses, differs }) => Math.min(gains, loses, differs) < 0))
    throw new DomainError('INVALID_INPUT', 'effects: numbers of fields are not negative.');
  return {
    base: parseDigest('base', input.base),
    digest: parseDigest('digest', input.digest),
    effects: effects.map((each) => ({ ...each, who: parseText('effects.who', each.who) })),
    reason: parseText('reason', input.reason),
  };
}

async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { change: await service.findPolicyChange(context, target), violations };
}
