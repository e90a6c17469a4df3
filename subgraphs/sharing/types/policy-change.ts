/** Policies that were live, are, or are to be (策略变更). */
import { Directive, Field, ID, InputType, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { codesOf, connectionOf, Violation } from '../../../schema/shared-types.ts';

export const PolicyChangeState = codesOf(
  'PolicyChangeState',
  'Life of a policy change (策略变更状态). @clause 三员分立',
  {
    PROPOSED: 'Waits for the second officer (待复核).',
    APPROVED: 'May be taken live, as long as the policy it was compared with is (已批准).',
    REJECTED: 'Rejected by the second officer (已否决).',
    STALE: 'Another policy has become live meanwhile (已失效).',
    LIVE: 'Decides now (现行).',
    SUPERSEDED: 'Decided before (已被取代).',
  },
);

@ObjectType({ description: 'How many fields a caller gains and loses by a policy change (字段增减).' })
export class PolicyEffect {
  @Field(() => String, { description: 'Whom it is about, as the permission diff names it (对象).' })
  @Disclosed('P0')
  who!: string;
  @Field(() => Int, { description: 'Fields that it is given and was not (新增字段数).' })
  @Disclosed('P0')
  gains!: number;
  @Field(() => Int, { description: 'Fields that it was given and is not (减少字段数).' })
  @Disclosed('P0')
  loses!: number;
  @Field(() => Int, { description: 'Fields that it is given otherwise (变化字段数).' })
  @Disclosed('P0')
  differs!: number;
}

@ObjectType({
  description:
    'A policy (classes, rules of the profile, masks) that was installed or proposed (策略变更). For security officers and auditors. @clause 三员分立',
})
export class PolicyChange {
  @Field(() => ID, { description: 'Key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: 'SHA-256 of the candidate (摘要).' })
  @Disclosed('P0')
  digest!: string;
  @Field(() => String, { description: 'Version, as every decision names it (策略版本).' })
  @Disclosed('P0')
  version!: string;
  @Field(() => String, {
    nullable: true,
    description: 'Version that it was compared with; null: as it was installed (比对版本).',
  })
  @Disclosed('P0')
  baseVersion!: string | null;
  @Field(() => PolicyChangeState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof PolicyChangeState;
  @Field(() => [PolicyEffect], { description: 'Who gains and loses how many fields, as its proposer found (影响).' })
  @Disclosed('P0')
  effects!: PolicyEffect[];
  @Field(() => String, { nullable: true, description: 'Why, in the words of its proposer (事由).' })
  @Disclosed('P0')
  reason!: string | null;
  @Field(() => String, { nullable: true, description: 'Opaque name of who proposed it (提出人).' })
  @Disclosed('P0')
  proposedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was proposed (提出时间).' })
  @Disclosed('P0')
  proposedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Opaque name of who decided about it (复核人).' })
  @Disclosed('P0')
  decidedBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When that was (复核时间).' })
  @Disclosed('P0')
  decidedAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'What was said about it (复核意见).' })
  @Disclosed('P0')
  note!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When a gateway first took it live (生效时间).' })
  @Disclosed('P0')
  liveAt!: Date | null;
}

@ObjectType({ description: 'What became of an act about a policy change (策略变更办理结果).' })
@Directive('@structural')
export class PolicyChangeResult {
  @Field(() => PolicyChange, { nullable: true, description: 'The change; null when it was not entered (策略变更).' })
  change!: PolicyChange | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty: it was not (拒绝原因).' })
  violations!: Violation[];
}

@InputType({ description: 'How many fields a caller gains and loses (字段增减).' })
export class PolicyEffectInput {
  @Field(() => String, { description: 'Whom it is about (对象).' })
  who!: string;
  @Field(() => Int, { description: 'Fields that it is given and was not (新增字段数).' })
  gains!: number;
  @Field(() => Int, { description: 'Fields that it was given and is not (减少字段数).' })
  loses!: number;
  @Field(() => Int, { description: 'Fields that it is given otherwise (变化字段数).' })
  differs!: number;
}

@InputType({
  description: 'A policy that is to become live (拟生效策略). `npm run -s permissions -- propose` makes it.',
})
export class ProposePolicyChangeInput {
  @Field(() => String, { description: 'SHA-256 of the policy that it was compared with: the live one (现行策略摘要).' })
  base!: string;
  @Field(() => String, { description: 'SHA-256 of the candidate (拟生效策略摘要).' })
  digest!: string;
  @Field(() => [PolicyEffectInput], { description: 'Who gains and loses how many fields (影响).' })
  effects!: PolicyEffectInput[];
  @Field(() => String, { description: 'Why (事由).' })
  reason!: string;
}

export const PolicyChangeConnection = connectionOf(PolicyChange, 'PolicyChange', '策略变更').Connection;
