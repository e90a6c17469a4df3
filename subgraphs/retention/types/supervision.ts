/** Supervision: numbers of each agency, and orders. Not records. */
import { Field, Float, ID, Int, ObjectType } from 'type-graphql';
import { Disclosed } from '../../../schema/directives.ts';
import { DateScalar } from '../../../schema/scalars.ts';
import { Agency } from '../../../schema/shared-types.ts';
import { RectificationState } from '../codes.ts';
import { actResultOf } from './act-result.ts';

@ObjectType({ description: 'What is late or missing at one agency today (监督检查). @clause 26号 art. 14' })
export class AgencySupervision {
  @Field(() => Agency, { description: 'The agency (机构).' })
  @Disclosed('P0')
  agency!: Agency;
  @Field(() => Int, { description: 'Cases known (办件数).' })
  @Disclosed('P0')
  cases!: number;
  @Field(() => Int, { description: 'Cases not archived in time (逾期未归档).' })
  @Disclosed('P0')
  overdueArchiving!: number;
  @Field(() => Int, { description: 'Checks that failed (检测未通过项).' })
  @Disclosed('P0')
  failedChecks!: number;
  @Field(() => Int, { description: 'Archived records that no rule is for (无保管期限).' })
  @Disclosed('P0')
  withoutRule!: number;
  @Field(() => Int, { description: 'Expired records not in appraisal (到期未鉴定).' })
  @Disclosed('P0')
  overdueAppraisals!: number;
  @Field(() => Int, { description: 'Records not transferred in time (逾期未移交).' })
  @Disclosed('P0')
  overdueTransfers!: number;
  @Field(() => Int, { description: 'Holds past the day to look at them again (逾期未复核的暂停处置).' })
  @Disclosed('P0')
  holdsToReview!: number;
  @Field(() => Int, { description: 'Destructions without a certificate (未出具证明的销毁).' })
  @Disclosed('P0')
  uncertifiedLists!: number;
  @Field(() => Int, { description: 'Orders past their day (逾期未整改).' })
  @Disclosed('P0')
  overdueOrders!: number;
}

@ObjectType({ description: 'What happened at one agency in a calendar year (年度统计). @clause 26号 art. 14' })
export class YearlyStatistics {
  @Field(() => Agency, { description: 'The agency (机构).' })
  @Disclosed('P0')
  agency!: Agency;
  @Field(() => Int, { description: 'The year (年度).' })
  @Disclosed('P0')
  year!: number;
  @Field(() => Int, { description: 'Records archived (归档件数).' })
  @Disclosed('P0')
  archived!: number;
  @Field(() => Int, { description: 'Of these, permanent (永久件数).' })
  @Disclosed('P0')
  archivedPermanently!: number;
  @Field(() => Int, { description: 'Records that fall due (到期件数).' })
  @Disclosed('P0')
  fallingDue!: number;
  @Field(() => Int, { description: 'Kept on after appraisal (续存件数).' })
  @Disclosed('P0')
  retained!: number;
  @Field(() => Int, { description: 'Destroyed (销毁件数).' })
  @Disclosed('P0')
  destroyed!: number;
  @Field(() => Int, { description: 'Files destroyed (销毁文件数).' })
  @Disclosed('P0')
  filesDestroyed!: number;
  @Field(() => Float, { description: 'Bytes destroyed (销毁字节数).' })
  @Disclosed('P0')
  bytesDestroyed!: number;
  @Field(() => Int, { description: 'Holds placed (设置暂停处置数).' })
  @Disclosed('P0')
  holdsPlaced!: number;
  @Field(() => Int, { description: 'Holds lifted (解除暂停处置数).' })
  @Disclosed('P0')
  holdsLifted!: number;
  @Field(() => Int, { description: 'Demands to erase that became restrictions (限制处理数).' })
  @Disclosed('P0')
  restricted!: number;
  @Field(() => Int, { description: 'Orders issued (下发整改数).' })
  @Disclosed('P0')
  ordersIssued!: number;
  @Field(() => Int, { description: 'Orders closed (整改销号数).' })
  @Disclosed('P0')
  ordersClosed!: number;
}

@ObjectType({ description: 'An order to put something right (督促整改通知). @clause 26号 art. 14' })
export class RectificationOrder {
  @Field(() => ID, { description: 'Opaque random key (标识).' })
  @Disclosed('KEY')
  id!: string;
  @Field(() => Agency, { description: 'The agency (机构).' })
  @Disclosed('P0')
  agency!: Agency;
  @Field(() => String, { description: 'Number (文号).' })
  @Disclosed('P0')
  number!: string;
  @Field(() => String, { description: 'What is to be put right (整改要求).' })
  @Disclosed('P0')
  demand!: string;
  @Field(() => DateScalar, { description: 'By when (整改期限).' })
  @Disclosed('P0')
  dueOn!: string;
  @Field(() => RectificationState, { description: 'Where it stands (状态).' })
  @Disclosed('P0')
  state!: keyof typeof RectificationState;
  @Field(() => Boolean, { description: 'Whether its day has passed (是否逾期).' })
  @Disclosed('P0')
  overdue!: boolean;
  @Field(() => DateScalar, { description: 'Day of issue (下发日期).' })
  @Disclosed('P0')
  issuedOn!: string;
  @Field(() => String, { nullable: true, description: 'What the agency answered (整改报告).' })
  @Disclosed('P0')
  answer!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of the answer (答复日期).' })
  @Disclosed('P0')
  answeredOn!: string | null;
  @Field(() => DateScalar, { nullable: true, description: 'Day of closure (销号日期).' })
  @Disclosed('P0')
  closedOn!: string | null;
}

export const RectificationOrderResult = actResultOf(RectificationOrder, 'RectificationOrderResult', '督促整改');
