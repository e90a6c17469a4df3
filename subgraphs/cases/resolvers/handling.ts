/** Acts of handling systems: parse, call, map. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import {
  AddPartInput,
  AddStepInput,
  AttachLicenceInput,
  AttachMaterialInput,
  CompleteCaseInput,
  CorrectCaseInput,
  OpenCaseInput,
  RegisterItemInput,
  RegisterSystemInput,
} from '../inputs/intake.ts';
import * as acts from '../service/handling-acts.ts';
import { listSystems, registerItem, registerSystem } from '../service/items.ts';
import { openCase } from '../service/opening.ts';
import { findItem } from '../service/records.ts';
import { attachMaterial } from '../service/uploads.ts';
import { CaseAct, HandlingSystemAct, ItemAct } from '../types/acts.ts';
import { HandlingSystem } from '../types/scope.ts';
import { toCaseAct, withKey } from './answers.ts';

@Resolver()
export class HandlingResolver {
  @Mutation(() => CaseAct, { description: 'Opens a case (收件). The same key opens it once. @clause 26号 art. 6' })
  async openCase(
    @Arg('input', () => OpenCaseInput, { description: 'The case (办件).' }) input: OpenCaseInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await openCase(context, input));
  }

  @Mutation(() => CaseAct, { description: 'Adds a step to the caller’s side of a case (登记办理环节).' })
  async addStep(
    @Arg('input', () => AddStepInput, { description: 'The step (环节).' }) input: AddStepInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await acts.addStep(context, withKey(input)));
  }

  @Mutation(() => CaseAct, { description: 'Makes a file that was sent a material of a case (登记材料).' })
  async attachMaterial(
    @Arg('input', () => AttachMaterialInput, { description: 'The material (材料).' }) input: AttachMaterialInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await attachMaterial(context, withKey(input)));
  }

  @Mutation(() => CaseAct, { description: 'Takes a material back out of a case that is not archived (撤回材料).' })
  async withdrawMaterial(
    @Arg('caseId', () => ID, { description: 'Key of the case (办件).' }) caseId: string,
    @Arg('materialId', () => ID, { description: 'Key of the material (材料).' }) materialId: string,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    const keys = [parseKey('caseId', caseId), parseKey('materialId', materialId)] as const;
    return toCaseAct(context, await acts.withdrawMaterial(context, ...keys));
  }

  @Mutation(() => CaseAct, { description: 'Adds a licence that was called in, as it was then (登记调用证照).' })
  async attachLicence(
    @Arg('input', () => AttachLicenceInput, { description: 'The licence (证照).' }) input: AttachLicenceInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await acts.attachLicence(context, withKey(input)));
  }

  @Mutation(() => CaseAct, { description: 'Gives an agency its part of a joint case (分派联办部分).' })
  async addPart(
    @Arg('input', () => AddPartInput, { description: 'The part (联办部分).' }) input: AddPartInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await acts.addPart(context, withKey(input)));
  }

  @Mutation(() => CaseAct, { description: 'Ends the handling of a case, or of the caller’s part (办结).' })
  async completeCase(
    @Arg('input', () => CompleteCaseInput, { description: 'The end (办结信息).' }) input: CompleteCaseInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await acts.completeCase(context, withKey(input)));
  }

  @Mutation(() => CaseAct, { description: 'Puts a case right that is not archived (更正办件).' })
  async correctCase(
    @Arg('input', () => CorrectCaseInput, { description: 'What is right (更正内容).' }) input: CorrectCaseInput,
    @Ctx() context: Context,
  ): Promise<CaseAct> {
    return toCaseAct(context, await acts.correctCase(context, withKey(input)));
  }
}

@Resolver()
export class SetUpResolver {
  @Mutation(() => ItemAct, { description: 'Registers a version of a service item (登记事项).' })
  async registerItem(
    @Arg('input', () => RegisterItemInput, { description: 'The item (事项).' }) input: RegisterItemInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await registerItem(context, input);
    return { violations, item: target === null ? null : await findItem(context, target) };
  }

  @Mutation(() => HandlingSystemAct, {
    description: 'Admits a handling system for an item and a region (登记业务系统).',
  })
  async registerHandlingSystem(
    @Arg('input', () => RegisterSystemInput, { description: 'The system (业务系统).' }) input: RegisterSystemInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await registerSystem(context, input);
    return { violations, handlingSystem: (await listSystems(context)).find(({ id }) => id === target) ?? null };
  }

  @Query(() => [HandlingSystem], { description: 'Handling systems of your agency (业务系统列表).' })
  async handlingSystems(@Ctx() context: Context): Promise<unknown> {
    return listSystems(context);
  }
}
