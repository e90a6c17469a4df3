/** The questions of the share service (GB/T 36906): decided as everything else, with a use cause, and on record. */
import type { DisclosedRow, ListRequest, Page } from '../../disclosure/index.ts';
import type { Context } from '../../kernel/index.ts';
import { findLicenceByIdentifier, listLicences } from './records.ts';
import { demandUseCause, logUse } from './use.ts';

/** @throws INVALID_INPUT without a use cause @clause GB/T 36906-2018 */
export async function findSharedByIdentifier(
  context: Context,
  identifier: string,
  useCause: string | null,
): Promise<DisclosedRow | null> {
  demandUseCause(context, useCause);
  const found = await findLicenceByIdentifier(context, identifier);
  await logUse(context, {
    kind: 'BY_IDENTIFIER',
    outcome: found === null ? 'NOTHING' : 'FOUND',
    licenceId: found?.id ?? null,
  });
  return found;
}

/** @throws INVALID_INPUT without a use cause @clause GB/T 36906-2018 */
export async function listByHolder(
  context: Context,
  request: ListRequest,
  useCause: string | null,
): Promise<Page<DisclosedRow>> {
  demandUseCause(context, useCause);
  const page = await listLicences(context, request);
  await logUse(context, {
    kind: 'BY_HOLDER',
    outcome: page.edges.length === 0 ? 'NOTHING' : 'FOUND',
    licenceId: null,
  });
  return page;
}
