/** Appraisals. Not records: only the body whose records are appraised reads them. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { AppraisalConclusion, AppraisalState } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'What one appraiser says of one record (鉴定意见).' })
export class AppraisalOpinion {
  @Field(() => String, { description: 'Who (鉴定人).' })
  @Disclosed('P0')
  appraiser!: string;
  @Field(() => AppraisalConclusion, { description: 'What to do (建议).' })
  @Disclosed('P0')
  recommendation!: keyof typeof AppraisalConclusion;
  @Field(() => String, { description: 'Why (理由).' })
  @Disclosed('P0')
  text!: string;
  @Field(() => DateScalar, { description: 'When (日期).' })
  @Disclosed('P0')
  givenOn!: string;
}

@ObjectType({ description: 'A record in an appraisal (鉴定条目).' })
export class AppraisalItem {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => String, { description: 'Record code (电子文件号).' })
  @Disclosed('P0')
  recordCode!: string;
  @Field(() => AppraisalConclusion, { nullable: true, description: 'Null until concluded (鉴定结论).' })
  @Disclosed('P0')
  conclusion!: keyof typeof AppraisalConclusion | null;
  @Field(() => String, { nullable: true, description: 'New period of a record that is kept on (续存期限).' })
  @Disclosed('P0')
  period!: string | null;
  @Field(() => [AppraisalOpinion], { description: 'Opinions on it (鉴定意见).' })
  @Disclosed('P0')
  opinions!: AppraisalOpinion[];
}

@ObjectType({ description: 'An appraisal of expired records (到期鉴定). @clause 档案法实施条例 art. 24' })
export class Appraisal {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency or hall that appraises (鉴定单位).' })
  @Disclosed('P0')
  body!: Agency;
  @Field(() => String, { description: 'Number (鉴定编号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => AppraisalState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof AppraisalState;
  @Field(() => String, { nullable: true, description: 'The appraisal report (鉴定报告).' })
  @Disclosed('P0')
  report!: string | null;
  @Field(() => DateScalar, { description: 'Day on which it began (开始日期).' })
  @Disclosed('P0')
  openedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day of its report (结论日期).' })
  @Disclosed('P0')
  concludedOn!: string | null;
  @Field(() => [AppraisalItem], { description: 'Its records (条目).' })
  @Disclosed('KEY')
  items!: AppraisalItem[];
}

export const AppraisalResult = actResultOf(Appraisal, 'AppraisalResult', '鉴定');

@ObjectType({ description: 'What a registration of expired records came to (到期登记).' })
export class ExpiryRegistration {
  @Field(() => Int, { description: 'Records that are expired and not yet appraised (到期件数).' })
  @Disclosed('P0')
  expired!: number;
}

export const ExpiryRegistrationResult = actResultOf(ExpiryRegistration, 'ExpiryRegistrationResult', '到期登记');
