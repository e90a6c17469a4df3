/** What drafts of schedules are made of. */
import { Field, InputType, Int } from 'type-graphql';
import { MaterialClass } from '../codes.ts';
import type { RuleDraft, ScheduleDraft } from '../service/schedules.ts';

@InputType({ description: 'A rule of a draft (保管期限表条目).' })
export class RetentionRuleInput {
  @Field(() => String, { description: 'Code of the rule in its schedule (条目编号).' })
  code!: string;
  @Field(() => String, { description: 'Implementation code of the item, or its basic code (事项编码).' })
  itemCode!: string;
  @Field(() => MaterialClass, {
    nullable: true,
    description: 'Class of materials; the whole of the case unless given (材料类别).',
  })
  materialClass?: keyof typeof MaterialClass | null;
  @Field(() => String, { description: 'Y permanent, Dn n years (保管期限).' })
  period!: string;
  @Field(() => String, { description: 'The clause that sets the period (依据条款).' })
  basis!: string;
  @Field(() => Int, { description: 'How far administration looks back, in years (行政追溯年限).' })
  lookBackAdministration!: number;
  @Field(() => Int, { description: 'How far litigation looks back, in years (诉讼追溯年限).' })
  lookBackLitigation!: number;
  @Field(() => Int, { description: 'How far audit looks back, in years (审计追溯年限).' })
  lookBackAudit!: number;
}

@InputType({ description: 'A draft of a schedule (保管期限表草案).' })
export class ScheduleDraftInput {
  @Field(() => String, { description: 'Version; each of an agency has its own (版本).' })
  version!: string;
  @Field(() => String, { description: 'Title (名称).' })
  title!: string;
  @Field(() => [RetentionRuleInput], { description: 'Its rules (条目).' })
  rules!: RetentionRuleInput[];
}

@InputType({ description: 'What a draft is to be instead (保管期限表修改).' })
export class ScheduleRevisionInput {
  @Field(() => String, { description: 'Title (名称).' })
  title!: string;
  @Field(() => [RetentionRuleInput], { description: 'Its rules (条目).' })
  rules!: RetentionRuleInput[];
}

/** A period that is none is kept as it is: the draft is refused with the reason. */
export function parseDraft<T extends ScheduleRevisionInput>(input: T): T & Pick<ScheduleDraft, 'rules'> {
  const rules = input.rules.map((rule) => ({ ...rule, materialClass: rule.materialClass ?? null }) as RuleDraft);
  return { ...input, rules } as T & Pick<ScheduleDraft, 'rules'>;
}
