/** What acts of description are given. */
import { Field, ID, InputType } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { Correction } from '../service/description.ts';

@InputType({ description: 'A new fonds (全宗).' })
export class FondsInput {
  @Field(() => String, { description: 'A letter and three digits (全宗号). @clause DA/T 13-2022' })
  number!: string;
  @Field(() => String, { description: 'Name, as a rule that of the unit (全宗名称).' })
  name!: string;
  @Field(() => ID, { description: 'USCC of the unit whose archives it is for (立档单位).' })
  formingUnit!: string;
}

@InputType({ description: 'What is corrected of a record; what is not given stays (著录更正).' })
export class DescriptionInput {
  @Field(() => ID, { description: 'Key of the record (电子档案标识).' })
  recordId!: string;
  @Field(() => String, { nullable: true, description: 'Reference code, of the same fonds (档号).' })
  referenceCode?: string | null;
  @Field(() => String, { nullable: true, description: 'Where its bytes are kept (存址).' })
  location?: string | null;
  @Field(() => String, { nullable: true, description: 'Title (题名).' })
  title?: string | null;
  @Field(() => String, { description: 'Why (理由).' })
  reason!: string;
}

export function parseCorrection({ recordId, ...input }: DescriptionInput): Correction {
  const { referenceCode = null, location = null, title = null, reason } = input;
  return { recordId: parseKey('input.recordId', recordId), referenceCode, location, title, reason };
}
