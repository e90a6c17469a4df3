/** What the share service is asked with (GB/T 36906). */
import { ArgsType, Field } from 'type-graphql';
import { PageArgs } from '../../disclosure/index.ts';

export const USE_CAUSE =
  'Why (用证事由). The header x-use-cause says it for decisions and log and must not be missing; the argument must agree with it.';

@ArgsType()
export class HolderArgs extends PageArgs {
  @Field(() => String, { description: 'Kind of the number: 001, 111 … (持证主体代码类型).' })
  holderType!: string;
  @Field(() => String, { description: 'Number of the holder (持证主体代码).' })
  holderNumber!: string;
  @Field(() => String, { description: 'Code of the licence type (证照类型代码).' })
  typeCode!: string;
  @Field(() => String, { nullable: true, description: USE_CAUSE })
  useCause?: string | null;
}
