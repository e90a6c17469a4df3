/** Parse, call, map: no decisions here. */
import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { AccessContext } from '../../schema/actor.ts';
import { DomainError } from '../../schema/errors.ts';
import type { DisclosureQuestion } from './explain-disclosure.ts';
import type { EnteredOperation } from '../../subgraphs/sharing/index.ts';
import type { OperationOffer } from '../operations/registration.ts';
import { DisclosureExplanation, OperationExplanation, OperationRegistration, ViewAs } from './types.ts';

/** What the two questions are answered by, bound to one caller. */
export interface TrustContext {
  readonly access: AccessContext;
  explainDisclosure(question: DisclosureQuestion): Promise<DisclosureExplanation | null>;
  explainOperation(document: string, operationName: string | null): Promise<OperationExplanation>;
  registerOperation(offer: OperationOffer): Promise<EnteredOperation & { readonly hash: string | null }>;
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

@Resolver()
export class RegistrationResolver {
  @Mutation(() => OperationRegistration, {
    description: `The user of a grant registers a query for it: what the grant could show, within the limits (登记注册操作).
Sent without the grant itself. @clause 809 art. 25`,
  })
  async registerOperation(
    @Arg('grant', () => ID, { description: 'Key of the grant (授权标识).' }) grant: string,
    @Arg('name', () => String, {
      description: 'Small letters, digits and hyphens; one in use gets a new version (操作名).',
    })
    name: string,
    @Arg('document', () => String, { description: 'One query (操作文本).' }) document: string,
    @Ctx() context: TrustContext,
  ): Promise<OperationRegistration> {
    const { version, hash, violations } = await context.registerOperation({ grantId: parseKey(grant), name, document });
    return { name, version, hash, violations: [...violations] };
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** @throws INVALID_INPUT */
function parseKey(text: string): string {
  if (UUID.test(text)) return text.toLowerCase();
  throw new DomainError('INVALID_INPUT', 'grant: must be a key of this system, a UUID.');
}
