/** GraphQL types of a feed. Those that every feed has are shared; those that hold a record are made for it. */
import { ArgsType, Directive, Field, ID, InputType, Int, ObjectType, type ClassType } from 'type-graphql';
import { DateScalar, DateTimeScalar } from '../../schema/scalars.ts';
import { codesOf, PageInfo, Violation } from '../../schema/shared-types.ts';

export const ChangeKind = codesOf('ChangeKind', 'What has become of a record for you (变更类型).', {
  UPSERT: 'There is something to store: new, or other than before (新增或更新).',
  WITHDRAWN: 'Taken back, without a reason: delete it (撤回).',
  RESTRICTED: 'No longer for you, or less of it: delete it; what is left follows as UPSERT (限制).',
  DESTROYED: 'Destroyed at its source: delete it (销毁).',
  SUPERSEDED: 'Another edition takes its place: delete it; the other follows as UPSERT (替代).',
  MOVED: 'It went into other custody, or another region, that you do not reach: delete it (移转).',
  REINSTATED: 'Yours again after it was taken back: store it (恢复).',
});

export const AckStage = codesOf('AckStage', 'How far a withdrawal has been carried out (回执阶段).', {
  RECEIVED: 'Read and kept for carrying out (已接收).',
  LOADED: 'Applied to what is held (已装载).',
  PURGED: 'Gone from everywhere, copies and backups included (已清除).',
});

@ArgsType()
export class ChangeArgs {
  @Field(() => Int, { nullable: true, description: 'Page size, 1 to 500, 100 unless given (每页条数).' })
  first?: number | null;
  @Field(() => String, {
    nullable: true,
    description: 'Cursor of the last change that you have; none: from the beginning, which is everything (游标).',
  })
  after?: string | null;
}

@InputType({ description: 'Up to where changes have been carried out, and how far (变更回执).' })
export class AcknowledgeInput {
  @Field(() => String, { description: 'Cursor of the last change that this is about (游标).' })
  through!: string;
  @Field(() => AckStage, { description: 'How far (阶段).' })
  stage!: keyof typeof AckStage;
}

@ObjectType({ description: 'Up to where changes have been acknowledged (回执).' })
@Directive('@shareable')
@Directive('@structural')
export class Acknowledgement {
  @Field(() => AckStage, { description: 'How far (阶段).' })
  stage!: keyof typeof AckStage;
  @Field(() => Int, { description: 'Generation of the log (日志代次).' })
  generation!: number;
  @Field(() => Int, { description: 'Number of the last change that is acknowledged (序号).' })
  sequence!: number;
  @Field(() => DateTimeScalar, { description: 'When it was (时间).' })
  at!: Date;
}

@ObjectType({ description: 'The outcome of acknowledging changes (回执结果).' })
@Directive('@shareable')
@Directive('@structural')
export class AcknowledgementResult {
  @Field(() => Acknowledgement, { nullable: true, description: 'What is acknowledged by now (回执).' })
  acknowledgement!: Acknowledgement | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'How many records you hold of one body, told of on one day (对账计数).' })
@Directive('@shareable')
@Directive('@structural')
export class FeedCount {
  @Field(() => ID, { nullable: true, description: 'USCC of the body; null where it is withheld from you (机构).' })
  agency!: string | null;
  @Field(() => DateScalar, { description: 'The day on which you were last told of them, Asia/Shanghai (日期).' })
  day!: string;
  @Field(() => Int, { description: 'How many (数量).' })
  records!: number;
}

@ObjectType({ description: 'What you should hold under one beginning of keys (对账树节点).' })
@Directive('@shareable')
@Directive('@structural')
export class FeedNode {
  @Field(() => String, { description: 'Beginning of keys, in hexadecimal without hyphens (键前缀).' })
  prefix!: string;
  @Field(() => Int, { description: 'How many records (数量).' })
  count!: number;
  @Field(() => String, {
    description: 'SHA-256, in hexadecimal, of the lines "key:hash" of the records in the order of their keys (摘要).',
  })
  hash!: string;
}

