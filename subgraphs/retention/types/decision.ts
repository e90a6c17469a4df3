/** How long a case is kept: a record, each field with its disclosure class. */
import { Directive, Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency, connectionOf, DisclosedRecord, PartRecord } from '../../../schema/shared-types.ts';
import { RetentionState } from '../codes.ts';

@ObjectType({
  implements: DisclosedRecord,
  description:
    'How long a case is kept, by which rule, and what becomes of it then (保管期限决定). @clause 26号 art. 7',
})
@Directive('@key(fields: "id")')
@Directive('@record')
export class RetentionDecision extends PartRecord {
  @Field(() => Agency, { nullable: true, description: 'The agency that archived the case (立档单位).' })
  @Disclosed('P0')
  agency!: Agency | null;
  @Field(() => String, {
    nullable: true,
    description: 'Y permanent, D30 thirty years, Dn n years (保管期限).',
  })
  @Disclosed('P0')
  period!: string | null;
  @Field(() => Int, { nullable: true, description: 'The period in years; null when permanent (保管年数).' })
  @Disclosed('P0')
  periodYears!: number | null;
  @Field(() => String, { nullable: true, description: 'The clause that sets the period (依据条款).' })
  @Disclosed('P0')
  basis!: string | null;
  @Field(() => String, { nullable: true, description: 'Code of the rule in the schedule (条目编号).' })
  @Disclosed('P1')
  ruleCode!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day from which the period counts (起算日期).',
  })
  @Disclosed('P1')
  startsOn!: string | null;
  @Field(() => DateScalar, {
    nullable: true,
    description: 'Last day of retention; null when permanent (保管期满日期).',
  })
  @Disclosed('P1')
  dueOn!: string | null;
  @Field(() => RetentionState, { nullable: true, description: 'Where it stands (保管与处置状态).' })
  @Disclosed('P1')
  state!: keyof typeof RetentionState | null;
  @Field(() => String, {
    nullable: true,
    description: 'How the dates came about, in one sentence (期限说明).',
  })
  @Disclosed('P1')
  explanation!: string | null;
  @Field(() => Boolean, {
    nullable: true,
    description:
      'Whether a hold keeps it from being destroyed (暂停处置). Nobody outside may learn of one. @clause 档案法实施条例 art. 24',
  })
  @Disclosed('P1', { sharing: 'NON_SHARING', basis: '档案法实施条例 art. 24' })
  held!: boolean | null;
  @Field(() => Case, { nullable: true, description: 'The case that is kept (办件).' })
  @Disclosed('KEY')
  case!: Case | null;
}

@ObjectType({ description: 'A case, the unit of archiving (办件). @clause 26号 art. 8' })
@Directive('@key(fields: "id")')
export class Case {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => RetentionDecision, {
    nullable: true,
    description: 'How long it is kept; null before it is decided (保管期限决定).',
  })
  @Disclosed('KEY')
  retention!: RetentionDecision | null;
}

export const RetentionDecisionConnection = connectionOf(
  RetentionDecision,
  'RetentionDecision',
  '保管期限决定',
).Connection;
