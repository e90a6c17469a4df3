/** What every mutation hands back: its subject, or every reason why nothing was done. */
import { Directive, Field, ObjectType, type ClassType } from 'type-graphql';
import { Violation } from '../../../schema/shared-types.ts';

export interface ActResult<T> {
  readonly subject: T | null;
  readonly violations: readonly Violation[];
}

/**
 * The class of one mutation's result.
 *
 * @param chinese what the subject is called
 */
export function actResultOf<T extends object>(
  Subject: ClassType<T>,
  name: string,
  chinese: string,
): ClassType<ActResult<T>> {
  @ObjectType(name, { description: `What came of the act (${chinese}办理结果).` })
  @Directive('@structural')
  class Result {
    @Field(() => Subject, {
      nullable: true,
      description: `As it is now; null when the act was refused (${chinese}).`,
    })
    subject!: T | null;
    @Field(() => [Violation], { description: 'Every reason for a refusal; nothing was written then (拒绝原因).' })
    violations!: Violation[];
  }
  return Result;
}
