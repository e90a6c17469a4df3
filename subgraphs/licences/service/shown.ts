/** What a caller would be shown of a record of one type under one label: asked before it is made. */
import type { AccessContext } from '../../../schema/actor.ts';
import { toldBasis, type Outcome } from '../../../schema/policy/rules.ts';
import type { Context, Refusal } from '../../kernel/index.ts';
import { refusal } from './acts.ts';

function outcomesOf({ services }: Context, access: AccessContext, typeName: string, label: number): Outcomes {
  return services.policy.table(services.policy.accessClass(access), typeName).decide(label).outcomes;
}

type Outcomes = ReadonlyMap<string, Outcome>;

export interface ShownAs {
  readonly typeName: string;
  readonly label: number;
}

/** The rule that shows a file to this caller; null: none does. A grant may be for questions and not for files. */
export function fileRuleOf(context: Context, access: AccessContext, { typeName, label }: ShownAs): string | null {
  const outcome = outcomesOf(context, { ...access, mode: 'FILE' }, typeName, label).get('downloadLink');
  return outcome?.effect === 'SHOW' ? toldBasis(outcome).rule : null;
}

/** Every field of the type that this caller is not shown as it is, with what may be told of the reason. */
export function checkAllShown(context: Context, { typeName, label }: ShownAs): Refusal[] {
  const outcomes = outcomesOf(context, context.access, typeName, label);
  return [...outcomes].flatMap(([field, outcome]) => (outcome.effect === 'SHOW' ? [] : [toRefusal(field, outcome)]));
}

/** Whether this caller is shown the file that is to be made. */
export function checkFileShown(context: Context, { typeName, label }: ShownAs): Refusal[] {
  const access: AccessContext = { ...context.access, mode: 'FILE' };
  const outcome = outcomesOf(context, access, typeName, label).get('downloadLink');
  return outcome === undefined || outcome.effect !== 'SHOW' ? [toRefusal('downloadLink', outcome)] : [];
}

function toRefusal(field: string, outcome: Outcome | undefined): Refusal {
  const { rule, clause } = outcome === undefined ? { rule: 'R17', clause: '809 art. 20' } : toldBasis(outcome);
  return refusal('NOT_SHOWN', `${field} is not shown to you as it is (${rule}). Apply for it.`, clause, field);
}
