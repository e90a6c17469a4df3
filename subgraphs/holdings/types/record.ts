/** Archival records, each field with its disclosure class. */
import { Directive, Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency, connectionOf, DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';
import { Custody, OpeningState } from '../codes/record.ts';
import { RecordFile } from './record-file.ts';

@ObjectType({
  implements: DisclosedRecord,
  description:
    'What the archives know of an archived case: where it stands, who keeps it, whether it is opened (电子档案).',
})
@Directive('@key(fields: "id")')
@Directive('@record')
export class ArchivalRecord extends PartRecord {
  @Field(() => String, {
    nullable: true,
    description: 'Code of the electronic record (电子文件号); exists before any 档号. @clause 令22 art. 19',
  })
  @Disclosed('P1')
  recordCode!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Reference code (档号); null before it is assigned. @clause DA/T 13-2022',
  })
  @Disclosed('P1')
  referenceCode!: string | null;
  @Field(() => String, { nullable: true, description: 'Fonds number (全宗号).' })
  @Disclosed('P0')
  fondsNumber!: string | null;
  @Field(() => String, { nullable: true, description: 'Name of the fonds (全宗名称).' })
  @Disclosed('P0')
  fondsName!: string | null;
  @Field(() => Agency, {
    nullable: true,
    description: 'The hall that has the custody; null while it is with the forming unit (档案馆).',
  })
  @Disclosed('P0')
  hall!: Agency | null;
  @Field(() => Custody, {
    nullable: true,
    description: 'In whose custody it is (保管主体). @clause 档案法实施条例 art. 40',
  })
  @Disclosed('P0')
  custody!: keyof typeof Custody | null;
  @Field(() => OpeningState, {
    nullable: true,
    description: 'Whether it is opened (开放状态). @clause 档案法 art. 27',
  })
  @Disclosed('P0')
  openingState!: keyof typeof OpeningState | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day of opening (开放日期).' })
  @Disclosed('P1')
  openedOn!: string | null;
  @Field(() => String, { nullable: true, description: 'Number of the transfer batch (移交批次).' })
  @Disclosed('P1')
  transferBatch!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'The day of transfer (移交日期).' })
  @Disclosed('P1')
  transferredOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day on which the hall received it (接收日期).',
  })
  @Disclosed('P1')
  receivedOn!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'What the transferring unit says on opening and use (开放利用意见). @clause 26号 art. 12',
  })
  @Disclosed('P1')
  openingOpinion!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Whether the information was disclosed to the public (信息公开情况).',
  })
  @Disclosed('P1')
  disclosureStatus!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Declassification or other change of secrecy (密级变更情况).',
  })
  @Disclosed('P1')
  secrecyChange!: string | null;
  @Field(() => String, {
    nullable: true,
    description:
      'Where its bytes are kept (存址). Non-sharing: a matter of the security of the archives. @clause 档案法 art. 19',
  })
  @Disclosed('P1', { sharing: 'NON_SHARING', basis: '档案法 art. 19' })
  location!: string | null;
  @Field(() => String, {
    nullable: true,
    description: 'Title (题名). Often names the applicant: withheld unless named in a grant.',
  })
  @Disclosed('P2', { of: 'APPLICANT' })
  title!: string | null;
  @Field(() => [RecordFile], { description: 'Its files (文件).' })
  @Disclosed('KEY')
  files!: RecordFile[];
  @Field(() => Case, { nullable: true, description: 'The case that was archived (办件).' })
  @Disclosed('KEY')
  case!: Case | null;
}

@ObjectType({ description: 'A case, the unit of archiving (办件). @clause 26号 art. 8' })
@Directive('@key(fields: "id")')
export class Case {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ArchivalRecord, {
    nullable: true,
    description: 'What the archives know of it; null before it is theirs (馆藏信息).',
  })
  @Disclosed('KEY')
  holding!: ArchivalRecord | null;
}

export const ArchivalRecordConnection = connectionOf(ArchivalRecord, 'ArchivalRecord', '电子档案').Connection;
