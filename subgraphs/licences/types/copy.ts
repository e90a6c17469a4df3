/** Annotated copies (加注件) of the files of licences. */
import { Directive, Field, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency, DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';

@ObjectType({
  implements: DisclosedRecord,
  description:
    'A copy of the file of a licence that says for what it was made, by whom and until when (加注件). Seen by the body that made it. @clause GB/T 36905-2018; GB/T 36906-2018',
})
@Directive('@record')
export class AnnotatedCopy extends PartRecord {
  @Field(() => String, { nullable: true, description: 'Version of the licence (版本).' })
  @Disclosed('P1')
  version!: string | null;
  @Field(() => String, { nullable: true, description: 'What it is for (用证事由).' })
  @Disclosed('P1')
  useCause!: string | null;
  @Field(() => Agency, { nullable: true, description: 'Who made it (加注机构).' })
  @Disclosed('P1')
  creator!: Agency | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was made (加注时间).' })
  @Disclosed('P1')
  createdAt!: Date | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'Until when it is served (加注有效期).' })
  @Disclosed('P1')
  expiresAt!: Date | null;
  @Field(() => Int, { nullable: true, description: 'Size in bytes (文件大小).' })
  @Disclosed('P3', { of: 'HOLDER' })
  fileBytes!: number | null;
  @Field(() => String, { nullable: true, description: 'SM3 digest of the copy, hexadecimal (SM3摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSm3!: string | null;
  @Field(() => String, { nullable: true, description: 'SHA-256 digest of the copy, hexadecimal (SHA-256摘要).' })
  @Disclosed('P3', { of: 'HOLDER' })
  digestSha256!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Path of the copy, for you and for ten minutes, never beyond its expiry (下载链接). Decided again and logged when it is used.',
  })
  @Disclosed('P3', { of: 'HOLDER' })
  downloadLink!: string | null;
}
