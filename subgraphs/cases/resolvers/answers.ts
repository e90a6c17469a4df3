/** From what an act came to, to what is answered. */
import { toAgency, parseKey } from '../../disclosure/index.ts';
import type { ActResult, Context } from '../../kernel/index.ts';
import { findCase } from '../service/records.ts';
import type { CaseAct } from '../types/acts.ts';

/** The case is read as any other: an act shows nobody more of it. */
export async function toCaseAct(context: Context, { target, violations }: ActResult): Promise<CaseAct> {
  const found = target === null ? null : await findCase(context, target);
  return { case: found as CaseAct['case'], violations: [...violations] };
}

/** @throws INVALID_INPUT when the case is named by something that cannot be a key */
export function withKey<T extends { caseId: string }>(input: T): T {
  input.caseId = parseKey('caseId', input.caseId);
  return input;
}

/** Rows name a body by its code. */
export function withAgency<T extends object>(row: T & { readonly agencyCode?: unknown }): T {
  return { ...row, agency: toAgency(row.agencyCode) };
}
