/** What acts about licences answer: what they were about, and every reason why they were refused. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Violation } from '../../../schema/shared-types.ts';
import { VerifyVerdict } from '../codes.ts';
import { LicenceCall } from './call.ts';
import { AnnotatedCopy } from './copy.ts';
import { Licence } from './licence.ts';

@ObjectType({ description: 'The outcome of an act about a licence (证照操作结果).' })
@Directive('@structural')
export class LicenceResult {
  @Field(() => Licence, { nullable: true, description: 'The licence as it is now, as you may see it (证照).' })
  licence!: Licence | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of asking for an annotated copy (加注件结果).' })
@Directive('@structural')
export class AnnotatedCopyResult {
  @Field(() => AnnotatedCopy, { nullable: true, description: 'The copy (加注件).' })
  copy!: AnnotatedCopy | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of calling a licence into a case (证照调用结果).' })
@Directive('@structural')
export class LicenceCallResult {
  @Field(() => LicenceCall, { nullable: true, description: 'What was frozen (调用快照).' })
  call!: LicenceCall | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({
  description:
    'What a file turned out to be (核验结果). Tells nothing of the holder. VALID says that the bytes are those that were issued; whether the licence is in force, `licence` tells who may know. @clause GB/T 36906-2018',
})
@Directive('@structural')
export class Verification {
  @Field(() => VerifyVerdict, { description: 'The verdict (核验结论).' })
  verdict!: keyof typeof VerifyVerdict;
  @Field(() => Licence, { nullable: true, description: 'The licence today, as you may see it (证照现状).' })
  licence!: Licence | null;
}
