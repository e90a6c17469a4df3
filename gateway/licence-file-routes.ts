/** Files of licences over HTTP, as streams: taken in, handed out by links that are decided again, and verified. */
import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessContext } from '../schema/actor.ts';
import type {
  LicenceDownloadCall,
  LicenceFileAnswer,
  LicenceUploadCall,
  Verified,
  VerifyFileCall,
} from '../subgraphs/licences/index.ts';
import type { AccessLog } from './access-log.ts';
import type { FileRouteParts } from './file-routes.ts';

type LogRow = Parameters<AccessLog['write']>[0];

interface Keyed {
  /** Whatever stands behind the prefix: a link is longer than a named parameter may be. */
  readonly Params: { readonly '*': string };
}

interface Verifying {
  readonly Querystring: { readonly identifier?: string };
}

/** Bodies are handed on as they come: nothing here holds more than a chunk of them. */
export async function serveLicenceFiles(app: FastifyInstance, parts: FileRouteParts): Promise<void> {
  await app.register(async (files) => {
    files.removeAllContentTypeParsers();
    files.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
    files.post<Verifying>('/licence-files/verify', (request, reply) => verify(parts, request, reply));
    files.put<Keyed>('/licence-files/*', (request, reply) => upload(parts, 'PUT', request, reply));
    files.head<Keyed>('/licence-files/*', (request, reply) => upload(parts, 'HEAD', request, reply));
    files.get<Keyed>('/licence-files/*', { exposeHeadRoute: false }, (request, reply) =>
      download(parts, request, reply),
    );
  });
}

async function upload(
  { admit, house }: FileRouteParts,
  method: LicenceUploadCall['method'],
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  const call: LicenceUploadCall = {
    access,
    method,
    key: request.params['*'],
    headers: request.headers,
    // A refusal leaves the rest unread; to destroy the stream would take the answer with it.
    body: request.raw.iterator({ destroyOnReturn: false }),
  };
  const answer = (await house.stream('licences', 'receiveUpload', call)) as FileReplyLike;
  answer.stream?.resume();
  void reply.code(answer.status).headers(answer.headers);
  return sendJson(request.id, reply, answer.body);
}

interface FileReplyLike {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
  /** Empty, where the answer came over a connection that waits to be read to its end. */
  readonly stream?: Readable;
}

type VerifiedFile = Verified & Pick<FileReplyLike, 'stream'>;

/** The log is durable before the first byte leaves. @throws NOT_FOUND for whatever is not to be had */
async function download(
  { admit, spend, house, accessLog }: FileRouteParts,
  request: FastifyRequest<Keyed>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const admission = await admit(request.headers, request.id);
  const access: AccessContext = { ...admission.access, mode: 'FILE' };
  const call: LicenceDownloadCall = { access, link: request.params['*'], range: request.headers.range ?? null };
  const answer = (await house.stream('licences', 'openDownload', { ...call, body: null })) as LicenceFileAnswer;
  const { typeName, recordId, licenceId, rule } = answer;
  const { grant } = access;
  try {
    await spend({ ...admission, access });
    await accessLog.write({
      ...rowOf(access, 'GET /licence-files/{link}'),
      outcomes: [{ coordinate: `${typeName}.downloadLink`, outcome: 'SHOW', rule, count: 1 }],
      recordIds: { [typeName]: [recordId], Licence: [licenceId] },
      about: [licenceId],
      granted: grant === null || grant.returnFlow || rule !== 'R16' ? [] : [licenceId],
    });
  } catch (error) {
    answer.stream?.destroy();
    throw error;
  }
  void reply.code(answer.status).headers({
    ...answer.headers,
    'content-type': 'application/octet-stream',
    'content-disposition': `attachment; filename="${typeName === 'AnnotatedCopy' ? 'licence-copy.zip' : 'licence'}"`,
    'content-security-policy': "sandbox; default-src 'none'",
    'x-request-id': request.id,
  });
  return reply.send(answer.stream ?? '');
}

/** The verdict and nothing else: whose licence it is, the file may say, not we. */
async function verify(
  { admit, house, accessLog }: FileRouteParts,
  request: FastifyRequest<Verifying>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { access } = await admit(request.headers, request.id);
  const call: VerifyFileCall = {
    access,
    identifier: request.query.identifier ?? null,
    body: request.raw.iterator({ destroyOnReturn: false }),
  };
  const { verdict, licenceId, stream } = (await house.stream('licences', 'verifyFile', call)) as VerifiedFile;
  stream?.resume();
  await accessLog.write({
    ...rowOf(access, 'POST /licence-files/verify'),
    outcomes: [],
    recordIds: licenceId === null ? {} : { Licence: [licenceId] },
    about: licenceId === null ? [] : [licenceId],
    granted: [],
  });
  return sendJson(request.id, reply, { verdict });
}

function sendJson(requestId: string, reply: FastifyReply, body: unknown): FastifyReply {
  return reply
    .headers({ 'cache-control': 'no-store', 'x-request-id': requestId })
    .type('application/json; charset=utf-8')
    .send(body === null ? '' : JSON.stringify(body));
}

/** @param shape stands for the request in the log, beside the shapes of operations */
function rowOf(access: AccessContext, shape: string): Omit<LogRow, 'outcomes' | 'recordIds' | 'about' | 'granted'> {
  const { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion, grant, demand } = access;
  const who = { at, requestId, actorId, role, agency, onBehalfOf, useCause, policyVersion };
  const operationHash = createHash('sha256').update(shape).digest('hex');
  return { ...who, operationHash, grantId: grant?.id ?? null, demandId: demand?.id ?? null, refusal: null };
}
