/** Which bytes of a batch were asked for (RFC 9110 §14): one range, whole when the batch is another by now. Pure. */

export interface ByteRange {
  readonly start: number;
  /** The last byte itself. */
  readonly end: number;
}

export interface RangeHeaders {
  readonly range: string | undefined;
  readonly ifRange: string | undefined;
}

/** Null: the whole. Several ranges, and what is no range, are answered by the whole, as HTTP allows. */
export function readRange(
  { range, ifRange }: RangeHeaders,
  { etag, bytes }: { readonly etag: string; readonly bytes: number },
): ByteRange | 'UNSATISFIABLE' | null {
  if (range === undefined || (ifRange !== undefined && ifRange !== etag)) return null;
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? [];
  if (from === '' && to === '') return null;
  const start = from === '' ? Math.max(0, bytes - Number(to)) : Number(from);
  const end = from === '' || to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1);
  if (from !== '' && to !== '' && Number(to) < Number(from)) return null;
  return start >= bytes || (from === '' && Number(to) === 0) ? 'UNSATISFIABLE' : { start, end };
}
