/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Query, Resolver } from 'type-graphql';
import type { AccessContext } from '../../schema/actor.ts';
import type { DisclosureQuestion } from './explain-disclosure.ts';
import { DisclosureExplanation, OperationExplanation, ViewAs } from './types.ts';

/** What the two questions are answered by, bound to one caller. */
export interface TrustContext {
  readonly access: AccessContext;
  explainDisclosure(question: DisclosureQuestion): Promise<DisclosureExplanation | null>;
  explainOperation(document: string, operationName: string | null): Promise<OperationExplanation>;
}

@Resolver()
export class TrustResolver {
  @Query(() => DisclosureExplanation, {
    nullable: true,
    description: `Why you are shown a record as you are: per field outcome, rule, clause and remedy (披露理由). What is
absent for you is null, like a key that stands for nothing.`,
  })
  async explainDisclosure(
    @Arg('record', () => ID, { description: 'Key of a record, of whatever type (记录标识).' }) record: string,
    @Arg('fields', () => [String], {
      nullable: true,
      description: 'Names or coordinates, such as `title` or `Case.title`; all of the type unless given (字段).',
    })
    fields: string[] | null,
    @Arg('as', () => ViewAs, { nullable: true, description: 'In whose place; your own unless given (代查身份).' })
    as: ViewAs | null,
    @Ctx() context: TrustContext,
  ): Promise<DisclosureExplanation | null> {
    return context.explainDisclosure({ record, fields: fields ?? null, as: as ?? null });
  }

  @Query(() => OperationExplanation, {
    nullable: true,
    description: `What an operation would bring you, before you run it: what is left out, what may be withheld, how large it
is, what your grant still allows (操作预估). It takes nothing of a quota.`,
  })
  async explainOperation(
    @Arg('document', () => String, { description: 'The operation, as you would send it (操作文本).' }) document: string,
    @Arg('operationName', () => String, {
      nullable: true,
      description: 'Which one, where the document holds several (操作名).',
    })
    operationName: string | null,
    @Ctx() context: TrustContext,
  ): Promise<OperationExplanation> {
    return context.explainOperation(document, operationName ?? null);
  }
}
