/** Operations that a consumer has registered for a grant (注册操作), and the keys that sign their calls. */
import { Field, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateTimeScalar } from '../../../schema/scalars.ts';
import { codesOf, Violation } from '../../../schema/shared-types.ts';

export const OperationState = codesOf('OperationState', 'State of a registered operation (注册操作状态).', {
  IN_FORCE: 'It may be called (有效).',
  SUPERSEDED: 'A later version is in its place (已被新版本取代).',
  WITHDRAWN: 'Withdrawn by one of the parties (已撤回).',
});

@ObjectType({
  description: 'One version of an operation registered for a grant (注册操作). @clause 809 art. 25',
})
export class RegisteredOperation {
  @Field(() => String, { description: 'Name; its service is `/operations/NAME` (操作名).' })
  @Disclosed('P0')
  name!: string;
  @Field(() => Int, { description: 'Version, from 1 (版本).' })
  @Disclosed('P0')
  version!: number;
  @Field(() => OperationState, { description: 'State (状态).' })
  @Disclosed('P0')
  state!: keyof typeof OperationState;
  @Field(() => String, { description: 'The document, in its canonical form (操作文本).' })
  @Disclosed('P0')
  document!: string;
  @Field(() => String, { description: 'SHA-256 of the document, in hexadecimal (文本摘要).' })
  @Disclosed('P0')
  hash!: string;
  @Field(() => String, { description: 'Who registered it (注册人).' })
  @Disclosed('P0')
  registeredBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (注册时间).' })
  @Disclosed('P0')
  registeredAt!: Date;
  @Field(() => String, { nullable: true, description: 'Who withdrew it (撤回人).' })
  @Disclosed('P0')
  withdrawnBy!: string | null;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When (撤回时间).' })
  @Disclosed('P0')
  withdrawnAt!: Date | null;
  @Field(() => String, { nullable: true, description: 'Why (撤回原因).' })
  @Disclosed('P0')
  reason!: string | null;
}

@ObjectType({ description: 'Public half of a key that signs calls of registered operations (签名公钥).' })
export class OperationKey {
  @Field(() => ID, { description: 'Key; the `keyid` of a signature (公钥标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => String, { description: '`Ed25519` or `SM2-SM3` (算法).' })
  @Disclosed('P0')
  algorithm!: string;
  @Field(() => String, { description: 'In hexadecimal (公钥).' })
  @Disclosed('P0')
  publicKey!: string;
  @Field(() => String, { description: 'Who registered it (登记人).' })
  @Disclosed('P0')
  registeredBy!: string;
  @Field(() => DateTimeScalar, { description: 'When (登记时间).' })
  @Disclosed('P0')
  registeredAt!: Date;
  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was withdrawn (撤回时间).' })
  @Disclosed('P0')
  withdrawnAt!: Date | null;
}

@ObjectType({ description: 'Outcome of registering a key (公钥登记结果).' })
export class OperationKeyResult {
  @Field(() => ID, { nullable: true, description: 'Its id, to be sent as `keyid` (公钥标识).' })
  @Disclosed('KEY')
  keyId!: string | null;
  @Field(() => [Violation], { description: 'Why it was refused; empty when it was done (拒绝原因).' })
  @Disclosed('KEY')
  violations!: Violation[];
}
