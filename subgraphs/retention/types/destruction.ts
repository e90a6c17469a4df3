/** Destruction lists. Not records: read by the body that destroys, the authority and the auditor. No titles. */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar, DateTimeScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { DestructionHand, DestructionItemState, DestructionListState } from '../codes.ts';
import { actResultOf } from './act-result.ts';
import { DestructionCertificate } from './certificate.ts';

@ObjectType({ description: 'A record on a destruction list (销毁清册条目).' })
export class DestructionItem {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  @Disclosed('KEY')
  caseId!: string;
  @Field(() => String, { description: 'Record code (电子文件号).' })
  @Disclosed('P0')
  recordCode!: string;
  @Field(() => String, { description: 'Period (保管期限).' })
  @Disclosed('P0')
  period!: string;
  @Field(() => DateScalar, { description: 'Day of completion (办结日期).' })
  @Disclosed('P0')
  completedOn!: string;
  @Field(() => DateScalar, { description: 'Last day of retention (保管期满日期).' })
  @Disclosed('P0')
  dueOn!: string;
  @Field(() => DestructionItemState, { description: 'What became of it (状态).' })
  @Disclosed('P0')
  state!: keyof typeof DestructionItemState;
  @Field(() => [String], { description: 'Codes of what kept it (未销毁原因).' })
  @Disclosed('P0')
  reasons!: string[];
}

@ObjectType({ description: 'Who had which part in a destruction (参与人).' })
export class DestructionPart {
  @Field(() => DestructionHand, { description: 'Which part (身份).' })
  @Disclosed('P0')
  hand!: keyof typeof DestructionHand;
  @Field(() => String, { description: 'Who (人员).' })
  @Disclosed('P0')
  actor!: string;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (时间).' })
  @Disclosed('P0')
  at!: string | null;
}

@ObjectType({ description: 'A list of records to be destroyed (销毁清册). @clause 令22 art. 30' })
export class DestructionList {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency or hall that destroys (销毁单位).' })
  @Disclosed('P0')
  body!: Agency;
  @Field(() => String, { description: 'Number (清册号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => DestructionListState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof DestructionListState;
  @Field(() => String, { nullable: true, description: 'Why it was not approved (退回意见).' })
  @Disclosed('P0')
  returnReason!: string | null;
  @Field(() => DateScalar, { description: 'Day of the proposal (提出日期).' })
  @Disclosed('P0')
  proposedOn!: string;
  @Field(() => DateScalar, { nullable: true, description: 'Day of destruction (销毁日期).' })
  @Disclosed('P0')
  executedOn!: string | null;
  @Field(() => [DestructionItem], { description: 'Its records (条目).' })
  @Disclosed('KEY')
  items!: DestructionItem[];
  @Field(() => [DestructionPart], { description: 'Who took part (参与人).' })
  @Disclosed('KEY')
  people!: DestructionPart[];
  @Field(() => DestructionCertificate, { nullable: true, description: 'Its certificate (销毁证明).' })
  @Disclosed('KEY')
  certificate!: DestructionCertificate | null;
}

export const DestructionListResult = actResultOf(DestructionList, 'DestructionListResult', '销毁清册');
