/** The arguments that every list takes, and how they become a request. */
import { ArgsType, Field, Int } from 'type-graphql';
import { DomainError } from '../../schema/errors.ts';
import { DEFAULT_PAGE, SortDirection } from '../../schema/shared-types.ts';
import type { ListRequest } from './records.ts';

const PAGE_CAP = 500;
/** Nobody learns more of a large number than that it is large. */
export const COUNT_CAP = 10_000;

@ArgsType()
export class PageArgs {
  @Field(() => Int, { nullable: true, description: `Page size, 1 to 500, ${DEFAULT_PAGE} unless given (每页条数).` })
  first?: number | null;
  @Field(() => String, { nullable: true, description: 'End cursor of the page before (游标).' })
  after?: string | null;
}

/** An argument that was left out is undefined, one that was given as null is null: both mean "none". */
export interface ListArgs<F extends string> {
  readonly filter: object | null | undefined;
  readonly orderBy: { readonly field: F; readonly direction: SortDirection } | null | undefined;
  readonly page: PageArgs;
}

/** @param fields enum value → field it sorts by */
export function toListRequest<F extends string>(
  { filter, orderBy, page }: ListArgs<F>,
  fields: Readonly<Record<F, string>>,
): ListRequest {
  const order = orderBy ?? null;
  return {
    ...toPageRequest(page),
    filter: { ...filter },
    orderBy: order === null ? null : { field: fields[order.field], descending: order.direction === SortDirection.DESC },
  };
}

export interface PageRequest {
  readonly first: number;
  readonly after: string | null;
}

/** @throws INVALID_INPUT for a page size that is out of order */
export function toPageRequest({ first, after }: PageArgs): PageRequest {
  const size = first ?? DEFAULT_PAGE;
  if (size < 1 || size > PAGE_CAP) {
    throw new DomainError('INVALID_INPUT', `first: must be between 1 and ${PAGE_CAP}.`);
  }
  return { first: size, after: after ?? null };
}
