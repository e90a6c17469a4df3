/** Certificates of destruction and the register of backups. Not records. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { BackupMedium } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'What was destroyed, by whom, and what each store said (销毁证明). @clause 令22 art. 30' })
export class DestructionCertificate {
  @Field(() => ID, { description: 'Key of the list (清册标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => DateScalar, { description: 'Day of issue (出具日期).' })
  @Disclosed('P0')
  issuedOn!: string;
  @Field(() => String, { description: 'Who issued it (出具人).' })
  @Disclosed('P0')
  issuedBy!: string;
  @Field(() => Int, { description: 'Records destroyed (销毁件数).' })
  @Disclosed('P0')
  recordsDestroyed!: number;
  @Field(() => Int, { description: 'Records of the list that were kept (未销毁件数).' })
  @Disclosed('P0')
  recordsKept!: number;
  @Field(() => Int, { description: 'Rows deleted from databases (删除数据行数).' })
  @Disclosed('P0')
  rows!: number;
  @Field(() => Int, { description: 'Files deleted (删除文件数).' })
  @Disclosed('P0')
  files!: number;
  @Field(() => Float, { description: 'Their bytes (删除字节数).' })
  @Disclosed('P0')
  bytes!: number;
  @Field(() => String, {
    description: 'The certificate itself, JSON: records, digests, people, backups, log entries (证明正文).',
  })
  @Disclosed('P0')
  body!: string;
  @Field(() => String, { description: 'SM3 of exactly that text (正文摘要).' })
  @Disclosed('P0')
  digestSm3!: string;
}

export const DestructionCertificateResult = actResultOf(
  DestructionCertificate,
  'DestructionCertificateResult',
  '销毁证明',
);

@ObjectType({ description: 'A set of backups that may hold records (备份套). @clause 令22 art. 26' })
export class BackupSet {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'What is written on it (标签).' })
  @Disclosed('P0')
  label!: string;
  @Field(() => BackupMedium, { description: 'How it is kept (介质).' })
  @Disclosed('P0')
  medium!: keyof typeof BackupMedium;
  @Field(() => DateScalar, { description: 'Day on which it was taken (备份日期).' })
  @Disclosed('P0')
  takenOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day on which it ceased to exist (停用日期).' })
  @Disclosed('P0')
  retiredOn!: string | null;
}

export const BackupSetResult = actResultOf(BackupSet, 'BackupSetResult', '备份套');
