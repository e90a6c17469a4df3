/** Acts of issuers. Parse, call, map. */
import { Arg, Ctx, FieldResolver, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import { parseKey, toAgency, type DisclosedRow } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import {
  ChangeLicenceStatusInput,
  IssueLicenceInput,
  MapStatusCodesInput,
  RegisterLicenceTypeInput,
  RenewLicenceInput,
} from '../inputs/acts.ts';
import { linkTo } from '../service/downloads.ts';
import { findLicenceType, listLicenceTypes, mapStatusCodes, registerLicenceType } from '../service/licence-types.ts';
import { changeLicenceStatus, issueLicence, renewLicence } from '../service/life.ts';
import { findLicence } from '../service/records.ts';
import { LicenceType, LicenceTypeResult } from '../types/licence-type.ts';
import { LicenceAct, LicenceVersion } from '../types/life.ts';
import { LicenceResult } from '../types/results.ts';

/** The licence is read as any other: an act shows nobody more of it. */
async function toResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { licence: target === null ? null : await findLicence(context, target), violations };
}

async function toTypeResult(context: Context, { target, violations }: ActResult): Promise<unknown> {
  return { licenceType: await findLicenceType(context, target), violations };
}

@Resolver()
export class LicenceTypeResolver {
  @Query(() => [LicenceType], { description: 'All licence types, by code (证照类型列表). Public.' })
  async licenceTypes(@Ctx() context: Context): Promise<unknown> {
    return listLicenceTypes(context);
  }

  @Mutation(() => LicenceTypeResult, {
    description: 'Registers a licence type; its defining authority does (登记证照类型). @clause GB/T 36902-2018',
  })
  async registerLicenceType(
    @Arg('input', () => RegisterLicenceTypeInput, { description: 'The type (证照类型).' })
    input: RegisterLicenceTypeInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toTypeResult(context, await registerLicenceType(context, input));
  }

  @Mutation(() => LicenceTypeResult, {
    description:
      'Says what the status codes of one of your source systems mean (设置状态代码映射). @clause GB/T 36903-2018',
  })
  async mapStatusCodes(
    @Arg('input', () => MapStatusCodesInput, { description: 'The codes (状态代码).' }) input: MapStatusCodesInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toTypeResult(context, await mapStatusCodes(context, input));
  }
}

@Resolver()
export class LicenceLifeResolver {
  @Mutation(() => LicenceResult, {
    description: 'Takes in a licence that you issue (颁发证照). @clause GB/T 36903-2018; GB/T 36904-2018',
  })
  async issueLicence(
    @Arg('input', () => IssueLicenceInput, { description: 'The licence (证照).' }) input: IssueLicenceInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await issueLicence(context, input));
  }

  @Mutation(() => LicenceResult, {
    description: 'Makes a new version; the old one stays (延续、换发证照). @clause GB/T 36904-2018',
  })
  async renewLicence(
    @Arg('input', () => RenewLicenceInput, { description: 'The new version (新版本).' }) input: RenewLicenceInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await renewLicence(context, withKey(input)));
  }

  @Mutation(() => LicenceResult, {
    description: 'Suspends, resumes, revokes, withdraws or cancels (变更证照状态). @clause GB/T 36903-2018',
  })
  async changeLicenceStatus(
    @Arg('input', () => ChangeLicenceStatusInput, { description: 'The change (变更内容).' })
    input: ChangeLicenceStatusInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return toResult(context, await changeLicenceStatus(context, withKey(input)));
  }
}

function withKey<T extends { licenceId: string }>(input: T): T {
  return Object.assign(input, { licenceId: parseKey('licenceId', input.licenceId) });
}

@Resolver(() => LicenceAct)
export class LicenceActResolver {
  @FieldResolver(() => Agency, { nullable: true })
  body(@Root() root: DisclosedRow): unknown {
    return toAgency(root['body']);
  }
}

@Resolver(() => LicenceVersion)
export class LicenceVersionResolver {
  @FieldResolver(() => String, { nullable: true })
  downloadLink(@Root() root: DisclosedRow, @Ctx() context: Context): unknown {
    return linkTo(context, 'LicenceVersion', root);
  }
}
