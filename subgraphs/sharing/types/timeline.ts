/** What was done about an application, a grant or a catalogue draft (办理过程). */
import { Field, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';

@ObjectType({ description: 'One act, as it stands on the timeline (办理过程). Seen by whoever sees what it is about.' })
export class TimelineEntry {
  @Field(() => DateTimeScalar, { description: 'When (时间).' })
  @Disclosed('P0')
  at!: Date;
  @Field(() => String, { description: 'Which act (操作).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => String, { description: 'The state that it left (操作后状态).' })
  @Disclosed('P0')
  state!: string;
  @Field(() => String, { description: 'Opaque name of who did it (经办人).' })
  @Disclosed('P0')
  actorId!: string;
  @Field(() => String, { nullable: true, description: 'USCC of the body (所属机构).' })
  @Disclosed('P0')
  agency!: string | null;
  @Field(() => String, { nullable: true, description: 'Reasons or remark given (说明).' })
  @Disclosed('P0')
  note!: string | null;
  @Field(() => String, { nullable: true, description: 'The rule that answered instead of a person (自动答复规则).' })
  @Disclosed('P0')
  ruleId!: string | null;
  @Field(() => String, { description: 'The clause that it rests on (依据条款).' })
  @Disclosed('P0')
  clause!: string;
}
