/** Files of archival records as their readers see them: shown whole or not at all. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';

@ObjectType({
  implements: DisclosedRecord,
  description: 'A file of an archival record (电子档案文件). Its content leaves the archives in copies alone.',
})
@Directive('@key(fields: "id")')
@Directive('@record')
export class RecordFile extends PartRecord {
  @Field(() => String, { nullable: true, description: 'Code of the file in its package (文件编号).' })
  @Disclosed('P1')
  code!: string | null;
  @Field(() => String, { nullable: true, description: 'Format by content (格式).' })
  @Disclosed('P1')
  format!: string | null;
  @Field(() => String, { nullable: true, description: 'Name (文件名).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  name!: string | null;
  @Field(() => Number, { nullable: true, description: 'Size in bytes (大小，字节).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  sizeBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3, hexadecimal (SM3 摘要).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  sm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256, hexadecimal (SHA-256 摘要).' })
  @Disclosed('P3', { of: 'APPLICANT' })
  sha256!: string | null;
}
