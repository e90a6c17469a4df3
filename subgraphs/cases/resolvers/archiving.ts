/** Archiving, its scopes, checks, deadlines and the door: parse, call, map. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import { parseKey, toAgency, type DisclosedRow } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import {
  AnnotateCaseInput,
  DecideDoubtInput,
  DraftScopeInput,
  OverrideCheckInput,
  ReviewScopeInput,
  SetCheckPolicyInput,
} from '../inputs/archiving.ts';
import { annotateCase } from '../service/annotations.ts';
import { archiveCase } from '../service/archiving.ts';
import { changesOf, overrideCheck, setCheckPolicy } from '../service/check-reports.ts';
import { countDeadlines } from '../service/deadlines.ts';
import { decideDoubt, listNotices } from '../service/door.ts';
import * as scopes from '../service/scopes.ts';
import { CaseAct, CheckPolicyAct, DoorAct, ScopeAct } from '../types/acts.ts';
import {
  ArchivingDeadlines,
  ArchivingStep,
  CaseAnnotation,
  CheckChange,
  CheckReport,
  DoorNotice,
} from '../types/archiving.ts';
import { ScopeList } from '../types/scope.ts';
import { toCaseAct, withAgency, withKey } from './answers.ts';

@Resolver()
export class ArchivingResolver {
  @Mutation(() => CaseAct, {
    description: 'Archives a completed case, or the caller’s part: archived, or returned with all findings (归档).',
  })
  async archiveCase(
    @Arg('caseId', () => ID, { description: 'Key of the case (办件).' }) caseId: string,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await archiveCase(context, parseKey('caseId', caseId)));
  }

  @Mutation(() => CaseAct, {
    description: 'Lets one case pass one failed check, by name and with a reason (人工放行).',
  })
  async overrideCheck(
    @Arg('input', () => OverrideCheckInput, { description: 'The check (检测项).' }) input: OverrideCheckInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await overrideCheck(context, withKey(input)));
  }

  @Mutation(() => CheckPolicyAct, {
    description: 'Sets what your agency does about a failed check (设定检测处理方式).',
  })
  async setCheckPolicy(
    @Arg('input', () => SetCheckPolicyInput, { description: 'The policy (处理方式).' }) input: SetCheckPolicyInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await setCheckPolicy(context, input);
    return { check: target, violations };
  }

  @Mutation(() => CaseAct, { description: 'Adds a note beside an archived case (附注).' })
  async annotateCase(
    @Arg('input', () => AnnotateCaseInput, { description: 'The note (附注).' }) input: AnnotateCaseInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await annotateCase(context, withKey(input)));
  }

  @Query(() => [ArchivingDeadlines], {
    description:
      'How many cases wait to be archived: of your agency, or for the archives authority of each (归档期限统计).',
  })
  async archivingDeadlines(
    @Arg('agency', () => ID, { nullable: true, description: 'USCC of an agency; all unless given (机构).' })
    agency: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return (await countDeadlines(context, agency ?? null)).map(withAgency);
  }
}

@Resolver()
export class ScopeResolver {
  @Query(() => [ScopeList], { description: 'Archiving scopes, the newest of each item version first (归档范围列表).' })
  async scopeLists(
    @Arg('taskCode', () => String, { nullable: true, description: 'Implementation code (实施编码).' })
    taskCode: string | null,
    @Arg('agency', () => ID, { nullable: true, description: 'USCC of an agency (机构).' }) agency: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const found = await scopes.listScopes(context, { taskCode: taskCode ?? null, agency: agency ?? null });
    return found.map(withAgency);
  }

  @Mutation(() => ScopeAct, { description: 'Drafts a new version of an archiving scope (拟订归档范围).' })
  async draftScope(
    @Arg('input', () => DraftScopeInput, { description: 'The scope (归档范围).' }) input: DraftScopeInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toScopeAct(context, await scopes.draftScope(context, input));
  }

  @Mutation(() => ScopeAct, { description: 'Reviews an archiving scope: it holds, or is given back (审核归档范围).' })
  async reviewScope(
    @Arg('input', () => ReviewScopeInput, { description: 'The review (审核意见).' }) input: ReviewScopeInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const keyed = { ...input, scopeId: parseKey('scopeId', input.scopeId) };
    return toScopeAct(context, await scopes.reviewScope(context, keyed));
  }
}

async function toScopeAct(
  context: Context,
  { target, violations }: Awaited<ReturnType<typeof scopes.draftScope>>,
): Promise<unknown> {
  const found = target === null ? null : await scopes.findScopeView(context, target);
  return { scope: found === null ? null : withAgency(found), violations };
}

@Resolver()
export class DoorResolver {
  @Query(() => [DoorNotice], { description: 'Intakes that the door did not let in, the newest first (入口拒收记录).' })
  async doorNotices(@Ctx() context: Context): Promise<unknown> {
    return (await listNotices(context)).map(withAgency);
  }

  @Mutation(() => DoorAct, {
    description: 'Decides about a doubt: the same may be sent again, or stays outside (存疑处理).',
  })
  async decideDoubt(
    @Arg('input', () => DecideDoubtInput, { description: 'The decision (处理意见).' }) input: DecideDoubtInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const keyed = { ...input, noticeId: parseKey('noticeId', input.noticeId) };
    const { target, violations } = await decideDoubt(context, keyed);
    const [found] = target === null ? [] : await listNotices(context, target);
    return { notice: found === undefined ? null : withAgency(found), violations };
  }
}

@Resolver(() => ArchivingStep)
export class ArchivingStepResolver {
  @FieldResolver(() => Agency, { nullable: true })
  part(@Root() root: DisclosedRow): unknown {
    return toAgency(root['part']);
  }
}

@Resolver(() => CheckReport)
export class CheckReportResolver {
  @FieldResolver(() => Agency, { nullable: true })
  part(@Root() root: DisclosedRow): unknown {
    return toAgency(root['part']);
  }

  @FieldResolver(() => [CheckChange], { nullable: true })
  async changes(@Root() root: DisclosedRow, @Ctx() context: Context): Promise<unknown> {
    return root['findings'] === null ? null : changesOf(context, root.id);
  }
}

@Resolver(() => CaseAnnotation)
export class CaseAnnotationResolver {
  @FieldResolver(() => Agency, { nullable: true })
  unit(@Root() root: DisclosedRow): unknown {
    return toAgency(root['unit']);
  }
}
