/** What users of licences say: copies, and calls into cases. */
import { Field, ID, InputType } from 'type-graphql';
import { DateTimeScalar } from '../../../schema/scalars.ts';

const CAUSE = 'Why; what the header x-use-cause says, at most 200 characters (用证事由).';

@InputType({ description: 'A request for an annotated copy (制作加注件). @clause GB/T 36906-2018' })
export class MakeAnnotatedCopyInput {
  @Field(() => String, { description: 'A key of your own: the same key again gives the same copy (请求标识).' })
  copyKey!: string;
  @Field(() => String, { description: 'Identifier with version (电子证照标识).' })
  identifier!: string;
  @Field(() => String, { description: CAUSE })
  useCause!: string;
  @Field(() => DateTimeScalar, { description: 'Until when it is served, at most thirty days from now (加注有效期).' })
  expiresAt!: string;
}

@InputType({ description: 'A call of a licence into a case (调用证照入卷). @clause 26号 art. 8' })
export class CallLicenceInput {
  @Field(() => String, { description: 'A key of your own: the same key again gives the same call (请求标识).' })
  callKey!: string;
  @Field(() => ID, { description: 'Key of the case that you handle (办件).' })
  caseId!: string;
  @Field(() => String, { description: 'Identifier with version (电子证照标识).' })
  identifier!: string;
  @Field(() => String, { description: CAUSE })
  useCause!: string;
}
