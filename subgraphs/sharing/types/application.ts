/** Applications (共享申请). */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { ShareMode } from '../codes.ts';
import { ApplicationState } from '../procedure-codes.ts';
import { Agency } from './agency.ts';
import { CatalogueEntry } from './catalogue.ts';
import { Grant } from './grant.ts';
import { FieldBasis, ImpactAssessment, Quota, RowScope } from './scope.ts';
import { TimelineEntry } from './timeline.ts';

@ObjectType({
  description:
    'An application for a catalogue entry (共享申请). Seen by the applicant; from its approval there also by the provider, the data authority and the auditor. @clause 809 art. 20',
})
export class Application {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => ApplicationState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof ApplicationState;
  @Field(() => CatalogueEntry, { nullable: true, description: 'The entry applied for (目录条目).' })
  @Disclosed('P0')
  entry!: CatalogueEntry | null;
  @Field(() => Agency, { nullable: true, description: 'Who applies (申请方).' })
  @Disclosed('P0')
  applicant!: Agency | null;
  @Field(() => Agency, { nullable: true, description: 'Who answers (提供方).' })
  @Disclosed('P0')
  provider!: Agency | null;
  @Field(() => String, { description: 'Legal basis (法律依据).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => String, { description: 'Scenario (应用场景).' })
  @Disclosed('P0')
  scenario!: string;
  @Field(() => [String], { description: 'Fields asked for (申请字段).' })
  @Disclosed('P0')
  fields!: string[];
  @Field(() => [FieldBasis], { description: 'Specific bases, field by field (字段具体依据).' })
  @Disclosed('P0')
  fieldBases!: FieldBasis[];
  @Field(() => RowScope, { description: 'Rows asked for (数据范围).' })
  @Disclosed('P0')
  rows!: RowScope;
  @Field(() => [String], { description: 'Use causes (用途).' })
  @Disclosed('P0')
  useCauses!: string[];
  @Field(() => [ShareMode], { description: 'Modes (共享方式).' })
  @Disclosed('P0')
  modes!: (keyof typeof ShareMode)[];
  @Field(() => DateScalar, { nullable: true, description: 'First day (使用期限起).' })
  @Disclosed('P0')
  validFrom!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day (使用期限止).' })
  @Disclosed('P0')
  validTo!: string | null;
  @Field(() => Quota, { nullable: true, description: 'Expected frequency (使用频次).' })
  @Disclosed('P0')
  quota!: Quota | null;
  @Field(() => Boolean, { description: 'Whether it is return flow (是否回流). @clause 809 art. 24' })
  @Disclosed('P0')
  returnFlow!: boolean;
  @Field(() => ImpactAssessment, { nullable: true, description: 'Impact assessment on file (影响评估).' })
  @Disclosed('P0')
  impactAssessment!: ImpactAssessment | null;
  @Field(() => [Violation], {
    description:
      'The one notice of everything that was missing when it was last handed in (一次性告知). @clause 809 art. 21',
  })
  @Disclosed('P0')
  missing!: Violation[];
  @Field(() => DateScalar, { nullable: true, description: 'Last day for the answer (答复期限). @clause 809 art. 21' })
  @Disclosed('P0')
  dueOn!: string | null;
  @Field(() => Boolean, {
    description: 'Whether that day may still change, as holidays of its year are not published (期限是否暂定).',
  })
  @Disclosed('P0')
  dueProvisional!: boolean;
  @Field(() => Int, { nullable: true, description: 'Working days of extension that were asked for (延期工作日数).' })
  @Disclosed('P0')
  extensionDays!: number | null;
  @Field(() => String, { nullable: true, description: 'Why (延期理由).' })
  @Disclosed('P0')
  extensionReason!: string | null;
  @Field(() => Boolean, { description: 'Whether the data authority agreed to it (是否同意延期).' })
  @Disclosed('P0')
  extensionConsented!: boolean;
  @Field(() => String, { nullable: true, description: 'The rule that answered it, if one did (自动答复规则).' })
  @Disclosed('P0')
  ruleId!: string | null;
  @Field(() => [String], { description: 'Reasons of a refusal (不同意理由).' })
  @Disclosed('P0')
  refusalReasons!: string[];
  @Field(() => Grant, { nullable: true, description: 'The grant that followed (授权).' })
  @Disclosed('P0')
  grant!: Grant | null;
  @Field(() => [TimelineEntry], { description: 'What was done, in order (办理过程).' })
  @Disclosed('P0')
  timeline!: TimelineEntry[];
}

@ObjectType({ description: 'Outcome of an act about an application (申请办理结果).' })
export class ApplicationResult {
  @Field(() => Application, { nullable: true, description: 'As it stands now (申请).' })
  @Disclosed('KEY')
  application!: Application | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}

export const ApplicationConnection = connectionOf(Application, 'Application', '申请').Connection;
