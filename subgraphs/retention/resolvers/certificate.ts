/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { BackupErasureInput, BackupSetInput, parseConfirmation } from '../inputs/certificate.ts';
import * as service from '../service/certificates.ts';
import {
  BackupSet,
  BackupSetResult,
  DestructionCertificate,
  DestructionCertificateResult,
} from '../types/certificate.ts';

@Resolver(() => DestructionCertificate)
export class CertificateResolver {
  @Mutation(() => DestructionCertificateResult, {
    description: 'Issues the certificate, when nothing is missing any more (出具销毁证明). @clause 令22 art. 30',
  })
  async issueCertificate(
    @Arg('listId', () => ID, { description: 'Key of the list (清册标识).' }) listId: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.issueCertificate(context, parseKey('listId', listId));
  }
}

@Resolver(() => BackupSet)
export class BackupSetResolver {
  @Query(() => [BackupSet], { description: 'Sets of backups of your body (备份套).' })
  async backupSets(@Ctx() context: Context): Promise<unknown> {
    return service.listBackupSets(context);
  }

  @Mutation(() => BackupSetResult, { description: 'Registers a set of backups (登记备份套).' })
  async registerBackupSet(
    @Arg('input', () => BackupSetInput, { description: 'The set (备份套).' }) input: BackupSetInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.registerBackupSet(context, input);
  }

  @Mutation(() => BackupSetResult, {
    description: 'Confirms by hand that the records of a list are gone from one set (确认备份已销毁).',
  })
  async confirmBackupErasure(
    @Arg('input', () => BackupErasureInput, { description: 'List, set and how (内容).' }) input: BackupErasureInput,
    @Ctx() context: Context,
  ): Promise<unknown> {
    return service.confirmBackupErasure(context, parseConfirmation(input));
  }
}
