/** What is told of preservation, as plain objects. */
export interface View {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A keeper is told as the agency that it is. */
export function toAgencyView<T extends View & { readonly keeper: string }>(row: T): View {
  return { ...row, keeper: { uscc: row.keeper } };
}
