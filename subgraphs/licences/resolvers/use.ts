/** What users of licences ask. Parse, call, map. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { Agency } from '../../../schema/shared-types.ts';
import { parseKey, toAgency, type DisclosedRow } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { CallLicenceInput, MakeAnnotatedCopyInput } from '../inputs/use.ts';
import { callLicence, findCall } from '../service/calls.ts';
import { findCopy, makeAnnotatedCopy } from '../service/copies.ts';
import { linkTo } from '../service/downloads.ts';
import { findLicence } from '../service/records.ts';
import { verify, type Verified } from '../service/verify.ts';
import { LicenceCall } from '../types/call.ts';
import { AnnotatedCopy } from '../types/copy.ts';
import { Licence } from '../types/licence.ts';
import { AnnotatedCopyResult, LicenceCallResult, Verification } from '../types/results.ts';

@Resolver(() => AnnotatedCopy)
export class AnnotatedCopyResolver {
  @Query(() => AnnotatedCopy, { nullable: true, description: 'An annotated copy that you made (查加注件).' })
  async annotatedCopy(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return findCopy(context, parseKey('id', id));
  }

  @Mutation(() => AnnotatedCopyResult, {
    description:
      'Makes a copy of the file that says what it is for (制作加注件). @clause GB/T 36905-2018; GB/T 36906-2018',
  })
  async makeAnnotatedCopy(
    @Arg('input', () => MakeAnnotatedCopyInput, { description: 'For what and until when (加注要求).' })
    input: MakeAnnotatedCopyInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const { target, violations } = await makeAnnotatedCopy(context, input);
    return { copy: violations.length > 0 ? null : await findCopy(context, target), violations };
  }

  @FieldResolver(() => Agency, { nullable: true })
  creator(@Root() root: DisclosedRow): unknown {
    return toAgency(root['creator']);
  }

  @FieldResolver(() => String, { nullable: true })
  downloadLink(@Root() root: DisclosedRow, @Ctx() context: Context): unknown {
    return linkTo(context, 'AnnotatedCopy', root);
  }
}

@Resolver()
export class LicenceCallResolver {
  @Query(() => LicenceCall, { nullable: true, description: 'A call that you made (查证照调用).' })
  async licenceCall(
    @Arg('id', () => ID, { description: 'Key (标识).' }) id: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return findCall(context, parseKey('id', id));
  }

  @Mutation(() => LicenceCallResult, {
    description:
      'Calls a licence into a case that you handle: it is frozen as it is, and the case takes it in (调用证照入卷). @clause 26号 art. 8',
  })
  async callLicence(
    @Arg('input', () => CallLicenceInput, { description: 'Which licence into which case (调用要求).' })
    input: CallLicenceInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const call = Object.assign(input, { caseId: parseKey('caseId', input.caseId) });
    const { target, violations } = await callLicence(context, call);
    return { call: violations.length > 0 ? null : await findCall(context, target), violations };
  }
}

@Resolver(() => Verification)
export class VerificationResolver {
  @Query(() => Verification, {
    nullable: true,
    description:
      'Whether a file with these digests is one that was issued (核验证照文件). The file itself: POST /licence-files/verify. @clause GB/T 36906-2018',
  })
  async verifyLicenceFile(
    @Arg('sm3', () => String, { nullable: true, description: 'SM3 digest, hexadecimal (SM3摘要).' }) sm3: string | null,
    @Arg('sha256', () => String, { nullable: true, description: 'SHA-256 digest, hexadecimal (SHA-256摘要).' })
    sha256: string | null,
    @Arg('identifier', () => String, {
      nullable: true,
      description: 'Identifier of the licence that it should be of (电子证照标识).',
    })
    identifier: string | null,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return verify(context, { sm3: sm3 ?? null, sha256: sha256 ?? null, identifier: identifier ?? null });
  }

  @FieldResolver(() => Licence, { nullable: true })
  async licence(@Root() { licenceId }: Verified, @Ctx() context: Context): Promise<unknown> {
    return licenceId === null ? null : findLicence(context, licenceId);
  }
}
