/** What is late (逾期事项). */
import { Field, ID, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { connectionOf } from '../../../schema/shared-types.ts';
import { OverdueKind } from '../procedure-codes.ts';
import { Agency } from './agency.ts';

@ObjectType({
  description:
    'Something that should have been done (逾期事项). Seen by the parties and the data authority. @clause 809 art. 21',
})
export class OverdueItem {
  @Field(() => ID, { description: 'Key of the draft, application, correction or grant (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => OverdueKind, { description: 'What is late (事项).' })
  @Disclosed('P0')
  kind!: keyof typeof OverdueKind;
  @Field(() => DateScalar, { description: 'Its last day (期限).' })
  @Disclosed('P0')
  dueOn!: string;
  @Field(() => Boolean, { description: 'Whether that day may still change (期限是否暂定).' })
  @Disclosed('P0')
  dueProvisional!: boolean;
  @Field(() => Agency, { nullable: true, description: 'Who owes it; null: the data authority (责任机构).' })
  @Disclosed('P0')
  responsible!: Agency | null;
}

export const OverdueItemConnection = connectionOf(OverdueItem, 'OverdueItem', '逾期事项').Connection;
