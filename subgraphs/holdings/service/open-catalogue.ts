/** The public catalogue of opened records (开放档案目录): the same for everybody, whoever asks. */
import { Context } from '../../kernel/index.ts';
import type { DisclosedRow, ListRequest, Page } from '../../disclosure/index.ts';
import { archivalRecords } from './records.ts';

export interface CatalogueRequest {
  readonly hall: string | null;
  readonly fondsNumber: string | null;
  readonly first: number;
  readonly after: string | null;
}

/**
 * Decided as for somebody of whom nothing is known: what R11 shows of an opened record to such a one is in the catalogue,
 * and nothing else, also where the caller may see more elsewhere.
 *
 * @clause 档案法 art. 28
 */
export function listOpenCatalogue(context: Context, request: CatalogueRequest): Promise<Page<DisclosedRow>> {
  const { hall, fondsNumber, first, after } = request;
  const list: ListRequest = {
    filter: { openingState: { eq: 'OPEN' }, hall: { eq: hall }, fondsNumber: { eq: fondsNumber } },
    orderBy: { field: 'referenceCode', descending: false },
    first,
    after,
  };
  return archivalRecords.list(asAnybody(context), list);
}

function asAnybody({ access, services, em }: Context): Context {
  const nobody = { agency: null, predecessors: [], region: null, posts: [], subjectRef: null, onBehalfOf: null };
  return new Context({ ...access, role: 'PERSON', ...nobody, grant: null, demand: null }, services, em);
}
