/** Parse, call, map: no decisions here. */
import { Arg, Ctx, FieldResolver, ID, Mutation, Resolver, Root } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { findGrant } from '../service/grants.ts';
import { listKeys, registerKey, withdrawKey } from '../service/operation-keys.ts';
import { demandOperations, listOperations, withdrawOperation } from '../service/operations.ts';
import type { Row } from '../service/page.ts';
import { Grant, GrantResult } from '../types/grant.ts';
import { OperationKey, OperationKeyResult, RegisteredOperation } from '../types/operation.ts';
import { parseText } from './parse.ts';

const GRANT = 'Key of the grant (授权标识).';
const REASON = 'Why (原因).';

async function toResult(context: Context, grantId: string, { violations }: ActResult): Promise<unknown> {
  return { grant: await findGrant(context, grantId), violations };
}

@Resolver(() => Grant)
export class OperationResolver {
  @Mutation(() => GrantResult, {
    description: `The provider wants the grant used by registered operations alone, or no longer so (要求仅用注册操作).
@clause 809 art. 25`,
  })
  async demandRegisteredOperations(
    @Arg('grant', () => ID, { description: GRANT }) grant: string,
    @Arg('demanded', () => Boolean, { description: 'Whether from now on (是否要求).' }) demanded: boolean,
    @Arg('reason', () => String, { description: REASON }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const input = { grantId: parseKey('grant', grant), demanded, reason: parseText('reason', reason) };
    return toResult(context, input.grantId, await demandOperations(context, input));
  }

  @Mutation(() => GrantResult, {
    description: `Either party withdraws an operation; what the provider withdraws is not registered again (撤回注册操作).
@clause 809 art. 27`,
  })
  async withdrawOperation(
    @Arg('grant', () => ID, { description: GRANT }) grant: string,
    @Arg('name', () => String, { description: 'Name of the operation (操作名).' }) name: string,
    @Arg('reason', () => String, { description: REASON }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const input = {
      grantId: parseKey('grant', grant),
      name: parseText('name', name),
      reason: parseText('reason', reason),
    };
    return toResult(context, input.grantId, await withdrawOperation(context, input));
  }

  @Mutation(() => OperationKeyResult, {
    description: `The user registers the public half of a key that signs its calls (登记签名公钥). @clause 数据安全法 art. 27`,
  })
  async registerOperationKey(
    @Arg('grant', () => ID, { description: GRANT }) grant: string,
    @Arg('publicKey', () => String, {
      description: 'Ed25519 or SM2, as SubjectPublicKeyInfo in PEM (PEM 格式公钥).',
    })
    publicKey: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const input = { grantId: parseKey('grant', grant), pem: parseText('publicKey', publicKey) };
    const { target, violations } = await registerKey(context, input);
    return { keyId: target, violations };
  }

  @Mutation(() => GrantResult, {
    description:
      'Either party withdraws a key; nothing signed with it counts (撤回签名公钥). @clause 数据安全法 art. 27',
  })
  async withdrawOperationKey(
    @Arg('grant', () => ID, { description: GRANT }) grant: string,
    @Arg('keyId', () => ID, { description: 'The key (公钥标识).' }) keyId: string,
    @Arg('reason', () => String, { description: REASON }) reason: string,
    @Ctx() context: Context,
  ): Promise<unknown> {
    const ids = { grantId: parseKey('grant', grant), keyId: parseKey('keyId', keyId) };
    return toResult(context, ids.grantId, await withdrawKey(context, { ...ids, reason: parseText('reason', reason) }));
  }

  @FieldResolver(() => [RegisteredOperation])
  async operations(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return listOperations(context, root.id);
  }

  @FieldResolver(() => [OperationKey])
  async operationKeys(@Root() root: Row, @Ctx() context: Context): Promise<unknown> {
    return listKeys(context, root.id);
  }
}
