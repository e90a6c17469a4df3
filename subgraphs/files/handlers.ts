/** What an HTTP route answers for files. Knows no server: a route says who sends and passes headers and body. */
import type { Readable } from 'node:stream';
import { DomainError, ERRORS } from '../../schema/errors.ts';
import type { BlobId, BlobStore, ByteRange, Digests } from './blob-store.ts';
import type { Inspect, Uploads, UploadState } from './uploads.ts';

/** Names in lower case, as Node gives them. */
export type RequestHeaders = Readonly<Record<string, string | readonly string[] | undefined>>;

export interface FileReply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface PutFileRequest {
  readonly owner: string;
  readonly key: string;
  readonly headers: RequestHeaders;
  readonly body: AsyncIterable<Uint8Array>;
  readonly maxBytes: number;
  /** See `UploadPart`. */
  readonly inspect?: Inspect;
}

/**
 * `PUT /files/{key}`. Where the body belongs is told by `content-range: bytes a-b/total`, or by `upload-offset` and
 * `upload-length`, or it is the whole file. `x-file-sm3` and `x-file-sha256` declare digests, in hexadecimal.
 *
 * @returns 201 with id, bytes and digests when the file is complete, the same at every repetition; 202 and
 *   `upload-offset` while more is expected; 409 and `upload-offset` when the part belongs elsewhere
 */
export async function putFile(uploads: Uploads, request: PutFileRequest): Promise<FileReply> {
  return answer(async () => {
    const place = parsePlace(request.headers);
    const declaredDigests = parseDigests(request.headers);
    const { headers: _headers, ...part } = request;
    return toReply(await uploads.receive({ ...part, declaredDigests, ...place }));
  });
}

/** `HEAD /files/{key}`: where the upload stands. 404 when nothing has come. */
export async function headFile(uploads: Uploads, name: { owner: string; key: string }): Promise<FileReply> {
  return answer(async () => {
    const state = await uploads.find(name);
    if (state === null) throw new DomainError('NOT_FOUND');
    return { ...toReply(state), status: 200, body: null };
  });
}

export interface Download {
  readonly status: 200 | 206 | 416;
  readonly headers: Readonly<Record<string, string>>;
  /** Null with 416. */
  readonly stream: Readable | null;
}

/**
 * `GET` of content, whole or one range. Whether the caller may have it was decided before; name and type are the
 * caller's to add.
 *
 * @throws NOT_FOUND
 */
export async function getFile(store: BlobStore, id: BlobId, rangeHeader?: string): Promise<Download> {
  const found = await store.stat(id);
  if (found === null) throw new DomainError('NOT_FOUND');
  const common = { 'accept-ranges': 'bytes', 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };
  const range = parseRange(rangeHeader, found.bytes);
  if (range === 'UNSATISFIABLE') {
    return { status: 416, headers: { ...common, 'content-range': `bytes */${found.bytes}` }, stream: null };
  }
  if (range === null) {
    return {
      status: 200,
      headers: { ...common, 'content-length': String(found.bytes) },
      stream: await store.open(id),
    };
  }
  return {
    status: 206,
    headers: {
      ...common,
      'content-length': String(range.end - range.start + 1),
      'content-range': `bytes ${range.start}-${range.end}/${found.bytes}`,
    },
    stream: await store.open(id, range),
  };
}

async function answer(action: () => Promise<FileReply>): Promise<FileReply> {
  try {
    return await action();
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const offset = error.details?.['offset'];
    return {
      status: ERRORS[error.code].httpStatus,
      headers: typeof offset === 'number' ? { 'upload-offset': String(offset) } : {},
      body: { error: { message: error.message, ...error.toExtensions() } },
    };
  }
}

function toReply(state: UploadState): FileReply {
  if (!state.complete) return { status: 202, headers: { 'upload-offset': String(state.offset) }, body: null };
  const { id, bytes, sm3, sha256 } = state.blob;
  return { status: 201, headers: { 'upload-offset': String(bytes) }, body: { id, bytes, sm3, sha256 } };
}

interface Place {
  readonly offset: number;
  readonly totalBytes: number | null;
}

function parsePlace(headers: RequestHeaders): Place {
  const range = headers['content-range'];
  if (typeof range === 'string') {
    const [, start, end, total] = /^bytes (\d{1,15})-(\d{1,15})\/(\d{1,15})$/.exec(range) ?? [];
    if (start === undefined || Number(start) > Number(end) || Number(end) >= Number(total))
      throw new DomainError('INVALID_INPUT', 'content-range must read bytes FIRST-LAST/TOTAL.');
    return { offset: Number(start), totalBytes: Number(total) };
  }
  const offset = parseCount(headers, 'upload-offset') ?? 0;
  const total = parseCount(headers, 'upload-length');
  if (total === null && offset > 0)
    throw new DomainError('INVALID_INPUT', 'upload-length is needed beside upload-offset.');
  return { offset, totalBytes: total ?? parseCount(headers, 'content-length') };
}

function parseCount(headers: RequestHeaders, name: string): number | null {
  const text = headers[name];
  if (text === undefined) return null;
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
  throw new DomainError('INVALID_INPUT', `${name} must be a number of bytes.`);
}

function parseDigests(headers: RequestHeaders): Partial<Digests> {
  const read = (name: string): string | null => {
    const text = headers[name];
    if (text === undefined) return null;
    if (typeof text === 'string' && /^[0-9a-f]{64}$/i.test(text)) return text.toLowerCase();
    throw new DomainError('INVALID_INPUT', `${name} must be 64 hexadecimal digits.`);
  };
  const [sm3, sha256] = [read('x-file-sm3'), read('x-file-sha256')];
  return { ...(sm3 === null ? {} : { sm3 }), ...(sha256 === null ? {} : { sha256 }) };
}

/** Null: no range that we serve was asked, so the whole is given, as HTTP allows. */
function parseRange(header: string | undefined, bytes: number): ByteRange | 'UNSATISFIABLE' | null {
  const [, from = '', to = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(header ?? '') ?? [];
  if (from === '' && to === '') return null;
  if (from === '') {
    const length = Math.min(Number(to), bytes);
    return length === 0 ? 'UNSATISFIABLE' : { start: bytes - length, end: bytes - 1 };
  }
  if (to !== '' && Number(to) < Number(from)) return null;
  if (Number(from) >= bytes) return 'UNSATISFIABLE';
  return { start: Number(from), end: to === '' ? bytes - 1 : Math.min(Number(to), bytes - 1) };
}
