/** Consents to grants, and grants that wait for a hall's. */
import { Directive, Field, ID, InputType, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { connectionOf, Violation } from '../../../schema/shared-types.ts';
import { BodyConsentKind } from '../in-force-codes.ts';

@ObjectType({
  description:
    'A running grant on records that your hall has taken over: without your consent it gives nothing of them (待确认授权). @clause 实施条例 art. 34',
})
export class GrantConfirmation {
  @Field(() => ID, { description: 'Key of the grant (授权标识).' })
  @Disclosed('KEY')
  grantId!: string;
  @Field(() => DateTimeScalar, { description: 'Since when it waits (起始时间).' })
  @Disclosed('P0')
  since!: Date;
  @Field(() => String, { description: 'Resource code of its entry (资源编码).' })
  @Disclosed('P0')
  entryCode!: string;
  @Field(() => String, { description: 'USCC of the unit that gave it (提供方).' })
  @Disclosed('P0')
  provider!: string;
  @Field(() => String, { description: 'USCC of who uses it (使用方).' })
  @Disclosed('P0')
  grantee!: string;
  @Field(() => String, { description: 'Legal basis (法律依据).' })
  @Disclosed('P0')
  basis!: string;
  @Field(() => String, { description: 'Scenario (应用场景).' })
  @Disclosed('P0')
  scenario!: string;
  @Field(() => [String], { description: 'Use causes (用途).' })
  @Disclosed('P0')
  useCauses!: string[];
  @Field(() => [String], { description: 'Fields that it names (授权字段).' })
  @Disclosed('P0')
  named!: string[];
}

@ObjectType({ description: 'What became of a consent or of its withdrawal (同意办理结果).' })
@Directive('@structural')
export class ConsentResult {
  @Field(() => ID, { nullable: true, description: 'Key of the grant (授权标识).' })
  grantId!: string | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty: it was not (拒绝原因).' })
  violations!: Violation[];
}

@InputType({ description: 'That your body agrees to a grant, as far as its own records or licences go (机构同意).' })
export class BodyConsentInput {
  @Field(() => ID, { description: 'Key of the grant (授权标识).' })
  grantId!: string;
  @Field(() => BodyConsentKind, { description: 'In which capacity (同意类型).' })
  kind!: keyof typeof BodyConsentKind;
  @Field(() => String, { nullable: true, description: 'Why it is withdrawn; for a withdrawal only (撤回原因).' })
  reason?: string | null;
}

@InputType({ description: 'That you agree to fields of a grant about you or whom you stand for (个人或监护人同意).' })
export class SubjectConsentInput {
  @Field(() => ID, { description: 'Key of the grant (授权标识).' })
  grantId!: string;
  @Field(() => [String], { description: 'Schema coordinates, Type.field (字段坐标).' })
  fields!: string[];
}

export const GrantConfirmationConnection = connectionOf(
  GrantConfirmation,
  'GrantConfirmation',
  '待确认授权',
).Connection;
