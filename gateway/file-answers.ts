/** What routes for files have in common, whichever subgraph the files are of: content in and out, and the log row. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { Admission } from './access-context.ts';
import type { AccessLog } from './access-log.ts';
import type { House } from './house.ts';
import type { RequestHeaders } from './serving.ts';

export interface FileRouteParts {
  /** Who asks, as for GraphQL. @throws as for GraphQL */
  readonly admit: (headers: RequestHeaders, requestId: string) => Promise<Admission>;
  /** A file is an answer of the grant like any other. @throws LIMIT_EXCEEDED */
  readonly spend: (admission: Admission) => Promise<void>;
  readonly house: Pick<House, 'stream'>;
  readonly accessLog: AccessLog;
}

export interface Keyed {
  /** A wildcard: a link is longer than fastify lets a named parameter be. */
  readonly Params: { readonly '*': string };
}

export type LogRow = Parameters<AccessLog['write']>[0];

interface Received {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Empty, where the answer came over a connection that waits to be read to its end. */
  readonly stream?: Readable;
}

export interface UploadTo {
  readonly subgraph: Parameters<House['stream']>[0];
  readonly method: 'PUT' | 'HEAD';
}

/** Takes content in; the subgraph's `receiveUpload` says what becomes of it. */
export async function upload(
  { admit, house }: FileRouteParts,
  { subgraph, method }: UploadTo,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  // A refusal leaves the rest unread; to destroy the stream would take the answer with it.
  const body = request.raw.iterator({ destroyOnReturn: false });
  const call = { access, method, key: request.params['*'], headers: request.headers, body };
  const answer = (await house.stream(subgraph, 'receiveUpload', call)) as Received;
  answer.stream?.resume();
  void reply.code(answer.status).headers(answer.headers);
  return sendJson(request.id, reply, answer.body);
}

/** What a subgraph hands out by a link of its own. */
export interface HandedOut {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly stream: Readable | null;
}

/** Which link, whose content, and what of the answer is for log and browser. */
export interface Download<T extends HandedOut> {
  readonly subgraph: UploadTo['subgraph'];
  readonly call: string;
  toRow(access: AccessContext, answer: T): LogRow;
  /** `content-disposition`: an attachment, whatever it is. */
  disposition(answer: T): string;
}

/** Decided again by the subgraph, and spent; the log is durable before the first byte leaves. @throws NOT_FOUND */
export async function download<T extends HandedOut>(
  { admit, spend, house, accessLog }: FileRouteParts,
  { subgraph, call, toRow, disposition }: Download<T>,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const admission = await admit(request.headers, request.id);
  const access: AccessContext = { ...admission.access, mode: 'FILE' };
  const asked = { access, link: request.params['*'], range: request.headers.range ?? null, body: null };
  const answer = (await house.stream(subgraph, call, asked)) as T;
  try {
    await spend({ ...admission, access });
    await accessLog.write(toRow(access, answer));
  } catch (error) {
    answer.stream?.destroy();
    throw error;
  }
  void reply.code(answer.status).headers({
    ...answer.headers,
    'content-type': 'application/octet-stream',
    'content-disposition': disposition(answer),
    'content-security-policy': "sandbox; default-src 'none'",
    'x-request-id': request.id,
  });
  return reply.send(answer.stream ?? '');
}

export function sendJson(requestId: string, reply: FastifyReply, body: unknown): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'x-request-id': requestId })
    .type('application/json; charset=utf-8')
    .send(body === null ? '' : JSON.stringify(body));
}

/** @param shape stands for the request in the log, beside the shapes of operations */
export function toLogRow(
  access: AccessContext,
  shape: string,
): Omit<LogRow, 'outcomes' | 'recordIds' | 'about' | 'granted'> {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion, grant, demand } = access;
  const who = { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion };
  const operationHash = createHash('sha256').update(shape).digest('hex');
  return { ...who, operationHash, grantId: grant?.id ?? null, demandId: demand?.id ?? null, refusal: null };
}

/** The keys that the grant's guard counts: none for what other rules show, or for return flow. */
export function grantedBy({ grant }: AccessContext, rule: string, key: string): readonly string[] {
  return grant === null || grant.returnFlow || rule !== 'R16' ? [] : [key];
}
