/** What was corrected of the description of a record. Read by its keeper; values as far as the record shows them. */
import { Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { actResultOf } from './act-result.ts';
import { Fonds } from './fonds.ts';
import { ArchivalRecord } from './record.ts';

@ObjectType({ description: 'One correction of a description (著录更正记录).' })
export class DescriptionChange {
  @Field(() => String, { description: 'Which field of the record (字段).' })
  @Disclosed('P0')
  field!: string;
  @Field(() => String, { nullable: true, description: 'What it was; null where you are not shown the field (原值).' })
  @Disclosed('P0')
  before!: string | null;
  @Field(() => String, { nullable: true, description: 'What it is since; likewise (新值).' })
  @Disclosed('P0')
  after!: string | null;
  @Field(() => String, { nullable: true, description: 'Why; likewise (理由).' })
  @Disclosed('P0')
  reason!: string | null;
  @Field(() => String, { description: 'Who (更正人).' })
  @Disclosed('P0')
  changedBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: string;
}

export const ArchivalRecordResult = actResultOf(ArchivalRecord, 'ArchivalRecordResult', '电子档案');
export const FondsResult = actResultOf(Fonds, 'FondsResult', '全宗');