@ObjectType({ description: 'A record that you should hold (对账树叶).' })
@Directive('@shareable')
@Directive('@structural')
export class FeedLeaf {
  @Field(() => ID, { description: 'Key (标识).' })
  id!: string;
  @Field(() => String, { nullable: true, description: 'As the last change about it says (摘要).' })
  hash!: string | null;
}

@ObjectType({ description: 'A node of what you should hold, and what is below it (对账树).' })
@Directive('@shareable')
@Directive('@structural')
export class FeedTree {
  @Field(() => FeedNode, { description: 'The node (节点).' })
  node!: FeedNode;
  @Field(() => [FeedNode], { description: 'Next digits that occur; none where there are records (子节点).' })
  children!: FeedNode[];
  @Field(() => [FeedLeaf], { description: 'The records themselves, where they are 64 or fewer (记录).' })
  records!: FeedLeaf[];
}

@ObjectType({ description: 'Withdrawals that a consumer has not carried out in time (逾期未清除).' })
@Directive('@shareable')
@Directive('@structural')
export class OverdueWithdrawal {
  @Field(() => ID, { description: 'USCC of the body that holds them (使用方).' })
  consumer!: string;
  @Field(() => ID, { nullable: true, description: 'The grant under which it was told of them (授权).' })
  grant!: string | null;
  @Field(() => Int, { description: 'How many records (数量).' })
  count!: number;
  @Field(() => DateTimeScalar, { description: 'The earliest end of time that has passed (最早期限).' })
  dueBy!: Date;
  @Field(() => [ID], { description: 'Keys of your own records among them, 500 at most; none for offices (标识).' })
  records!: string[];
}

/** `CaseChange`, `CaseChangeEdge` and `CaseChangeConnection` of a record type. */
export function changeTypesOf<T extends object>(Node: ClassType<T>, name: string, chinese: string): ClassType {
  @ObjectType(`${name}Change`, { description: `What has become of one ${name} for you (${chinese}变更).` })
  @Directive('@structural')
  class Change {
    @Field(() => Int, { description: 'Number of the change in your log: from 1, without gaps (序号).' })
    sequence!: number;
    @Field(() => ChangeKind, { description: 'What has become of it (变更类型).' })
    kind!: keyof typeof ChangeKind;
    @Field(() => ID, { description: 'Key of the record (标识).' })
    id!: string;
    @Field(() => Int, { description: 'Counts what you were told of this record: yours alone (版本).' })
    version!: number;
    @Field(() => String, {
      nullable: true,
      description:
        'HMAC-SHA-256 over the own fields of the record as you are shown them; null where there is no record (摘要).',
    })
    hash!: string | null;
    @Field(() => DateTimeScalar, { description: 'When you were first told (时间).' })
    at!: Date;
    @Field(() => DateTimeScalar, {
      nullable: true,
      description: 'By when it must be purged everywhere and acknowledged, where it was taken back (清除期限).',
    })
    dueBy!: Date | null;
    @Field(() => Node, {
      nullable: true,
      description: `The ${name}; null when it is gone, and where a later change gives it (${chinese}).`,
    })
    record!: T | null;
    @Field(() => Boolean, { description: 'A later change is about the same record: pass this one over (已过时).' })
    obsolete!: boolean;
  }
  @ObjectType(`${name}ChangeEdge`, { description: `One change of a page (${chinese}变更).` })
  @Directive('@structural')
  class Edge {
    @Field(() => String, { description: 'Where this one stands; bound to you and to this feed (游标).' })
    cursor!: string;
    @Field(() => Change, { description: 'The change (变更).' })
    node!: Change;
  }
  @ObjectType(`${name}ChangeConnection`, { description: `A page of your log of changes (${chinese}变更列表).` })
  @Directive('@structural')
  class Connection {
    @Field(() => [Edge], { description: 'In order (条目).' })
    edges!: Edge[];
    @Field(() => PageInfo, { description: 'Where the page ends (分页信息).' })
    pageInfo!: PageInfo;
    @Field(() => String, { description: 'Key of the hashes, yours alone (盐).' })
    salt!: string;
    @Field(() => Int, { description: 'Generation of your log; cursors of another one expire (日志代次).' })
    generation!: number;
  }
  return Connection;
}
