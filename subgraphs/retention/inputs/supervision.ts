/** What rectification is ordered with. */
import { Field, ID, InputType } from 'type-graphql';
import { DateScalar } from '../../../schema/scalars.ts';

@InputType({ description: 'An order to put something right (督促整改).' })
export class RectificationInput {
  @Field(() => ID, { description: 'USCC of the agency (机构).' })
  agency!: string;
  @Field(() => String, { description: 'Number (文号).' })
  number!: string;
  @Field(() => String, { description: 'What is to be put right (整改要求).' })
  demand!: string;
  @Field(() => DateScalar, { description: 'By when (整改期限).' })
  dueOn!: string;
}
