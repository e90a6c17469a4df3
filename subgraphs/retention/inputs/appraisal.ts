/** What appraisals are given. */
import { Field, ID, InputType } from 'type-graphql';
import { parseKey } from '../../disclosure/index.ts';
import { AppraisalConclusion } from '../codes.ts';
import type { NewOpinion, NewReport } from '../service/appraisals.ts';

@InputType({ description: 'What you say of one record (鉴定意见).' })
export class OpinionInput {
  @Field(() => ID, { description: 'Key of the appraisal (鉴定标识).' })
  appraisalId!: string;
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  caseId!: string;
  @Field(() => AppraisalConclusion, { description: 'What to do (建议).' })
  recommendation!: keyof typeof AppraisalConclusion;
  @Field(() => String, { description: 'Why (理由).' })
  text!: string;
}

@InputType({ description: 'What becomes of one record (鉴定结论).' })
export class ConclusionInput {
  @Field(() => ID, { description: 'Key of the case (办件标识).' })
  caseId!: string;
  @Field(() => AppraisalConclusion, { description: 'What becomes of it (结论).' })
  conclusion!: keyof typeof AppraisalConclusion;
  @Field(() => String, { nullable: true, description: 'New period of a record that is kept on (续存期限).' })
  period?: string | null;
}

@InputType({ description: 'The appraisal report (鉴定报告).' })
export class ReportInput {
  @Field(() => ID, { description: 'Key of the appraisal (鉴定标识).' })
  appraisalId!: string;
  @Field(() => String, { description: 'The report (报告正文).' })
  report!: string;
  @Field(() => [ConclusionInput], { description: 'One for every record of the appraisal (结论).' })
  conclusions!: ConclusionInput[];
}

export function parseOpinion(input: OpinionInput): NewOpinion {
  return {
    ...input,
    appraisalId: parseKey('input.appraisalId', input.appraisalId),
    caseId: parseKey('input.caseId', input.caseId),
  };
}

export function parseReport({ appraisalId, report, conclusions }: ReportInput): NewReport {
  return {
    appraisalId: parseKey('input.appraisalId', appraisalId),
    report,
    conclusions: conclusions.map(({ caseId, conclusion, period }) => ({
      caseId: parseKey('input.conclusions.caseId', caseId),
      conclusion,
      period: period ?? null,
    })),
  };
}
