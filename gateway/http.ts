/** GraphQL over HTTP where Apollo Server leaves it open: methods, media types, status codes. Pure. */
import { DomainError } from '../schema/errors.ts';

/** The one written for GraphQL: its status codes tell whether the operation was executed. */
export const GRAPHQL_RESPONSE = 'application/graphql-response+json; charset=utf-8';
/** What everybody reads; 200 for all that was understood as a request, whatever its document is worth. */
export const LEGACY_JSON = 'application/json; charset=utf-8';

export type MediaType = typeof GRAPHQL_RESPONSE | typeof LEGACY_JSON;

export const METHODS = 'GET, POST';

/** INVALID_INPUT with a status code that says more than 400. */
export class HttpRefusal extends DomainError {
  readonly status: 405 | 406 | 415;

  constructor(status: 405 | 406 | 415, message: string, cause?: unknown) {
    super('INVALID_INPUT', message, { cause });
    this.status = status;
  }
}

/** @throws HttpRefusal before anything is executed */
export function checkHttp(method: string, mediaType: MediaType | null): void {
  if (method !== 'GET' && method !== 'POST') throw new HttpRefusal(405, `Only ${METHODS} are answered here.`);
  if (mediaType === null)
    throw new HttpRefusal(406, 'Accept must allow application/graphql-response+json or application/json.');
}

/**
 * The media type of the answer; null when neither is acceptable. Without a wish, and for `*` in place of the subtype,
 * JSON: clients that know the other name it.
 */
export function chooseMediaType(accept: string | undefined): MediaType | null {
  if (accept === undefined || accept.trim() === '') return LEGACY_JSON;
  const ranges = accept.split(',').map(toRange);
  const response = weightOf(ranges, 'application/graphql-response+json');
  const json = weightOf(ranges, 'application/json');
  const isNamed = ranges.some(({ type }) => type === 'application/graphql-response+json');
  if (isNamed && response > 0 && response >= json) return GRAPHQL_RESPONSE;
  if (json > 0) return LEGACY_JSON;
  return response > 0 ? GRAPHQL_RESPONSE : null;
}

/** What Apollo answered, as the media type wants it told. `understood`: the request held a document to work on. */
export function toStatus(status: number, mediaType: MediaType, understood: boolean): number {
  return status === 400 && understood && mediaType === LEGACY_JSON ? 200 : status;
}

interface Range {
  readonly type: string;
  readonly weight: number;
}

function toRange(text: string): Range {
  const [type = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
  return { type, weight: weight === undefined ? 1 : Number(weight) || 0 };
}

/** The most exact range decides. */
function weightOf(ranges: readonly Range[], type: string): number {
  for (const candidate of [type, 'application/*', '*/*']) {
    const found = ranges.find((range) => range.type === candidate);
    if (found !== undefined) return found.weight;
  }
  return 0;
}
