/** Filters and orders of the lists of `cases`. */
import { Field, InputType } from 'type-graphql';
import { parseCitizenId } from '../../../schema/identifiers/citizen-id.ts';
import { parseRegionCode } from '../../../schema/identifiers/region-code.ts';
import { parseUscc } from '../../../schema/identifiers/uscc.ts';
import { DateFilter, SortDirection, TextFilter } from '../../../schema/shared-types.ts';
import { parseIdentifier } from '../../disclosure/index.ts';
import { CaseOrderField } from '../codes.ts';

@InputType({
  description:
    'All given conditions must hold (办件筛选条件). A condition on a field holds only where you are shown that field.',
})
export class CaseFilter {
  @Field(() => TextFilter, { nullable: true, description: 'State (状态).' })
  state?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'USCC of the agency (承办机构).' })
  agency?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Region code (行政区划代码).' })
  region?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Implementation code of the item (实施编码).' })
  item?: TextFilter | null;
  @Field(() => DateFilter, { nullable: true, description: 'Day of completion (办结日期).' })
  completedOn?: DateFilter | null;
  @Field(() => DateFilter, { nullable: true, description: 'Latest day of archiving (归档期限).' })
  archiveDueOn?: DateFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Case number (办件编号).' })
  caseNumber?: TextFilter | null;
  @Field(() => TextFilter, { nullable: true, description: 'Applicant (申请人).' })
  applicantName?: TextFilter | null;
  @Field(() => TextFilter, {
    nullable: true,
    description: 'Identity number or USCC of the applicant (申请人证件号码).',
  })
  applicantIdNumber?: TextFilter | null;
}

@InputType({ description: 'Order of a list of cases (排序).' })
export class CaseOrder {
  @Field(() => CaseOrderField, { description: 'By which field (字段).' })
  field!: keyof typeof CaseOrderField;
  @Field(() => SortDirection, { description: 'Which way (方向).' })
  direction!: SortDirection;
}

/**
 * Identifiers in a filter are checked before anybody looks for them. Identity documents other than the citizen's
 * number have no check digit and pass as they are.
 *
 * @throws INVALID_INPUT naming the part that is wrong, never the number
 */
export function parseCaseFilter(filter: CaseFilter | null | undefined): CaseFilter | null {
  if (filter === null || filter === undefined) return null;
  for (const each of valuesOf(filter.agency)) parseIdentifier('agency', parseUscc(each));
  for (const each of valuesOf(filter.region)) parseIdentifier('region', parseRegionCode(each));
  for (const each of valuesOf(filter.applicantIdNumber)) {
    const isCitizens = /^\d{17}[\dXx]$/.test(each) && !parseUscc(each).ok;
    if (isCitizens) parseIdentifier('applicantIdNumber', parseCitizenId(each));
  }
  return filter;
}

function valuesOf(filter: TextFilter | null | undefined): readonly string[] {
  return [...(typeof filter?.eq === 'string' ? [filter.eq] : []), ...(filter?.in ?? [])];
}
