/** GraphQL types that every subgraph speaks: what a record always says of itself, and how lists are paged. */
import {
  Directive,
  Field,
  ID,
  InputType,
  Int,
  InterfaceType,
  ObjectType,
  registerEnumType,
  type ClassType,
} from 'type-graphql';
import { Disclosed } from './directives.ts';
import { DateScalar } from './scalars.ts';

export enum SortDirection {
  ASC = 'ASC',
  DESC = 'DESC',
}
registerEnumType(SortDirection, {
  name: 'SortDirection',
  description: 'The direction of a list (排序方向).',
  valuesConfig: { ASC: { description: 'Smallest first (升序).' }, DESC: { description: 'Largest first (降序).' } },
});

@ObjectType({ description: 'What was not simply shown of a record, and why (字段披露说明).' })
@Directive('@shareable')
@Directive('@structural')
export class FieldDisclosure {
  @Field(() => String, { description: 'Name of the field (字段).' })
  field!: string;
  @Field(() => String, { description: 'MASK: the value is a mask. WITHHOLD: there is none (披露结果).' })
  outcome!: string;
  @Field(() => String, { description: 'The rule that decided, R0 to R17 (规则).' })
  rule!: string;
  @Field(() => String, { description: 'The clause that the rule rests on (依据条款).' })
  clause!: string;
  @Field(() => String, { nullable: true, description: 'Reason code; null for masks (原因).' })
  reason!: string | null;
}

@ObjectType({ description: 'What is left of a destroyed record (销毁留痕). No title, no content.' })
@Directive('@shareable')
@Directive('@structural')
export class Tombstone {
  @Field(() => String, { description: 'Record code (电子文件号).' })
  recordCode!: string;
  @Field(() => DateScalar, { description: 'The day of destruction (销毁日期).' })
  destroyedOn!: string;
  @Field(() => String, { description: 'Number of the destruction list (销毁清册号).' })
  listNumber!: string;
}

@InterfaceType({
  description: 'A record whose fields are disclosed one by one (可披露记录).',
  autoRegisterImplementations: false,
})
export abstract class DisclosedRecord {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => [FieldDisclosure], { description: 'Fields that are masked or withheld from you (披露说明).' })
  @Disclosed('KEY')
  disclosure!: readonly FieldDisclosure[];
  @Field(() => Tombstone, { nullable: true, description: 'Set when the record has been destroyed (销毁留痕).' })
  @Disclosed('KEY')
  tombstone!: Tombstone | null;
  @Field(() => Int, { description: 'Label class, for the gateway.' })
  @Disclosed('KEY')
  @Directive('@inaccessible')
  label!: number;
  @Field(() => String, {
    nullable: true,
    description: 'USCC of who provides it: the forming unit, or the hall that controls it (提供方). For the gateway.',
  })
  @Disclosed('KEY')
  @Directive('@inaccessible')
  provider!: string | null;
}

/** A record that is part of another, whose subjects are its own: access to it is access to that one's subjects. */
@ObjectType({ description: 'A part of a record (记录的组成部分).' })
export abstract class PartRecord extends DisclosedRecord {
  @Field(() => ID, { nullable: true, description: 'Key of the record that it is part of (所属记录). For the gateway.' })
  @Disclosed('KEY')
  @Directive('@inaccessible')
  about!: string | null;
}

/** A link to a body; `sharing` knows the rest of it. */
@ObjectType({ description: 'A government agency, by its unified social credit code (政务服务机构).' })
@Directive('@key(fields: "uscc", resolvable: false)')
export class Agency {
  @Field(() => ID, { description: 'Unified social credit code (统一社会信用代码).' })
  @Disclosed('KEY')
  uscc!: string;
}

@ObjectType({ description: 'Where a page ends (分页信息).' })
@Directive('@shareable')
@Directive('@structural')
export class PageInfo {
  @Field(() => Boolean, { description: 'Whether there is more (是否有下一页).' })
  hasNextPage!: boolean;
  @Field(() => String, {
    nullable: true,
    description: 'Pass it as `after` for the next page; bound to you and to this query (结束游标).',
  })
  endCursor!: string | null;
}

@InputType({ description: 'Exact comparison of text (文本条件). Holds only where you are shown the value.' })
export class TextFilter {
  @Field(() => String, { nullable: true, description: 'Equal to (等于).' })
  eq?: string | null;
  @Field(() => [String], { nullable: true, description: 'One of these (属于).' })
  in?: string[] | null;
}

@InputType({ description: 'A span of days, both ends included (日期范围). Holds only where you are shown the value.' })
export class DateFilter {
  @Field(() => DateScalar, { nullable: true, description: 'First day (起).' })
  from?: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Last day (止).' })
  to?: string | null;
}

/** The largest page that is asked without saying how many. */
export const DEFAULT_PAGE = 50;

export interface ConnectionType<T extends object> {
  readonly Connection: ClassType<{ edges: readonly { node: T; cursor: string }[]; totalCount: () => Promise<number> }>;
}

/** Relay connection classes for a node type: `CaseConnection`, `CaseEdge`. `totalCount` needs its resolver. */
export function connectionOf<T extends object>(Node: ClassType<T>, name: string, chinese: string): ConnectionType<T> {
  @ObjectType(`${name}Edge`, { description: `One ${name} of a page (${chinese}).` })
  @Directive('@structural')
  class Edge {
    @Field(() => Node, { description: `The ${name} (${chinese}).` })
    node!: T;
    @Field(() => String, { description: 'Where this one stands; bound to you and to this query (游标).' })
    cursor!: string;
  }
  @ObjectType(`${name}Connection`, { description: `A page of ${name}s that you may see (${chinese}列表).` })
  @Directive('@structural')
  class Connection {
    @Field(() => [Edge], { description: 'In order (条目).' })
    edges!: Edge[];
    @Field(() => PageInfo, { description: 'Where the page ends (分页信息).' })
    pageInfo!: PageInfo;
    @Field(() => Int, { description: 'How many you may see under this filter, at most 10,000 (总数，上限一万).' })
    totalCount!: () => Promise<number>;
  }
  return { Connection: Connection as unknown as ConnectionType<T>['Connection'] };
}

/** One reason why an act was refused: a refusal lists all of them, and nothing has been written. */
@ObjectType({ description: 'One reason why an act was refused (拒绝原因). A refusal lists all of them.' })
@Directive('@shareable')
@Directive('@structural')
export class Violation {
  @Field(() => String, { description: 'What is wrong, as a code (代码).' })
  code!: string;
  @Field(() => String, { description: 'What is wrong, in a sentence that says what to do (说明).' })
  message!: string;
  @Field(() => String, { description: 'The clause that demands it (依据条款).' })
  clause!: string;
  @Field(() => String, { nullable: true, description: 'The part of the input that it is about (所涉输入).' })
  path!: string | null;
}

/** Registers a GraphQL enum from a table of value → description; use the result as the field's type. */
export function codesOf<T extends Readonly<Record<string, string>>>(
  name: string,
  description: string,
  codes: T,
): { readonly [K in keyof T]: K } {
  const values = Object.fromEntries(Object.keys(codes).map((key) => [key, key])) as { readonly [K in keyof T]: K };
  const valuesConfig = Object.fromEntries(Object.entries(codes).map(([key, text]) => [key, { description: text }]));
  registerEnumType(values, { name, description, valuesConfig: valuesConfig as never });
  return values;
}
