/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { IncidentState } from '../codes/preservation.ts';
import {
  CopySetInput,
  InspectionInput,
  PlanInput,
  ReadingInput,
  RegisterSetInput,
  SettleIncidentInput,
} from '../inputs/preservation.ts';
import * as incidents from '../service/preservation-incidents.ts';
import { listRehearsals } from '../service/preservation-plans.ts';
import * as runs from '../service/preservation-runs.ts';
import * as sets from '../service/preservation-sets.ts';
import {
  BackupRehearsal,
  FormatConverter,
  PreservationIncident,
  PreservationIncidentResult,
  PreservationRun,
  PreservationRunResult,
} from '../types/preservation-run.ts';
import {
  PreservationCompliance,
  PreservationPlan,
  PreservationPlanResult,
  PreservationSet,
  PreservationSetResult,
} from '../types/preservation-set.ts';

@Resolver(() => PreservationSet)
export class PreservationSetResolver {
  @Query(() => [PreservationSet], {
    description: 'Sets of your body; of all keepers for those who supervise (套列表). @clause 26号 art. 11',
  })
  async preservationSets(
    @Arg('keeper', () => ID, { nullable: true, description: 'USCC of a keeper (保管单位).' }) keeper: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sets.listSets(context, { keeper: keeper ?? null });
  }

  @Query(() => [PreservationCompliance], {
    description: 'How keepers stand: sets, kinds of medium, what is short (合规情况). @clause 令22 art. 26',
  })
  async preservationCompliance(@Ctx() context: Context): Promise<unknown> {
    return sets.listCompliance(context);
  }

  @Mutation(() => PreservationSetResult, { description: 'Registers a set (登记套). @clause 令22 art. 26' })
  async registerSet(
    @Arg('input', () => RegisterSetInput, { description: 'The set (套).' }) input: RegisterSetInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sets.registerSet(context, input);
  }

  @Mutation(() => PreservationSetResult, { description: 'A set is no longer there (停用套).' })
  async retireSet(
    @Arg('id', () => ID, { description: 'The set (套标识).' }) id: string,
    @Arg('reason', () => String, { description: 'Why (理由).' }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sets.retireSet(context, parseKey('id', id), reason);
  }

  @Mutation(() => PreservationSetResult, { description: 'Records the reading of a medium (登记介质检测).' })
  async recordReading(
    @Arg('input', () => ReadingInput, { description: 'What it came to (结果).' }) input: ReadingInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return sets.recordReading(context, { ...input, setId: parseKey('input.setId', input.setId) });
  }
}

@Resolver(() => PreservationPlan)
export class PreservationPlanResolver {
  @Query(() => [PreservationPlan], { description: 'Plans of preservation (保管计划列表).' })
  async preservationPlans(@Ctx() context: Context): Promise<unknown> {
    return runs.listPlans(context);
  }

  @Mutation(() => PreservationPlanResult, {
    description: 'Plans inspections of a set, or copies to it (制定保管计划). @clause 26号 art. 11',
  })
  async planPreservation(
    @Arg('input', () => PlanInput, { description: 'The plan (计划).' }) input: PlanInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return runs.planPreservation(context, { ...input, setId: parseKey('input.setId', input.setId) });
  }

  @Mutation(() => PreservationPlanResult, { description: 'Ends a plan (终止保管计划).' })
  async endPreservationPlan(
    @Arg('id', () => ID, { description: 'The plan (计划标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return runs.endPlan(context, parseKey('id', id));
  }
}

@Resolver(() => PreservationRun)
export class PreservationRunResolver {
  @Query(() => [PreservationRun], {
    description: 'The last hundred pieces of work, as reports: outcomes, never content (保管工作报告).',
  })
  async preservationRuns(
    @Arg('setId', () => ID, { nullable: true, description: 'Of one set (套标识).' }) setId: string | null,
    @Arg('id', () => ID, { nullable: true, description: 'One of them (标识).' }) id: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return runs.listRuns(context, {
      setId: setId === null || setId === undefined ? null : parseKey('setId', setId),
      id: id === null || id === undefined ? null : parseKey('id', id),
    });
  }

  @Mutation(() => PreservationRunResult, { description: 'Inspects a set at once (即时检查). @clause 26号 art. 11' })
  async orderInspection(
    @Arg('input', () => InspectionInput, { description: 'Which set, and how much of it (范围).' })
    input: InspectionInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return runs.orderInspection(context, { ...input, setId: parseKey('input.setId', input.setId) });
  }

  @Mutation(() => PreservationRunResult, {
    description: 'Copies a set to another medium: a backup, or a migration (备份、迁移). @clause 令22 art. 26',
  })
  async copySet(
    @Arg('input', () => CopySetInput, { description: 'From where to where (范围).' }) input: CopySetInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const [fromId, toId] = [parseKey('input.fromId', input.fromId), parseKey('input.toId', input.toId)];
    return sets.copySet(context, { ...input, fromId, toId });
  }

  @Query(() => [FormatConverter], { description: 'Converters that this installation has (转换工具).' })
  converters(@Ctx() context: Context): unknown {
    return runs.listConverters(context);
  }

  @Mutation(() => PreservationRunResult, {
    description:
      'Converts what is in the format of a converter: originals stay, what is made is checked (格式转换). @clause 令22 art. 28',
  })
  async orderConversion(
    @Arg('converter', () => String, { description: 'Name of the converter (转换工具).' }) converter: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return runs.orderConversion(context, converter);
  }
}

@Resolver(() => PreservationIncident)
export class PreservationIncidentResolver {
  @Query(() => [PreservationIncident], { description: 'The last 500 incidents (隐患列表). @clause 26号 art. 11' })
  async preservationIncidents(
    @Arg('state', () => IncidentState, { nullable: true, description: 'In this state (状态).' })
    state: keyof typeof IncidentState | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return incidents.listIncidents(context, { state: state ?? null });
  }

  @Mutation(() => PreservationIncidentResult, {
    description: 'Puts a good copy of another set over what is broken (修复). @clause 26号 art. 11',
  })
  async repairIncident(
    @Arg('id', () => ID, { description: 'The incident (隐患标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return incidents.repairIncident(context, parseKey('id', id));
  }

  @Mutation(() => PreservationIncidentResult, {
    description: 'Closes an incident, or reports a loss to the archives authority (处置隐患). @clause 26号 art. 14',
  })
  async settleIncident(
    @Arg('input', () => SettleIncidentInput, { description: 'How it ends (处置).' }) input: SettleIncidentInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return incidents.settleIncident(context, { ...input, id: parseKey('input.id', input.id) });
  }

  @Query(() => [BackupRehearsal], { description: 'The last hundred rehearsals of a restore (恢复演练列表).' })
  async backupRehearsals(@Ctx() context: Context): Promise<unknown> {
    return listRehearsals(context);
  }
}
