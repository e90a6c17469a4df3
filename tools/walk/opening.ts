/** What follows a transfer: opening review, what each is shown before and after it, and a certified copy. */
import type { HallStage } from './hall-stage.ts';

/** @param of the record that has been received, and its case */
export async function walkOpening(
  _stage: HallStage,
  _of: { readonly recordId: string; readonly caseId: string },
): Promise<void> {
  // Opening review continues here.
}
