/** Content of files over HTTP: `PUT /files/{key}` takes it in, `GET /files/{link}` hands it out; both as streams. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type { DownloadCall, FileAnswer, UploadCall } from '../subgraphs/cases/index.ts';
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

interface Keyed {
  /** A wildcard: a link is longer than fastify lets a named parameter be. */
  readonly Params: { readonly '*': string };
}

/** What stands for "a file was asked for" in the log, beside the shapes of operations. */
const DOWNLOAD_SHAPE = createHash('sha256').update('GET /files/{link}').digest('hex');

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function serveFiles(app: FastifyInstance, parts: FileRouteParts): Promise<void> {
  await app.register(async (files) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    files.put<Keyed>('/files/*', (request, reply) => upload(parts, 'PUT', request, reply));
    files.head<Keyed>('/files/*', (request, reply) => upload(parts, 'HEAD', request, reply));
    files.get<Keyed>('/files/*', { exposeHeadRoute: false }, (request, reply) => download(parts, request, reply));
  });
}

async function upload(
  { admit, house }: FileRouteParts,
  method: UploadCall['method'],
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  // A refusal leaves the rest unread; to destroy the stream would take the answer with it.
  const body = request.raw.iterator({ destroyOnReturn: false });
  const call: UploadCall = { access, method, key: request.params['*'], headers: request.headers, body };
  const answer = (await house.stream('cases', 'receiveUpload', call)) as FileReplyLike;
  answer.stream?.resume();
  return reply
    .code(answer.status)
    .headers({ 'cache-control': 'no-store', 'x-request-id': request.id, ...answer.headers })
    .type('application/json; charset=utf-8')
    .send(answer.body === null ? '' : JSON.stringify(answer.body));
}

interface FileReplyLike {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Empty, where the answer came over a connection that waits to be read to its end. */
  readonly stream?: Readable;
}

/** The log is durable before the first byte leaves. @throws NOT_FOUND for whatever is not to be had */
async function download(
  { admit, spend, house, accessLog }: FileRouteParts,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const admission = await admit(request.headers, request.id);
  const access: AccessContext = { ...admission.access, mode: 'FILE' };
  const call: DownloadCall = { access, link: request.params['*'], range: request.headers.range ?? null };
  const answer = (await house.stream('cases', 'openDownload', { ...call, body: null })) as FileAnswer;
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
    'content-disposition': answer.disposition,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-request-id': request.id,
  });
  return reply.send(answer.stream ?? '');
}

function toRow(access: AccessContext, { materialId, caseId, rule }: FileAnswer): Parameters<AccessLog['write']>[0] {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion, grant, demand } = access;
  return {
    at,
    requestId,
    actorId,
    role,
    agency,
    onBehalfOf,
    useCause,
    policyVersion,
    operationHash: DOWNLOAD_SHAPE,
    grantId: grant?.id ?? null,
    outcomes: [{ coordinate: 'CaseMaterial.downloadLink', outcome: 'SHOW', rule, count: 1 }],
    recordIds: { CaseMaterial: [materialId], Case: [caseId] },
    demandId: demand?.id ?? null,
    about: [caseId],
    granted: grant === null || grant.returnFlow || rule !== 'R16' ? [] : [caseId],
    refusal: null,
  };
}
