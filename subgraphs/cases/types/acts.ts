/** What acts answer: what they were about, and every reason why they were refused. */
import { Directive, Field, ObjectType } from 'type-graphql';
import { Violation } from '../../../schema/shared-types.ts';
import { DoorNotice } from './archiving.ts';
import { Case } from './case.ts';
import { ServiceItem } from './contents.ts';
import { HandlingSystem, ScopeList } from './scope.ts';

@ObjectType({ description: 'The outcome of an act in a case (办件操作结果).' })
@Directive('@structural')
export class CaseAct {
  @Field(() => Case, { nullable: true, description: 'The case as it is now, as you may see it (办件).' })
  case!: Case | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal or a return; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of registering an item (登记事项结果).' })
@Directive('@structural')
export class ItemAct {
  @Field(() => ServiceItem, { nullable: true, description: 'The item (事项).' })
  item!: ServiceItem | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of registering a handling system (登记业务系统结果).' })
@Directive('@structural')
export class HandlingSystemAct {
  @Field(() => HandlingSystem, { nullable: true, description: 'The system (业务系统).' })
  handlingSystem!: HandlingSystem | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of an act about an archiving scope (归档范围操作结果).' })
@Directive('@structural')
export class ScopeAct {
  @Field(() => ScopeList, { nullable: true, description: 'The version (归档范围).' })
  scope!: ScopeList | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of setting a policy for a check (设定检测处理方式结果).' })
@Directive('@structural')
export class CheckPolicyAct {
  @Field(() => String, { nullable: true, description: 'Number of the check (检测项编号).' })
  check!: string | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}

@ObjectType({ description: 'The outcome of a decision about a doubt (存疑处理结果).' })
@Directive('@structural')
export class DoorAct {
  @Field(() => DoorNotice, { nullable: true, description: 'The notice (存疑记录).' })
  notice!: DoorNotice | null;
  @Field(() => [Violation], { description: 'All reasons of a refusal; none: it is done (拒绝原因).' })
  violations!: Violation[];
}
